"""What one header text means: the field it names, its unit, and what it says beside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from data.cleaning.meaning.units import split_unit
from data.cleaning.meaning.words import is_own
from data.cleaning.texts import plain
from data.fields import EXTRACTS, Extract, Field

#: No header is longer (characters); a page of text in a cell is not searched for one.
LONGEST = 200
_MARKS = re.compile(r"^[*＊]+|[*＊]+$|\((?:必填|选填|可选|必输|required|optional)\)$")
_OWN_BEFORE = re.compile(r"^(?:本月实际|本期实际|本月|当月|本期|当期|实际)(?=.{2})")
_OWN_BEHIND = re.compile(r"^(.{2,})[(\[【]([^()\[\]【】]+)[)\]】]$")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A field that a text names, the exponent of the unit it says, and the text beside (`去年.`销售额)."""

    field: Field
    exponent: int | None = None
    rest: str = ""


@cache
def _lookup(extract: Extract) -> dict[str, Field]:
    table: dict[str, Field] = {}
    for item in extract.fields:
        for text in (item.zh, item.en, item.name, item.name.replace("_", ""), *item.aliases):
            table.setdefault(plain(text), item)
    return table


@cache
def names_of(field: Field) -> frozenset[str]:
    """All texts that name a field, in `plain` form."""
    return frozenset(plain(text) for text in (field.zh, *field.aliases))


@cache
def _sheet_names() -> dict[str, Extract]:
    names = {}
    for extract in EXTRACTS:
        for text in (extract.sheet, extract.title_en, extract.name):
            names[plain(text)] = extract
    return names


def extract_of_sheet(name: str) -> Extract | None:
    """The extract whose sheet bears this name."""
    return _sheet_names().get(plain(name))


def _named(table: dict[str, Field], text: str) -> tuple[Field, int | None] | None:
    if text in table:
        return table[text], None
    bare, exponent = split_unit(text)
    found = table.get(_MARKS.sub("", bare))
    if found is None or (exponent is not None and found.kind != "money"):
        return None
    # `账期(天)` counts days and is no month; `销售额(件)` is no amount.
    is_counted = exponent is None and bare != text
    return None if is_counted and found.kind != "quantity" else (found, exponent)


@lru_cache(maxsize=20_000)
def meaning(extract: Extract, header: str) -> Meaning | None:
    """What `header` stands for in `extract`; None if it stands for none of its fields."""
    if len(header) > LONGEST:
        return None
    table = _lookup(extract)
    trimmed = _MARKS.sub("", plain(header))
    # Exports of joined tables prefix the table: `销售订单行.价税合计`, `客户.名称`.
    parts = trimmed.split(".")
    for text, rest in (
        (trimmed, ""),
        ("".join(parts[-2:]), "".join(parts[:-2])),
        (parts[-1], "".join(parts[:-1])),
    ):
        found = _named(table, text)
        if found is not None:
            return Meaning(*found, rest)
    bare, exponent = split_unit(trimmed)
    for text in (_OWN_BEFORE.sub("", bare), _without_own(bare)):
        found = _named(table, text) if text != bare else None
        if found is not None and found[0].kind == "money":
            return Meaning(found[0], exponent if exponent is not None else found[1])
    return None


def _without_own(text: str) -> str:
    found = _OWN_BEHIND.match(text)
    return found.group(1) if found and is_own(found.group(2)) else text


def matched(extract: Extract, header: str) -> tuple[Field, int | None] | None:
    """(field, unit exponent) that `header` stands for in `extract`; None if it stands for none."""
    found = meaning(extract, header)
    return (found.field, found.exponent) if found else None

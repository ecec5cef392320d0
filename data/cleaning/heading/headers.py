"""Which rows are the header, which extract it belongs to, which column is which field."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from data.cleaning.heading.chains import Grid, Part, chains, full_name
from data.cleaning.heading.matching import Meaning, meaning
from data.cleaning.heading.sublines import Kind
from data.cleaning.meaning.units import split_unit, unit_of_cell
from data.cleaning.meaning.words import is_own, of_header
from data.cleaning.texts import plain
from data.fields import Extract, Field

_MONTH_HEADER = re.compile(
    r"(?:\d{4}[-./年])?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?|\d{4}[-./]\d{1,2}|[一二三四]季度|q[1-4]"
)
#: Nobody takes a count or a ratio for an amount; whether what is owed or returned is to be
#: subtracted is asked wherever it stands beside the amounts.
_NOT_MISTAKEN = {"count", "ratio", "credit", "returns"}
#: Header as `plain` text → field, where somebody said what an unfamiliar header means.
Meanings = Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What stands above or below a column and may change it: its row of the grid, the sense and the word.

    sense: one of `words.SENSES`, `period` for a month or year, or `unknown` for what says nothing to us.
    """

    row: int
    sense: str
    text: str


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A recognised column: 0-based position, header as written, unit exponent if it names one.

    `is_mapped`: the header is known by a mapping only, not by itself. `name`: all lines of the header.
    `is_unit_apart`: its unit stands on a line of its own, not in the header that names the field.
    """

    index: int
    text: str
    field: Field
    exponent: int | None = None
    is_mapped: bool = False
    name: str = ""
    doubt: Doubt | None = None
    is_unit_apart: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """A recognised header: rows `first`..`last` of the grid (0-based, inclusive).

    sublines: rows of the grid below the field names that are no data, with their kind.
    passed_over: (column used, column left out) where both bear the field's name and words tell them apart.
    """

    extract: Extract
    first: int
    last: int
    columns: tuple[HeaderColumn, ...]
    ignored: tuple[tuple[int, str], ...] = ()
    missing: tuple[Field, ...] = ()
    duplicates: tuple[tuple[HeaderColumn, HeaderColumn], ...] = ()
    is_pivoted: bool = False
    rivals: tuple[str, ...] = field(default=())
    sublines: tuple[tuple[int, Kind], ...] = ()
    passed_over: tuple[tuple[HeaderColumn, HeaderColumn], ...] = ()


def _mapped(chain: Sequence[Part], meanings: Meanings) -> tuple[str, Meaning] | None:
    for text in (full_name(chain), "".join(t for _, t in chain), chain[-1][1], chain[0][1]):
        found = meanings.get(plain(text))
        if found is not None:
            exponent = split_unit(plain(chain[-1][1]))[1] if found.kind == "money" else None
            return text, Meaning(found, exponent)
    return None


_PERIOD = re.compile(r"(20\d\d)(?:年度?|[-./年](0?[1-9]|1[0-2])(?:月份?)?)?")


def period_of(text: str) -> tuple[str, str] | None:
    """(year, month of two digits or blank) if the whole text is a period: `2026年`, `2026年3月`."""
    found = _PERIOD.fullmatch(plain(text))
    return (found.group(1), (found.group(2) or "").zfill(2) if found.group(2) else "") if found else None


def _doubt(parts: Sequence[Part], rest: str, extract: Extract, *, is_below: bool) -> Doubt | None:
    """The first doubt that the other lines of a column's header raise about an amount."""
    for row, text in parts:
        if is_own(text):
            continue
        if period_of(text) is not None:
            return Doubt(row, "period", text)
        found = of_header(text, extract)
        if found is not None:
            return Doubt(row, found[0], text)
        if is_below:
            return Doubt(row, "unknown", text)
    found = of_header(rest, extract) if rest else None
    return Doubt(parts[-1][0] if parts else -1, found[0], rest) if found else None


def _column(
    index: int, chain: list[Part], extract: Extract, meanings: Meanings | None
) -> HeaderColumn | None:
    """The column that a chain of header texts names, or None."""
    units = [unit_of_cell(text) for _, text in chain]
    exponents = [unit for unit in units if unit is not None]
    words = [part for part, unit in zip(chain, units, strict=True) if unit is None] or chain
    name = full_name(words)

    def named(text: str, found: Meaning, others: Sequence[Part], *, is_below: bool, row: int) -> HeaderColumn:
        is_money = found.field.kind == "money"
        doubt = _doubt(others, found.rest, extract, is_below=is_below) if is_money else None
        if doubt is not None and doubt.row < 0:
            doubt = replace(doubt, row=row)
        is_apart = is_money and found.exponent is None and bool(exponents)
        own = exponents[-1] if is_apart else found.exponent
        return HeaderColumn(
            index,
            text,
            found.field,
            own if is_money else None,
            name=name,
            doubt=doubt,
            is_unit_apart=is_apart,
        )

    row, bottom = words[-1]
    if meanings and (whole := meanings.get(plain(name))) is not None and len(words) > 1:
        exponent = exponents[-1] if exponents else split_unit(plain(bottom))[1]
        return replace(named(name, Meaning(whole, exponent), [], is_below=False, row=row), is_mapped=True)
    if len(words) > 1:
        top = words[-2][1]
        for text in (f"{top}{bottom}", f"{top}({bottom})"):
            if found := meaning(extract, text):
                return named(text, found, words[:-2], is_below=False, row=row)
    if found := meaning(extract, bottom):
        return named(bottom, found, words[:-1], is_below=False, row=row)
    for at in range(len(words) - 2, -1, -1):
        if found := meaning(extract, words[at][1]):
            return named(words[at][1], found, words[at + 1 :], is_below=True, row=words[at][0])
    if meanings and (mapped := _mapped(words, meanings)):
        return replace(named(mapped[0], mapped[1], [], is_below=False, row=row), is_mapped=True)
    return None


def _rank(column: HeaderColumn) -> int:
    """How doubtful a column is: what is mapped is certain, an unknown word less bad than a telling one."""
    if column.is_mapped or column.doubt is None:
        return 0
    return 1 if column.doubt.sense in {"unknown", "period"} else 2


def block(
    grid: Grid,
    extract: Extract,
    first: int,
    last: int,
    *,
    meanings: Meanings | None = None,
    lines: Sequence[int] | None = None,
) -> Header:
    """The rows `first`..`last` read as a header of `extract`; `meanings` for what is not recognised.

    lines: the rows among them that bear texts of the header (default: all). Of several columns that may mean
    a field the least doubtful counts; two that are equally plain are `duplicates`.
    """
    found: dict[str, list[HeaderColumn]] = defaultdict(list)
    ignored: list[tuple[int, str]] = []
    for index, chain in enumerate(chains(grid, lines if lines is not None else range(first, last + 1))):
        column = _column(index, chain, extract, meanings) if chain else None
        if column is not None:
            found[column.field.name].append(column)
        elif chain:
            ignored.append((index, full_name(chain)))
    columns, duplicates, passed_over = [], [], []
    for candidates in found.values():
        best = min(map(_rank, candidates))
        chosen, *others = [c for c in candidates if _rank(c) == best]
        columns.append(chosen)
        duplicates += [(chosen, other) for other in others]
        worse = [c for c in candidates if _rank(c) > best]
        ignored += [(c.index, c.name) for c in worse]
        passed_over += [(chosen, c) for c in worse if c.doubt and c.doubt.sense not in _NOT_MISTAKEN]
    missing = tuple(f for f in extract.fields if not f.is_optional and f.name not in found)
    tops = (plain(text.partition(" / ")[0]) for _, text in ignored)
    is_pivoted = sum(bool(_MONTH_HEADER.fullmatch(top)) for top in tops) >= 2
    columns.sort(key=lambda column: column.index)
    return Header(
        extract,
        first,
        last,
        tuple(columns),
        tuple(sorted(ignored)),
        missing,
        tuple(duplicates),
        is_pivoted,
        passed_over=tuple(passed_over),
    )


def quality(header: Header) -> tuple[bool, int, int, int]:
    """What makes one reading of a header better than another."""
    return (not header.missing, len(header.columns), -(header.last - header.first), -header.first)

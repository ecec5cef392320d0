"""What a line of a month is called where somebody acts on it: holds it, appeals against it.

A line of the month's own goes by its item. Of corrections and adjustments a region may have several in a
month: `correction` means all of them, `correction/2026-07/checkpoint` and `adjustment/1f2e` a single one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from engine.settlement.carried import ADJUSTMENT, CORRECTION
from engine.settlement.items import ITEMS

_ITEM_OF = {item.clause: item.name for item in ITEMS}
_PLACE = re.compile(
    rf"(?P<region>.+?)/(?P<name>{CORRECTION}/\d{{4}}-\d{{2}}/[^/]+|{ADJUSTMENT}/[^/]+|[^/]+)", re.DOTALL
)

#: Region and name of lines that are held → why.
Held = Mapping[tuple[str, str], str]


def name_of(line: Mapping[str, Any]) -> str:
    """The name of a single line. line: `item`, and what tells carried ones apart (`of`, `clause`, …)."""
    of = line.get("of")
    if line["item"] == CORRECTION and of:
        month = f"{of:%Y-%m}" if isinstance(of, date) else of
        return f"{CORRECTION}/{month}/{_ITEM_OF.get(line['clause'], line['clause'])}"
    if line["item"] == ADJUSTMENT and line.get("adjustment"):
        return f"{ADJUSTMENT}/{line['adjustment']}"
    return str(line["item"])


def names_of(lines: Iterable[Mapping[str, Any]]) -> set[tuple[str, str]]:
    """Region and name, by which any of these lines may be meant."""
    return {(line["region"], name) for line in lines for name in (name_of(line), line["item"])}


def why_held(held: Held, line: Mapping[str, Any]) -> str | None:
    """Why a line is held, by its own name or as one of its kind; None if it is not."""
    own = held.get((line["region"], name_of(line)))
    return held.get((line["region"], line["item"])) if own is None else own


def standing_of(held: Held, line: Mapping[str, Any]) -> str:
    """What became of a published line: `published`, `held`, or why it comes to no money, as its status."""
    if line["status"] != "proposed":
        return str(line["status"])
    return "published" if why_held(held, line) is None else "held"


def place_of(text: str) -> tuple[str, str] | None:
    """Region and name that `REGION/NAME` means; None for what is no such thing."""
    found = _PLACE.fullmatch(text)
    return (found["region"], found["name"]) if found else None


def parts_of(name: str) -> tuple[str, str, str]:
    """What a name says: item, the month corrected ("" for others), the item corrected or the adjustment."""
    item, *rest = name.split("/")
    if item == CORRECTION and len(rest) == 2:
        return item, rest[0], rest[1]
    return item, "", rest[0] if rest else ""

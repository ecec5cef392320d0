"""Totals that a line above or below the rows tells in words: `合计金额：1,138,873.20元`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from data.cleaning.heading.headers import Header
from data.cleaning.meaning.surroundings import Nearby, asked_at, lines_of
from data.cleaning.texts import plain
from data.issues import Issue

_TOTAL = re.compile(
    r"^(?:本[月期表页])?(?:销售|回款|应收|库存|费用|含税)?(?:收入|余额|金额|额)?(?:合计|总计|共计|总额|总金额)(?:金额|额|数)?"
    r"(?:[(\[](?:万?元|人民币)[)\]])?[:为=]?(?=[¥(-]?\d)"
)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
#: Units a total may be told in, whatever those of the rows.
_UNITS = (0, 3, 4, 6, 8)
#: Fewer digits are a number of rows or pages.
_DIGITS = 4


def _numbers(line: str) -> list[tuple[int, int]]:
    """(digits as a whole number, how many of them are decimals) of each number that may be a total."""
    found = []
    for text in _NUMBER.findall(line):
        whole, _, decimals = text.replace(",", "").partition(".")
        if len(whole + decimals) >= _DIGITS:
            found.append((int(whole + decimals), len(decimals)))
    return found


def _is(fen: int, number: int, decimals: int) -> bool:
    """Whether a sum is the number in some unit, but for rounding it to the number's last digit."""
    return any(
        abs(abs(fen) * 10**decimals - number * 10 ** (unit + 2)) * 2 <= 10 ** (unit + 2) for unit in _UNITS
    )


def told_totals(texts: Sequence[Nearby], frame: pl.DataFrame, header: Header, base: Issue) -> list[Issue]:
    """A warning per line that tells a total which is the sum of no column of amounts."""
    money = [c.field for c in header.columns if c.field.kind == "money"]
    if not money or frame.is_empty():
        return []
    sums = [int(frame[field.name].sum()) for field in money]
    issues = []
    for line in lines_of(texts):
        text = " ".join(t.text for t in line)
        numbers = _numbers(plain(text)) if _TOTAL.search(plain(text)) else []
        if (
            numbers
            and line[0].where in {"title", "note"}
            and not any(_is(fen, *number) for fen in sums for number in numbers)
        ):
            shown = "、".join(f"{field.zh} {fen / 100:,.2f}" for field, fen in zip(money, sums, strict=True))
            asked = replace(asked_at(base, "total_told", line[0]), value=text)
            issues.append(replace(asked, parameters={"summed": shown}))
    return issues

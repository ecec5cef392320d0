"""Totals rows held against the rows they claim to sum."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from data.cleaning.around import AT, ROW, cell
from data.cleaning.heading.headers import Header, HeaderColumn
from data.cleaning.numbers import MONEY_DIGITS, amounts
from data.cleaning.texts import plain
from data.issues import Issue

MAX_CHECKED = 2_000
#: Averages, and what comes to more than the sheet holds: ledgers end with 本月合计 and 本年累计.
_OF_OTHERS = re.compile("平均|(?:本年|全年|年度|本季|年初至今)累计")


def _candidates(
    data: pl.DataFrame, total: dict[str, object], before: list[int], texts: list[str], places: list[str]
) -> Iterator[pl.Expr]:
    """The sets of rows a total may mean, likeliest first."""
    at = int(str(total[AT]))
    above = pl.col(AT) < at
    yield above
    previous = [place for place in before if place < at]
    for start in reversed(previous[-40:]):
        yield above & (pl.col(AT) > start)
    for column in places:
        own = data[column].unique().drop_nulls().to_list()
        fitting = [value for value in own if any(plain(value) in plain(text) for text in texts)]
        if fitting:
            yield pl.col(column).is_in(fitting)
            yield pl.col(column).is_in(fitting) & above
    yield pl.lit(value=True)


def reconciled(
    data: pl.DataFrame, totals: pl.DataFrame, header: Header, exponents: dict[str, int | None], base: Issue
) -> list[Issue]:
    """A warning for every total that agrees with no set of rows it could mean.

    data, totals: text cells with AT and ROW. exponents: unit of each money column.
    """
    columns = [c for c in header.columns if c.field.kind == "money"]
    if not columns or totals.is_empty() or data.is_empty():
        return []
    values = {
        c.field.name: amounts(totals[cell(c.index)], MONEY_DIGITS, exponents[c.field.name])[0]
        for c in columns
    }
    parsed = data.with_columns(
        amounts(data[cell(c.index)], MONEY_DIGITS, exponents[c.field.name])[0].alias(c.field.name)
        for c in columns
    )
    totals = totals.with_columns(values[name].alias(name) for name in values)
    keys = [cell(c.index) for c in header.columns if c.field.name in {"region", "office"}]
    labels = [cell(c.index) for c in header.columns if c.field.kind not in {"money", "quantity"}]
    places = totals[AT].to_list()
    issues = []
    for total in totals.head(MAX_CHECKED).iter_rows(named=True):
        texts = [str(total[c]) for c in labels if total[c] is not None]
        if any(_OF_OTHERS.search(plain(text)) for text in texts):
            continue
        stated = {c.field.name: total[c.field.name] for c in columns if total[c.field.name] is not None}
        if stated:
            found = _difference(parsed, _candidates(data, total, places, texts, keys), stated)
            if found is not None:
                issues.append(_issue(total, columns, found, base))
    return issues


def _difference(
    data: pl.DataFrame, candidates: Iterator[pl.Expr], stated: dict[str, int]
) -> tuple[str, int, int] | None:
    """(field, stated, summed) of the first column that differs in the nearest set; None if one set agrees."""
    nearest: tuple[int, tuple[str, int, int]] | None = None
    for rows in candidates:
        sums = data.filter(rows).select(pl.col(name).sum() for name in stated).row(0, named=True)
        wrong = [(name, amount, sums[name]) for name, amount in stated.items() if sums[name] != amount]
        if not wrong:
            return None
        if nearest is None or len(wrong) < nearest[0]:
            nearest = (len(wrong), wrong[0])
    return nearest[1] if nearest else None


def _issue(
    total: dict[str, object], columns: list[HeaderColumn], found: tuple[str, int, int], base: Issue
) -> Issue:
    name, stated, summed = found
    column = next(c for c in columns if c.field.name == name)
    value = total[cell(column.index)]
    return Issue(
        "warning",
        "total_differs",
        base.file,
        base.extract,
        base.sheet,
        int(str(total[ROW])),
        column.text,
        column.index,
        str(value),
        {"stated": f"{stated / 100:,.2f}", "summed": f"{summed / 100:,.2f}"},
    )

"""Promises (承诺): kept, broken and running, per region and manager."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboard.formats import NOTHING, WAN, Markdown, money_with_unit, unit_of
from dashboard.i18n import _, current
from dashboard.published import column, published
from dashboard.services.evaluation import Snapshot
from dashboard.tables import Column, Table
from dashboard.views.process.words import PROMISES
from dashboard.words import word, words
from data.store.process.book import Book
from data.store.process.deeds import Promise
from engine.process.promises import Standing, standing


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise, how it stands, and what the figure came to, in fen (None: not known)."""

    promise: Promise
    standing: Standing
    actual: int | None
    manager: str


def kept_promises(book: Book, seen: Snapshot, day: date, region: str | None = None) -> list[Kept]:
    """The promises that are seen, of a region or of all, those that end first before the others."""
    found = [promise for promise in book.promises.values() if region in (None, promise.region)]
    return [
        _kept(promise, seen, day) for promise in sorted(found, key=lambda each: (each.until, each.sequence))
    ]


def _kept(promise: Promise, seen: Snapshot, day: date) -> Kept:
    month = promise.month or promise.until.replace(day=1)
    row = _row(promise, seen, month)
    value = None if row is None else row.get(promise.figure)
    actual = None if value is None else round(float(value) * 100)
    found = standing(
        promise.amount_fen, actual, promise.until, day, is_less_better=is_less_better(promise.figure)
    )
    manager = _region_row(promise, seen, month)
    return Kept(promise, found, actual, "" if manager is None else manager["manager"] or "")


def _row(promise: Promise, seen: Snapshot, month: date) -> dict[str, Any] | None:
    if promise.office is None:
        return _region_row(promise, seen, month)
    frame = seen.own.offices.filter(
        (pl.col("month") == month)
        & (pl.col("region") == promise.region)
        & (pl.col("office") == promise.office)
    )
    return frame.row(0, named=True) if frame.height else None


def _region_row(promise: Promise, seen: Snapshot, month: date) -> dict[str, Any] | None:
    frame = seen.own.regions.filter((pl.col("month") == month) & (pl.col("region") == promise.region))
    return frame.row(0, named=True) if frame.height else None


def is_less_better(figure: str) -> bool:
    """Whether a figure is promised to come to so much at most."""
    return published(figure).better == "less"


def figure_name(figure: str) -> str:
    """The name of a figure that can be promised."""
    return published(figure).title(current())


def amount_said(fen: int | None) -> str:
    """An amount with its unit."""
    return NOTHING if fen is None else money_with_unit(fen / 100, unit_of(fen / 100, WAN))


def promise_text(kept: Kept) -> str:
    """A promise and how it stands, as plain text."""
    promise = kept.promise
    template = (
        _("{figure} at most {amount}") if is_less_better(promise.figure) else _("{figure} at least {amount}")
    )
    said = template.format(figure=figure_name(promise.figure), amount=amount_said(promise.amount_fen))
    return _(
        "{said} by {until}: {standing} (now {actual}). {text}",
        said=said,
        until=f"{promise.until:%Y-%m-%d}",
        standing=word(PROMISES, kept.standing),
        actual=amount_said(kept.actual),
        text=promise.text,
    )


def promise_table(found: Sequence[Kept], named: Callable[[str], str]) -> Table:
    """The promises, a row each."""
    rows = [
        {
            "region": kept.promise.region,
            "manager": kept.manager,
            "office": kept.promise.office or "",
            "figure": figure_name(kept.promise.figure),
            "month": kept.promise.month or kept.promise.until.replace(day=1),
            "amount": kept.promise.amount_fen / 100,
            "actual": None if kept.actual is None else kept.actual / 100,
            "until": kept.promise.until,
            "standing": kept.standing,
            "text": kept.promise.text,
            "by": named(kept.promise.by),
        }
        for kept in found
    ]
    columns = (
        column("region"),
        column("manager"),
        Column("office", _("Office")),
        Column("figure", _("Figure")),
        column("month"),
        Column("amount", _("Promised"), "money"),
        Column("actual", _("Now"), "money"),
        Column("until", _("By when"), "date"),
        Column("standing", _("Standing"), words=words(PROMISES)),
        Column("text", _("What was promised")),
        Column("by", _("Promised by")),
    )
    kinds = {"month": pl.Date, "until": pl.Date, "amount": pl.Float64, "actual": pl.Float64}
    schema = {column.name: kinds.get(column.name, pl.String) for column in columns}
    return Table("promises", _("Promises"), pl.DataFrame(rows, schema=schema), columns)


def tally(found: Sequence[Kept]) -> Markdown:
    """How many were kept, broken and run, in a sentence."""
    counts = {code: sum(kept.standing == code for kept in found) for code in PROMISES}
    return _("**{kept} kept, {broken} broken, {running} running.**", **counts)

"""How promises stand: against the figures that somebody may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboard.published import published
from dashboard.services.evaluation import Snapshot
from data.store.process.book import Book
from data.store.process.deeds import Promise
from data.store.reader import Reader
from engine.forecasting import Days
from engine.planning.daily_courses import OfficeDays
from engine.process.dues import month_end
from engine.process.promises import Standing, standing

#: Figures of which each day brings its part.
_OF_DAYS = ("sales", "collections")


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise, how it stands, and what the figure came to, in fen (None: not known)."""

    promise: Promise
    standing: Standing
    actual: int | None
    manager: str

    @property
    def month(self) -> date:
        """The month of which the figure is meant."""
        return month_promised(self.promise)


def kept_promises(
    reader: Reader, book: Book, seen: Snapshot, day: date, region: str | None = None
) -> list[Kept]:
    """The promises that are seen, of a region or of all, those that end first before the others."""
    found = [promise for promise in book.promises.values() if region in (None, promise.region)]
    return [
        kept(reader, promise, seen, day)
        for promise in sorted(found, key=lambda each: (each.until, each.sequence))
    ]


def kept(reader: Reader, promise: Promise, seen: Snapshot, day: date) -> Kept:
    """How a promise stands on a day: by what the figure had come to by its own, where days are known."""
    month = month_promised(promise)
    row = _row(promise, seen, month)
    value = None if row is None else row.get(promise.figure)
    actual = None if value is None else round(float(value) * 100)
    found = standing(
        promise.amount_fen,
        actual if actual is None or (then := _by_then(reader, promise)) is None else then,
        promise.until,
        day,
        is_less_better=is_less_better(promise.figure),
    )
    manager = _region_row(promise, seen, month)
    return Kept(promise, found, actual, "" if manager is None else manager["manager"] or "")


def _by_then(reader: Reader, promise: Promise) -> int | None:
    """What a figure of days had come to by the end of the promised one, in fen.

    None for the whole month's: of a figure of the month's end, after its last day, or where a part of it
    came without days.
    """
    month = month_promised(promise)
    if promise.figure not in _OF_DAYS or promise.until >= month_end(month):
        return None
    here = (pl.col("month") == month) & (pl.col("region") == promise.region)
    days: Days | OfficeDays
    if promise.office is None:
        days = reader.daily_totals()
    else:
        days, here = reader.office_days(month, month), here & (pl.col("office") == promise.office)
    if days.undated.filter(here).height:
        return None
    is_by_then = pl.lit(promise.until >= month) & (pl.col("day") <= promise.until.day)
    return int(days.totals.filter(here & is_by_then)[promise.figure].sum())


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


def month_promised(promise: Promise) -> date:
    """The month of which the figure is meant."""
    return promise.month or promise.until.replace(day=1)

"""Which months of a year a region has, which of them are known, and how much of the year is left.

Months are counted exactly: one under way counts by its elapsed days, so that 25 of 31 days are 25/31 of it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, cached_property, lru_cache

import polars as pl

#: What of a region's row the courses of a year are made of.
_FEN = (
    *("sales", "sales_plan", "annual_sales_target"),
    *("collections", "collections_plan", "annual_collections_target"),
    *("expense_counted", "expense_collections", "expense_counted_month"),
)
_WHOLE = Fraction(1)


@dataclass(frozen=True)
class Calendar:
    """A region's months of a year as seen from `month`.

    rows: the months of this year and the one before in which the region has a row. opened, closed: its first
    and last month where they lie within what was loaded, so that it did not exist before or after. until:
    the last day with figures of `month` if that is not over. amounts: column → month → published amount in
    whole fen, without those that are not known.
    """

    month: date
    until: date | None
    rows: Sequence[date]
    opened: date | None
    closed: date | None
    amounts: Mapping[str, Mapping[date, int]]

    @cached_property
    def due(self) -> list[date]:
        """The months of the year through `month` in which the region exists."""
        return list(self.passed)

    @cached_property
    def passed(self) -> Mapping[date, Fraction]:
        """How much of each of them has passed."""
        return _passed(self.month, self.until, self.opened, self.closed)

    @cached_property
    def ahead(self) -> Mapping[date, Fraction]:
        """The months of the year still to come, the rest of one under way as a part of it."""
        return _ahead(self.month, self.until, self.opened, self.closed)

    @cached_property
    def left(self) -> Fraction:
        """How many months those are."""
        return _left(self.month, self.until, self.opened, self.closed)

    def elapsed(self, month: date) -> Fraction:
        """How much of a month has passed."""
        return _elapsed(self.month, self.until) if month == self.month else _WHOLE

    def is_whole(self, month: date) -> bool:
        """Whether the month is over."""
        return month != self.month or is_over(month, self.until)

    def known(self, column: str) -> dict[date, int]:
        """The amounts in fen of the months due that are known."""
        amounts = self.amounts[column]
        return {each: amounts[each] for each in self.due if each in amounts}

    @property
    def scale(self) -> int:
        """In how many parts `month` is counted, so that parts of it are whole numbers of them."""
        return self.elapsed(self.month).denominator

    def weighted(self, amounts: Mapping[date, int], parts: Mapping[date, Fraction]) -> int:
        """`scale` times the sum of amounts by months, each times its part in `passed` or `ahead`."""
        total, scale = sum(amounts.values()), self.scale
        if scale == 1 or self.month not in amounts:
            return total * scale
        # All but the month under way are whole there.
        return total * scale - amounts[self.month] * (scale - parts[self.month].numerator)

    def fen(self, month: date, column: str) -> int | None:
        """A published amount in whole fen; None where it is not known."""
        return self.amounts[column].get(month)

    def latest(self) -> date:
        """The month of the region's last row of the year through `month`."""
        return next(each for each in reversed(self.due) if each in self.rows)


#: Nearly all regions of a company share their months.
_shared = lru_cache(maxsize=1024)


def is_over(month: date, until: date | None) -> bool:
    """Whether a month with figures through the day `until` is over; None: it is."""
    return _elapsed(month, until) == 1


@_shared
def _elapsed(month: date, until: date | None) -> Fraction:
    return _WHOLE if until is None else Fraction(until.day, monthrange(month.year, month.month)[1])


@_shared
def _passed(
    month: date, until: date | None, opened: date | None, closed: date | None
) -> Mapping[date, Fraction]:
    due = (each for each in months_of(month.year) if each <= month and _exists(each, opened, closed))
    return {each: _elapsed(month, until) if each == month else _WHOLE for each in due}


@_shared
def _ahead(
    month: date, until: date | None, opened: date | None, closed: date | None
) -> Mapping[date, Fraction]:
    rest = {month: _WHOLE - _elapsed(month, until)} | {
        each: _WHOLE for each in months_of(month.year) if each > month
    }
    return {each: part for each, part in rest.items() if part and _exists(each, opened, closed)}


@_shared
def _left(month: date, until: date | None, opened: date | None, closed: date | None) -> Fraction:
    return sum(_ahead(month, until, opened, closed).values(), Fraction(0))


def _exists(month: date, opened: date | None, closed: date | None) -> bool:
    return (opened is None or month >= opened) and (closed is None or month <= closed)


@cache
def months_of(year: int) -> tuple[date, ...]:
    """The twelve months of a year."""
    return tuple(date(year, number, 1) for number in range(1, 13))


@_shared
def a_year_before(month: date) -> date:
    """The same month of the year before."""
    return month.replace(year=month.year - 1)


def calendars(regions: pl.DataFrame, month: date, until: date | None) -> dict[str, Calendar]:
    """The calendar of each region that has a row in the year through `month`, by name.

    regions: `Evaluation.regions`, all of it: what begins or ends within its months has opened or closed.
    """
    begun = date(month.year, 1, 1)
    first, last = regions["month"].min(), regions["month"].max()
    spans = regions.group_by("region").agg(
        pl.col("month").min().alias("from"), pl.col("month").max().alias("to")
    )
    of_two_years = (
        regions.filter(pl.col("month").dt.year().is_between(month.year - 1, month.year))
        .select("month", "region", *_FEN)
        .sort("region", maintain_order=True)
    )
    months = of_two_years["month"].to_list()
    in_fen = of_two_years.select((pl.col(_FEN) * 100).round().cast(pl.Int64)).to_dict(as_series=False)
    found, at = {}, 0
    place_of: dict[str, slice] = {}
    for length, region in of_two_years["region"].rle().struct.unnest().iter_rows():
        place_of[region] = slice(at, at + length)
        at += length
    for region, start, end in spans.sort("region").iter_rows():
        here = place_of.get(region, slice(0))
        if any(begun <= each <= month for each in months[here]):
            found[region] = Calendar(
                month,
                until,
                months[here],
                start if start != first else None,
                end if end != last else None,
                {column: _known(months[here], amounts[here]) for column, amounts in in_fen.items()},
            )
    return found


def _known(months: Sequence[date], amounts: Sequence[int | None]) -> dict[date, int]:
    return {at: amount for at, amount in zip(months, amounts, strict=True) if amount is not None}

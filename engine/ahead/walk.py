"""Possible courses of several months, each month put through the regulation.

A course takes, for each region, past errors of consecutive months of one region, so that what used to
stay together (a region that slides, a good quarter) stays together. Balances move on from month to month.
In its first month it is the very possible month of `engine.forecasting.possible`. No rule stands here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from engine.ahead.months import OpenMonth
from engine.forecasting.balances import Balances, moved
from engine.forecasting.panel import FIGURES, Fen, Shares
from engine.forecasting.possible import (
    Ends,
    asked_of_ends,
    draw_count,
    drawn_ends,
    evaluated,
    flow_of,
    placed_ends,
    spread_points,
)

#: Where some regions stand among all.
Places = list[int] | slice


def courses(months: Sequence[OpenMonth]) -> list[pl.DataFrame]:
    """By month the regions along every course as `placed_ends` has them; `month` counts the courses.

    Rows stand by course and then by region, in the order of the month's own regions.
    """
    names = region_names(months)
    donors = spread_points(draw_count(len(names)), 2 * len(names))
    return walked(months, donors)


def walked(months: Sequence[OpenMonth], donors: Shares, asked: Sequence[str] = ()) -> list[pl.DataFrame]:
    """As `courses`, for donors of one's own.

    donors: courses × (regions of all months, twice), 0 to 1: which past errors a course begins with, and
    which past changes of balances. asked: columns besides those of `asked_of_ends`.
    """
    names, found = region_names(months), []
    state = State(len(donors), len(names))
    for number, each in enumerate(months):
        at = places_of(each.known.regions, names)
        ends = drawn_ends(each.known, each.found, donors[:, : len(names)][:, at], number)
        points = _later(donors[:, len(names) :][:, at], each.levels, number)
        step = moved(each.levels, flow_of(ends), points)
        rows = state.taken(each, at, ends, step, is_first=number == 0)
        found.append(placed_ends(rows, each.policy, (*asked_of_ends(each.policy), *asked)))
    return found


class State:
    """Balances and sums of the year along courses, in fen since what is known: courses × regions."""

    def __init__(self, count: int, size: int) -> None:
        # Of what is occupied, and of what is overdue.
        self.changes = [np.zeros((count, size), dtype=np.int64) for _ in range(2)]
        self.of_year = {figure: np.zeros((count, size), dtype=np.int64) for figure in FIGURES}

    def taken(
        self,
        each: OpenMonth,
        at: Places,
        ends: Ends,
        step: tuple[Fen, Fen],
        *,
        is_first: bool,
    ) -> pl.LazyFrame:
        """The month's rows with its chapters, after which the state is that at its end."""
        if each.month.month == 1:
            # A year begins with nothing.
            self.of_year = {figure: np.zeros_like(fen) for figure, fen in self.of_year.items()}
        start = each.levels.start
        begun = [
            (start["retail_receivables"] + start["inventory"]).fill_null(0).to_numpy(),
            start["contract_overdue"].fill_null(0).to_numpy(),
        ]
        # The first month's beginning is known.
        opening = {} if is_first else {"opening_balances": begun[0] + self.changes[0][:, at]}
        # What rows are made of is never written into: columns are not copied.
        self.changes = [
            _placed(change, at, np.maximum(change[:, at] + moves, -known))
            for change, moves, known in zip(self.changes, step, begun, strict=True)
        ]
        now = self.changes[0][:, at], self.changes[1][:, at]
        earlier = {figure: fen[:, at] for figure, fen in self.of_year.items()}
        rows = evaluated(each.levels, ends, now, each.policy, further=opening, of_year=earlier)
        self.of_year = {
            figure: _placed(fen, at, fen[:, at] + ends[figure, "month_end"])
            for figure, fen in self.of_year.items()
        }
        return rows


def _placed(whole: Fen, at: Places, part: Fen) -> Fen:
    """`whole` with another part of its regions."""
    if isinstance(at, slice):
        return part
    placed = whole.copy()
    placed[:, at] = part
    return placed


def region_names(months: Sequence[OpenMonth]) -> list[str]:
    """The regions of all the months, those of the first one first."""
    return list(dict.fromkeys(region for each in months for region in each.known.regions))


def places_of(regions: Sequence[str], names: Sequence[str]) -> Places:
    """Where regions stand among all names."""
    if list(regions) == list(names):  # as a rule: nothing is gathered then
        return slice(None)
    place_of = {name: place for place, name in enumerate(names)}
    return [place_of[region] for region in regions]


def _later(donors: Shares, levels: Balances, number: int) -> Shares:
    """The same donors' past changes of balances, so many months later."""
    count = len(levels.errors)
    if not count:
        return donors
    places = (np.floor(donors * count).astype(np.int64) + number * donors.shape[1]) % count
    later: Shares = (places + 0.5) / count
    return later

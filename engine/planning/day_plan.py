"""The day plan (一.3): what a region still needs to its checkpoint, per office and day left.

Two kinds of amounts are laid out. `rest` is what is missing today to the threshold; `needed_*` is what it
takes beyond what is expected anyway, for a certainty (`engine/forecasting/needed.py`). Both are the region's,
since the region is judged; its offices share them as they lack of their own thresholds, so that an office
ahead relieves the others. An office's share is spread over its days as its amounts usually are. Every
division is exact: an office's days add up to its share and the shares to the region's amount, to the fen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate
from typing import Any

import polars as pl

from engine.forecasting.needed import CERTAINTIES
from engine.forecasting.panel import FIGURES
from engine.planning.daily_courses import Calendar, Office, OfficeDays, Weights, daily_courses
from engine.policy.parameters import Policy
from engine.regulation.targets import checkpoint_target

Row = dict[str, Any]
#: The columns of what is laid out: what is missing, and what is needed for each certainty.
NEEDED = tuple(f"needed_{round(certainty * 100)}" for certainty in CERTAINTIES)
LAID_OUT = ("rest", *NEEDED)
_PLACE: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "office": pl.String,
    "figure": pl.String,
}
LINES = _PLACE | {"date": pl.Date} | dict.fromkeys(LAID_OUT, pl.Int64)
STANDINGS = (
    _PLACE
    | dict.fromkeys(("due", "to_date", "usual", "behind"), pl.Int64)
    | {"is_behind": pl.Boolean, "behind_since": pl.Date}
    | dict.fromkeys(LAID_OUT, pl.Int64)
)


@dataclass(frozen=True, slots=True, eq=False)
class DayPlan:
    """What is still needed of a month as of the end of `as_of_day`; amounts in fen.

    lines: `LINES`, a row per office, figure and day left to the checkpoint; `needed_*` null where nothing can
    be forecast. standings: `STANDINGS`, a row per office and figure: what is `due` by the checkpoint, what
    has come, what the `usual` course of what is due would have brought by now, by how much the office is
    `behind` it (0: it is not) and since when: the first day from which on it always was. Null where the days
    of an office are not known. Offices without a target and regions that cannot be judged are left out.
    """

    month: date
    as_of_day: int
    checkpoint_day: int
    lines: pl.DataFrame
    standings: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Desk:
    """Fen due by the checkpoint and come so far, of one figure; `came`: by day, None where not known."""

    office: Office
    due: int
    to_date: int
    weights: Weights
    came: Sequence[int] | None

    @property
    def lacking(self) -> int:
        return max(0, self.due - self.to_date)


def day_plan(
    regions: pl.DataFrame,
    offices: pl.DataFrame,
    needed: pl.DataFrame,
    days: OfficeDays,
    calendar: Calendar,
    *,
    policy: Policy,
    month: date,
    as_of_day: int,
) -> DayPlan:
    """The day plan of `month`.

    regions, offices: of `Evaluation`, the month's rows. needed: of `Forecast`, empty where there is none.
    days, calendar: of the month and of `daily_courses.past_months`.
    """
    judged = regions.filter(pl.col("checkpoint_outcome").is_in(["met", "missed"])).sort("region")
    own = offices.join(judged.select("region"), on="region", how="semi").sort("region", "office")
    last = calendar.checkpoints[month]
    left = [month.replace(day=day) for day in range(as_of_day + 1, last + 1)]
    lines: list[Row] = []
    standings: list[Row] = []
    desks = _desks(own, days, calendar, policy, month.replace(day=min(as_of_day, last)))
    for region in judged.iter_rows(named=True):
        for figure in FIGURES:
            mine = desks.get((region["region"], figure), [])
            amounts = _amounts(region, figure, needed, policy)
            weights = [desk.lacking for desk in mine]
            weights = weights if any(weights) else [desk.due for desk in mine]
            shares = {name: split(amount, weights) for name, amount in amounts.items()}
            for number, desk in enumerate(mine):
                place = dict(zip(_PLACE, (month, *desk.office, figure), strict=True))
                share = {name: parts[number] for name, parts in shares.items()}
                standings.append(
                    place | {"due": desk.due, "to_date": desk.to_date} | _standing(desk, month) | share
                )
                spread = {name: split(amount, desk.weights[as_of_day:]) for name, amount in share.items()}
                lines += [
                    place | {"date": day} | {name: parts[position] for name, parts in spread.items()}
                    for position, day in enumerate(left)
                ]
    return DayPlan(
        month, as_of_day, last, pl.DataFrame(lines, schema=LINES), pl.DataFrame(standings, schema=STANDINGS)
    )


def split(total: int, weights: Sequence[int]) -> list[int]:
    """`total` in proportion to `weights` (none negative), evenly where all are 0; not a fen is lost."""
    ends = list(accumulate(weights if any(weights) else [1] * len(weights)))
    reached = [0, *(total * end // ends[-1] for end in ends)]
    return [reached[place + 1] - reached[place] for place in range(len(ends))]


def behind_since(due: int, weights: Weights, came: Sequence[int]) -> tuple[int, int | None]:
    """What the usual course of `due` would have brought by the last day of `came` (one at least), and the day
    since which running totals were always below it, counted from 1; None if the last one is not.

    In whole fen, rounded up: on the last day of `weights` the course is exactly what is due.
    """
    ends = list(accumulate(weights))
    courses = [-(-due * end // max(ends[-1], 1)) for end in ends[: len(came)]]
    since: int | None = None
    for day, (usual, total) in enumerate(zip(courses, accumulate(came), strict=True), 1):
        if total >= usual:
            since = None
        elif since is None:
            since = day
    return courses[-1], since


def _standing(desk: _Desk, month: date) -> Row:
    if desk.came is None:
        return {}
    usual, since = behind_since(desk.due, desk.weights, desk.came)
    return {
        "usual": usual,
        "behind": 0 if since is None else usual - sum(desk.came),
        "is_behind": since is not None,
        "behind_since": None if since is None else month.replace(day=since),
    }


def _desks(
    offices: pl.DataFrame, days: OfficeDays, calendar: Calendar, policy: Policy, as_of: date
) -> dict[tuple[str, str], list[_Desk]]:
    """The offices with a target, by region and figure, in their order."""
    month, through = as_of.replace(day=1), as_of.day
    names: list[Office] = offices.select("region", "office").rows()
    usual = daily_courses(days, calendar, month, names)
    undated = set(days.undated.filter(pl.col("month") == month).select("region", "office").iter_rows())
    came: dict[tuple[Office, str], list[int]] = {}
    now = days.totals.filter(pl.col("month") == month, pl.col("day") <= through)
    for row in now.iter_rows(named=True):
        for figure in FIGURES:
            running = came.setdefault(((row["region"], row["office"]), figure), [0] * through)
            running[row["day"] - 1] += row[figure]
    found: dict[tuple[str, str], list[_Desk]] = {}
    for row in offices.iter_rows(named=True):
        office: Office = (row["region"], row["office"])
        for figure in FIGURES:
            due = _due(row[checkpoint_target(figure, policy)], policy.checkpoint.threshold.value)
            if due > 0:
                of_days = None if office in undated else came.get((office, figure), [0] * through)
                to_date = _fen(row[f"{figure}_to_checkpoint"])
                desk = _Desk(office, due, to_date, usual[office, figure], of_days)
                found.setdefault((office[0], figure), []).append(desk)
    return found


def _amounts(region: Row, figure: str, needed: pl.DataFrame, policy: Policy) -> dict[str, int]:
    """What is to be laid out of a region's figure: nothing once its checkpoint is reached."""
    due = _due(region[checkpoint_target(figure, policy)], policy.checkpoint.threshold.value)
    is_met = region["checkpoint_outcome"] == "met"
    found = {"rest": 0 if is_met else max(0, due - _fen(region[f"{figure}_to_checkpoint"]))}
    told = needed.filter(pl.col("region") == region["region"], pl.col(figure).is_not_null())
    for certainty, amount in told.select("certainty", figure).iter_rows():
        found[f"needed_{round(certainty * 100)}"] = _fen(amount)
    return found


def _due(target: float | None, threshold: Fraction) -> int:
    """The least whole fen that come to the threshold of a target in yuan."""
    return -(-_fen(target) * threshold.numerator // threshold.denominator)


def _fen(yuan: float | None) -> int:
    return round((yuan or 0.0) * 100)

"""Usual daily courses: how what comes through the checkpoint spreads over an office's days.

Months are laid beside one another by the working days left to their checkpoint: holidays move and a day
that is worked instead of another is a working day like any. A day of rest is like other days of rest. An
office's own mean is drawn towards its region's, that towards the company's and that
towards the same on every working day: who has no past follows those who have one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.forecasting.panel import FIGURES, month_after

#: A course is that of so many months before.
PAST_MONTHS = 12
#: What is drawn towards counts as much as so many months of one's own. Held against months that were over,
#: 12 to 24 came nearest; the least of them leaves an office most of its own way.
PULL = 12.0
#: Weights are whole millionths of what comes through the checkpoint.
_WHOLE = 1_000_000
_LONGEST = 31

OFFICE_DAYS: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "office": pl.String,
    "day": pl.Int8,
    "sales": pl.Int64,
    "collections": pl.Int64,
}
Office = tuple[str, str]
#: Weights of the days 1, 2, … through the checkpoint, none negative.
Weights = tuple[int, ...]
Shares = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class OfficeDays:
    """Sales and collections by office and day.

    totals: `OFFICE_DAYS` in fen, one row per office and day with rows. undated: month, region and office of
    whose figures some come without days.
    """

    totals: pl.DataFrame
    undated: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Calendar:
    """Each month's checkpoint day (no later than its last) and the days on which nobody works."""

    checkpoints: Mapping[date, int]
    rest: AbstractSet[date]

    def places(self, month: date) -> tuple[int, ...]:
        """Of each day through the checkpoint the working days from it on, itself included; 0: a rest."""
        found: list[int] = []
        left = 0
        for day in range(self.checkpoints[month], 0, -1):
            is_working = month.replace(day=day) not in self.rest
            left += is_working
            found.append(left if is_working else 0)
        return tuple(reversed(found))


def past_months(month: date) -> list[date]:
    """The months that a course is made from, ascending."""
    return [month_after(month, -back) for back in range(PAST_MONTHS, 0, -1)]


def daily_courses(
    days: OfficeDays, calendar: Calendar, month: date, offices: Sequence[Office]
) -> dict[tuple[Office, str], Weights]:
    """By office and figure, what part of what comes through the checkpoint usually comes on each day.

    calendar: knows `month` and `past_months`. Days on which money went back count as 0.
    """
    known = days.totals.join(days.undated, on=["month", "region", "office"], how="anti")
    places = calendar.places(month)
    found: dict[tuple[Office, str], Weights] = {}
    for figure in FIGURES:
        names, sums, counts = _past(known, calendar, month, figure)
        company = _drawn(sums.sum(axis=0), counts.sum(axis=0), _even(places))
        regions: dict[str, Shares] = {}
        for office in offices:
            own = [place for place, name in enumerate(names) if name[0] == office[0]]
            if office[0] not in regions:
                regions[office[0]] = _drawn(sums[own].sum(axis=0), counts[own].sum(axis=0), company)
            itself = [place for place in own if names[place] == office]
            usual = _drawn(sums[itself].sum(axis=0), counts[itself].sum(axis=0), regions[office[0]])
            found[office, figure] = tuple(int(weight) for weight in np.rint(usual[list(places)] * _WHOLE))
    return found


def _drawn(sums: Shares, counts: Shares, towards: Shares) -> Shares:
    """A mean of shares by place, drawn towards another."""
    found: Shares = (sums + PULL * towards) / (counts + PULL)
    return found


def _even(places: Sequence[int]) -> Shares:
    """The same on every working day; on every day where none is one."""
    working = max(places)
    found = np.full(_LONGEST + 1, 1 / (working or len(places)))
    found[0] = 0.0 if working else found[0]
    return found


def _past(
    known: pl.DataFrame, calendar: Calendar, month: date, figure: str
) -> tuple[list[Office], Shares, Shares]:
    """Offices of the past; by office and place the sum of a day's shares, and the months that had it."""
    months = past_months(month)
    of_day = pl.DataFrame(
        [
            (number, past, day, place)
            for number, past in enumerate(months)
            for day, place in enumerate(calendar.places(past), 1)
        ],
        schema={"number": pl.Int64, "month": pl.Date, "day": pl.Int8, "place": pl.Int64},
        orient="row",
    )
    came = known.join(of_day, on=["month", "day"], how="inner").with_columns(pl.col(figure).clip(0))
    names = came.select("region", "office").unique().sort("region", "office")
    came = came.join(names.with_row_index("row"), on=["region", "office"])
    amounts = np.zeros((names.height, len(months), _LONGEST + 1))
    where = tuple(came[name].to_numpy() for name in ("row", "number", "place"))
    np.add.at(amounts, where, came[figure].to_numpy())
    there = np.zeros((len(months), _LONGEST + 1))
    np.add.at(there, (of_day["number"].to_numpy(), of_day["place"].to_numpy()), 1.0)
    whole = amounts.sum(axis=2, keepdims=True)
    shares = amounts / np.maximum(whole, 1.0) / np.maximum(there, 1.0)
    counts = ((whole > 0) & (there > 0)).sum(axis=1)
    return names.rows(), shares.sum(axis=1), counts.astype(np.float64)

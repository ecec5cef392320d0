"""What every possible course of the months ahead brings, and what is expected of them, by region and month.

Chances to reach a checkpoint are those of the forecast, own habits taken in: as many courses reach it, those
that come nearest.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.ahead.months import OpenMonth
from engine.ahead.walk import courses, places_of
from engine.forecasting.chances import checkpoint_chances, checkpoint_habits
from engine.forecasting.habits import tempered
from engine.forecasting.panel import FIGURES, Flags, Shares
from engine.policy.parameters import Policy
from engine.settlement.items import CHECKPOINT, ITEMS, award_columns

#: The ends of the range: one course in ten lies below the first, one in ten above the second.
TAILS = (0.1, 0.9)
CHECKPOINT_AWARD = next(item.award for item in ITEMS if item.name == CHECKPOINT)
_AMOUNTS = ("expected", "low", "high")
_REGIONS: dict[str, pl.DataType | type[pl.DataType]] = {
    "region": pl.String,
    "months_told": pl.Int64,
    **dict.fromkeys(_AMOUNTS, pl.Float64),
    **{f"{name}_expected": pl.Float64 for name in award_columns()},
    "months_last": pl.Float64,
    "reason": pl.String,
    "capital_reason": pl.String,
}
_MONTHS: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "checkpoint_chance": pl.Float64,
    **dict.fromkeys(_AMOUNTS, pl.Float64),
    "last_chance": pl.Float64,
    "reason": pl.String,
    "last_reason": pl.String,
}


class Outcomes:
    """What every course brings, as arrays over months × courses × regions (0 where a region is not there).

    is_part: there are other regions besides, so that nobody can say who comes last.
    """

    def __init__(self, ahead: Sequence[OpenMonth], names: list[str], *, is_part: bool) -> None:
        self.is_part = is_part
        frames = courses(ahead)
        draws = frames[0]["month"].n_unique()
        shape = (len(ahead), draws, len(names))
        self.ahead, self.names = ahead, names
        self.awards: dict[str, Shares] = {name: np.zeros(shape) for name in award_columns()}
        self.is_last: Flags = np.zeros(shape, dtype=bool)
        self.chances: Shares = np.zeros((len(ahead), len(names)))
        self.reasons: list[list[str | None]] = []
        for number, (each, rows) in enumerate(zip(ahead, frames, strict=True)):
            at, size = places_of(each.known.regions, names), len(each.known.regions)
            usual = checkpoint_habits(each.known, each.found, each.policy)
            chances = checkpoint_chances(each.known, each.found, rows, usual)
            self.chances[number, at] = chances
            for award, amounts in self.awards.items():
                paid = rows[award].to_numpy().reshape(draws, size)
                if award == CHECKPOINT_AWARD:
                    paid = _by_chance(paid, rows, each.policy, chances)
                amounts[number][:, at] = paid
            self.is_last[number][:, at] = rows["is_last"].to_numpy().reshape(draws, size)
            own = dict(zip(each.known.regions, each.found.reasons["month_end"], strict=True))
            self.reasons.append([own.get(name, "not_there") for name in names])
            is_untold = np.array([reason is not None for reason in self.reasons[-1]])
            for amounts in self.awards.values():
                amounts[number][:, is_untold] = 0.0

    @cached_property
    def sums(self) -> Shares:
        """All awards together: months × courses × regions."""
        summed: Shares = np.sum(list(self.awards.values()), axis=0)
        return summed

    def told_last(self) -> int:
        """How many of the first months say who comes last: every region in them can be forecast."""
        if self.is_part:
            return 0
        for number, each in enumerate(self.ahead):
            if any(reason is not None for reason in each.found.reasons["month_end"]):
                return number
        return len(self.ahead)

    def of_regions(self, told: int) -> pl.DataFrame:
        """A row per region: `Rest.regions`."""
        counts = [reasons.count(None) for reasons in zip(*self.reasons, strict=True)]
        is_told = np.array(counts) > 0
        expected = {
            f"{award}_expected": where(is_told, _means(amounts.sum(axis=0)))
            for award, amounts in self.awards.items()
        }
        months_last = self.is_last[:told].sum(axis=0).mean(axis=0)
        levels = [dict(zip(each.known.regions, each.levels.reasons, strict=True)) for each in self.ahead]
        return pl.DataFrame(
            {
                "region": self.names,
                "months_told": counts,
                **{name: where(is_told, amounts) for name, amounts in _spread(self.sums.sum(axis=0)).items()},
                **expected,
                "months_last": where(np.full(len(counts), told > 0), months_last),
                "reason": [
                    next((reason for reason in reasons if reason not in {None, "not_there"}), None)
                    for reasons in zip(*self.reasons, strict=True)
                ],
                "capital_reason": [
                    next((reason for each in levels if (reason := each.get(name)) is not None), None)
                    for name in self.names
                ],
            },
            schema=_REGIONS,
        )

    def together(self) -> pl.DataFrame:
        """All regions in a row: `Rest.total`."""
        counts = [sum(reason is None for reason in each) for each in self.reasons]
        paid = self.sums.sum(axis=2).sum(axis=0)
        row: dict[str, Any] = {"months_told": sum(count > 0 for count in counts)}
        row |= {name: amounts.item() for name, amounts in _spread(paid[:, None]).items()}
        row |= {
            f"{award}_expected": float(each.sum(axis=(0, 2)).mean()) for award, each in self.awards.items()
        }
        return pl.DataFrame([row if any(counts) else {"months_told": 0}], schema=_REGIONS)

    def of_months(self) -> pl.DataFrame:
        """A row per month and region: `Rest.by_month`."""
        return pl.concat(map(self._of_month, range(len(self.ahead)))).sort("region", "month")

    def _of_month(self, number: int) -> pl.DataFrame:
        each = self.ahead[number]
        regions, reasons = each.known.regions, each.found.reasons["month_end"]
        at = places_of(regions, self.names)
        peers = "peers_unseen" if self.is_part else None
        if peers is None and any(reason is not None for reason in reasons):
            peers = "peers_unknown"
        last = self.is_last[number][:, at].mean(axis=0)
        if len(regions) >= each.policy.appraisal.last_place.minimum_regions.value:
            last = tempered(last, 1 / len(regions), len(each.found.errors[FIGURES[0], "month_end"]))
        is_told = np.array([reason is None for reason in reasons])
        spread = _spread(self.sums[number][:, at])
        return pl.DataFrame(
            {
                "month": [each.month] * len(regions),
                "region": regions,
                "checkpoint_chance": where(is_told, self.chances[number, at]),
                **{name: where(is_told, amounts) for name, amounts in spread.items()},
                "last_chance": where(np.full(len(regions), peers is None), last),
                "reason": reasons,
                "last_reason": [reason or peers for reason in reasons],
            },
            schema=_MONTHS,
        )


def where(is_told: Flags, values: npt.NDArray[Any]) -> list[Any]:
    """The values, None for those that are not told."""
    return [value if there else None for there, value in zip(is_told.tolist(), values.tolist(), strict=True)]


def _means(amounts: Shares) -> Shares:
    """By region the mean of courses × regions, each added up by itself."""
    means: Shares = np.ascontiguousarray(amounts.T).mean(axis=1)
    return means


def _spread(amounts: Shares) -> dict[str, Shares]:
    """By region the mean and the 80 % range of courses × regions."""
    low, high = np.quantile(amounts, TAILS, axis=0, method="inverted_cdf")
    return {"expected": _means(amounts), "low": low, "high": high}


def _by_chance(paid: Shares, rows: pl.DataFrame, policy: Policy, chances: Shares) -> Shares:
    """The checkpoint's awards with as many courses reaching it as the chance says: those that come nearest.

    Courses that miss are fined as they are; one that would have reached it, as the others are on average.
    """
    rules = policy.checkpoint
    ratios = [
        rows[f"{figure}_checkpoint_ratio"].fill_null(0.0).to_numpy().reshape(paid.shape) for figure in FIGURES
    ]
    nearest = np.minimum(*ratios) if rules.required.value == "both" else np.maximum(*ratios)
    is_met = _largest(nearest, np.rint(chances * len(paid)).astype(np.int64))
    missed = (rows["checkpoint_outcome"] == "missed").to_numpy().reshape(paid.shape)
    count = missed.sum(axis=0)
    fined = np.where(missed, paid, 0.0).sum(axis=0)
    usual = np.divide(fined, count, out=np.full(count.shape, -float(rules.fine.value)), where=count > 0)
    found: Shares = np.where(is_met, float(rules.reward.value), np.where(missed, paid, usual[None, :]))
    return found


def _largest(values: Shares, counts: npt.NDArray[np.int64]) -> Flags:
    """Whether a value is one of its column's so many largest; of equal ones the first are."""
    at = np.minimum(len(values) - counts, len(values) - 1)
    edge = np.take_along_axis(np.sort(values, axis=0), at[None, :], axis=0)
    is_above, is_at = values > edge, values == edge
    is_among: Flags = is_above | (is_at & (is_at.cumsum(axis=0) <= counts - is_above.sum(axis=0)))
    return is_among

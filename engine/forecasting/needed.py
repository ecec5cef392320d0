"""What is needed beyond what comes anyway: the inverse of the chance to reach the checkpoint (一.3).

The chance with an extra amount is the very chance that is shown, for a region of which every end holds that
much more: the possible ends of the month, the past months that its frequency counts, its
plain mean. The pool's weights stay; once the amount and what has come would do by themselves, habits cannot
lower it any more. It is a step function of whole fen, which rises only where one
of these reaches the threshold: the least amount is one of them, and is looked for among all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import polars as pl

from engine.exact import times, wide
from engine.forecasting.habits import Habits, often, pool, reaching, tempered
from engine.forecasting.panel import FIGURES, Fen, Flags, Panel, Shares, yuan
from engine.policy.parameters import Policy
from engine.regulation.targets import checkpoint_target

#: How certain somebody may want to be.
CERTAINTIES = (Fraction(1, 2), Fraction(4, 5), Fraction(19, 20))
_NEVER = np.iinfo(np.int64).max
NEEDED_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "as_of_day": pl.Int8,
    "certainty": pl.Float64,
    "sales": pl.Float64,
    "collections": pl.Float64,
    "needed": pl.Float64,
    "reason": pl.String,
}


#: Sales and collections (fen) for each certainty; None without a chance.
_Told = list[tuple[int | None, int | None]]
#: What is needed of these regions: a frame of `NEEDED_SCHEMA`, without those that are not forecast.
Needed = Callable[[Sequence[str]], pl.DataFrame]


@dataclass(frozen=True, slots=True, eq=False)
class Needs:
    """What regions need, found for each when it is first asked for: a page about one asks for one.

    usual: the habits of the checkpoint. missed: by figure, possible ends × regions, the fen that an end
    misses of the threshold. errors: how many past errors the ends are drawn from. reasons: why a region has
    no chance.
    """

    known: Panel
    usual: Habits
    missed: Mapping[str, Fen]
    errors: int
    reasons: Sequence[str | None]
    _told: dict[int, _Told] = field(default_factory=dict)

    def __call__(self, regions: Sequence[str]) -> pl.DataFrame:
        """Per region and certainty the least extra sales and collections, and their sum `needed`: yuan.

        Of equal sums the one with the least sales is named.
        There is always one: with all that is missing today in hand and every end reaching, n errors say
        (n + ½) ÷ (n + 1), and below `LEAST_ERRORS` there is no chance.
        """
        asked = set(regions)
        rows = [
            (region, float(certainty), *least, self.reasons[place])
            for place, region in enumerate(self.known.regions)
            if region in asked
            for certainty, least in zip(CERTAINTIES, self._of(place), strict=True)
        ]
        schema = {"region": pl.String, "certainty": pl.Float64, "sales": pl.Int64, "collections": pl.Int64}
        found = pl.DataFrame(rows, schema=schema | {"reason": pl.String}, orient="row")
        amounts = {name: found[name] for name in FIGURES} | {"needed": found["sales"] + found["collections"]}
        return found.with_columns(
            pl.lit(self.known.month).alias("month"),
            pl.lit(self.known.as_of_day).alias("as_of_day"),
            *(_yuan(fen).alias(name) for name, fen in amounts.items()),
        ).select(pl.col(name).cast(kind) for name, kind in NEEDED_SCHEMA.items())

    def _of(self, place: int) -> _Told:
        if place not in self._told:
            told: _Told = [(None, None)] * len(CERTAINTIES)
            if self.reasons[place] is None:
                own = [self.missed[figure][:, place] for figure in FIGURES]
                curve = _curve(self.usual, place, own, self.errors)
                told = [_least(curve, certainty) for certainty in CERTAINTIES]
            self._told[place] = told
        return self._told[place]


def needed(
    known: Panel,
    usual: Habits,
    ends: pl.DataFrame,
    policy: Policy,
    *,
    errors: int,
    reasons: Sequence[str | None],
) -> Needs:
    """What each region needs; ends: the possible ends, evaluated, each with all regions in their order."""
    threshold = policy.checkpoint.threshold.value
    missed = ends.select(
        _missing(f"{figure}_to_checkpoint", checkpoint_target(figure, policy), threshold).alias(figure)
        for figure in FIGURES
    )
    shape = -1, max(len(known.regions), 1)
    # What no target says is not looked at: there is a reason.
    by_region = {figure: missed[figure].fill_null(0).to_numpy().reshape(shape) for figure in FIGURES}
    return Needs(known, usual, by_region, errors, reasons)


def nothing_needed(regions: Sequence[str]) -> pl.DataFrame:
    """`Needed` once the day has come."""
    return pl.DataFrame(schema=NEEDED_SCHEMA)


def _yuan(fen: pl.Series) -> pl.Series:
    return pl.select(pl.when(fen.is_not_null()).then(yuan(fen.fill_null(0).to_numpy()))).to_series()


def _missing(actual: str, target: str, rate: Fraction) -> pl.Expr:
    """The fen that an end misses of `rate` of its target, 0 where it is reached."""
    whole = times(wide(target), rate.numerator) + (rate.denominator - 1)
    least = (whole // pl.lit(rate.denominator, dtype=pl.Int128)).cast(pl.Int64)
    return (least - pl.col(actual)).clip(lower_bound=0)


#: Extra sales, extra collections (fen, ascending), and the chance with both: sales × collections.
Curve = tuple[Fen, Fen, Shares]


def _curve(usual: Habits, place: int, ends: Sequence[Fen], errors: int) -> Curve:
    """The chance of the region at `place` at every extra amount at which it changes."""
    valid = usual.valid[place]
    months = [usual.missed[figure][place][valid] for figure in FIGURES]
    means = [int(usual.mean_missed[figure][place]) for figure in FIGURES]
    to_come = [int(usual.to_come[figure][place]) for figure in FIGURES]
    steps = [
        np.unique(np.concatenate([end, past, [mean, left, 0]]))
        for end, past, mean, left in zip(ends, months, means, to_come, strict=True)
    ]
    frequency = often(_counted(steps, months, usual.required), np.asarray(len(months[0])))
    plain = tempered(_counted(steps, ends, usual.required) / len(ends[0]), 1 / 2, errors)
    pooled = pool(usual.weights[:, place], plain, frequency, _reaches(steps, means, usual.required))
    is_enough = _reaches(steps, to_come, usual.required)
    return steps[0], steps[1], np.where(is_enough, np.maximum(pooled, plain), pooled)


def _reaches(steps: Sequence[Fen], missed: Sequence[int], required: str) -> Flags:
    """Whether one case reaches what is required, with each pair of extra amounts."""
    return reaching([(steps[0] >= missed[0])[:, None], (steps[1] >= missed[1])[None, :]], required)


def _counted(steps: Sequence[Fen], missed: Sequence[Fen], required: str) -> Fen:
    """How many cases reach what is required, with each pair of extra amounts."""
    places = [np.searchsorted(step, miss) for step, miss in zip(steps, missed, strict=True)]
    cases = np.zeros((len(steps[0]), len(steps[1])), dtype=np.int64)
    np.add.at(cases, tuple(places), 1)
    both: Fen = cases.cumsum(axis=0).cumsum(axis=1)
    return both if required == "both" else both[:, -1:] + both[-1:, :] - both


def _least(curve: Curve, certainty: Fraction) -> tuple[int, int]:
    """The pair of amounts with the least sum that is enough."""
    sales, collections, chance = curve
    sums = np.where(chance >= float(certainty), sales[:, None] + collections[None, :], _NEVER)
    row, column = divmod(int(sums.argmin()), len(collections))
    return int(sales[row]), int(collections[column])

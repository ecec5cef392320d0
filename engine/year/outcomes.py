"""What the months of a year that are over brought each region: awards, checkpoints, last places, scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.settlement.items import award_columns
from engine.year.months import is_over, months_of

if TYPE_CHECKING:
    from polars._typing import ClosedInterval

_Held = npt.NDArray[np.float64]


def outcomes(
    regions: pl.DataFrame, names: Sequence[str], month: date, until: date | None
) -> dict[str, list[Any]]:
    """Figure → its value for each of the regions `names`, over the year of `month` through it.

    regions: `Evaluation.regions`. until: the last day with figures of `month` if that is not over. Amounts
    are added up month by month and in the order of the items, as they would be by hand.
    """
    through: ClosedInterval = "both" if is_over(month, until) else "left"
    rows = regions.filter(
        pl.col("month").is_between(date(month.year, 1, 1), month, closed=through),
        pl.col("region").is_in(list(names)),
    )
    place_of = {name: place for place, name in enumerate(names)}
    at = (
        rows["month"].dt.month().to_numpy() - 1,
        rows["region"].replace_strict(place_of, return_dtype=pl.Int64).to_numpy(),
    )
    shape = len(months_of(month.year)), len(names)

    def held(values: pl.Series, otherwise: float = 0.0) -> _Held:
        """Months × regions."""
        found = np.full(shape, otherwise)
        found[at] = values.to_numpy()
        return found

    by_award = {name: held(rows[name]) for name in award_columns()}
    amounts = [amount for of_month in zip(*by_award.values(), strict=True) for amount in of_month]
    outcome, scores = rows["checkpoint_outcome"], rows["score"]
    met, missed = (_counted(held(outcome.eq_missing(name))) for name in ("met", "missed"))
    best, worst = held(scores.fill_null(-np.inf), -np.inf), held(scores.fill_null(np.inf), np.inf)
    is_scored = _counted(held(scores.is_not_null())) > 0
    return {
        **{name: _added(by_award[name]) for name in by_award},
        "rewards": _added(np.maximum(amount, 0.0) for amount in amounts),
        "fines": _added(np.minimum(amount, 0.0) for amount in amounts),
        "awards": _added(amounts),
        "months_met": met.tolist(),
        "months_missed": missed.tolist(),
        "months_not_judged": (_counted(held(pl.ones(rows.height, eager=True))) - met - missed).tolist(),
        "months_last": _counted(held(rows["is_last"])).tolist(),
        "best_month": _named(best.argmax(axis=0), is_scored, month.year),
        "worst_month": _named(worst.argmin(axis=0), is_scored, month.year),
    }


def _counted(flags: _Held) -> npt.NDArray[np.int64]:
    counted: npt.NDArray[np.int64] = np.count_nonzero(flags, axis=0)
    return counted


def _added(amounts: Iterable[_Held]) -> list[float]:
    total: Any = 0.0
    for amount in amounts:
        total = total + amount
    return list(total.tolist())


def _named(numbers: npt.NDArray[np.intp], is_known: npt.NDArray[np.bool_], year: int) -> list[date | None]:
    months = months_of(year)
    return [
        months[number] if known else None
        for number, known in zip(numbers.tolist(), is_known.tolist(), strict=True)
    ]

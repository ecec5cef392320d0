"""Verdicts on what `Evaluation.regions` does not hold: sums over regions, and figures of a month under way.

Taken from published amounts in yuan, but in whole fen, so that a sum of floats decides nothing.
"""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from engine.policy.parameters import Policies

_WHOLE = Fraction(1)


def gap(actual: float, target: float) -> float:
    """What is missing to the target in yuan; negative beyond it."""
    return (_fen(target) - _fen(actual)) / 100


def is_reached(actual: float, target: float, rate: Fraction = _WHOLE) -> bool:
    """Whether amounts in yuan come to at least `rate` of the target."""
    return _fen(actual) >= rate * _fen(target)


def share(part: float, whole: float) -> float:
    """part ÷ whole of amounts in yuan, for display; whole is not 0. What is exactly 70 % reads 0.7."""
    return _fen(part) / _fen(whole)


def caps_together(regions: pl.DataFrame, policies: Policies) -> pl.DataFrame:
    """三 Per month, regions taken together: `is_within_cap`, `expense_gap`, and the ratio `expense_to_cap`.

    regions: of `Evaluation.regions`, those with an expense ratio. The gap is in yuan, as there.
    """
    sums = regions.group_by("month").agg(
        (pl.col("expense_counted", "expense_collections") * 100).round().cast(pl.Int64).sum()
    )
    found = []
    for month, counted, collections in sums.iter_rows():
        cap = policies.at(month).expenses.cap_rate.value * collections
        over = counted - cap
        found.append((month, over <= 0, float(over / 100), float(counted / cap) if cap > 0 else None))
    schema = {"month": pl.Date, "is_within_cap": pl.Boolean, "expense_gap": pl.Float64}
    return pl.DataFrame(found, schema=schema | {"expense_to_cap": pl.Float64}, orient="row")


def _fen(yuan: float) -> int:
    return round(yuan * 100)

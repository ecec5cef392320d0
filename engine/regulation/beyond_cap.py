"""三 Claims beyond the cap: those that, in the order of their days, bring a region's expenses above it."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import polars as pl

from engine.conditions import expression
from engine.policy.readings import Readings
from engine.regulation.what_counts import claims


def beyond_cap(rows: pl.DataFrame, readings: Readings, counted: int, cap: Fraction) -> pl.DataFrame:
    """The claims of a region and month that stand beyond the cap; adds `to_date`, what counts through each.

    rows: of the extract `expenses` beside their `manager`, in the order of the files. counted: what counts
    of the region's span through this month; what of it is no row of the month comes before them. cap: of
    that span. All in fen.
    """
    own = rows.filter(expression(claims(readings)["expense_counted"])).sort("date", maintain_order=True)
    before = counted - int(own["amount"].sum())
    to_date = own.with_columns((before + pl.col("amount").cum_sum()).alias("to_date"))
    return to_date.filter(pl.col("to_date") > floor(cap))

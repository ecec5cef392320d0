"""Running totals within groups of a sorted frame: many times faster than `over` on many groups."""

from __future__ import annotations

import numpy as np
import polars as pl


def starts_run(*keys: str | pl.Expr) -> pl.Expr:
    """Whether a row of a frame sorted by `keys` is the first of its group."""
    exprs = [pl.col(key) if isinstance(key, str) else key for key in keys]
    differs = pl.any_horizontal(expr.ne_missing(expr.shift(1)) for expr in exprs)
    return differs | (pl.int_range(pl.len()) == 0)


def running_total(value: pl.Expr, is_start: pl.Expr) -> pl.Expr:
    """Sum of whole numbers `value` (nulls as 0) from the row where `is_start` last was true."""
    known = value.fill_null(0).cast(pl.Int64)
    total = known.cum_sum()
    return total - pl.when(is_start).then(total - known).forward_fill()


def running_totals(values: pl.DataFrame, starts: pl.Series) -> pl.DataFrame:
    """`running_total` of each column, less than half as dear; `starts` is true in the first row."""
    first = np.flatnonzero(starts.to_numpy())
    rows = np.diff(first, append=len(starts))
    whole = values.select(pl.all().fill_null(0).cast(pl.Int64))
    totals = []
    for value in whole.iter_columns():
        numbers = value.to_numpy()
        total = np.cumsum(numbers)
        total -= np.repeat(total[first] - numbers[first], rows)
        totals.append(pl.Series(value.name, total))
    return pl.DataFrame(totals)

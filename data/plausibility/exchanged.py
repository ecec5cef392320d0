"""Columns whose values stand in each other's place: amounts under 数量, counts under 销售额."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from data.batches import Batch, row_issues
from data.issues import Issue

#: So many rows show what is usual; of these so many in a hundred have whole amounts, so many fen in a count.
_ROWS, _WHOLE, _WITH_FEN = 5, 95, 20
_FEN, _CENTS = 100, 100
_IN_QUANTITY = 10_000


def exchanged_issues(batches: Mapping[str, Batch]) -> list[Issue]:
    """Warnings for a sales ledger with counts under its amounts, or with more profit than sales."""
    batch = batches.get("sales")
    if batch is None:
        return []
    return [*_counts_for_amounts(batch), *_profit_above_sales(batch)]


def _counts_for_amounts(batch: Batch) -> list[Issue]:
    """Where the amounts are whole and below their counts, and the counts bear fen as amounts do."""
    rows = batch.frame.drop_nulls(["quantity", "amount"]).filter(pl.col("quantity") != 0)
    if rows.height < _ROWS:
        return []
    quantity, amount = pl.col("quantity"), pl.col("amount")
    whole, fen, fine, below = rows.select(
        (amount % _FEN == 0).sum().alias("whole"),
        (quantity % _IN_QUANTITY != 0).sum().alias("fen"),
        (quantity % _CENTS != 0).any().alias("fine"),
        (amount.abs() * (_IN_QUANTITY // _FEN) < quantity.abs()).sum().alias("below"),
    ).row(0)
    n = rows.height
    if fine or whole * 100 < _WHOLE * n or fen * 100 < _WITH_FEN * n or below * 2 < n:
        return []
    other = batch.extract.field("quantity").zh
    return row_issues(batch, rows.head(1), "columns_exchanged", "amount", "warning", other=other)


def _profit_above_sales(batch: Batch) -> list[Issue]:
    rows = batch.frame.filter((pl.col("amount") > 0) & pl.col("gross_profit").is_not_null())
    above = rows.filter(pl.col("gross_profit") > pl.col("amount"))
    if above.height < _ROWS or above.height * 2 < rows.height:
        return []
    shown = above.head(1).with_columns(
        __written=(pl.col("gross_profit") / _FEN).round(2).cast(pl.String), __number=pl.lit(above.height)
    )
    other = batch.extract.field("amount").zh
    return row_issues(
        batch, shown, "profit_above_sales", "gross_profit", "warning", other=other, number="__number"
    )

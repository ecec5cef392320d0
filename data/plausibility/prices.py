"""Ledgers against themselves: one row far above its product's price, and amounts that are all zero."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from data.batches import Batch, row_issues
from data.issues import Issue

#: A slip of the decimal point makes ten or a hundred times; prices vary less than this from row to row.
_FAR, _TIGHT = 20, 3
#: So many rows of a product tell its price; so many rows without any amount are no chance.
_ROWS, _ZEROS = 4, 5
_LEDGERS = {
    "sales": "amount", "collections": "amount", "receivables": "balance", "inventory": "amount",
    "expenses": "amount", "summary": "sales",
}  # fmt: skip


def price_issues(batches: Mapping[str, Batch]) -> list[Issue]:
    """Warnings at rows far above the price of their product and at extracts without any amount."""
    sales = batches.get("sales")
    return [*(_far_above_price(sales) if sales else []), *_all_zero(batches)]


def _far_above_price(batch: Batch) -> list[Issue]:
    rows = batch.frame.drop_nulls(["product", "quantity", "amount"]).filter(
        (pl.col("quantity") != 0) & (pl.col("amount") != 0)
    )
    price = (pl.col("amount") / pl.col("quantity")).abs()
    rows = rows.with_columns(__price=price).with_columns(__usual=pl.col("__price").median().over("product"))
    is_far = pl.col("__price") >= _FAR * pl.col("__usual")
    far = rows.filter(is_far)
    if far.is_empty():
        return []
    others = (
        rows.filter(~is_far)
        .join(far, on="product", how="semi")
        .group_by("product")
        .agg(
            number=pl.len(),
            high=(pl.col("__price") / pl.col("__usual")).max(),
            low=(pl.col("__price") / pl.col("__usual")).min(),
        )
        .filter((pl.col("number") >= _ROWS) & (pl.col("high") <= _TIGHT) & (pl.col("low") * _TIGHT >= 1))
    )
    found = far.join(others, on="product", how="semi", maintain_order="left").with_columns(
        __written=(pl.col("amount") / 100).round(2).cast(pl.String),
        __times=(pl.col("__price") / pl.col("__usual")).round(0).cast(pl.Int64),
    )
    return row_issues(batch, found, "price_far_above", "amount", "warning", number="__times", named="product")


def _all_zero(batches: Mapping[str, Batch]) -> list[Issue]:
    issues = []
    for name, amount in _LEDGERS.items():
        batch = batches.get(name)
        if batch is not None and batch.frame.height >= _ZEROS and (batch.frame[amount] == 0).all():
            first = batch.frame.head(1).with_columns(__written=pl.lit("0"))
            number = batch.frame.height
            issues += row_issues(batch, first, "all_zero", amount, "warning", number=number)
    return issues

"""How long what customers owe has been due, where the extract brings due dates (到期日).

The due date of a row decides, as of the day that is considered; what a file calls overdue stays what it
is. Credits settle what has been due longest, as payments do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from engine.collecting.payments import CUSTOMER, Kind
from engine.conditions import expression
from engine.regulation.what_counts import OF_RETAIL

Bucket = Literal["over_90", "to_90", "to_60", "to_30", "not_due", "undated"]
#: Longest overdue first: the order in which credits settle. Days overdue up to which each reaches.
BUCKETS: tuple[Bucket, ...] = ("over_90", "to_90", "to_60", "to_30", "not_due", "undated")
_UP_TO: tuple[tuple[int, Bucket], ...] = ((0, "not_due"), (30, "to_30"), (60, "to_60"), (90, "to_90"))

AGEING: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(CUSTOMER, pl.String),
    **dict.fromkeys(BUCKETS, pl.Int64),
    "days_overdue": pl.Int32,
    "due_first": pl.Date,
    "salesperson": pl.String,
}


def bucket_of(due: date | None, on: date) -> Bucket:
    """The bucket of what falls due on a day, as of `on`: on its own day nothing is overdue yet."""
    if due is None:
        return "undated"
    days = (on - due).days
    return next((bucket for edge, bucket in _UP_TO if days <= edge), "over_90")


@dataclass(frozen=True, slots=True)
class _Part:
    due: date | None
    amount: int


def ageing(rows: pl.DataFrame, kind: Kind, on: date) -> pl.DataFrame:
    """What each customer owes of a kind by how long it has been due (`AGEING`), sorted by customer.

    rows: `CUSTOMER`, balance, overdue (fen), due_date, salesperson: one or several rows a customer. The
    buckets of a customer come to what it owes of the kind (`payments.owed` of its rows together);
    customers who owe nothing of it are left out. days_overdue: of what has been due longest, 0 if nothing
    is; null without any due date. due_first: the first due date of what is still owed. salesperson: all
    named in its rows, by name.
    """
    found = []
    keyed = rows.with_columns(_amount(kind).alias("amount")).sort(
        *CUSTOMER, "due_date", nulls_last=True, maintain_order=True
    )
    for key, own in keyed.group_by(CUSTOMER, maintain_order=True):
        parts = _settled([_Part(due, fen) for due, fen in own.select("due_date", "amount").iter_rows()])
        if parts:
            people = sorted({name for name in own["salesperson"] if name})
            found.append((*key, *_told(parts, on), "、".join(people) or None))
    return pl.DataFrame(found, schema=AGEING, orient="row")


def _amount(kind: Kind) -> pl.Expr:
    """What a row adds to what its customer owes of the kind; 0 for customers of another type."""
    is_retail = expression(OF_RETAIL)
    if kind == "retail_balance":
        return pl.when(is_retail).then("balance").otherwise(0)
    overdue = pl.col("overdue")
    return (
        pl.when(is_retail)
        .then(0)
        .otherwise(overdue if kind == "contract_overdue" else pl.col("balance") - overdue)
    )


def _settled(parts: Sequence[_Part]) -> list[_Part]:
    """What is left of amounts, due first leading, once credits have settled those due first."""
    credit = -sum(part.amount for part in parts if part.amount < 0)
    left = []
    for part in parts:
        taken = min(credit, max(0, part.amount))
        credit -= taken
        if part.amount > taken:
            left.append(_Part(part.due, part.amount - taken))
    return left


def _told(parts: Sequence[_Part], on: date) -> tuple[int | date | None, ...]:
    sums = dict.fromkeys(BUCKETS, 0)
    for part in parts:
        sums[bucket_of(part.due, on)] += part.amount
    dates = [part.due for part in parts if part.due is not None]
    first = min(dates, default=None)
    return (*sums.values(), None if first is None else max(0, (on - first).days), first)

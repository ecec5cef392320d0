"""How much of what they owe customers pay within some days, by their own record.

A share is what was paid in those days of a month of what was owed when they began, 0 to 1. Payments
settle what is overdue first. A rate over several months is Σ paid ÷ Σ owed, and a month counts by
what was owed in it. A short record is drawn towards that of all customers (Bühlmann credibility): with
n months it counts n ÷ (n + k), where k is how much more one customer's months differ than customers
do, as estimated from the records. Months in which everybody pays more, or less, are the region's swing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import polars as pl

from engine.collecting.chances import Numbers, Payment, chance_of_sum
from engine.conditions import expression
from engine.regulation.what_counts import OF_RETAIL

Kind = Literal["retail_balance", "contract_overdue", "contract_current"]
KINDS: tuple[Kind, ...] = ("retail_balance", "contract_overdue", "contract_current")
CUSTOMER = ["region", "office", "customer", "customer_type"]
#: With records of fewer months nobody can say how likely a sum is.
ENOUGH_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Window:
    """Days of a month, from the first to the last, both included, in which money may still come.

    ends: with the checkpoint's day (一.3) or with the month, whose last day is then 31.
    """

    first: int
    last: int
    ends: Literal["checkpoint", "month"]


def days_left(as_of_day: int, checkpoint_day: int, length: int) -> Window | None:
    """The days after `as_of_day` to the checkpoint, or once that is past to the month's end; None: over."""
    if as_of_day < min(checkpoint_day, length):
        return Window(as_of_day + 1, checkpoint_day, "checkpoint")
    return Window(as_of_day + 1, 31, "month") if as_of_day < length else None


def owed(kind: Kind) -> pl.Expr:
    """What a row (customer_type, balance, overdue in fen) owes of that kind; 0 if nothing."""
    is_retail = expression(OF_RETAIL)
    overdue = pl.col("overdue").clip(lower_bound=0)
    amount = {
        "retail_balance": pl.when(is_retail).then(pl.col("balance")),
        "contract_overdue": pl.when(~is_retail).then(overdue),
        "contract_current": pl.when(~is_retail).then(pl.col("balance") - overdue),
    }[kind]
    return amount.fill_null(0).clip(lower_bound=0)


def records(payments: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """The share paid per customer and month: `CUSTOMER`, month, owed (fen), share (0 to 1).

    `payments`: `CUSTOMER`, month, balance and overdue when the days began, paid within them
    (fen). Months in which nothing of that kind was owed are left out.
    """
    before = pl.col("overdue").clip(lower_bound=0) if kind == "contract_current" else pl.lit(0)
    return (
        payments.with_columns(owed(kind).alias("owed"))
        .filter(pl.col("owed") > 0)
        .select(
            *CUSTOMER,
            "month",
            "owed",
            ((pl.col("paid") - before) / pl.col("owed")).clip(0.0, 1.0).alias("share"),
        )
        .sort(*CUSTOMER, "month")
    )


@dataclass(frozen=True, eq=False)
class Record:
    """Shares paid, and what was owed in each month (fen)."""

    shares: Numbers
    owed: Numbers

    def __len__(self) -> int:
        return len(self.shares)

    @cached_property
    def rate(self) -> float:
        """Σ paid ÷ Σ owed; only of a record that is not empty."""
        return float((self.shares * self.owed).sum() / self.owed.sum())


NO_RECORD = Record(np.empty(0), np.empty(0))


@dataclass(frozen=True, slots=True)
class Credibility:
    """Everybody's record, and the number of months `k` at which one's own record counts half.

    `k` is infinite where customers differ no more than chance would have it. swing: by how much, as a
    part of it, what everybody pays differs from month to month beyond chance (standard deviation).
    """

    everybody: Record
    k: float
    swing: float = 0.0

    def weight(self, months: int) -> float:
        """How much a record of so many months counts against everybody's, 0 to 1."""
        return months / (months + self.k) if months else 0.0


def credibility(own: Sequence[Record]) -> Credibility:
    """From the records of all customers who have one (Bühlmann and Straub's estimators)."""
    everybody = NO_RECORD
    if own:
        everybody = Record(np.concatenate([r.shares for r in own]), np.concatenate([r.owed for r in own]))
    counts = np.array([len(record) for record in own], dtype=np.float64)
    freedom = float((counts - 1).sum())
    if len(own) < 2 or freedom < 1:
        return Credibility(everybody, float("inf"))
    means = np.array([record.shares.mean() for record in own])
    within = _within(own) / freedom
    spread = float((counts * (means - everybody.shares.mean()) ** 2).sum()) - (len(own) - 1) * within
    between = spread / float(counts.sum() - (counts**2).sum() / counts.sum())
    return Credibility(everybody, within / between if between > 0 else float("inf"))


def _within(own: Sequence[Record]) -> float:
    return float(sum(((record.shares - record.shares.mean()) ** 2).sum() for record in own))


def swing(history: pl.DataFrame) -> float:
    """By how much what all customers pay differs from month to month beyond chance, as a part of it.

    history: as `records` has it. The variance of each month's Σ paid ÷ Σ expected from one, less what
    independent customers would make of it by themselves; with what so few months leave unknown.
    """
    paid, rate = pl.col("share") * pl.col("owed"), pl.col("rate")
    own = history.with_columns((paid.sum() / pl.col("owed").sum()).over(CUSTOMER).alias("rate")).with_columns(
        ((pl.col("share") - rate) ** 2).alias("off")
    )
    freedom = own.height - own.select(CUSTOMER).n_unique()
    by_month = own.group_by("month").agg(
        paid.sum().alias("paid"),
        (pl.col("owed") * rate).sum().alias("expected"),
        (pl.col("owed").cast(pl.Float64) ** 2).sum().alias("squares"),
    )
    by_month = by_month.filter(pl.col("expected") > 0)
    if by_month.height < ENOUGH_MONTHS or freedom < 1:
        return 0.0
    within = float(own["off"].sum()) / freedom
    factors = (by_month["paid"] / by_month["expected"]).to_numpy()
    chance = (by_month["squares"] * within / by_month["expected"] ** 2).to_numpy()
    beyond = float(((factors - 1) ** 2).sum()) / (len(factors) - 1) - float(chance.mean())
    # The rate itself is known from so many months only.
    return float(np.sqrt(max(0.0, beyond) * (1 + 1 / len(factors))))


#: Three points that stand for a normal swing: by how many deviations, and how likely (Gauss and Hermite).
_SWINGS = ((-(3**0.5), 1 / 6), (0.0, 2 / 3), (3**0.5, 1 / 6))


def chance_to_reach(goal: int, parts: Sequence[tuple[int, Record, float]], belief: Credibility) -> float:
    """The chance that customers together pay `goal` (fen, positive) within the days of the records.

    A part is an amount owed (fen), the customer's own record, and its weight against everybody's.
    But for the swing that all share, payments are independent. belief: of somebody who has a record.
    """
    swings = _SWINGS if belief.swing > 0 else ((0.0, 1.0),)
    return sum(
        likely * chance_of_sum([_payment(part, belief, 1 + way * belief.swing) for part in parts], goal)
        for way, likely in swings
    )


def _payment(part: tuple[int, Record, float], belief: Credibility, factor: float) -> Payment:
    amount, own, weight = part
    sources = [(own, weight), (belief.everybody, 1 - weight)]
    known = [(record, share) for record, share in sources if share > 0 and len(record)]
    shares = np.concatenate([record.shares for record, _ in known])
    weights = np.concatenate([share * record.owed / record.owed.sum() for record, share in known])
    return Payment.of(amount, np.clip(shares * factor, 0.0, 1.0), weights)

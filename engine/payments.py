"""How much of what they owe customers pay within a month, by their own record.

A share is what was paid in a month of what was owed at the end of the month before, 0 to 1.
Payments settle what is overdue first. A short record is drawn towards that of all
customers (Bühlmann credibility): with n months it counts n ÷ (n + k), where k is how much
more one customer's months differ than customers do, as estimated from the records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

Kind = Literal["retail_balance", "contract_overdue", "contract_current"]
KINDS: tuple[Kind, ...] = ("retail_balance", "contract_overdue", "contract_current")
CUSTOMER = ["region", "office", "customer", "customer_type"]
RETAIL = "零售"

Numbers = npt.NDArray[np.float64]
#: Steps into which a goal is cut when chances are added up.
_STEPS = 500


def owed(kind: Kind) -> pl.Expr:
    """What a row (customer_type, balance, overdue in fen) owes of that kind; 0 if nothing."""
    is_retail = pl.col("customer_type") == RETAIL
    overdue = pl.col("overdue").clip(lower_bound=0)
    amount = {
        "retail_balance": pl.when(is_retail).then(pl.col("balance")),
        "contract_overdue": pl.when(~is_retail).then(overdue),
        "contract_current": pl.when(~is_retail).then(pl.col("balance") - overdue),
    }[kind]
    return amount.fill_null(0).clip(lower_bound=0)


def records(payments: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """The share paid per customer and month: `CUSTOMER`, month, share (0 to 1).

    `payments`: `CUSTOMER`, month, balance and overdue at the end of the month before, paid
    (fen). Months in which nothing of that kind was owed are left out.
    """
    before = pl.col("overdue").clip(lower_bound=0) if kind == "contract_current" else pl.lit(0)
    return (
        payments.with_columns(owed(kind).alias("owed"))
        .filter(pl.col("owed") > 0)
        .select(
            *CUSTOMER, "month", ((pl.col("paid") - before) / pl.col("owed")).clip(0.0, 1.0).alias("share")
        )
        .sort(*CUSTOMER, "month")
    )


@dataclass(frozen=True, slots=True)
class Credibility:
    """Everybody's shares, and the number of months `k` at which one's own record counts half.

    `k` is infinite where customers differ no more than chance would have it.
    """

    shares: Numbers
    k: float

    def weight(self, months: int) -> float:
        """How much a record of so many months counts against everybody's, 0 to 1."""
        return months / (months + self.k) if months else 0.0


def credibility(own: Sequence[Numbers]) -> Credibility:
    """From the shares of each customer with a record (Bühlmann and Straub's estimators)."""
    shares = np.concatenate(own) if own else np.empty(0)
    counts = np.array([len(record) for record in own], dtype=np.float64)
    freedom = float((counts - 1).sum())
    if len(own) < 2 or freedom < 1:
        return Credibility(shares, float("inf"))
    means = np.array([record.mean() for record in own])
    within = float(sum(((record - record.mean()) ** 2).sum() for record in own)) / freedom
    spread = float((counts * (means - shares.mean()) ** 2).sum()) - (len(own) - 1) * within
    between = spread / float(counts.sum() - (counts**2).sum() / counts.sum())
    return Credibility(shares, within / between if between > 0 else float("inf"))


def chance_to_reach(goal: int, parts: Sequence[tuple[int, Numbers, float]], pool: Numbers) -> float:
    """The chance that customers together pay `goal` (fen, positive); at least so much.

    A part is an amount owed (fen), the customer's own shares, and their weight against
    `pool`. Payments are independent; each is rounded down to a step of the goal.
    """
    reached = np.zeros(_STEPS + 1)
    reached[0] = 1.0
    for amount, own, weight in parts:
        paid = (1 - weight) * _distribution(amount, goal, pool)
        if len(own):
            paid = paid + weight * _distribution(amount, goal, own)
        total = np.convolve(reached, paid)
        reached = total[: _STEPS + 1].copy()
        reached[_STEPS] += total[_STEPS + 1 :].sum()
    return float(min(max(reached[_STEPS], 0.0), 1.0))


def _distribution(amount: int, goal: int, shares: Numbers) -> Numbers:
    """How likely a payment of each number of steps is; the last one also means more."""
    # A share of a millionth less than a whole step is a whole step: binary noise.
    steps = np.minimum(np.floor(amount * shares / goal * _STEPS + 1e-6), _STEPS).astype(np.int64)
    counted: Numbers = np.bincount(steps, minlength=_STEPS + 1) / max(len(shares), 1)
    return counted

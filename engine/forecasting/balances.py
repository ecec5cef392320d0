"""Capital at month end: last month's balances, moved as far as they moved before.

    occupied = last month's + slope × (sales − collections) + error × quota, not below 0
    contract overdue = last month's + error × quota, not below 0

The slope (0 to 1, one for all regions) is fitted on past months; errors are what it left,
of occupied and overdue together. Where a company's balances keep away from its turnover,
the slope is near 0 and past changes speak alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from engine.forecasting.panel import Fen, Panel, Shares, month_after
from engine.policy.parameters import Policy
from engine.regulation.capital import with_capital

#: A month counts this much less than the one after it.
RECENCY = 0.7
#: Past changes below which nothing is said about tiers.
LEAST_CHANGES = 9
_OF_CHANGES = (
    *("capital_quota", "capital_quota_scaled", "capital_occupied", "contract_overdue"),
    *("sales", "collections"),
)
_HELD = ("retail_receivables", "inventory", "contract_overdue", "trailing_collections")


@dataclass(frozen=True, slots=True)
class Balances:
    """`start`: the panel's `now` with last month's balances (fen, null = unknown).

    `quota`: in fen, 0 = none. `errors`: n × 2, shares of quota. `reasons`: by region,
    None, no_capital_data or short_history.
    """

    start: pl.DataFrame
    quota: Shares
    slope: float
    errors: Shares
    reasons: list[str | None]


def balances(
    known: Panel, policy: Policy, last: date | None = None, changes: tuple[float, Shares] | None = None
) -> Balances:
    """What the month's balances start from, and how balances moved before.

    last: the last month with balances, if it is not the one before. changes: `past_changes` of the panel's
    rows, where they are known already.
    """
    since = last or month_after(known.month, -1)
    last_month = known.rows.filter(pl.col("month") == since).select("region", *_HELD)
    start = known.now.drop(_HELD).join(last_month, on="region", how="left", maintain_order="left")
    judged = with_capital(start, policy)
    slope, errors = changes or past_changes(known.rows)
    enough = len(errors) >= LEAST_CHANGES
    is_known = judged["capital_overrun_scaled"].is_not_null()
    return Balances(
        start,
        (judged["capital_quota"].fill_null(0.0) * 100).to_numpy(),
        slope,
        errors,
        [None if there and enough else "short_history" if there else "no_capital_data" for there in is_known],
    )


def moved(levels: Balances, flow: Fen, points: Shares) -> tuple[Fen, Fen]:
    """By how much occupied and overdue change, in fen, for a `flow` (sales − collections) each.

    `points` (the shape of `flow`, 0 to 1) choose among the past changes.
    """
    occupied, overdue = levels.slope * flow, np.zeros(flow.shape)
    if len(levels.errors) >= LEAST_CHANGES:
        chosen = levels.errors[np.floor(points * len(levels.errors)).astype(np.int64)]
        occupied = occupied + chosen[:, :, 0] * levels.quota
        overdue = chosen[:, :, 1] * levels.quota
    return np.rint(occupied).astype(np.int64), np.rint(overdue).astype(np.int64)


def usually_moved(levels: Balances, flow: Fen) -> tuple[Fen, Fen]:
    """As `moved`, by the median of past changes."""
    usual = np.median(levels.errors, axis=0) if len(levels.errors) >= LEAST_CHANGES else np.zeros(2)
    occupied = levels.slope * flow + usual[0] * levels.quota
    overdue = np.broadcast_to(usual[1] * levels.quota, flow.shape)
    return np.rint(occupied).astype(np.int64), np.rint(overdue).astype(np.int64)


def past_changes(rows: pl.DataFrame) -> tuple[float, Shares]:
    """The slope and what it leaves of past changes, both as shares of the quota.

    rows: as `Panel.rows`; months without balances say nothing.
    """

    def change(column: str) -> pl.Expr:
        return (pl.col(column) - pl.col(column).shift(1).over("region")) / pl.col("quota")

    follows = pl.col("month").shift(1).over("region") == pl.col("month").dt.offset_by("-1mo")
    found = (
        rows.select("region", "month", *_OF_CHANGES)
        .sort("month")
        .with_columns(
            pl.when(pl.col("capital_quota_scaled").is_not_null())
            .then(pl.col("capital_quota") * 100)
            .alias("quota")
        )
        .select(
            "month",
            pl.when(follows).then(change("capital_occupied")).alias("occupied"),
            change("contract_overdue").alias("overdue"),
            ((pl.col("sales") - pl.col("collections")) / pl.col("quota")).alias("flow"),
        )
        .drop_nulls()
        .sort("month", "flow", "occupied", "overdue")
    )
    if found.is_empty():
        return 0.0, np.empty((0, 2))
    age = found["month"].rank("dense", descending=True).to_numpy() - 1
    flow, occupied = found["flow"].to_numpy(), found["occupied"].to_numpy()
    weights = RECENCY**age * flow
    spread = float((weights * flow).sum())
    slope = min(max(float((weights * occupied).sum()) / spread, 0.0), 1.0) if spread > 0 else 0.0
    return slope, np.column_stack([occupied - slope * flow, found["overdue"].to_numpy()])

"""奖惩 Settlement: one line per region, month and clause that speaks of money."""

from __future__ import annotations

import polars as pl

from engine.capital import balance_count, basis_column
from engine.grounds import is_any_assumed
from engine.parameters import Policy
from engine.targets import checkpoint_target

CHECKPOINT, CAPITAL = "checkpoint", "capital_overrun"
CLAUSES = {CHECKPOINT: "一.3", CAPITAL: "二"}
#: Sections of the policy that each line rests on; its targets of record are judged by 一.2.
GROUNDS = {CHECKPOINT: ("checkpoint", "targets"), CAPITAL: ("capital",)}


def settlement(regions: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Lines in yuan, also those of 0: reward positive, fine negative. Proposals until verified.

    Columns: month, region, clause, item, amount, status (proposed, no_target, no_data),
    policy_version, is_assumed (its receipt has an assumed operand), is_missing (a fact is unknown; a
    target or quota of zero is known, and says no_target or no_data all the same).
    """
    outcome = pl.col("checkpoint_outcome")
    is_settled = outcome.is_in(["met", "missed"])
    checkpoint = regions.select(
        "month",
        "region",
        pl.lit(CLAUSES[CHECKPOINT]).alias("clause"),
        pl.lit(CHECKPOINT).alias("item"),
        pl.col("checkpoint_award").alias("amount"),
        pl.when(is_settled).then(pl.lit("proposed")).otherwise(outcome).alias("status"),
        pl.lit(policy.stamp).alias("policy_version"),
        pl.lit(is_any_assumed(policy, *GROUNDS[CHECKPOINT])).alias("is_assumed"),
        _is_any_unknown(
            *("sales_to_checkpoint", "collections_to_checkpoint"),
            *("sales_target", checkpoint_target("collections", policy)),
        ).alias("is_missing"),
    )
    capital = regions.select(
        "month",
        "region",
        pl.lit(CLAUSES[CAPITAL]).alias("clause"),
        pl.lit(CAPITAL).alias("item"),
        pl.col("capital_award").alias("amount"),
        pl.col("capital_status").alias("status"),
        pl.lit(policy.stamp).alias("policy_version"),
        pl.lit(is_any_assumed(policy, *GROUNDS[CAPITAL])).alias("is_assumed"),
        _is_any_unknown(
            *(basis_column(policy), "retail_receivables", "inventory", "contract_overdue"),
            *(() if balance_count(policy) == 1 else ("opening_balances",)),
        ).alias("is_missing"),
    )
    return pl.concat([checkpoint, capital])


def _is_any_unknown(*columns: str) -> pl.Expr:
    return pl.any_horizontal(pl.col(column).is_null() for column in columns)

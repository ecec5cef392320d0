"""奖惩 Settlement: every clause that speaks of money is one item here; what sums awards asks the list.

A new one needs an `Item`, the function that adds its award to regions, and words for the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl

from engine.exact import Frame
from engine.figures import Figure, figure, of_level
from engine.policy.parameters import Policy
from engine.regulation.capital import balance_count, basis_column, with_capital
from engine.regulation.targets import checkpoint_target, with_checkpoint
from engine.settlement.derivations import (
    CAPITAL_GROUNDS,
    CHECKPOINT_GROUNDS,
    DERIVATIONS,
    EXPENSE,
    Derivation,
    Draft,
    capital_draft,
    checkpoint_draft,
)
from engine.settlement.grounds import is_any_assumed

CHECKPOINT, CAPITAL = "checkpoint", "capital_overrun"


class Judge(Protocol):
    """What applies a clause to regions in fen."""

    def __call__(self, regions: Frame, policy: Policy, /) -> Frame:
        """The same regions with the clause's columns."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the settlement.

    figure: its amount as a published figure of regions, never null: reward positive, fine negative.
    judge: adds that column, and whatever else of the clause is published, to regions in fen. status:
    proposed, no_target or no_data, from published regions. facts: the columns whose absence means
    that something is missing. grounds: the sections of the policy it rests on. draft: its receipt.
    """

    name: str
    figure: Figure
    judge: Judge
    status: Callable[[], pl.Expr]
    facts: Callable[[Policy], tuple[str, ...]]
    grounds: tuple[str, ...]
    draft: Draft

    @property
    def award(self) -> str:
        """The column of regions that holds its amount."""
        return self.figure.name

    @property
    def clause(self) -> str:
        """The clause that speaks of the money."""
        return self.figure.clause


def _checkpoint_status() -> pl.Expr:
    outcome = pl.col("checkpoint_outcome")
    return pl.when(outcome.is_in(["met", "missed"])).then(pl.lit("proposed")).otherwise(outcome)


def _checkpoint_facts(policy: Policy) -> tuple[str, ...]:
    return (
        *("sales_to_checkpoint", "collections_to_checkpoint"),
        *("sales_target", checkpoint_target("collections", policy)),
    )


def _capital_facts(policy: Policy) -> tuple[str, ...]:
    opening = () if balance_count(policy) == 1 else ("opening_balances",)
    return (basis_column(policy), "retail_receivables", "inventory", "contract_overdue", *opening)


ITEMS: tuple[Item, ...] = (
    Item(
        CHECKPOINT,
        figure("checkpoint_award"),
        with_checkpoint,
        _checkpoint_status,
        _checkpoint_facts,
        CHECKPOINT_GROUNDS,
        checkpoint_draft,
    ),
    Item(
        CAPITAL,
        figure("capital_award"),
        with_capital,
        lambda: pl.col("capital_status"),
        _capital_facts,
        CAPITAL_GROUNDS,
        capital_draft,
    ),
)
#: The receipt that explains each measure of an appraisal that the engine computes itself.
MEASURED_BY = {
    "sales_attainment": "sales_attainment",
    "collections_attainment": "collections_attainment",
    "capital_overrun_ratio": CAPITAL,
    "expense_to_cap": EXPENSE,
}


def award_columns() -> tuple[str, ...]:
    """The columns of regions that hold the items' awards, in the order of the chapters."""
    return tuple(item.award for item in ITEMS)


def region_figures() -> tuple[Figure, ...]:
    """Every figure of `Evaluation.regions`, in order; awards the catalogue does not hold come last."""
    known = of_level("region")
    return (*known, *(item.figure for item in ITEMS if item.figure not in known))


def judged(regions: Frame, policy: Policy) -> Frame:
    """Regions in fen with what every item's clause makes of them, and their `awards` together."""
    for item in ITEMS:
        regions = item.judge(regions, policy)
    return regions.with_columns(pl.sum_horizontal(award_columns()).alias("awards"))


def derivation(name: str) -> Derivation:
    """How the receipt of a settlement line or another published figure is filled in; KeyError for others."""
    of_items = {item.name: Derivation(item.clause, "yuan", item.draft) for item in ITEMS}
    return (DERIVATIONS | of_items)[name]


def settlement(regions: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Lines in yuan, also those of 0: reward positive, fine negative. Proposals until verified.

    They stand in the order of `regions`, of each in the order of the items' names. Columns: month, region,
    clause, item, amount, status (proposed,
    no_target, no_data), policy_version, is_assumed (its receipt has an assumed operand), is_missing (a
    fact is unknown; a target or quota of zero is known, and says no_target or no_data all the same).
    """
    items = sorted(ITEMS, key=lambda item: item.name)
    shown = pl.concat(
        regions.select(
            pl.col(item.award).alias("amount"),
            item.status().alias("status"),
            pl.any_horizontal(pl.col(fact).is_null() for fact in item.facts(policy)).alias("is_missing"),
        )
        for item in items
    )[np.arange(len(items) * regions.height).reshape(len(items), -1).T.ravel()]
    about = pl.DataFrame(
        {
            "clause": [item.clause for item in items],
            "item": [item.name for item in items],
            "is_assumed": [is_any_assumed(policy, *item.grounds) for item in items],
        }
    )[np.tile(np.arange(len(items)), regions.height)]
    lines = regions.select("month", "region")[np.repeat(np.arange(regions.height), len(items))]
    return (
        lines.hstack(about)
        .hstack(shown)
        .select(
            *("month", "region", "clause", "item", "amount", "status"),
            pl.lit(policy.stamp).alias("policy_version"),
            *("is_assumed", "is_missing"),
        )
    )

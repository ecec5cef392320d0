"""The price of ambiguity: what another reading of the text would have changed in the loaded history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import polars as pl

from engine.evaluation import Evaluation
from engine.policy.overrides import Override
from engine.policy.parameters import Policy
from engine.policy.readings import DISPUTED

_LINE = ["month", "region", "item"]
_PLACE = ("rank", "is_last", "escalation", "score")


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading: the key of the policy file, what it says now, and what it might say."""

    key: str
    clause: str
    current: Override
    choice: Override


@dataclass(frozen=True, slots=True)
class Price:
    """What an alternative would have changed over the months that are over.

    awards: the settlement lines with another amount: month, region, item, `amount_before`,
    `amount_after`, `amount_change` (yuan; positive: the region's manager would have had more) and
    `is_flipped`, whether a reward, a fine and nothing have changed places. places: the
    region-months with another score, rank, last place or proposal, each `_before` and `_after`.
    """

    alternative: Alternative
    awards: pl.DataFrame
    places: pl.DataFrame

    @property
    def cost(self) -> float:
        """What the company would have paid out more (negative: less), in yuan."""
        return float(self.awards["amount_change"].sum())

    @property
    def moved(self) -> float:
        """The sum of all differences in yuan, whichever way they go."""
        return float(self.awards["amount_change"].abs().sum())

    @property
    def flipped(self) -> int:
        """Settlement lines in which a reward, a fine and nothing have changed places."""
        return int(self.awards["is_flipped"].sum())

    def changed(self, name: str) -> int:
        """Region-months with another `rank`, `is_last`, `escalation` or `score`."""
        return self.places.filter(_differs(name)).height


def alternatives(policy: Policy) -> list[Alternative]:
    """Every reading in dispute with each choice that the policy does not make."""
    found = []
    for key in DISPUTED:
        parameter: Any = reduce(getattr, key.split("."), policy)
        found += [
            Alternative(key, parameter.clause, parameter.value, choice)
            for choice in parameter.choices
            if choice != parameter.value
        ]
    return found


def price(alternative: Alternative, before: Evaluation, after: Evaluation, until: date) -> Price:
    """What lies, through the month `until`, between two evaluations of the same company.

    `after` makes the other choice.
    """
    is_over = pl.col("month") <= until
    settled = before.settlement.filter(is_over).select(*_LINE, pl.col("amount").alias("amount_before"))
    lines = settled.join(after.settlement.select(*_LINE, pl.col("amount").alias("amount_after")), on=_LINE)
    awards = lines.filter(pl.col("amount_before") != pl.col("amount_after")).with_columns(
        (pl.col("amount_after") - pl.col("amount_before")).alias("amount_change"),
        (pl.col("amount_before").sign() != pl.col("amount_after").sign()).alias("is_flipped"),
    )
    places = (
        before.regions.filter(is_over)
        .select("month", "region", *_PLACE)
        .join(
            after.regions.select("month", "region", *_PLACE),
            on=["month", "region"],
            suffix="_after",
        )
    )
    places = places.rename({name: f"{name}_before" for name in _PLACE})
    return Price(
        alternative,
        awards.sort(_LINE),
        places.filter(pl.any_horizontal(_differs(name) for name in _PLACE)).sort("month", "region"),
    )


def _differs(name: str) -> pl.Expr:
    return pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after"))

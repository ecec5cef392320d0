"""The chances of what may become of a month: checkpoint, both targets, capital tier, last place.

Each is the share of possible ends of the month (`possible.py`) in which it comes to pass,
never quite 0 or 1 where it is still open: so many past errors cannot tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import polars as pl

from engine.forecasting.amounts import Outlook
from engine.forecasting.balances import Balances
from engine.forecasting.habits import Habits, habits, tempered
from engine.forecasting.needed import Needed, needed, nothing_needed
from engine.forecasting.panel import FIGURES, Panel, Shares
from engine.forecasting.possible import possible_months
from engine.policy.parameters import Policy
from engine.regulation.targets import checkpoint_target

CHANCE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "as_of_day": pl.Int8,
    "checkpoint_chance": pl.Float64,
    "checkpoint_stake": pl.Float64,
    "checkpoint_cost": pl.Float64,
    "checkpoint_reason": pl.String,
    "target_chance": pl.Float64,
    "target_reason": pl.String,
    "last_chance": pl.Float64,
    "last_reason": pl.String,
    "tier_reason": pl.String,
}
TIER_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "as_of_day": pl.Int8,
    "tier": pl.Int32,
    "award": pl.Float64,
    "chance": pl.Float64,
}


def chances(
    known: Panel, found: Outlook, levels: Balances, policy: Policy, *, is_part: bool
) -> tuple[pl.DataFrame, pl.DataFrame, Needed]:
    """Chances per region (`CHANCE_SCHEMA`) and per region and tier (`TIER_SCHEMA`), and what is needed.

    `checkpoint_stake`: the reward and what a miss is fined on average of the possible ends, yuan;
    `checkpoint_cost`: what of it is lost in expectation.
    is_part: others, who are not known, decide on the last place too. The last answer
    tells it of the regions it is asked for.
    """
    regions = known.regions
    checkpoint_reasons = found.reasons["checkpoint"]
    end_reasons = found.reasons["month_end"]
    tier_reasons = [levels.reasons[index] or reason for index, reason in enumerate(end_reasons)]
    peers = next((reason for reason in end_reasons if reason is not None), None)
    last_reasons = [None if peers is None else (own or "peers_unknown") for own in end_reasons]
    if is_part:
        last_reasons = [own or "peers_unseen" for own in end_reasons]
    ends = possible_months(known, found, levels, policy)
    errors = len(found.errors[FIGURES[0], "month_end"])
    usual = checkpoint_habits(known, found, policy)
    met = checkpoint_chances(known, found, ends, usual)
    last = _shares(ends, pl.col("is_last"), regions)
    extra: Needed = nothing_needed
    if usual is not None:
        extra = needed(known, usual, ends, policy, errors=errors, reasons=checkpoint_reasons)
    stake = _stakes(ends, policy, regions)
    reached = _shares(ends, pl.all_horizontal(pl.col(f) >= pl.col(f"{f}_target") for f in FIGURES), regions)
    if not known.is_known("month_end"):
        reached = habits(known, found, "month_end", Fraction(1)).pooled(tempered(reached, 1 / 2, errors))
    if not ends.is_empty() and len(regions) >= policy.appraisal.last_place.minimum_regions.value:
        last = tempered(last, 1 / len(regions), errors)
    of_regions = pl.DataFrame(
        {
            "month": [known.month] * len(regions),
            "region": regions,
            "as_of_day": [known.as_of_day] * len(regions),
            "checkpoint_chance": _told(met, checkpoint_reasons),
            "checkpoint_stake": _told(stake, checkpoint_reasons),
            "checkpoint_cost": _told((1 - met) * stake, checkpoint_reasons),
            "checkpoint_reason": checkpoint_reasons,
            "target_chance": _told(reached, end_reasons),
            "target_reason": end_reasons,
            "last_chance": _told(last, last_reasons),
            "last_reason": last_reasons,
            "tier_reason": tier_reasons,
        },
        schema=CHANCE_SCHEMA,
    )
    told = [region for region, reason in zip(regions, tier_reasons, strict=True) if reason is None]
    of_tiers = _tiers(ends.filter(pl.col("region").is_in(told)), known, policy, len(levels.errors))
    return of_regions, of_tiers, extra


def checkpoint_habits(known: Panel, found: Outlook, policy: Policy) -> Habits | None:
    """The habits that the chance to reach the checkpoint is pooled with; None once its day has come."""
    if known.is_known("checkpoint"):
        return None
    rules = policy.checkpoint
    against = {figure: checkpoint_target(figure, policy).removesuffix("_target") for figure in FIGURES}
    return habits(known, found, "checkpoint", rules.threshold.value, rules.required.value, against=against)


def checkpoint_chances(known: Panel, found: Outlook, ends: pl.DataFrame, usual: Habits | None) -> Shares:
    """By region the chance to reach the checkpoint: the share of `ends`, pooled with `checkpoint_habits`."""
    met = _shares(ends, pl.col("checkpoint_outcome") == "met", known.regions)
    if usual is None:
        return met
    return usual.pooled(tempered(met, 1 / 2, len(found.errors[FIGURES[0], "month_end"])))


def _stakes(ends: pl.DataFrame, policy: Policy, regions: list[str]) -> Shares:
    """What a region loses by missing the checkpoint: the reward, and the mean fine of ends that miss it."""
    rules = policy.checkpoint
    is_missed = pl.col("checkpoint_outcome") == "missed"
    fined = ends.group_by("region").agg((-pl.col("checkpoint_award").filter(is_missed)).mean().alias("fine"))
    placed = pl.DataFrame({"region": regions}, schema={"region": pl.String}).join(
        fined, on="region", how="left", maintain_order="left"
    )
    stake: Shares = float(rules.reward.value) + placed["fine"].fill_null(float(rules.fine.value)).to_numpy()
    return stake


def _shares(ends: pl.DataFrame, event: pl.Expr, regions: list[str]) -> Shares:
    """In what share of the possible ends, each with all regions in their order, an event befalls each region.

    Of a region without a target nobody knows whether it reached it: it does in none.
    """
    befell = ends.select(event).to_series().fill_null(value=False).to_numpy()
    shares: Shares = befell.reshape(-1, len(regions)).mean(axis=0) if regions else np.zeros(0)
    return shares


def _told(chance: Shares, reasons: Sequence[str | None]) -> list[float | None]:
    return [value if reason is None else None for value, reason in zip(chance.tolist(), reasons, strict=True)]


def _tiers(ends: pl.DataFrame, known: Panel, policy: Policy, count: int) -> pl.DataFrame:
    """A row per region of `ends` and tier."""
    steps = policy.capital.tiers.steps
    ladder = pl.DataFrame(
        {"tier": range(len(steps)), "award": [float(step.award) for step in steps]},
        schema={name: TIER_SCHEMA[name] for name in ("tier", "award")},
    )
    draws = ends["month"].n_unique()
    counted = ends.group_by("region", "capital_tier").agg(pl.len().alias("times"))
    return (
        ends.select("region")
        .unique()
        .join(ladder, how="cross")
        .join(counted, left_on=["region", "tier"], right_on=["region", "capital_tier"], how="left")
        .with_columns(
            pl.lit(known.month).alias("month"),
            pl.lit(known.as_of_day).alias("as_of_day"),
            ((pl.col("times").fill_null(0) / max(draws, 1) * count + 1 / len(steps)) / (count + 1)).alias(
                "chance"
            ),
        )
        .select(list(TIER_SCHEMA))
        .cast(pl.Schema(TIER_SCHEMA))
        .sort("region", "tier")
    )

"""The same forecasts for months that are over, against what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from engine.evaluation import evaluate
from engine.facts import Facts
from engine.forecasting.forecast import forecast
from engine.forecasting.panel import Days, month_length
from engine.policy.parameters import Policies

#: Days of the month on which past forecasts are made.
AS_OF_DAYS = (5, 10, 15, 20, 25, 28)


@dataclass(frozen=True, slots=True)
class Backtest:
    """Forecasts of months that are over, each row beside what happened.

    amounts: the columns of a forecast's amounts, `actual` and `run_rate` (so much a day as
    so far, for all days), in yuan; without what was known already and what had no number.
    events: month, region, as_of_day, event (met, last, tier), `chance` that was given to
    it, `has_happened`; a row per tier with `event` tier.
    """

    amounts: pl.DataFrame
    events: pl.DataFrame


def backtest(
    facts: Facts,
    policies: Policies,
    days: Days,
    months: Sequence[date],
    as_of_days: Sequence[int] = AS_OF_DAYS,
) -> Backtest:
    """Forecasts every month of `months` on each of `as_of_days`; see `forecast` for the rest.

    Raises ValueError without a month and a day.
    """
    made = [
        forecast(facts, policies, days, month, day)
        for month in months
        for day in as_of_days
        if day <= month_length(month)
    ]
    if not made:
        raise ValueError("a back-test needs a month and a day")
    happened = evaluate(facts, policies).regions
    checkpoints = {month: min(policies.at(month).checkpoint_day, month_length(month)) for month in months}
    return Backtest(
        _amounts(pl.concat([item.amounts for item in made]), happened, checkpoints),
        _events(
            pl.concat([item.chances for item in made]), pl.concat([item.tiers for item in made]), happened
        ),
    )


def _amounts(made: pl.DataFrame, happened: pl.DataFrame, checkpoints: dict[date, int]) -> pl.DataFrame:
    is_checkpoint = pl.col("horizon") == "checkpoint"
    actual = pl.coalesce(
        pl.when(pl.col("figure") == figure, is_checkpoint == (suffix != "")).then(pl.col(figure + suffix))
        for figure in ("sales", "collections")
        for suffix in ("", "_to_checkpoint")
    )
    length = pl.col("month").dt.month_end().dt.day().cast(pl.Int64)
    span = pl.when(is_checkpoint).then(pl.col("month").replace_strict(checkpoints, return_dtype=pl.Int64))
    run_rate = pl.col("to_date") / pl.col("as_of_day") * span.otherwise(length)
    return (
        made.filter(~pl.col("is_known"), pl.col("reason").is_null())
        .join(happened, on=["month", "region"])
        .select(*made.columns, actual.alias("actual"), run_rate.alias("run_rate"))
    )


def _events(chances: pl.DataFrame, tiers: pl.DataFrame, happened: pl.DataFrame) -> pl.DataFrame:
    place = ["month", "region"]
    outcome = pl.col("checkpoint_outcome")
    joined = chances.join(happened, on=place)
    keys = [pl.col("month"), pl.col("region")]
    met = joined.filter(outcome.is_in(["met", "missed"])).select(
        *keys, "as_of_day", pl.lit("met").alias("event"),
        pl.col("checkpoint_chance").alias("chance"), (outcome == "met").alias("has_happened"),
    )  # fmt: skip
    last = joined.select(
        *keys, "as_of_day", pl.lit("last").alias("event"),
        pl.col("last_chance").alias("chance"), pl.col("is_last").alias("has_happened"),
    )  # fmt: skip
    tier = tiers.join(happened.drop_nulls("capital_tier"), on=place).select(
        *keys, "as_of_day", pl.lit("tier").alias("event"), "chance",
        (pl.col("tier") == pl.col("capital_tier")).alias("has_happened"),
    )  # fmt: skip
    return pl.concat([met, last, tier]).drop_nulls()


def calibration(amounts: pl.DataFrame, *by: str) -> pl.DataFrame:
    """How well the amounts of a back-test did, per value of the columns `by` (or in all).

    Columns: `count`; `coverage`, the share of actuals within the 80 % range; `width` of the
    range; `error` and `run_rate_error`, mean absolute errors, all as shares of the target.
    """
    target = pl.col("target")
    is_inside = pl.col("actual").is_between("low", "high")
    measures = [
        pl.len().alias("count"),
        is_inside.mean().alias("coverage"),
        ((pl.col("high") - pl.col("low")) / target).mean().alias("width"),
        ((pl.col("middle") - pl.col("actual")).abs() / target).mean().alias("error"),
        ((pl.col("run_rate") - pl.col("actual")).abs() / target).mean().alias("run_rate_error"),
    ]
    return amounts.group_by(by).agg(measures).sort(by)


def chance_scores(events: pl.DataFrame, *by: str) -> pl.DataFrame:
    """How well chances did, per event (and the columns `by`).

    Columns: `count`; `happened`, how often; `mean_chance`; `score`, the mean squared
    distance of chance and event (Brier), and `base_score`, that of always naming the
    event's own frequency, known only afterwards. Lower is better.
    """
    happened = pl.col("has_happened").cast(pl.Float64)
    share = happened.mean()
    return (
        events.group_by("event", *by)
        .agg(
            pl.len().alias("count"),
            share.alias("happened"),
            pl.col("chance").mean().alias("mean_chance"),
            ((pl.col("chance") - happened) ** 2).mean().alias("score"),
            (share * (1 - share)).alias("base_score"),
        )
        .sort("event", *by)
    )

"""Standings (四): how far to the next region and the next pay band, and how long in last place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from dashboard.formats import Markdown, month_text, plain, score
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import column, columns
from dashboard.tables import Column, Table
from dashboard.views.scope import Scope
from dashboard.words import ESCALATIONS, word
from engine.forecasting.panel import month_after


@remembered
def distances(scope: Scope) -> pl.DataFrame:
    """Per ranked region: points up to the next region and down to the one behind, and to the next pay band.

    Columns: rank, region, score, above, up, below, down, band, to_band (points; null where
    there is nobody, or no better band). Distances are of published scores, which have two
    decimals; equal scores, decided by the tie breaks, are 0 apart.
    """
    everyone = scope.everyone.all_regions.filter(pl.col("rank").is_not_null()).select(
        *("rank", "region", "score"),
        pl.col("next_pay_coefficient").alias("band"),
        pl.col("pay_band_gap").alias("to_band"),
    )
    frame = everyone.with_columns(
        pl.col("region").shift(1).alias("above"),
        (pl.col("score").shift(1) - pl.col("score")).round(2).alias("up"),
        pl.col("region").shift(-1).alias("below"),
        (pl.col("score") - pl.col("score").shift(-1)).round(2).alias("down"),
    )
    return frame if scope.region is None else frame.filter(pl.col("region") == scope.region)


@remembered
def distance_table(scope: Scope) -> Table:
    """The distances by region."""
    return Table(
        "distances",
        _("Distance to the next region, {month} (points)", month=scope.title),
        distances(scope),
        (
            *columns(scope.edges, "rank", "region", "score"),
            Column("up", _("Points up"), "score"),
            Column("above", _("to reach")),
            Column("down", _("Points ahead"), "score"),
            Column("below", _("ahead of")),
            Column("to_band", _("Points to the next pay band"), "score"),
            Column("band", _("Pay coefficient there (assumed)"), "score"),
        ),
    )


@remembered
def last_places(scope: Scope) -> pl.DataFrame:
    """Who was last in each month of the trend, of all regions: month, region, streak, escalation."""
    everyone = replace(scope.everyone, region=None)
    return (
        everyone.trend(everyone.evaluation.regions)
        .filter("is_last")
        .select("month", "region", pl.col("last_place_streak").alias("streak"), "escalation")
        .sort("month")
    )


@remembered
def last_place_table(scope: Scope) -> Table:
    """Who was last, month by month, the latest first."""
    return Table(
        "last_places",
        _("Last places up to {month}", month=scope.title),
        last_places(scope).sort("month", descending=True),
        (
            column("month"),
            column("region"),
            Column("streak", _("Months last in a row"), "count"),
            column("escalation"),
        ),
    )


@remembered
def clock_sentences(scope: Scope) -> list[Markdown]:
    """What the streak clock says: where it stands, what comes next and when, how to get out."""
    rows = scope.everyone.all_regions.filter("is_last")
    if scope.region is not None:
        rows = rows.filter(pl.col("region") == scope.region)
    return [_clock(scope, row) for row in rows.iter_rows(named=True)]


def _clock(scope: Scope, row: dict[str, Any]) -> Markdown:
    streak = row["last_place_streak"]
    parts = [
        _(
            "**{region}**: month {streak} in last place.",
            region=plain(row["region"]),
            streak=int(streak),
        )
    ]
    steps = scope.policy.escalations_in_a_row
    following = next((step for step in steps if step.months > streak), None)
    if following is not None:
        left = following.months - streak
        parts.append(
            _(
                " {left} more would bring in {month}: {action}.",
                left=int(left),
                month=month_text(month_after(row["month"], left)),
                action=plain(word(ESCALATIONS, following.action)),
            )
        )
    elif steps:
        parts.append(_(" The last step has been reached."))
    else:
        parts.append(_(" Nothing is proposed for it."))
    mine = distances(scope).filter(pl.col("region") == row["region"])
    if mine.height and mine["up"][0] is not None:
        parts.append(
            _(
                " {points} points more would have reached {above}.",
                points=score(mine["up"][0]),
                above=plain(mine["above"][0]),
            )
        )
    return "".join(parts)


def clock_months(scope: Scope) -> tuple[str, ...]:
    """The months of the trend, ascending, as they are labelled."""
    months = Scope(scope.evaluation, scope.month, None, scope.unit).trend(scope.evaluation.regions)["month"]
    return tuple(month_text(month) for month in months.unique().sort())


def clock_steps(scope: Scope) -> tuple[int, ...]:
    """After how many months in last place something is proposed."""
    return tuple(step.months for step in scope.policy.escalations_in_a_row)

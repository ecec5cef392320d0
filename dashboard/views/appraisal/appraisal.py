"""Appraisal (四): score, rank, last place and what is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from dashboard.formats import NONE, Markdown, plain, score
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import column, columns, marked
from dashboard.tables import Column, Table
from dashboard.views.ends import ends
from dashboard.views.scope import Scope
from dashboard.words import ESCALATIONS, INDICATORS, word, words


@remembered
def component_frame(scope: Scope) -> pl.DataFrame:
    """The score's parts of the month's regions, rescaled to 100 where a part has no data.

    Adds `shown`, the points as they count, so that the parts add up to the score.
    """
    parts = scope.narrowed(scope.evaluation.components)
    known = pl.col("weight").filter(pl.col("has_data")).sum().over("region")
    return parts.with_columns(
        pl.when(pl.col("has_data") & (known > 0)).then(pl.col("points") * 100 / known).alias("shown")
    )


@remembered
def rank_table(scope: Scope) -> Table:
    """Ranks with what led to them."""
    parts = component_frame(scope)
    names = [indicator.name for indicator in scope.policy.appraisal.indicators]
    wide = (
        parts.pivot(on="indicator", index="region", values="shown", on_columns=names)
        if parts.height
        else None
    )
    frame = scope.regions
    frame = (
        frame.join(wide.rename({n: f"points_{n}" for n in names}), on="region", how="left")
        if wide is not None
        else frame
    )
    missing = (
        parts.filter(~pl.col("has_data"))
        .group_by("region")
        .agg(pl.col("indicator").replace(words(INDICATORS)).sort().str.join(_(", ")).alias("left_out"))
    )
    frame = frame.join(missing, on="region", how="left").sort("rank", "region", nulls_last=True)
    return Table(
        "appraisal",
        _("Appraisal, {month}", month=scope.title),
        frame,
        (
            *columns(
                scope.edges,
                *("rank", "region", "manager", "score"),
            ),
            marked(column("pay_coefficient"), scope.policy.appraisal.pay_bands.kind),
            *columns(scope.edges, "is_rank_shared", "is_last", "last_place_streak", "escalation"),
            *(
                Column(f"points_{name}", _("{part} points", part=word(INDICATORS, name)), "score")
                for name in names
                if f"points_{name}" in frame.columns
            ),
            Column("left_out", _("Left out for lack of data")),
        ),
        (_("Weights, shapes and pay bands are assumed where the regulation is silent."),),
    )


@remembered
def history(scope: Scope) -> pl.DataFrame:
    """Ranks of the last months: month, region, rank, score, is_last; all regions."""
    everyone = replace(scope.everyone, region=None)
    return (
        everyone.trend(everyone.evaluation.regions)
        .filter(pl.col("rank").is_not_null())
        .select("month", "region", "rank", "score", "is_last")
        .sort("region", "month")
    )


@remembered
def drawn_history(scope: Scope) -> tuple[pl.DataFrame, Sequence[str]]:
    """The ranks of the regions that a chart has room for, and the others, who are not drawn.

    Drawn are the first and the last of the newest month, whoever is last, and the chosen region.
    """
    rows = history(scope)
    newest = rows.filter(pl.col("month") == pl.col("month").max()).sort("rank", "region")
    cut = ends(newest)
    shown = {*cut.names, *newest.filter("is_last")["region"], scope.region}
    if not cut.others:
        return rows, ()
    return (
        rows.filter(pl.col("region").is_in(shown - {None})),
        [name for name in cut.others if name not in shown],
    )


@remembered
def history_table(scope: Scope) -> Table:
    """The ranks of the last months as rows."""
    return Table(
        "ranks",
        _("Ranks up to {month}", month=scope.title),
        history(scope).sort(pl.col("month"), pl.col("rank"), descending=[True, False]),
        columns(scope.edges, "month", "rank", "region", "score"),
    )


def is_by_mean(scope: Scope, row: Mapping[str, Any]) -> bool:
    """Whether a region's proposal rests on the half-year's mean score, not on its streak (四)."""
    steps = scope.policy.escalations_in_a_row
    return all(step.action != row["escalation"] or step.months > row["last_place_streak"] for step in steps)


@remembered
def proposals(scope: Scope) -> list[Markdown]:
    """Sentences on streaks, escalations and shared places. The software proposes; people decide."""
    rows = scope.regions.sort("last_place_streak", descending=True).iter_rows(named=True)
    return [sentence for row in rows if (sentence := _standing(scope, row))]


def _standing(scope: Scope, row: Mapping[str, Any]) -> Markdown:
    """What is to be said of a region's place, blank if nothing; what is proposed for others is not public."""
    said = {
        "region": plain(row["region"]),
        "manager": plain(row["manager"] or ""),
        "score": score(row["score"]),
        "months": plain(row["last_place_streak"]),
        "action": plain(word(ESCALATIONS, row["escalation"])),
    }
    if scope.until is not None and row["is_last"]:
        return _(
            "**{region}** (manager {manager}) would be last with {score} points if the month ended "
            "today, month {months} in a row. Nothing follows from it yet.",
            **said,
        )
    if row["is_last"] and row["escalation"] is None:
        return _unproposed(said)
    if row["escalation"] is None:
        row = {**row, "escalation": "none"}
    if row["escalation"] != "none" and is_by_mean(scope, row):
        return _(
            "**{region}** (manager {manager}): last by the half-year's mean score. Proposal: {action}.",
            **said,
        )
    if row["escalation"] != "none":
        return _(
            "**{region}** (manager {manager}): last for {months} months in a row. Proposal: {action}.", **said
        )
    if row["is_last"] and not scope.policy.appraisal.last_place.escalations:
        return _unproposed(said)
    if row["is_last"]:
        return _(
            "**{region}** (manager {manager}): last with {score} points, month {months} in a row. No "
            "proposal yet.",
            **said,
        )
    if row["is_last_shared"]:
        return _("**{region}** shares the last place: it counts for nobody; review.", **said)
    if row["is_rank_shared"]:
        return _("**{region}** shares rank {rank}; review.", rank=int(row["rank"]), **said)
    return NONE


def _unproposed(said: Mapping[str, Markdown]) -> Markdown:
    return _("**{region}** (manager {manager}): last with {score} points, month {months} in a row.", **said)

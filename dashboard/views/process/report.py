"""述职 (四): the draft of a report after last places in a row, made of what the figures say. Plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from dashboard.formats import month_text, score
from dashboard.i18n import _
from dashboard.services.process.promises import Kept
from dashboard.views.appraisal.standings import distances
from dashboard.views.process.promises import promise_text
from dashboard.views.scope import Scope
from dashboard.words import INDICATORS, word
from engine.forecasting.panel import month_after

#: So many parts of the score are named as those that cost most.
_DEAREST = 3


def report_draft(scope: Scope, region: str, promises: Sequence[Kept], way_out: str) -> str:
    """The draft for a region and the month of `scope`: what a manager fills in stands at the end.

    way_out: the least that would have left the last place, in words; empty where nobody can say.
    """
    row = _row(scope, scope.month, region)
    if row is None:
        return ""
    streak = max(int(row["last_place_streak"] or 0), 1)
    months = [month_after(scope.month, -back) for back in reversed(range(streak))]
    lines = [
        _("Report of {region} for {month}", region=region, month=month_text(scope.month)),
        _(
            "Manager {manager}; last for {months} months in a row.",
            manager=row["manager"] or "",
            months=streak,
        ),
        "",
        _("1. The score by month"),
        *(_month_line(scope, month, region) for month in months),
        "",
        _("2. What cost most"),
        *_dearest(scope, months, region),
        "",
        _("3. How far it is to the next place"),
        *_distance(scope, region, way_out),
        "",
        _("4. What was promised"),
        *([promise_text(kept) for kept in promises] or [_("Nothing was promised so far.")]),
        "",
        _("5. Why it came to this (to be filled in)"),
        "",
        _("6. What will be done, by whom and by when (to be filled in)"),
        "",
    ]
    return "\n".join(lines)


def _row(scope: Scope, month: date, region: str) -> dict[str, Any] | None:
    rows = scope.evaluation.regions.filter((pl.col("month") == month) & (pl.col("region") == region))
    return rows.row(0, named=True) if rows.height else None


def _parts(scope: Scope, months: Sequence[date], region: str) -> pl.DataFrame:
    parts = scope.evaluation.components
    return parts.filter(pl.col("month").is_in(list(months)) & (pl.col("region") == region))


def _month_line(scope: Scope, month: date, region: str) -> str:
    row = _row(scope, month, region)
    if row is None:
        return _("{month}: no figures", month=month_text(month))
    parts = [
        _(
            "{part} {points} of {weight}",
            part=word(INDICATORS, part["indicator"]),
            points=score(part["points"]),
            weight=score(part["weight"]),
        )
        if part["has_data"]
        else _("{part} without data", part=word(INDICATORS, part["indicator"]))
        for part in _parts(scope, [month], region).iter_rows(named=True)
    ]
    return _(
        "{month}: {score} points, rank {rank} ({parts})",
        month=month_text(month),
        score=score(row["score"]),
        rank=row["rank"],
        parts=_(", ").join(parts),
    )


def _dearest(scope: Scope, months: Sequence[date], region: str) -> list[str]:
    lost = (
        _parts(scope, months, region)
        .filter("has_data")
        .group_by("indicator")
        .agg((pl.col("weight") - pl.col("points")).sum().alias("lost"))
        .filter(pl.col("lost") > 0)
        .sort("lost", descending=True)
        .head(_DEAREST)
    )
    return [
        _("{part}: {points} points in these months", part=word(INDICATORS, name), points=score(points))
        for name, points in lost.iter_rows()
    ]


def _distance(scope: Scope, region: str, way_out: str) -> list[str]:
    mine = distances(replace(scope, region=region))
    lines = []
    if mine.height and mine["up"][0] is not None:
        lines.append(
            _(
                "{points} points more would have reached {above}.",
                points=score(mine["up"][0]),
                above=mine["above"][0],
            )
        )
    if way_out:
        lines.append(_("The least that would have left the last place: {way}", way=way_out))
    return lines or [_("Nobody can say: other regions' figures are missing.")]

"""Overview: the course of the whole, regions against measures, money at stake."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from dashboard.formats import Markdown
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import column, title
from dashboard.tables import Column, Table
from dashboard.views.month.progress import Progress
from dashboard.views.scope import Scope
from dashboard.views.verdicts import (
    capital_verdict,
    checkpoint_verdict,
    judged_columns,
    outcome_verdict,
    target_verdict,
)
from dashboard.words import SHORT_ITEMS, word
from engine.exact import ratio, ratio_of_yuan
from engine.settlement.items import ITEMS, award_columns

_JUDGED = pl.col("checkpoint_outcome").is_in(["met", "missed"])


@remembered
def totals(scope: Scope) -> pl.DataFrame:
    """A row per month: sums over regions, and rates of the sums over regions that have both parts."""

    def known(part: str, whole: str) -> list[pl.Expr]:
        has_both = pl.col(part).is_not_null() & (pl.col(whole) > 0)
        return [
            pl.col(part).filter(has_both).sum().alias(f"{part}_part"),
            pl.col(whole).filter(has_both).sum().alias(f"{part}_whole"),
        ]

    pairs = {
        "sales_rate": ("sales", "sales_target", ratio_of_yuan),
        "collections_rate": ("collections", "collections_target", ratio_of_yuan),
        # Quotas and caps are no whole fen.
        "capital_rate": ("capital_occupied", "capital_quota", ratio),
        "expense_rate": ("expense_counted", "expense_cap", ratio),
    }
    frame = scope.trend(scope.evaluation.regions).group_by("month", maintain_order=True)
    summed = frame.agg(
        *(expression for part, whole, _divided in pairs.values() for expression in known(part, whole)),
        *(_sum(column) for column in ("sales", "collections")),
        pl.when(_JUDGED.any()).then((pl.col("checkpoint_outcome") == "met").sum()).alias("met"),
        _JUDGED.sum().alias("judged"),
        pl.sum_horizontal(*_awards("> 0")).sum().alias("rewards"),
        pl.sum_horizontal(*_awards("< 0")).sum().alias("fines"),
    )
    return summed.with_columns(
        divided(pl.col(f"{part}_part"), pl.col(f"{part}_whole")).alias(rate)
        for rate, (part, _whole, divided) in pairs.items()
    ).sort("month")


def _sum(column: str) -> pl.Expr:
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum()).alias(column)


def _awards(sign: str) -> list[pl.Expr]:
    columns = [pl.col(award) for award in award_columns()]
    return [c.clip(lower_bound=0) if sign == "> 0" else c.clip(upper_bound=0) for c in columns]


_MEASURES = (
    *("rank", "region", "score", "checkpoint_outcome"),
    *("sales_checkpoint_ratio", "collections_checkpoint_ratio", "sales_attainment", "collections_attainment"),
    *("capital_overrun_ratio", "expense_to_cap", "awards"),
)


@remembered
def region_table(scope: Scope, now: Progress | None = None) -> Table:
    """Regions against measures; while days are to come (`now`), the month's figures are to date."""
    is_open = now is not None and now.is_open
    to_date = {
        "sales_attainment": _("Sales to date"),
        "collections_attainment": _("Collections to date"),
    }
    return Table(
        "regions",
        _("Regions and measures, {month}", month=scope.title),
        scope.regions,
        tuple(
            replace(shown, title=to_date[shown.name]) if is_open and shown.name in to_date else shown
            for shown in judged_columns(scope, *_MEASURES)
        ),
    )


def judgements(row: dict[str, Any], now: Progress | None = None) -> dict[str, bool | None]:
    """For each measure of a region (a row of `Evaluation.regions`): good, bad, or without data.

    While days are to come (`now`), attainment is held against time progress, not against 100 %, and no award
    is settled; before the checkpoint nothing misses it.
    """
    is_ahead = now is not None and now.days_to_checkpoint > 0
    is_settled = now is None or not now.is_open
    return {
        "checkpoint_outcome": outcome_verdict(row, is_ahead=is_ahead),
        "sales_checkpoint_ratio": checkpoint_verdict(row, "sales", is_ahead=is_ahead),
        "collections_checkpoint_ratio": checkpoint_verdict(row, "collections", is_ahead=is_ahead),
        "sales_attainment": target_verdict(row, "sales", now),
        "collections_attainment": target_verdict(row, "collections", now),
        "capital_overrun_ratio": capital_verdict(row),
        "expense_to_cap": row["is_within_cap"],
        "awards": row["awards"] > 0 if row["awards"] and is_settled else None,
    }


@remembered
def stakes(scope: Scope) -> pl.DataFrame:
    """The month's money by region, worst first."""
    return scope.regions.select("region", *award_columns(), "awards").sort("awards", "region")


@remembered
def stakes_table(scope: Scope) -> Table:
    """The month's money by region; the total is the sum of the rows."""
    frame = stakes(scope)
    total = frame.select(pl.lit(_("Total")).alias("region"), pl.exclude("region").sum())
    return Table(
        "stakes",
        _("Money at stake, {month} (yuan)", month=scope.title),
        pl.concat([frame, total]),
        (
            column("region"),
            *(Column(item.award, word(SHORT_ITEMS, item.name), "yuan") for item in ITEMS),
            Column("awards", _("Together (yuan)"), "yuan"),
        ),
    )


def course_note(now: Progress) -> Markdown:
    """What the course of attainment shows."""
    if now.is_open:
        return _(
            "Whole month ÷ target of record, all regions together; the hollow mark is this month to date."
        )
    return _("Whole month ÷ target of record, all regions together.")


@remembered
def course_table(scope: Scope) -> Table:
    """The months behind the course of attainment."""
    return Table(
        "course",
        _("Months up to {month}", month=scope.title),
        totals(scope).sort("month", descending=True),
        (
            column("month"),
            Column("sales", _("Sales"), "money"),
            Column("sales_rate", title("sales_attainment"), "ratio", edges=scope.edges),
            Column("collections", _("Collections"), "money"),
            Column("collections_rate", title("collections_attainment"), "ratio", edges=scope.edges),
            Column("met", _("Checkpoint met"), "count"),
            Column("rewards", _("Rewards (yuan)"), "yuan"),
            Column("fines", _("Fines (yuan)"), "yuan"),
        ),
    )

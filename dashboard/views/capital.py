"""Capital (二): quota, occupied, overdue, tier."""

from __future__ import annotations

import polars as pl

from dashboard.formats import award
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.tables import Column, Table
from dashboard.views.scope import Scope
from dashboard.views.tiers import tier_name
from dashboard.words import CAPITAL_STATUSES, FLAGS, KINDS, word, words


@remembered
def region_table(scope: Scope) -> Table:
    """Per region: from quota to award."""
    frame = scope.regions.with_columns(pl.col("is_explanation_required").cast(pl.String))
    return Table(
        "capital",
        _("Capital by region, {month}", month=scope.title),
        frame,
        (
            Column("region", _("Region")),
            Column("capital_status", _("Data"), words=words(CAPITAL_STATUSES)),
            Column("capital_overrun_ratio", _("Overrun ratio"), "ratio", edges=scope.edges),
            Column("capital_award", _("Award (yuan)"), "yuan"),
            Column("is_explanation_required", _("Written explanation"), words=words(FLAGS)),
            Column("capital_quota", _("Quota"), "money"),
            Column("capital_occupied", _("Occupied"), "money"),
            Column("retail_receivables", _("Retail receivables"), "money"),
            Column("inventory", _("Inventory"), "money"),
            Column("contract_overdue", _("Contract overdue"), "money"),
            Column("capital_overrun", _("Overrun"), "money"),
            Column("annual_collections_target", _("Annual collections target"), "money"),
            Column("trailing_collections", _("Collections, trailing twelve months"), "money"),
            Column("capital_quota_alternative", _("Quota on the other basis"), "money"),
        ),
    )


@remembered
def tier_table(scope: Scope) -> Table:
    """The ladder of tiers and how many regions stand on each step."""
    tiers = scope.policy.capital.tiers
    counts = dict(
        scope.regions.filter(pl.col("capital_status") == "proposed")
        .group_by("capital_tier")
        .len()
        .iter_rows()
    )
    lines = [
        {
            "range": tier_name(tiers.steps, position),
            "award": award(float(tier.award)),
            "explanation": str(tier.is_explanation_required).lower(),
            "kind": word(KINDS, tiers.kind),
            "regions": counts.get(position, 0),
        }
        for position, tier in enumerate(tiers.steps)
    ]
    return Table(
        "tiers",
        _("Tiers by overrun ratio"),
        pl.DataFrame(lines),
        (
            Column("range", _("Overrun ratio")),
            Column("award", _("Award")),
            Column("explanation", _("Written explanation"), words=words(FLAGS)),
            Column("kind", _("Kind")),
            Column("regions", _("Regions"), "count"),
        ),
    )

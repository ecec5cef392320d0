"""Capital (二): quota, occupied, overdue, tier."""

from __future__ import annotations

import polars as pl

from dashboard.formats import award
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import columns
from dashboard.tables import Column, Table
from dashboard.views.capital.tiers import tier_name
from dashboard.views.scope import Scope
from dashboard.words import FLAGS, KINDS, word, words


@remembered
def region_table(scope: Scope) -> Table:
    """Per region: from quota to award."""
    return Table(
        "capital",
        _("Capital by region, {month}", month=scope.title),
        scope.regions,
        columns(
            scope.edges,
            *(
                "region",
                "capital_status",
                "capital_overrun_ratio",
                "capital_award",
                "is_explanation_required",
            ),
            *("capital_quota", "capital_occupied", "retail_receivables", "inventory", "contract_overdue"),
            *("capital_overrun", "annual_collections_target", "trailing_collections"),
            "capital_quota_alternative",
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

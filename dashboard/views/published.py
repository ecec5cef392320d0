"""What is published of regions that the reader does not see: names, score, rank and awards (人员)."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from dashboard.formats import NONE, Markdown, plain, run_on
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import column, columns
from dashboard.tables import Column, Table
from dashboard.views.scope import Scope, by_rank
from dashboard.words import SHORT_ITEMS, word
from engine.settlement.items import ITEMS


def whose_text(scope: Scope, offices: Iterable[str] = ()) -> Markdown:
    """Whose figures a page shows to somebody who does not see all; blank for who does.

    offices: those that are seen of regions of which only the totals are.
    """
    if not scope.is_part:
        return NONE
    regions = plain(_(", ").join(scope.region_names))
    whose = _("Figures and sums of {regions}.", regions=regions)
    if names := plain(_(", ").join(sorted(offices))):
        whose = _(
            "Figures and sums of {regions}, by office only those of {offices}.",
            regions=regions,
            offices=names,
        )
    rest = _("Of the other regions names, scores, ranks and awards are published.")
    return run_on(whose, rest)


def published_note(scope: Scope) -> Markdown:
    """Why the rows of other regions have gaps; blank where there are none."""
    if not scope.is_part:
        return NONE
    return _("Of the other regions names, scores, ranks and awards are published; the rest stays empty.")


def unranked_note() -> Markdown:
    """Why ranks are left out of what another regulation would have done."""
    return _("Of your regions alone. Ranks are not told: they rest on regions that are not yours to see.")


@remembered
def others_table(scope: Scope) -> Table:
    """The month's regions that are not seen, by rank, with what is published of them."""
    own = scope.evaluation.regions["region"].unique()
    everyone = scope.everyone
    here = everyone.evaluation.regions.filter(
        pl.col("month") == scope.month, ~pl.col("region").is_in(own.implode())
    )
    return Table(
        "published",
        _("Other regions, as published, {month}", month=scope.title),
        by_rank(here),
        (
            *columns(scope.edges, "rank", "region", "manager", "vice_president", "score"),
            *columns(scope.edges, "is_last", "last_place_streak"),
            *(Column(item.award, word(SHORT_ITEMS, item.name), "yuan") for item in ITEMS),
            column("awards"),
        ),
    )

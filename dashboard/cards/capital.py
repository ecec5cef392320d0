"""Capital (二): the quota and what ties it up, what moved, what it consists of."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.cards.card import Beside, Card, Chart, Gap, Rows
from dashboard.charts.balances import structure_bars
from dashboard.charts.bridge import bridge
from dashboard.charts.capital import quota_bullets
from dashboard.i18n import _
from dashboard.views.alt_text import alt_text
from dashboard.views.capital.balances import (
    bridge_sentence,
    bridge_steps,
    move_table,
    quota_mark,
    structure,
    structure_sentence,
    structure_table,
)
from dashboard.views.capital.capital import region_table, tier_table
from dashboard.views.ends import ends
from dashboard.views.scope import Scope

#: So many rows a chart of steps is as tall as the one of regions beside it.
_TALLEST = 12


def occupied(scope: Scope) -> Iterator[Card | Beside]:
    """Against the quota."""
    table, drawn = region_table(scope), ends(scope.regions)
    yield Chart(
        _(
            "Capital occupied against the quota, end of {month} ({unit})",
            month=scope.title,
            unit=scope.unit.label,
        ),
        quota_bullets(drawn.rows, scope.unit),
        table,
        "quota",
        _("At the end of a bar: overrun ÷ quota, the ratio that decides reward or fine."),
        alt=alt_text(table, scope.unit, "region", "capital_overrun_ratio", "capital_award"),
        regions=drawn.names,
        others=drawn.others,
    )


def moved(scope: Scope) -> Iterator[Card | Beside]:
    """Since last month, and by kind."""
    yield Beside((_moved(scope), _parts(scope)))


def _moved(scope: Scope) -> Card:
    steps = bridge_steps(scope)
    title = _("What moved since last month ({unit})", unit=scope.unit.label)
    if not steps:
        return Gap(title, _("This month or the one before has no balances. Load receivables and inventory."))
    return Chart(
        title,
        bridge(
            steps,
            scope.unit,
            quota_mark(scope),
            _("Quota"),
            rows=min(_TALLEST, ends(scope.regions).rows.height),
        ),
        move_table(scope),
        "moves",
        bridge_sentence(scope),
    )


def _parts(scope: Scope) -> Card:
    table, drawn = structure_table(scope), ends(structure(scope))
    return Chart(
        _("What the balances consist of ({unit})", unit=scope.unit.label),
        structure_bars(drawn.rows, scope.unit),
        table,
        "structure",
        structure_sentence(scope),
        alt=alt_text(table, scope.unit, "region", "retail_receivables", "contract_overdue"),
        regions=drawn.names,
        others=drawn.others,
    )


def tiers(scope: Scope) -> Iterator[Card]:
    """The ladder of tiers."""
    yield Rows(tier_table(scope), "tiers")


def regions(scope: Scope) -> Iterator[Card]:
    """The regions from quota to award."""
    yield Rows(region_table(scope), "regions")

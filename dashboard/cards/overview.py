"""Overview: what changed since last month, and the course of the whole."""

from __future__ import annotations

from dashboard.cards.card import Card, Chart, Digest
from dashboard.charts.overview import attainment_lines
from dashboard.i18n import _
from dashboard.views.alt_text import alt_text
from dashboard.views.ends import ends
from dashboard.views.month.progress import Progress
from dashboard.views.overview.developments import development_table, developments
from dashboard.views.overview.overview import course_note, course_table, totals
from dashboard.views.scope import Scope


def changed(scope: Scope) -> Card:
    """Ranks, outcomes, tiers and money against last month."""
    empty = _("Nothing changed in ranks, outcomes, tiers or money, or there is no month before.")
    return Digest(developments(scope), empty, development_table(scope), "developments")


def course(scope: Scope, now: Progress) -> Card:
    """Attainment of the whole, month by month."""
    table = course_table(scope)
    return Chart(
        _("Attainment of the whole, month by month"),
        attainment_lines(totals(scope), ends(scope.regions).rows.height, is_open=now.is_open),
        table,
        "course",
        course_note(now),
        alt=alt_text(table, scope.unit, "month", "sales_rate", "collections_rate"),
    )

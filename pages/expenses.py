"""Expenses: who stays within the cap."""

from dashboard.charts.expenses import cap_bullets
from dashboard.components.cards import show_chart, show_table_card
from dashboard.components.findings import show_sentences
from dashboard.components.pageframe import open_page
from dashboard.i18n import _
from dashboard.views.expenses import notes, region_table

scope = open_page("expenses")
table = region_table(scope)
show_chart(
    _(
        "Expenses counted against the cap, year to {month} ({unit})",
        month=f"{scope.month:%Y-%m}",
        unit=scope.unit.label,
    ),
    cap_bullets(scope.regions, scope.unit, float(scope.policy.expenses.cap_rate.value)),
    table,
    scope.unit,
    scope.month,
    key="cap",
)
show_table_card(table, scope.unit, scope.month, key="regions")
show_sentences(notes(scope), _("No claim awaits approval."))

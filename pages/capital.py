"""Capital: who ties up more than the quota allows."""

from dashboard.charts.capital import quota_bullets
from dashboard.components.cards import show_chart, show_table_card
from dashboard.components.pageframe import open_page
from dashboard.i18n import _
from dashboard.views.capital import region_table, tier_table

scope = open_page("capital")
table = region_table(scope)
show_chart(
    _(
        "Capital occupied against the quota, end of {month} ({unit})",
        month=f"{scope.month:%Y-%m}",
        unit=scope.unit.label,
    ),
    quota_bullets(scope.regions, scope.unit),
    table,
    scope.unit,
    scope.month,
    key="quota",
)
show_table_card(tier_table(scope), scope.unit, scope.month, key="tiers")
show_table_card(table, scope.unit, scope.month, key="regions")

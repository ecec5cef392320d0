"""Capital: who ties up more than the quota allows, what moved, and whose balances they are."""

from dashboard.cache import current_debtors
from dashboard.charts.balances import structure_bars
from dashboard.charts.bridge import bridge
from dashboard.charts.capital import quota_bullets
from dashboard.components.cards import show_chart, show_gap, show_table_card
from dashboard.components.debtors import show_debtors
from dashboard.components.layout import side_by_side
from dashboard.components.pageframe import open_page
from dashboard.components.receipts import show_receipt_of
from dashboard.i18n import _
from dashboard.views.balances import (
    bridge_rungs,
    bridge_sentence,
    debtor_sentence,
    debtor_table,
    move_table,
    quota_mark,
    structure,
    structure_sentence,
    structure_table,
)
from dashboard.views.capital import region_table, tier_table
from dashboard.views.spoken import spoken

scope = open_page("capital")
table = region_table(scope)
month = scope.title
names = scope.regions["region"].to_list()
show_chart(
    _("Capital occupied against the quota, end of {month} ({unit})", month=month, unit=scope.unit.label),
    quota_bullets(scope.regions, scope.unit),
    table,
    scope.unit,
    scope.month,
    key="quota",
    alt=spoken(table, scope.unit, "region", "capital_overrun_ratio", "capital_award"),
    regions=names,
)
moved, parts = side_by_side(2)
with moved:
    rungs = bridge_rungs(scope)
    title = _("What moved since last month ({unit})", unit=scope.unit.label)
    if rungs:
        show_chart(
            title,
            bridge(rungs, scope.unit, quota_mark(scope), _("Quota"), rows=len(names)),
            move_table(scope),
            scope.unit,
            scope.month,
            key="moves",
            note=bridge_sentence(scope),
        )
    else:
        show_gap(title, _("This month or the one before has no balances. Load receivables and inventory."))
with parts:
    show_chart(
        _("What the balances consist of ({unit})", unit=scope.unit.label),
        structure_bars(structure(scope), scope.unit),
        structure_table(scope),
        scope.unit,
        scope.month,
        key="structure",
        note=structure_sentence(scope),
        alt=spoken(structure_table(scope), scope.unit, "region", "retail_receivables", "contract_overdue"),
        regions=names,
    )
debtors = current_debtors(scope.month, scope.region)
show_debtors(scope, debtor_table(scope, debtors), debtor_sentence(scope, debtors))
show_table_card(tier_table(scope), scope.unit, scope.month, key="tiers")
show_table_card(table, scope.unit, scope.month, key="regions")
show_receipt_of(scope, "capital_overrun")

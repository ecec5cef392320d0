"""Overview: what needs attention first."""

from dashboard.charts.overview import attainment_lines
from dashboard.charts.settlement import award_bars
from dashboard.components.cards import show_chart
from dashboard.components.findings import show_findings
from dashboard.components.heat import show_heat
from dashboard.components.kpis import show_figures
from dashboard.components.pageframe import open_page
from dashboard.formats import YUAN
from dashboard.i18n import _
from dashboard.views.findings import findings
from dashboard.views.overview import course_table, figures, region_table, stakes, stakes_table, totals

scope = open_page("overview")
show_findings(scope, findings(scope))
show_figures(figures(scope), scope.unit)
show_heat(scope, region_table(scope), scope.month)
table = stakes_table(scope)
show_chart(table.title, award_bars(stakes(scope)), table, YUAN, scope.month, key="stakes")
show_chart(
    _("Attainment of the whole, month by month (whole month ÷ target of record)"),
    attainment_lines(totals(scope)),
    course_table(scope),
    scope.unit,
    scope.month,
    key="course",
)

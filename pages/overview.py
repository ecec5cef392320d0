"""Overview: what needs attention first."""

from dashboard.cache import current_days
from dashboard.charts.overview import attainment_lines
from dashboard.components.awards import show_month
from dashboard.components.cards import show_chart, show_sentence_card
from dashboard.components.findings import show_findings
from dashboard.components.heat import show_heat
from dashboard.components.kpis import show_figures, show_progress
from dashboard.components.layout import side_by_side
from dashboard.components.pageframe import open_page
from dashboard.i18n import _
from dashboard.views.developments import development_table, developments
from dashboard.views.figures import figures, progress_line
from dashboard.views.findings import findings
from dashboard.views.overview import (
    course_note,
    course_table,
    region_table,
    totals,
)
from dashboard.views.progress import progress
from dashboard.views.spoken import spoken

scope = open_page("overview")
days = current_days()
now = progress(scope, days)
show_findings(scope, findings(scope, now))
show_progress(now, progress_line(scope, now))
show_figures(figures(scope, now, days), scope.unit, now)
show_heat(scope, region_table(scope, now), scope.month, now)
show_sentence_card(
    developments(scope),
    _("Nothing changed in ranks, outcomes, tiers or money, or there is no month before."),
    development_table(scope),
    scope.unit,
    scope.month,
    key="developments",
)
at_stake, over_time = side_by_side(2)
with at_stake:
    show_month(scope)
with over_time:
    course = course_table(scope)
    show_chart(
        _("Attainment of the whole, month by month"),
        attainment_lines(totals(scope), scope.regions.height, is_open=now.is_open),
        course,
        scope.unit,
        scope.month,
        key="course",
        note=course_note(now),
        alt=spoken(course, scope.unit, "month", "sales_rate", "collections_rate"),
    )

"""Overview: what needs attention first."""

from dashboard.cache import current_days
from dashboard.cards import overview, settlement
from dashboard.cards.card import Beside
from dashboard.components.cards import show_cards
from dashboard.components.findings import show_findings
from dashboard.components.heat import show_heat
from dashboard.components.kpis import show_figures, show_progress
from dashboard.components.pageframe import open_page
from dashboard.views.figures import figures, progress_line
from dashboard.views.findings import findings
from dashboard.views.overview import region_table
from dashboard.views.progress import progress

scope = open_page("overview")
days = current_days()
now = progress(scope, days)
show_findings(scope, findings(scope, now))
show_progress(now, progress_line(scope, now))
show_figures(figures(scope, now, days), scope.unit, now)
show_heat(scope, region_table(scope, now), scope.month, now)
beside = Beside((settlement.of_month(scope), overview.course(scope, now)))
show_cards((overview.changed(scope), beside), scope.unit, scope.month)

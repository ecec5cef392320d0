"""Overview: what needs attention first."""

from dashboard.cache.current import current_days
from dashboard.cards import overview, settlement
from dashboard.cards.card import Beside
from dashboard.cards.published import others
from dashboard.components.elements.cards import show_cards
from dashboard.components.evidence.possible import show_possible
from dashboard.components.frame.pageframe import open_page
from dashboard.components.overview.findings import show_findings
from dashboard.components.overview.heat import show_heat
from dashboard.components.overview.kpis import show_figures
from dashboard.components.year.answer import show_year_line
from dashboard.views.month.progress import progress
from dashboard.views.overview.figures import figures, progress_line
from dashboard.views.overview.findings import findings
from dashboard.views.overview.overview import region_table

scope = open_page("overview")
days = current_days()
now = progress(scope, days)
show_findings(scope, findings(scope, now))
show_possible(scope)
show_year_line(scope)
show_figures(figures(scope, now, days), now, progress_line(scope, now))
show_heat(scope, region_table(scope, now), scope.month, now)
beside = Beside((settlement.of_month(scope), overview.course(scope, now)))
show_cards((overview.changed(scope), beside, *others(scope)), scope.unit, scope.month)

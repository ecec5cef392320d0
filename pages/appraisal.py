"""Appraisal: how the regions rank, and who has been last."""

from dashboard.charts.appraisal import rank_lines, score_bars
from dashboard.components.cards import show_chart, show_table_card
from dashboard.components.findings import show_sentences
from dashboard.components.layout import side_by_side
from dashboard.components.pageframe import open_page
from dashboard.i18n import _
from dashboard.views.appraisal import component_frame, history, history_table, proposals, rank_table

scope = open_page("appraisal")
show_sentences(proposals(scope), _("Nobody is last in this selection, and no rank is shared."))
table = rank_table(scope)
month = f"{scope.month:%Y-%m}"
scores, ranks = side_by_side(2)
with scores:
    figure = score_bars(scope.regions, component_frame(scope))
    show_chart(
        _("What the score is made of, {month} (points)", month=month),
        figure,
        table,
        scope.unit,
        scope.month,
        key="score",
    )
with ranks:
    figure = rank_lines(history(scope), scope.region)
    title = _("Ranks of the last twelve months (✕ last place)")
    show_chart(title, figure, history_table(scope), scope.unit, scope.month, key="ranks")
show_table_card(table, scope.unit, scope.month, key="regions")

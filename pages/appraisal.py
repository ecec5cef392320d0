"""Appraisal: how the regions rank, who has been last, and how far it is to the next."""

from dashboard.charts.appraisal import rank_lines, score_bars
from dashboard.charts.standings import streak_clock
from dashboard.components.cards import show_chart, show_table_card
from dashboard.components.conduct import show_conduct
from dashboard.components.findings import show_sentences
from dashboard.components.indicators import show_indicator_warnings
from dashboard.components.layout import side_by_side
from dashboard.components.pageframe import open_page
from dashboard.components.receipts import show_receipt_of
from dashboard.i18n import _
from dashboard.views.appraisal import component_frame, history, history_table, proposals, rank_table
from dashboard.views.spoken import spoken
from dashboard.views.standings import (
    clock_months,
    clock_sentences,
    clock_steps,
    distance_table,
    last_place_table,
    last_places,
)
from dashboard.views.ties import restart_sentences, tie_sentences

scope = open_page("appraisal")
said = [*proposals(scope), *restart_sentences(scope), *tie_sentences(scope)]
show_sentences(said, _("Nobody is last in this selection, and no rank is shared."))
show_indicator_warnings(scope)
table = rank_table(scope)
month = scope.title
scores, ranks = side_by_side(2)
with scores:
    show_chart(
        _("What the score is made of, {month} (points)", month=month),
        score_bars(scope.regions, component_frame(scope)),
        table,
        scope.unit,
        scope.month,
        key="score",
        alt=spoken(table, scope.unit, "region", "rank", "score"),
        regions=scope.regions["region"].to_list(),
    )
with ranks:
    show_chart(
        _("Ranks of the last twelve months (✕ last place)"),
        rank_lines(history(scope), scope.region),
        history_table(scope),
        scope.unit,
        scope.month,
        key="ranks",
        alt=spoken(table, scope.unit, "region", "rank"),
    )
clock = last_place_table(scope)
show_chart(
    _("Streak clock: who was last, and for how many months in a row"),
    streak_clock(last_places(scope), clock_months(scope), clock_steps(scope)),
    clock,
    scope.unit,
    scope.month,
    key="clock",
    note=" ".join(clock_sentences(scope)),
    alt=spoken(clock, scope.unit, "month", "region", "streak"),
)
show_table_card(distance_table(scope), scope.unit, scope.month, key="distances")
show_table_card(table, scope.unit, scope.month, key="regions")
show_conduct(scope)
show_receipt_of(scope, "score")

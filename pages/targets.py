"""Targets: who reaches them, and who reached the checkpoint."""

from dashboard.charts.targets import attainment_bullets
from dashboard.components.cards import show_chart, show_table_card
from dashboard.components.findings import show_sentences
from dashboard.components.layout import side_by_side
from dashboard.components.pageframe import open_page
from dashboard.i18n import _
from dashboard.views.targets import chapter_note, declaration_table, office_table, plan_notes, region_table

scope = open_page("targets")
threshold = float(scope.policy.checkpoint.threshold.value)
table = region_table(scope)
for column, (measure, title) in zip(
    side_by_side(2),
    (
        ("collections", _("Collections ÷ target of record, {month} (%)", month=f"{scope.month:%Y-%m}")),
        ("sales", _("Sales ÷ target of record, {month} (%)", month=f"{scope.month:%Y-%m}")),
    ),
    strict=True,
):
    with column:
        figure = attainment_bullets(scope.regions, measure, threshold)
        show_chart(title, figure, table, scope.unit, scope.month, key=measure)
show_sentences([], chapter_note(scope))
show_table_card(office_table(scope), scope.unit, scope.month, key="offices")
show_table_card(declaration_table(scope), scope.unit, scope.month, key="declarations")
show_sentences(
    plan_notes(scope), _("The planned year adds up to the annual targets, or is not planned in full yet.")
)

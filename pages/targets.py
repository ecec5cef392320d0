"""Targets: who reaches them, who reached the checkpoint, and whether the pace suffices."""

from dashboard.cache import current_days
from dashboard.charts.bridge import bridge
from dashboard.charts.pace import course_lines, rush_bars
from dashboard.charts.targets import attainment_bullets
from dashboard.components.cards import show_chart, show_gap, show_table_card
from dashboard.components.findings import show_sentences
from dashboard.components.layout import side_by_side
from dashboard.components.pageframe import open_page
from dashboard.components.receipts import show_receipt_of
from dashboard.i18n import _
from dashboard.views.pace import MEASURES, course, course_sentence, left_out_note, pace_table
from dashboard.views.plans import ladder, ladder_sentence, ladder_table
from dashboard.views.progress import progress, progress_text
from dashboard.views.rush import rush_days, rush_frame, rush_scope, rush_sentence, rush_table
from dashboard.views.spoken import spoken
from dashboard.views.targets import (
    bullet_title,
    chapter_note,
    course_title,
    declaration_table,
    ladder_title,
    office_table,
    plan_notes,
    region_table,
    rush_title,
)

scope = open_page("targets")
days = current_days()
now = progress(scope, days)
threshold = float(scope.policy.checkpoint.threshold.value)
table = region_table(scope)
names = scope.regions["region"].to_list()
for column, measure in zip(side_by_side(2), MEASURES, strict=True):
    with column:
        show_chart(
            bullet_title(scope, measure),
            attainment_bullets(scope.regions, measure, threshold),
            table,
            scope.unit,
            scope.month,
            key=measure,
            alt=spoken(table, scope.unit, "region", f"{measure}_checkpoint_ratio", f"{measure}_attainment"),
            regions=names,
        )
show_sentences([], chapter_note(scope))
for column, measure in zip(side_by_side(2), MEASURES, strict=True):
    with column:
        found = course(scope, days, now, measure)
        if found.days.is_empty():
            show_gap(course_title(scope, measure), left_out_note(found) or progress_text(now))
            continue
        show_chart(
            course_title(scope, measure),
            course_lines(found, now, scope.unit, threshold),
            pace_table(scope, now),
            scope.unit,
            scope.month,
            key=f"course_{measure}",
            note=f"{course_sentence(scope, found, now)} {left_out_note(found)}",
        )
show_table_card(pace_table(scope, now), scope.unit, scope.month, key="pace", note=progress_text(now))
for column, measure in zip(side_by_side(2), MEASURES, strict=True):
    with column:
        rungs = ladder(scope, measure, is_open=now.is_open)
        if rungs:
            show_chart(
                ladder_title(scope, measure),
                bridge(rungs, scope.unit),
                ladder_table(scope),
                scope.unit,
                scope.month,
                key=f"ladder_{measure}",
                alt=ladder_sentence(scope, measure),
            )
rushed = rush_scope(scope, now)
sentence = rush_sentence(rushed, days)
if sentence:
    shares = rush_table(rushed, days)
    for column, measure in zip(side_by_side(2), MEASURES, strict=True):
        with column:
            show_chart(
                rush_title(rushed, measure),
                rush_bars(rush_frame(rushed, days), measure, rush_days(rushed)),
                shares,
                scope.unit,
                rushed.month,
                key=f"rush_{measure}",
                alt=spoken(shares, scope.unit, "region", f"{measure}_rush", f"{measure}_after"),
                regions=names,
            )
    show_sentences([], sentence)
show_table_card(office_table(scope), scope.unit, scope.month, key="offices")
show_table_card(declaration_table(scope), scope.unit, scope.month, key="declarations")
show_sentences(
    plan_notes(scope), _("The planned year adds up to the annual targets, or is not planned in full yet.")
)
show_receipt_of(scope, "checkpoint", "sales_attainment", "collections_attainment")

"""Expenses: who stays within the cap, when the year crossed it, and what the money went into."""

from dashboard.cache import current_categories, current_claims
from dashboard.charts.expenses import cap_bullets
from dashboard.charts.spending import cap_steps, category_bars
from dashboard.components.cards import show_chart, show_gap, show_table_card
from dashboard.components.claims import show_claims
from dashboard.components.findings import show_sentences
from dashboard.components.layout import side_by_side
from dashboard.components.pageframe import open_page
from dashboard.components.receipts import show_receipt_of
from dashboard.formats import NONE, plain
from dashboard.i18n import _
from dashboard.views.expenses import notes, region_table
from dashboard.views.spending import (
    cap_course,
    cap_course_table,
    cap_sentence,
    category_frame,
    category_sentence,
    category_table,
    claim_sentence,
    claim_table,
)
from dashboard.views.spoken import spoken

scope = open_page("expenses")
table = region_table(scope)
month, unit = scope.title, scope.unit.label
show_chart(
    _("Expenses counted against the cap, year to {month} ({unit})", month=month, unit=unit),
    cap_bullets(scope.regions, scope.unit, float(scope.policy.expenses.cap_rate.value)),
    table,
    scope.unit,
    scope.month,
    key="cap",
    alt=spoken(table, scope.unit, "region", "expense_ratio", "expense_counted"),
    regions=scope.regions["region"].to_list(),
)
categories = category_table(scope, current_categories())
course, kinds = side_by_side(2)
with course:
    title = _("Year to date against the cap line ({unit})", unit=unit)
    if cap_course(scope).is_empty():
        show_gap(title, _("No expenses or no collections this year yet. Load both extracts."))
    else:
        show_chart(
            title,
            cap_steps(cap_course(scope), scope.unit, categories.frame.height),
            cap_course_table(scope),
            scope.unit,
            scope.month,
            key="cap_course",
            note=cap_sentence(scope),
        )
with kinds:
    if not categories.frame.is_empty():
        show_chart(
            _("{title} ({unit})", title=plain(categories.title), unit=unit),
            category_bars(category_frame(scope, current_categories()), scope.unit),
            categories,
            scope.unit,
            scope.month,
            key="categories",
            note=category_sentence(scope, current_categories()),
            alt=spoken(categories, scope.unit, "category", "counted"),
        )
claims = current_claims(scope.month, scope.region)
show_claims(
    scope, claim_table(scope, claims), claim_sentence(scope, claims) or _("No claim awaits approval.")
)
show_table_card(table, scope.unit, scope.month, key="regions")
show_sentences(notes(scope), NONE)
show_receipt_of(scope, "expense_ratio")

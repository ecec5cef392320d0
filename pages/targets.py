"""Targets: who reaches them, who reached the checkpoint, and whether the pace suffices."""

from dashboard.cache import current_days
from dashboard.cards.targets import attainment, from_plan, last_days, pace, still_needed, tables
from dashboard.components.evidence.receipts import show_receipt_of
from dashboard.components.frame.cards import show_cards
from dashboard.components.frame.pageframe import open_page
from dashboard.components.overview.stories import current_story
from dashboard.components.targets.dayplans import show_day_plan
from dashboard.views.month.progress import progress

scope = open_page("targets")
days = current_days()
now = progress(scope, days)
show_cards(still_needed(scope, current_story(scope)), scope.unit, scope.month)
show_day_plan(scope)
cards = (
    *attainment(scope),
    *pace(scope, days, now),
    from_plan(scope, now),
    *last_days(scope, days, now),
    *tables(scope),
)
show_cards(cards, scope.unit, scope.month)
show_receipt_of(scope, "checkpoint", "sales_attainment", "collections_attainment")

"""Targets: who reaches them, who reached the checkpoint, and whether the pace suffices."""

from functools import partial

from dashboard.cache.current import current_days
from dashboard.cache.process import current_standings
from dashboard.cards.targets import attainment, declared, from_plan, last_days, offices, pace, still_needed
from dashboard.components.elements.parts import Parts, show_parts
from dashboard.components.frame.pageframe import open_page
from dashboard.components.overview.stories import current_story
from dashboard.components.targets.dayplans import show_day_plan
from dashboard.i18n import _
from dashboard.views.month.progress import progress

scope = open_page("targets", "checkpoint", "sales_attainment", "collections_attainment")
days = current_days()
now = progress(scope, days)
story = current_story(scope)
parts: Parts = {
    _("Reached"): partial(attainment, scope),
    _("Against time"): partial(pace, scope, days, now),
    _("From plan to result"): partial(from_plan, scope, now),
    _("Around the checkpoint"): partial(last_days, scope, days, now),
    _("By office"): partial(offices, scope),
    _("Declarations"): lambda: declared(scope, current_standings(scope.month)),
}
if story:
    ahead: Parts = {
        _("Still needed"): partial(still_needed, scope, story),
        _("Day plan"): partial(show_day_plan, scope),
    }
    parts = {**ahead, **parts}
show_parts(parts, scope.unit, scope.month)

"""Year: will it be made, who will not make it, and what must each month bring."""

from functools import partial

from dashboard.cache.current import current_snapshot
from dashboard.cards.year import courses, outcomes, progress, regions
from dashboard.components.elements.parts import Parts, show_parts
from dashboard.components.frame.pageframe import open_page
from dashboard.components.year.ahead import show_ahead, show_ahead_cards
from dashboard.components.year.answer import show_answer
from dashboard.components.year.comparing import show_comparison
from dashboard.i18n import _

scope = open_page("year").as_now
show_answer(scope)
rest = show_ahead(scope)
parts: Parts = {
    _("By region"): partial(regions, scope),
    _("Rest of the year"): partial(show_ahead_cards, scope, rest),
    _("Running total"): partial(courses, scope),
    _("In figures"): partial(progress, scope),
    _("Outcomes"): partial(outcomes, scope),
    _("Any two spans"): partial(show_comparison, scope, current_snapshot().loaded_through or scope.month),
}
show_parts(parts, scope.unit, scope.month)

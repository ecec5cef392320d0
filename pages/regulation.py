"""Regulation: every value the figures rest on, stated or assumed."""

from functools import partial

from dashboard.cards.regulation import score, steps, values
from dashboard.components.elements.parts import Parts, show_parts
from dashboard.components.regulation.policies import choose_policy, show_kinds
from dashboard.components.regulation.readings import show_readings
from dashboard.formats import YUAN
from dashboard.i18n import _
from dashboard.navigation import lookers
from dashboard.visit import current_visitor

policy = choose_policy()
show_kinds()
parts: Parts = {
    _("Every value"): partial(values, policy),
    _("What the score is made of"): partial(score, policy),
    _("Tiers, bands and last places"): partial(steps, policy),
}
if lookers(current_visitor().scope):
    parts = {**parts, _("Readings in dispute"): partial(show_readings, policy)}
show_parts(parts, YUAN, policy.effective_from)

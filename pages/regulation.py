"""Regulation: every value the figures rest on, stated or assumed."""

from dashboard.cards.regulation import values
from dashboard.components.evidence.policies import choose_policy, show_kinds
from dashboard.components.evidence.readings import show_readings
from dashboard.components.frame.cards import show_cards
from dashboard.formats import YUAN

policy = choose_policy()
show_kinds()
show_cards(values(policy), YUAN, policy.effective_from)
show_readings(policy)

"""Regulation: every value the figures rest on, stated or assumed."""

from dashboard.cards.regulation import values
from dashboard.components.cards import show_cards
from dashboard.components.policies import choose_policy, show_kinds
from dashboard.components.readings import show_readings
from dashboard.formats import YUAN

policy = choose_policy()
show_kinds()
show_cards(values(policy), YUAN, policy.effective_from)
show_readings(policy)

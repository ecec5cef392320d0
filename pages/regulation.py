"""Regulation: every value the figures rest on, stated or assumed."""

from dashboard.components.cards import show_table_card
from dashboard.components.layout import side_by_side
from dashboard.components.policies import choose_policy, show_kinds
from dashboard.components.readings import show_readings
from dashboard.formats import YUAN
from dashboard.views.regulation import band_table, consequence_table, scheme_table, tier_table, value_table

policy = choose_policy()
show_kinds()
month = policy.effective_from
show_table_card(value_table(policy), YUAN, month, key="values")
show_table_card(scheme_table(policy), YUAN, month, key="scheme")
left, right = side_by_side(2)
with left:
    show_table_card(tier_table(policy), YUAN, month, key="tiers")
with right:
    show_table_card(band_table(policy), YUAN, month, key="bands")
show_table_card(consequence_table(policy), YUAN, month, key="consequences")
show_readings(policy)

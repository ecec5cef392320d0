"""Violations: what is on record, with evidence, statement and sanction."""

from dashboard.components.conduct.cases import show_cases
from dashboard.components.conduct.forms import show_new_case
from dashboard.components.frame.guides import show_guide
from dashboard.components.frame.heads import show_title

show_title("conduct")
show_guide("conduct")
show_cases()
show_new_case()

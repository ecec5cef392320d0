"""三 What the expense ratio needs, as conditions on straight lines."""

from __future__ import annotations

from engine.policy.parameters import Policy
from engine.whatif.plans.affine import AtMost, constant
from engine.whatif.plans.answer import Conditions, Lines


def cap_conditions(policy: Policy) -> Conditions:
    """Counted expenses ≤ cap rate × collections over the policy's span, with positive collections."""

    def conditions(lines: Lines) -> list[AtMost] | None:
        spent, collected = lines["spent"], lines["collected"]
        if spent is None or collected is None:
            return None
        return [AtMost(constant(1), collected), AtMost(spent, collected * policy.expenses.cap_rate.value)]

    return conditions

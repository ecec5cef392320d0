"""三 What the expense ratio needs, as conditions on straight lines."""

from __future__ import annotations

from engine.goalseek.affine import AtMost, constant
from engine.goalseek.answer import Conditions, Lines
from engine.parameters import Policy


def cap_conditions(policy: Policy) -> Conditions:
    """Counted expenses ≤ cap rate × collections over the policy's span, with positive collections."""

    def conditions(lines: Lines) -> list[AtMost] | None:
        spent, collected = lines["spent"], lines["collected"]
        if spent is None or collected is None:
            return None
        return [AtMost(constant(1), collected), AtMost(spent, collected * policy.expenses.cap_rate.value)]

    return conditions

"""一.3 What the checkpoint still needs, as conditions on straight lines."""

from __future__ import annotations

from typing import Literal

from engine.policy.parameters import Policy
from engine.regulation.targets import checkpoint_target
from engine.whatif.plans.affine import AtMost
from engine.whatif.plans.answer import Conditions, Lines


def side_conditions(figure: Literal["sales", "collections"], policy: Policy) -> Conditions:
    """Month-to-date `figure` ≥ threshold × its target."""

    def conditions(lines: Lines) -> list[AtMost] | None:
        actual, target = lines[f"{figure}_to_checkpoint"], lines[checkpoint_target(figure, policy)]
        if actual is None or target is None:
            return None
        return [AtMost(target * policy.checkpoint.threshold.value, actual)]

    return conditions

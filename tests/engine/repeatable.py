"""Property tests that try the same examples every time, and give a failing one back as it was found."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

#: Every run tries this share of the examples, `make nightly` a multiple.
_TIMES = float(os.environ.get("EXAMPLES_TIMES", "0.25"))


def repeatable(examples: int, *, is_targeted: bool = False) -> settings:
    """Settings for so many examples, fewer by day, more at night.

    Without shrinking: a mutant is found out sooner.
    """
    phases = [Phase.explicit, Phase.generate, *([Phase.target] if is_targeted else [])]
    return settings(
        max_examples=max(2, round(examples * _TIMES)),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        phases=phases,
    )

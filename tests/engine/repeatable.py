"""Property tests that try the same examples every time, and give a failing one back as it was found."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

#: `make nightly` tries so many times as many examples as every run does.
_TIMES = int(os.environ.get("EXAMPLES_TIMES", "1"))


def repeatable(examples: int, *, is_targeted: bool = False) -> settings:
    """Settings for so many examples, more at night. Without shrinking: a mutant is found out sooner."""
    phases = [Phase.explicit, Phase.generate, *([Phase.target] if is_targeted else [])]
    return settings(
        max_examples=examples * _TIMES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        phases=phases,
    )

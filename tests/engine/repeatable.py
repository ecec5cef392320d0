"""Property tests that try the same examples every time, and give a failing one back as it was found."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings


def repeatable(examples: int, *, is_targeted: bool = False) -> settings:
    """Settings for so many examples. Without shrinking: a mutant is found out sooner."""
    phases = [Phase.explicit, Phase.generate, *([Phase.target] if is_targeted else [])]
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        phases=phases,
    )

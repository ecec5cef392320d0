"""The whole regulation over a large company: ours against pandas, and against a small company."""

from __future__ import annotations

from engine.evaluation import evaluate
from engine.policy.parameters import load_policies
from tests.bench import plain_pandas
from tests.bench.company import facts
from tests.bench.timing import Ratio, compared

#: Columns on which both must agree before either is timed.
AGREED = ("rank", "last_place_streak", "checkpoint_award", "capital_award", "pay_coefficient", "score")


def measured() -> list[Ratio]:
    """1,000 regions × 60 months; raises AssertionError if the two sides do not compute the same."""
    policies = load_policies()
    large, small = facts(1000, 60), facts(8, 60)
    frames = plain_pandas.frames(large)
    ours, theirs = evaluate(large, policies).regions, plain_pandas.evaluate(frames)
    for column in AGREED:
        assert (ours[column].to_numpy() == theirs[column].to_numpy()).all(), column
    return [
        compared(
            "evaluate 1,000 regions × 60 months",
            lambda: evaluate(large, policies),
            "the same in pandas, floats, no receipts",
            lambda: plain_pandas.evaluate(frames),
        ),
        compared(
            "evaluate 1,000 regions",
            lambda: evaluate(large, policies),
            "evaluate 8 regions",
            lambda: evaluate(small, policies),
        ),
    ]

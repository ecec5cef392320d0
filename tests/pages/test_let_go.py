"""What was computed for states of the data that no page shows any more is let go of, whoever kept it."""

from __future__ import annotations

import gc

import pytest

from dashboard.keeping import STATES
from engine.evaluation import Evaluation
from engine.whatif.baseline import Baseline
from tests.pages.test_one_state import Received, current_store, found, load_other_figures, received

__all__ = ["found"]
_MORE = 3


def alive() -> dict[str, int]:
    """How many evaluations and baselines there are."""
    gc.collect()
    kinds = [type(each) for each in gc.get_objects()]
    return {kind.__name__: kinds.count(kind) for kind in (Evaluation, Baseline)}


@pytest.mark.nightly
def test_of_many_loads_no_more_is_kept_than_of_a_few(found: Received) -> None:
    # What tests before this one in its process keep is none of it.
    before = alive()
    counts = []
    for _ in range(STATES + 1 + _MORE):
        for key in ("overview", "whatif"):
            received(key, found)
        counts.append({kind: count - before[kind] for kind, count in alive().items()})
        load_other_figures(current_store().live)
    assert counts[0]["Evaluation"] < counts[1]["Evaluation"]  # it is seen that something is kept
    # One more may be remembered by a view until the next state is over.
    assert max(counts[-1].values()) <= STATES + 1, counts

"""What a careful colleague would ask about before loading."""

from __future__ import annotations

from functools import partial

from data.batches import Batch
from data.current_state import CurrentState
from data.issues import Issue
from data.organisation import Organisation
from data.parallel import results
from data.plausibility.consistency import consistency_issues
from data.plausibility.copies import copied_issues
from data.plausibility.coverage import coverage_issues
from data.plausibility.exchanged import exchanged_issues
from data.plausibility.jumps import jump_issues
from data.plausibility.measures import History, office_months_of
from data.plausibility.patterns import pattern_issues
from data.plausibility.plans import plan_issues
from data.plausibility.prices import price_issues

__all__ = ["office_months_of", "plausibility_issues"]


def plausibility_issues(
    batches: dict[str, Batch],
    organisation: Organisation,
    state: CurrentState,
    scope: frozenset[str] | None = None,
) -> list[Issue]:
    """Warnings where something is very likely wrong, notes where it merely looks unusual.

    batches: validated rows per extract. Only months that the upload covers are judged.
    scope: regions beside these are nothing the uploader could add (None: all).
    """
    history = History.of(batches, state)
    looks = (
        partial(coverage_issues, batches, organisation, history, state, scope),
        partial(jump_issues, batches, history),
        partial(consistency_issues, batches, organisation, history),
        partial(plan_issues, batches, history),
        partial(copied_issues, batches, history),
        partial(exchanged_issues, batches),
        partial(price_issues, batches),
        partial(pattern_issues, batches, history, state),
    )
    rows = sum(batch.frame.height for batch in batches.values())
    return [issue for found in results(looks, rows) for issue in found]

"""What a careful colleague would ask about before loading."""

from __future__ import annotations

from datetime import date

from data.batches import Batch
from data.issues import Issue
from data.known import Known
from data.organisation import Organisation
from data.plausibility.consistency import consistency_issues
from data.plausibility.coverage import coverage_issues
from data.plausibility.jumps import jump_issues
from data.plausibility.measures import History, office_months_of

__all__ = ["office_months_of", "plausibility_issues"]


def plausibility_issues(
    batches: dict[str, Batch], organisation: Organisation, known: Known, today: date
) -> list[Issue]:
    """Warnings where something is very likely wrong, notes where it merely looks unusual.

    batches: validated rows per extract. Only months that the upload covers are judged.
    """
    history = History.of(batches, known.office_months())
    return [
        *coverage_issues(batches, organisation, history),
        *jump_issues(batches, history),
        *consistency_issues(batches, organisation, history, today),
    ]

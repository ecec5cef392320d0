"""What can still be done in a month, and how it came out once nothing can."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.views.month.progress import Progress
from dashboard.views.month.stages import Stage, stage

MARCH = date(2026, 3, 1)
LATER = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("as_of", "today", "found"),
    [
        (date(2026, 3, 27), LATER, "open"),
        (date(2026, 3, 28), LATER, "past_checkpoint"),
        (date(2026, 3, 30), LATER, "past_checkpoint"),
        (date(2026, 3, 31), LATER, "over"),
        # A summary has no days: the calendar has to say.
        (None, date(2026, 2, 28), "open"),
        (None, date(2026, 3, 1), "open"),
        (None, date(2026, 3, 29), "past_checkpoint"),
        (None, date(2026, 4, 1), "over"),
    ],
)
def test_the_last_day_with_figures_decides_what_can_still_be_done(
    as_of: date | None, today: date, found: Stage
) -> None:
    assert stage(Progress(MARCH, as_of, 28), today) == found


def test_the_last_day_of_february_is_the_checkpoint_and_the_end() -> None:
    assert stage(Progress(date(2026, 2, 1), date(2026, 2, 28), 28), LATER) == "over"

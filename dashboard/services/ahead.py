"""The rest of a year as it looks from a month."""

from __future__ import annotations

from datetime import date

from dashboard.services.forecasts import Known, latest_day
from engine.ahead.rest import Rest, rest_of_year
from engine.evaluation import Evaluation
from engine.forecasting import month_length


def seen_from(known: Known, month: date) -> tuple[date, int] | None:
    """The month and its day from which the rest of the year is seen: the end of `month`, or the latest day.

    None where no day is loaded.
    """
    last: date | None = known.days.totals["month"].max()  # type: ignore[assignment]
    if last is None:
        return None
    at = min(month, last)
    return at, latest_day(known.days, at) or month_length(at)


def rest_from(known: Known, evaluation: Evaluation, month: date) -> Rest | None:
    """The rest of the year of `month`; None where no month of it is left or no day is loaded.

    Of a month that later ones follow nothing that came after it is looked at.
    """
    seen = seen_from(known, month)
    if seen is None or seen[0].year != month.year:
        return None
    return rest_of_year(known.facts, evaluation, known.days, *seen)

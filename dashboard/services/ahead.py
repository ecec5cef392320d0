"""The months ahead: the rest of a year as it looks from a month, and a month beside the next one."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.services.forecasts import ForecastBasis, latest_day
from engine.ahead.expected import expected
from engine.ahead.months import open_months
from engine.ahead.rest import Rest, rest_of_year
from engine.evaluation import Evaluation
from engine.forecasting import Days, month_length
from engine.whatif.baseline import Baseline
from engine.whatif.nextmonth import TwoMonths, two_months


def seen_from(known: ForecastBasis, month: date) -> tuple[date, int] | None:
    """The month and its day from which the rest of the year is seen: the end of `month`, or the latest day.

    None where no day is loaded.
    """
    last: date | None = known.days.totals["month"].max()  # type: ignore[assignment]
    if last is None:
        return None
    at = min(month, last)
    return at, latest_day(known.days, at) or month_length(at)


def two_from(start: Baseline, days: Days, month: date) -> TwoMonths | None:
    """`month` and the next one, each as it was or as it is expected to end; see `engine.whatif.nextmonth`.

    A company without days knows whole months only.
    """
    loaded = start.facts.loaded_months.filter(pl.col("is_sales_loaded") | pl.col("is_collections_loaded"))
    last: date | None = loaded["month"].max()  # type: ignore[assignment]
    if last is None:
        return None
    return two_months(start, days, month, last, latest_day(days, last) or month_length(last))


def likely_month(start: Baseline, days: Days, month: date) -> pl.DataFrame | None:
    """The regions at the end of a month under way, as expected (`region_amounts`); None if it is over."""
    day = latest_day(days, month)
    if day is None or day >= month_length(month):
        return None
    return expected(open_months(start.facts, start.evaluation.policies, days, month, day, last=month))[0]


def rest_from(known: ForecastBasis, evaluation: Evaluation, month: date) -> Rest | None:
    """The rest of the year of `month`; None where no month of it is left or no day is loaded.

    Of a month that later ones follow nothing that came after it is looked at.
    """
    seen = seen_from(known, month)
    if seen is None or seen[0].year != month.year:
        return None
    return rest_of_year(known.facts, evaluation, known.days, *seen, is_part=known.is_part)

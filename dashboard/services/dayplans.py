"""The day plan of a month under way, from what the store holds and the calendar says."""

from __future__ import annotations

import polars as pl

from data.store import Store
from data.store.reader import Reader
from data.working_days import rest_days
from engine.evaluation import Evaluation
from engine.forecasting import Forecast, month_length
from engine.planning.daily_courses import Calendar, past_months
from engine.planning.day_plan import DayPlan, day_plan


def month_plan(store: Store | Reader, evaluation: Evaluation, made: Forecast) -> DayPlan | None:
    """The day plan of the forecast's month; None once its checkpoint has come. No ledger is read.

    None, too, for whoever sees a region's totals but not all of its offices.
    """
    if isinstance(store, Reader) and store.scope.totals:
        return None  # what a region lacks is divided among offices, of which some are not seen
    month = made.month
    months = [*past_months(month), month]
    policies = evaluation.policies
    days = {each: min(policies.at(each).checkpoint_day, month_length(each)) for each in months}
    if made.as_of_day >= days[month]:
        return None
    regions = evaluation.regions.filter(pl.col("month") == month)
    return day_plan(
        regions,
        evaluation.offices.filter(pl.col("month") == month),
        made.needed(regions["region"].to_list()),
        store.office_days(months[0], month),
        Calendar(days, rest_days(months)),
        policy=policies.at(month),
        month=month,
        as_of_day=made.as_of_day,
    )

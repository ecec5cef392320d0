"""What months under way and to come may bring, kept between runs."""

from __future__ import annotations

from datetime import date

from dashboard.cache.current import current_basis, current_snapshot, days_at
from dashboard.cache.keys import Key, kept, key_of
from dashboard.services.ahead import rest_from, two_from
from dashboard.services.dayplans import month_plan
from dashboard.services.evaluation import Snapshot
from dashboard.services.forecasts import ForecastBasis, month_forecast
from dashboard.services.simulation import Basis
from engine.ahead.rest import Rest
from engine.forecasting import Forecast
from engine.planning.day_plan import DayPlan
from engine.whatif.missing import Possible, has_gap, possible
from engine.whatif.nextmonth import TwoMonths


def _basis(key: Key, start: Basis) -> ForecastBasis:
    return ForecastBasis(start.facts, days_at(key), start.baseline.is_part)


@kept(max_entries=16)
def forecast_at(key: Key, month: date, _start: Basis) -> Forecast | None:
    """The forecast of a month as of a version of the data; None where no day of it is loaded."""
    return month_forecast(_basis(key, _start), _start.policies, month)


@kept(max_entries=16)
def rest_at(key: Key, month: date, _start: Basis) -> Rest | None:
    """The rest of the year as it looks from a month, as of a version of the data."""
    return rest_from(_basis(key, _start), _start.evaluation, month)


def current_rest(month: date) -> Rest | None:
    """The rest of the year as it looks from a month; see `services.ahead.rest_from`."""
    start = current_basis()
    return rest_at(key_of(start), month, start)


@kept(max_entries=16)
def _two(key: Key, month: date, _start: Basis) -> TwoMonths | None:
    return two_from(_start.baseline, days_at(key), month)


def current_two(month: date) -> TwoMonths | None:
    """A month and the next one; see `services.ahead.two_from`."""
    start = current_basis()
    return _two(key_of(start), month, start)


def current_forecast(month: date) -> Forecast | None:
    """The forecast of a month from its latest day; None where no day of it is loaded."""
    start = current_basis()
    return forecast_at(key_of(start), month, start)


@kept(max_entries=16)
def _day_plan(key: Key, month: date, _start: Basis, _made: Forecast) -> DayPlan | None:
    return month_plan(key.reader, _start.evaluation, _made)


def current_day_plan(month: date) -> DayPlan | None:
    """The day plan of a month under way; None where no day is loaded or the checkpoint has come."""
    start, made = current_basis(), current_forecast(month)
    if made is None:
        return None
    return _day_plan(key_of(start), month, start, made)


@kept(max_entries=32)
def _possible(key: Key, month: date, _start: Basis, *, is_over: bool) -> Possible | None:
    return possible(_start.baseline, month, is_over=is_over)


@kept(max_entries=32)
def _has_gap(key: Key, month: date, _seen: Snapshot) -> bool:
    return has_gap(_seen.own, month)


def current_possible(month: date, *, is_over: bool) -> Possible | None:
    """What is still possible of a month while extracts of it are missing; None where none is."""
    seen = current_snapshot()
    if not _has_gap(key_of(seen), month, seen):
        return None
    start = current_basis()
    return _possible(key_of(start), month, start, is_over=is_over)

"""What months under way and to come may bring, kept between runs."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.cache.current import current_basis, current_snapshot, days_at
from dashboard.entrance.opened import store_at
from dashboard.services.ahead import rest_from, two_from
from dashboard.services.dayplans import month_plan
from dashboard.services.forecasts import Known, month_forecast
from dashboard.services.simulation import Basis
from dashboard.services.stores.stores import store_url
from engine.ahead.rest import Rest
from engine.forecasting import Forecast
from engine.planning.day_plan import DayPlan
from engine.whatif.missing import Possible, has_gap, possible
from engine.whatif.nextmonth import TwoMonths


@st.cache_resource(show_spinner=False, max_entries=8)
def forecast_at(
    url: str, data_version: str, policy_digest: str, month: date, _start: Basis
) -> Forecast | None:
    """The forecast of a month as of a version of the data; None where no day of it is loaded."""
    known = Known(_start.facts, days_at(url, data_version))
    return month_forecast(known, _start.policies, month)


@st.cache_resource(show_spinner=False, max_entries=8)
def _rest(url: str, data_version: str, policy_digest: str, month: date, _start: Basis) -> Rest | None:
    del policy_digest
    return rest_from(Known(_start.facts, days_at(url, data_version)), _start.evaluation, month)


def current_rest(month: date) -> Rest | None:
    """The rest of the year as it looks from a month; see `services.ahead.rest_from`."""
    start = current_basis()
    return _rest(store_url(), start.data_version, start.policies.digest, month, start)


@st.cache_resource(show_spinner=False, max_entries=8)
def _two(url: str, data_version: str, policy_digest: str, month: date, _start: Basis) -> TwoMonths | None:
    del policy_digest
    return two_from(_start.baseline, days_at(url, data_version), month)


def current_two(month: date) -> TwoMonths | None:
    """A month and the next one; see `services.ahead.two_from`."""
    start = current_basis()
    return _two(store_url(), start.data_version, start.policies.digest, month, start)


def current_forecast(month: date) -> Forecast | None:
    """The forecast of a month from its latest day; None where no day of it is loaded."""
    start = current_basis()
    return forecast_at(store_url(), start.data_version, start.policies.digest, month, start)


@st.cache_resource(show_spinner=False, max_entries=8)
def _day_plan(
    url: str, data_version: str, policy_digest: str, month: date, _start: Basis, _made: Forecast
) -> DayPlan | None:
    del data_version, policy_digest
    return month_plan(store_at(url), _start.evaluation, _made)


def current_day_plan(month: date) -> DayPlan | None:
    """The day plan of a month under way; None where no day is loaded or the checkpoint has come."""
    start, made = current_basis(), current_forecast(month)
    if made is None:
        return None
    return _day_plan(store_url(), start.data_version, start.policies.digest, month, start, made)


@st.cache_resource(show_spinner=False, max_entries=16)
def _possible(
    url: str, data_version: str, policy_digest: str, month: date, _start: Basis, *, is_over: bool
) -> Possible | None:
    del url, data_version, policy_digest
    return possible(_start.baseline, month, is_over=is_over)


def current_possible(month: date, *, is_over: bool) -> Possible | None:
    """What is still possible of a month while extracts of it are missing; None where none is."""
    if not has_gap(current_snapshot().evaluation, month):
        return None
    start = current_basis()
    return _possible(store_url(), start.data_version, start.policies.digest, month, start, is_over=is_over)

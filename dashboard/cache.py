"""What is kept between runs: the open store, the policies, the evaluation.

An evaluation is keyed by what it rests on (store, data version, policy digest), never by
its frames: Streamlit hashes a large frame by a sample of its rows.
"""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from dashboard.entrance.start import demand_entrance
from dashboard.memory import once_a_run
from dashboard.services import details
from dashboard.services.ahead import likely_month, rest_from, two_from
from dashboard.services.alternatives import price_of
from dashboard.services.chasing import chase_ageing, chase_candidates, effort_ahead, effort_of_month
from dashboard.services.dayplans import month_plan
from dashboard.services.earned import Questions, questions
from dashboard.services.evaluation import Snapshot, snapshot
from dashboard.services.forecasts import Known, month_forecast
from dashboard.services.policies import policies
from dashboard.services.simulation import Basis, Simulation, baseline_under, basis, goal_answers, simulated
from dashboard.services.stores import maintenance
from dashboard.services.stores.stores import open_seen_store, store_url
from dashboard.views.month.stages import Stage
from data.store import Store
from engine.ahead.rest import Rest
from engine.collecting.chase import Candidates
from engine.collecting.effort import Frontier, Measure
from engine.collecting.payments import Kind, Window
from engine.evaluation import Evaluation
from engine.forecasting import Days, Forecast
from engine.planning.day_plan import DayPlan
from engine.policy.parameters import Policies
from engine.whatif.alternatives import Alternative, Price
from engine.whatif.baseline import Baseline
from engine.whatif.earned import lowered
from engine.whatif.goalseek import Answer, Terms
from engine.whatif.missing import Possible, has_gap, possible
from engine.whatif.nextmonth import TwoMonths
from engine.whatif.prospects import LEVER_OF_KIND, Prospect, prospect
from engine.whatif.scenario import Scenario


@st.cache_resource(show_spinner=False)
def _store(url: str) -> Store:
    demand_entrance()
    store = open_seen_store(url)
    maintenance.serve(url)
    return store


@st.cache_resource(show_spinner=False, max_entries=4)
def _snapshot(url: str, data_version: str, policy_digest: str, _policies: Policies) -> Snapshot:
    del data_version, policy_digest  # part of the key only
    return snapshot(_store(url), _policies)


@once_a_run
def current_store() -> Store:
    """The store this dashboard shows, opened once."""
    return _store(store_url())


@once_a_run
def current_snapshot() -> Snapshot:
    """The evaluation of what the store holds now, computed once per data version and policy."""
    rules = policies()
    return _snapshot(store_url(), current_store().data_version(), rules.digest, rules)


@st.cache_resource(show_spinner=False, max_entries=4)
def _days(url: str, data_version: str) -> Days:
    del data_version
    return _store(url).daily_totals()


@st.cache_resource(show_spinner=False, max_entries=4)
def _categories(url: str, data_version: str, _evaluation: Evaluation) -> pl.DataFrame:
    del data_version
    return details.categories(_store(url), _evaluation)


@st.cache_resource(show_spinner=False, max_entries=64)
def _claims(
    url: str, data_version: str, policy_digest: str, month: date, region: str | None, _evaluation: Evaluation
) -> pl.DataFrame:
    del data_version, policy_digest
    return details.pending_claims(_store(url), _evaluation, month, region)


@st.cache_resource(show_spinner=False, max_entries=64)
def _debtors(url: str, data_version: str, month: date, region: str | None) -> pl.DataFrame:
    del data_version
    return details.debtors(_store(url), month, region)


@once_a_run
def current_days() -> Days:
    """Sales and collections by day."""
    return _days(store_url(), current_snapshot().data_version)


@once_a_run
def current_categories() -> pl.DataFrame:
    """Expenses by category; see `details.categories`."""
    snapshot = current_snapshot()
    return _categories(store_url(), snapshot.data_version, snapshot.evaluation)


def current_claims(month: date, region: str | None) -> pl.DataFrame:
    """The largest claims awaiting approval; see `details.pending_claims`."""
    now = current_snapshot()
    return _claims(store_url(), now.data_version, now.policies.digest, month, region, now.evaluation)


def all_claims(month: date, region: str | None) -> pl.DataFrame:
    """Every claim awaiting approval, asked for anew; see `details.pending_claims`."""
    return details.pending_claims(current_store(), current_snapshot().evaluation, month, region, None)


def all_debtors(month: date, region: str | None) -> pl.DataFrame:
    """Everybody whose balance ties up capital, asked for anew; see `details.debtors`."""
    return details.debtors(current_store(), month, region, None)


@st.cache_resource(show_spinner=False, max_entries=64)
def _conduct(url: str, data_version: str, month: date, _evaluation: Evaluation) -> pl.DataFrame:
    del data_version
    return details.conduct(_store(url), _evaluation, month)


def current_conduct(month: date) -> pl.DataFrame:
    """The month's recorded conduct; see `details.conduct`."""
    now = current_snapshot()
    return _conduct(store_url(), now.data_version, month, now.evaluation)


def current_debtors(month: date, region: str | None) -> pl.DataFrame:
    """Whose balances tie up most; see `details.debtors`."""
    return _debtors(store_url(), current_snapshot().data_version, month, region)


@st.cache_resource(show_spinner=False, max_entries=2)
def _basis(url: str, data_version: str, policy_digest: str, _current: Snapshot) -> Basis:
    del data_version, policy_digest
    return basis(_store(url), _current)


@st.cache_resource(show_spinner=False, max_entries=64)
def _answers(
    url: str, data_version: str, policy_digest: str, month: date, region: str, _start: Basis, *, in_time: bool
) -> tuple[Answer, ...]:
    del url, data_version, policy_digest
    return goal_answers(_start, month, region, Terms(is_by_checkpoint=in_time))


@st.cache_resource(show_spinner=False, max_entries=8)
def _forecast(url: str, data_version: str, policy_digest: str, month: date, _start: Basis) -> Forecast | None:
    known = Known(_start.facts, _days(url, data_version))
    return month_forecast(known, _start.policies, month)


@st.cache_resource(show_spinner=False, max_entries=8)
def _rest(url: str, data_version: str, policy_digest: str, month: date, _start: Basis) -> Rest | None:
    del policy_digest
    return rest_from(Known(_start.facts, _days(url, data_version)), _start.evaluation, month)


def current_rest(month: date) -> Rest | None:
    """The rest of the year as it looks from a month; see `services.ahead.rest_from`."""
    start = current_basis()
    return _rest(store_url(), start.data_version, start.policies.digest, month, start)


@st.cache_resource(show_spinner=False, max_entries=8)
def _two(url: str, data_version: str, policy_digest: str, month: date, _start: Basis) -> TwoMonths | None:
    del policy_digest
    return two_from(_start.baseline, _days(url, data_version), month)


def current_two(month: date) -> TwoMonths | None:
    """A month and the next one; see `services.ahead.two_from`."""
    start = current_basis()
    return _two(store_url(), start.data_version, start.policies.digest, month, start)


@once_a_run
def current_basis() -> Basis:
    """What simulations start from."""
    now = current_snapshot()
    return _basis(store_url(), now.data_version, now.policies.digest, now)


@st.cache_resource(show_spinner=False, max_entries=8)
def _likely(
    url: str, data_version: str, policy_digest: str, month: date, _start: Basis
) -> pl.DataFrame | None:
    del policy_digest
    return likely_month(_start.baseline, _days(url, data_version), month)


@st.cache_resource(show_spinner=False, max_entries=128)
def _simulation(
    url: str,
    data_version: str,
    policy_digest: str,
    said: str,
    _start: Basis,
    _scenario: Scenario,
) -> Simulation:
    del said
    likely = None
    if _scenario.rivals is not None and _scenario.rivals.way == "forecast":
        likely = _likely(url, data_version, policy_digest, _scenario.month, _start)
    return simulated(_start, _scenario, likely)


def simulation_from(start: Basis, scenario: Scenario) -> Simulation:
    """What a scenario comes to; see `simulation.simulated`. LeverError or OverrideError.

    It rests on what the page was drawn from: a moved lever asks the store for nothing.
    """
    return _simulation(
        store_url(), start.data_version, start.policies.digest, repr(scenario), start, scenario
    )


def current_answers(month: date, region: str, stage: Stage) -> tuple[Answer, ...]:
    """What each goal of a region and month needs, or would have needed; see `simulation.goal_answers`.

    Only while the month is under way and its checkpoint is over, no goal asks for the checkpoint.
    """
    start, in_time = current_basis(), stage != "past_checkpoint"
    return _answers(
        store_url(), start.data_version, start.policies.digest, month, region, start, in_time=in_time
    )


def current_forecast(month: date) -> Forecast | None:
    """The forecast of a month from its latest day; None where no day of it is loaded."""
    start = current_basis()
    return _forecast(store_url(), start.data_version, start.policies.digest, month, start)


@st.cache_resource(show_spinner=False, max_entries=8)
def _day_plan(
    url: str, data_version: str, policy_digest: str, month: date, _start: Basis, _made: Forecast
) -> DayPlan | None:
    del data_version, policy_digest
    return month_plan(_store(url), _start.evaluation, _made)


def current_day_plan(month: date) -> DayPlan | None:
    """The day plan of a month under way; None where no day is loaded or the checkpoint has come."""
    start, made = current_basis(), current_forecast(month)
    if made is None:
        return None
    return _day_plan(store_url(), start.data_version, start.policies.digest, month, start, made)


@st.cache_resource(show_spinner=False, max_entries=8)
def _questions(
    url: str, data_version: str, policy_digest: str, first: date, last: date, _start: Basis
) -> Questions:
    del policy_digest
    return questions(_store(url), _start.baseline, _days(url, data_version), first, last)


def current_questions(last: date) -> Questions:
    """What the rewards from January to the month `last` rest on; see `earned.questions`."""
    start = current_basis()
    first = last.replace(month=1)
    return _questions(store_url(), start.data_version, start.policies.digest, first, last, start)


@st.cache_resource(show_spinner=False, max_entries=16)
def _lowered(url: str, data_version: str, policy_digest: str, month: date, _start: Basis) -> pl.DataFrame:
    del url, data_version, policy_digest
    return lowered(_start.baseline, month)


def current_lowered(month: date) -> pl.DataFrame:
    """The month's rewards and whether they rest on a target below the plan."""
    start = current_basis()
    return _lowered(store_url(), start.data_version, start.policies.digest, month, start)


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


@st.cache_resource(show_spinner=False, max_entries=64)
def _price(
    url: str, data_version: str, policy_digest: str, alternative: Alternative, until: date, _start: Basis
) -> Price:
    del url, data_version, policy_digest
    return price_of(_start, alternative, until)


def current_price(alternative: Alternative, until: date) -> Price:
    """What another reading would have changed; see `ambiguity.price_of`."""
    start = current_basis()
    return _price(store_url(), start.data_version, start.policies.digest, alternative, until, start)


@st.cache_resource(show_spinner=False, max_entries=64)
def _candidates(
    url: str, data_version: str, region: str, month: date, kind: Kind, *, window: Window | None
) -> Candidates:
    del data_version
    return chase_candidates(_store(url), region, month, kind, window)


@st.cache_resource(show_spinner=False, max_entries=16)
def _effort(
    url: str, data_version: str, policy_digest: str, month: date, measure: Measure, _start: Basis
) -> Frontier | None:
    made = _forecast(url, data_version, policy_digest, month, _start)
    is_open = made is not None and made.as_of_day < _start.policies.at(month).checkpoint_day
    if made is not None and is_open:
        return effort_ahead(_store(url), _start.policies, made, measure)
    return effort_of_month(_store(url), _start.policies, month, measure)


def current_candidates(region: str, month: date, kind: Kind, window: Window | None) -> Candidates:
    """Who owes something of a kind; see `chasing.chase_candidates`."""
    return _candidates(store_url(), current_snapshot().data_version, region, month, kind, window=window)


@st.cache_resource(show_spinner=False, max_entries=64)
def _ageing(url: str, data_version: str, region: str, month: date, kind: Kind, *, on: date) -> pl.DataFrame:
    del data_version
    return chase_ageing(_store(url), region, month, kind, on)


def current_ageing(region: str, month: date, kind: Kind, on: date) -> pl.DataFrame:
    """How long what customers owe of a kind has been due; see `chasing.chase_ageing`."""
    return _ageing(store_url(), current_snapshot().data_version, region, month, kind, on=on)


@st.cache_resource(show_spinner=False, max_entries=2)
def _baseline_under(key: tuple[str, str, str], said: str, _start: Basis, _scenario: Scenario) -> Baseline:
    del key, said
    return baseline_under(_start, _scenario.month, _scenario.overrides)


@st.cache_resource(show_spinner=False, max_entries=32)
def _prospect(
    key: tuple[str, str, str], said: str, region: str, _start: Basis, _scenario: Scenario
) -> Prospect:
    del said
    rules = repr((_scenario.month, sorted(_scenario.overrides.items())))
    base = _baseline_under(key, rules, _start, _scenario)
    kinds = {LEVER_OF_KIND[one.kind] for one in _scenario.customers if one.amount}
    others = [lever for lever in _scenario.levers if lever.kind not in kinds or lever.region != region]
    is_by_checkpoint = all(lever.is_by_checkpoint for lever in _scenario.levers)
    return prospect(
        base, _scenario.month, region, _scenario.customers, others, is_by_checkpoint=is_by_checkpoint
    )


def prospect_from(start: Basis, region: str, scenario: Scenario) -> Prospect:
    """What the payments of a region's customers may lead to; see `prospects.prospect`. LeverError.

    They take the place of the levers that were set by them; the scenario's other levers stand.
    """
    key = (store_url(), start.data_version, start.policies.digest)
    return _prospect(key, repr(scenario), region, start, scenario)


def current_effort(month: date, measure: Measure) -> Frontier | None:
    """Where collecting avoids most; of a month under way, from its forecast."""
    start = current_basis()
    return _effort(store_url(), start.data_version, start.policies.digest, month, measure, start)

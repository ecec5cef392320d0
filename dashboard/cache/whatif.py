"""Simulations and their answers, kept between runs."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.cache.current import current_basis, days_at
from dashboard.cache.keys import Key, kept, key_of
from dashboard.services.ahead import likely_month
from dashboard.services.alternatives import price_of
from dashboard.services.simulation import (
    Basis,
    Simulation,
    baseline_under,
    goal_answers,
    replayed,
    simulated,
)
from dashboard.views.month.stages import Stage
from engine.policy.overrides import Overrides
from engine.whatif.alternatives import Alternative, Price
from engine.whatif.baseline import Baseline
from engine.whatif.goalseek import Answer, Terms
from engine.whatif.prospects import LEVER_OF_KIND, Prospect, prospect, unplaced
from engine.whatif.replay import Replay
from engine.whatif.scenario import Scenario


@kept(max_entries=128)
def _answers(key: Key, month: date, region: str, _start: Basis, *, in_time: bool) -> tuple[Answer, ...]:
    return goal_answers(_start, month, region, Terms(is_by_checkpoint=in_time))


@kept(max_entries=16)
def _likely(key: Key, month: date, _start: Basis) -> pl.DataFrame | None:
    return likely_month(_start.baseline, days_at(key), month)


@kept(max_entries=256)
def _simulation(
    key: Key,
    said: str,
    _start: Basis,
    _scenario: Scenario,
) -> Simulation:
    del said
    likely = None
    if _scenario.rivals is not None and _scenario.rivals.way == "forecast":
        likely = _likely(key, _scenario.month, _start)
    return simulated(_start, _scenario, likely)


def simulation_from(start: Basis, scenario: Scenario) -> Simulation:
    """What a scenario comes to; see `simulation.simulated`. LeverError or OverrideError.

    It rests on what the page was drawn from: a moved lever asks the store for nothing.
    """
    return _simulation(key_of(start), repr(scenario), start, scenario)


def current_answers(month: date, region: str, stage: Stage) -> tuple[Answer, ...]:
    """What each goal of a region and month needs, or would have needed; see `simulation.goal_answers`.

    Only while the month is under way and its checkpoint is over, no goal asks for the checkpoint.
    """
    start, in_time = current_basis(), stage != "past_checkpoint"
    return _answers(key_of(start), month, region, start, in_time=in_time)


@kept(max_entries=128)
def _price(key: Key, alternative: Alternative, until: date, _start: Basis) -> Price:
    return price_of(_start, alternative, until)


def current_price(alternative: Alternative, until: date) -> Price:
    """What another reading would have changed; see `ambiguity.price_of`."""
    start = current_basis()
    return _price(key_of(start), alternative, until, start)


@kept(max_entries=4)
def _baseline_under(key: Key, said: str, _start: Basis, _scenario: Scenario) -> Baseline:
    del key, said
    return baseline_under(_start, _scenario.month, _scenario.overrides)


@kept(max_entries=64)
def _prospect(key: Key, said: str, region: str, _start: Basis, _scenario: Scenario) -> Prospect:
    del said
    rules = repr((_scenario.month, sorted(_scenario.overrides.items())))
    base = _baseline_under(key, rules, _start, _scenario)
    kinds = {LEVER_OF_KIND[one.kind] for one in _scenario.customers if one.amount}
    others = [lever for lever in _scenario.levers if lever.kind not in kinds or lever.region != region]
    is_by_checkpoint = all(lever.is_by_checkpoint for lever in _scenario.levers)
    found = prospect(
        base, _scenario.month, region, _scenario.customers, others, is_by_checkpoint=is_by_checkpoint
    )
    return unplaced(found) if _start.baseline.is_part and _scenario.overrides else found


def prospect_from(start: Basis, region: str, scenario: Scenario) -> Prospect:
    """What the payments of a region's customers may lead to; see `prospects.prospect`. LeverError.

    They take the place of the levers that were set by them; the scenario's other levers stand.
    """
    key = key_of(start)
    return _prospect(key, repr(scenario), region, start, scenario)


@kept(max_entries=16)
def _replay(key: Key, said: str, until: date, _start: Basis, _overrides: Overrides) -> Replay:
    del said
    return replayed(_start, _overrides, until)


def current_replay(overrides: Overrides, until: date) -> Replay:
    """The past months under changed policy values; see `simulation.replayed`. OverrideError."""
    start = current_basis()
    return _replay(key_of(start), repr(sorted(overrides.items())), until, start, overrides)

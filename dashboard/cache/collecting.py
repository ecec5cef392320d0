"""Whom to collect from and where it avoids most, kept between runs."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.cache.ahead import forecast_at
from dashboard.cache.current import current_basis, current_snapshot, days_at
from dashboard.cache.keys import Key, kept, key_of
from dashboard.services.chasing import chase_ageing, chase_candidates, effort_ahead, effort_of_month
from dashboard.services.forecasts import latest_day
from dashboard.services.simulation import Basis
from engine.collecting.chase import Candidates
from engine.collecting.effort import Frontier, Measure
from engine.collecting.payments import Kind, Window


@kept(max_entries=128)
def _candidates(key: Key, region: str, month: date, kind: Kind, *, window: Window | None) -> Candidates:
    return chase_candidates(key.reader, region, month, kind, window)


@kept(max_entries=32)
def _effort(key: Key, month: date, measure: Measure, _start: Basis) -> Frontier | None:
    day = latest_day(days_at(key), month)
    is_open = day is not None and day < _start.policies.at(month).checkpoint_day
    made = forecast_at(key, month, _start) if is_open else None
    if made is not None:
        return effort_ahead(key.reader, _start.policies, made, measure)
    return effort_of_month(key.reader, _start.policies, month, measure)


def current_candidates(region: str, month: date, kind: Kind, window: Window | None) -> Candidates:
    """Who owes something of a kind; see `chasing.chase_candidates`."""
    return _candidates(key_of(current_snapshot()), region, month, kind, window=window)


@kept(max_entries=128)
def _ageing(key: Key, region: str, month: date, kind: Kind, *, on: date) -> pl.DataFrame:
    return chase_ageing(key.reader, region, month, kind, on)


def current_ageing(region: str, month: date, kind: Kind, on: date) -> pl.DataFrame:
    """How long what customers owe of a kind has been due; see `chasing.chase_ageing`."""
    return _ageing(key_of(current_snapshot()), region, month, kind, on=on)


def current_effort(month: date, measure: Measure) -> Frontier | None:
    """Where collecting avoids most; of a month under way, from its forecast."""
    start = current_basis()
    return _effort(key_of(start), month, measure, start)

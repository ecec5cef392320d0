"""Whom to collect from and where it avoids most, kept between runs."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from dashboard.cache.ahead import forecast_at
from dashboard.cache.current import current_basis, current_snapshot
from dashboard.entrance.opened import store_at
from dashboard.services.chasing import chase_ageing, chase_candidates, effort_ahead, effort_of_month
from dashboard.services.simulation import Basis
from dashboard.services.stores.stores import store_url
from engine.collecting.chase import Candidates
from engine.collecting.effort import Frontier, Measure
from engine.collecting.payments import Kind, Window


@st.cache_resource(show_spinner=False, max_entries=64)
def _candidates(
    url: str, data_version: str, region: str, month: date, kind: Kind, *, window: Window | None
) -> Candidates:
    del data_version
    return chase_candidates(store_at(url), region, month, kind, window)


@st.cache_resource(show_spinner=False, max_entries=16)
def _effort(
    url: str, data_version: str, policy_digest: str, month: date, measure: Measure, _start: Basis
) -> Frontier | None:
    made = forecast_at(url, data_version, policy_digest, month, _start)
    is_open = made is not None and made.as_of_day < _start.policies.at(month).checkpoint_day
    if made is not None and is_open:
        return effort_ahead(store_at(url), _start.policies, made, measure)
    return effort_of_month(store_at(url), _start.policies, month, measure)


def current_candidates(region: str, month: date, kind: Kind, window: Window | None) -> Candidates:
    """Who owes something of a kind; see `chasing.chase_candidates`."""
    return _candidates(store_url(), current_snapshot().data_version, region, month, kind, window=window)


@st.cache_resource(show_spinner=False, max_entries=64)
def _ageing(url: str, data_version: str, region: str, month: date, kind: Kind, *, on: date) -> pl.DataFrame:
    del data_version
    return chase_ageing(store_at(url), region, month, kind, on)


def current_ageing(region: str, month: date, kind: Kind, on: date) -> pl.DataFrame:
    """How long what customers owe of a kind has been due; see `chasing.chase_ageing`."""
    return _ageing(store_url(), current_snapshot().data_version, region, month, kind, on=on)


def current_effort(month: date, measure: Measure) -> Frontier | None:
    """Where collecting avoids most; of a month under way, from its forecast."""
    start = current_basis()
    return _effort(store_url(), start.data_version, start.policies.digest, month, measure, start)

"""What stands behind figures of a closed month, kept between runs: claims, debtors, conduct, questions."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from dashboard.cache.current import current_basis, current_snapshot, current_store, days_at
from dashboard.entrance.opened import store_at
from dashboard.memory import once_a_run
from dashboard.services import details
from dashboard.services.earned import Questions, questions
from dashboard.services.simulation import Basis
from dashboard.services.stores.stores import store_url
from engine.evaluation import Evaluation
from engine.whatif.earned import lowered


@st.cache_resource(show_spinner=False, max_entries=4)
def _categories(url: str, data_version: str, _evaluation: Evaluation) -> pl.DataFrame:
    del data_version
    return details.categories(store_at(url), _evaluation)


@st.cache_resource(show_spinner=False, max_entries=64)
def _claims(
    url: str, data_version: str, policy_digest: str, month: date, region: str | None, _evaluation: Evaluation
) -> pl.DataFrame:
    del data_version, policy_digest
    return details.pending_claims(store_at(url), _evaluation, month, region)


@st.cache_resource(show_spinner=False, max_entries=64)
def _debtors(url: str, data_version: str, month: date, region: str | None) -> pl.DataFrame:
    del data_version
    return details.debtors(store_at(url), month, region)


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
    return details.conduct(store_at(url), _evaluation, month)


def current_conduct(month: date) -> pl.DataFrame:
    """The month's recorded conduct; see `details.conduct`."""
    now = current_snapshot()
    return _conduct(store_url(), now.data_version, month, now.evaluation)


def current_debtors(month: date, region: str | None) -> pl.DataFrame:
    """Whose balances tie up most; see `details.debtors`."""
    return _debtors(store_url(), current_snapshot().data_version, month, region)


@st.cache_resource(show_spinner=False, max_entries=8)
def _questions(
    url: str, data_version: str, policy_digest: str, first: date, last: date, _start: Basis
) -> Questions:
    del policy_digest
    return questions(store_at(url), _start.baseline, days_at(url, data_version), first, last)


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

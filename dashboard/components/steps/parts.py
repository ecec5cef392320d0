"""The parts of the month's page: those that have something to say, each with its form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from dashboard import state
from dashboard.cache.current import current_reader, current_snapshot
from dashboard.components.elements.parts import PART, Parts
from dashboard.components.process.place import Place
from dashboard.components.steps.adjustments import show_adjustments
from dashboard.components.steps.appeals import show_appeals
from dashboard.components.steps.approve import show_approve
from dashboard.components.steps.declare import show_declare
from dashboard.components.steps.explain import explained, show_explain
from dashboard.components.steps.month import show_month
from dashboard.components.steps.promises import show_promises
from dashboard.components.steps.reports import reported, show_reports
from dashboard.i18n import _
from dashboard.navigation import BY_KEY
from dashboard.services.process.months import tasks_of
from dashboard.services.stores.people import today
from dashboard.views.process.words import PARTS

_SHOWN: dict[str, Callable[[Place], None]] = {
    "steps": show_month,
    "declare": show_declare,
    "approve": show_approve,
    "appeals": show_appeals,
    "explain": show_explain,
    "report": show_reports,
    "promises": show_promises,
    "adjustments": show_adjustments,
}


def month_parts(place: Place) -> Parts:
    """Title → what shows it. The address may name a part by its code, as tasks do."""
    asked = state.address().get(PART)
    if asked in PARTS:
        st.switch_page(BY_KEY["month"].script, query_params={**state.address(), PART: _(PARTS[asked])})
    codes = [code for code in _SHOWN if _has_something(code, place, asked)]
    return {_(PARTS[code]): partial(_SHOWN[code], place) for code in codes}


def _has_something(code: str, place: Place, asked: str | None) -> bool:
    if asked in (code, _(PARTS[code])):
        return True
    if code == "explain":
        return bool(explained(place))
    if code == "report":
        return bool(reported(place))
    return True


def first_task_month() -> date | None:
    """The month of what the visitor has to do first; None if there is nothing."""
    snapshot = current_snapshot()
    if snapshot.is_empty:
        return None
    tasks = tasks_of(current_reader(), snapshot, today())
    return tasks[0].month if tasks else None

"""A lever's widgets: of edits that come together, the one that was going on counts, and alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
import streamlit as st

from dashboard import state
from dashboard.components.levers.handles import Handle, kept_levers, set_levers
from engine.whatif.levers import Lever

MONTH, REGION = date(2026, 10, 1), "华北"
NORTH, SOUTH = "北京", "天津"
SALES = Handle(MONTH, REGION, "extra_sales", {NORTH: 1_000_000, SOUTH: 1_000_000})
MOVED = Lever("extra_sales", REGION, 30_000)


@pytest.fixture(autouse=True)
def _session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", {})
    SALES.move(30_000)


def edit_share(share: Fraction) -> None:
    SALES.edit("share", lambda: SALES.replace([replace(own, receivable_share=share) for own in SALES.levers]))


def edit_office(office: str, parts: Mapping[str, int]) -> None:
    def carry() -> None:
        state.keep(SALES.key("locked"), frozenset({office}))
        SALES.split(parts)

    SALES.edit(f"office/{office}", carry)


def locked() -> frozenset[str]:
    found: frozenset[str] = state.kept(SALES.key("locked"), frozenset())
    return found


def test_what_other_widgets_showed_before_is_taken_back_when_the_going_edit_arrives() -> None:
    edit_share(Fraction(2, 5))
    SALES.drawing()
    # One answer of the browser: what an office's field showed before, then the next key in the share's.
    edit_office(NORTH, {NORTH: 1, SOUTH: 2})
    edit_share(Fraction(1, 2))
    assert kept_levers(MONTH, REGION) == (replace(MOVED, receivable_share=Fraction(1, 2)),)
    assert locked() == frozenset()


def test_a_lock_that_was_there_before_stays_when_a_late_edit_is_taken_back() -> None:
    edit_office(SOUTH, {NORTH: 10_000, SOUTH: 20_000})
    SALES.drawing()
    edit_share(Fraction(2, 5))
    SALES.drawing()
    edit_office(NORTH, {NORTH: 1, SOUTH: 2})
    edit_share(Fraction(1, 2))
    assert {lever.office: lever.amount for lever in SALES.levers} == {NORTH: 10_000, SOUTH: 20_000}
    assert locked() == {SOUTH}


def test_what_other_widgets_showed_before_is_not_taken_after_the_going_edit() -> None:
    edit_share(Fraction(2, 5))
    SALES.drawing()
    edit_share(Fraction(1, 2))
    edit_office(NORTH, {NORTH: 1, SOUTH: 2})
    assert kept_levers(MONTH, REGION) == (replace(MOVED, receivable_share=Fraction(1, 2)),)


def test_once_the_page_was_drawn_any_widget_may_be_edited() -> None:
    edit_share(Fraction(2, 5))
    SALES.drawing()
    edit_office(NORTH, {NORTH: 10_000, SOUTH: 20_000})
    assert {lever.office: lever.amount for lever in SALES.levers} == {NORTH: 10_000, SOUTH: 20_000}
    assert {lever.receivable_share for lever in SALES.levers} == {Fraction(2, 5)}
    assert locked() == {NORTH}


def test_other_levers_stay_as_they_are() -> None:
    other = Lever("cut_expenses", REGION, 700)
    set_levers(MONTH, REGION, [MOVED, other])
    SALES.move(0)
    assert kept_levers(MONTH, REGION) == (other,)


def test_no_more_is_moved_than_is_there_and_no_less_than_nothing() -> None:
    stock = Handle(MONTH, REGION, "reduce_inventory", {NORTH: 400, SOUTH: 100})
    stock.move(501)
    assert stock.moved == stock.most == 500
    stock.move(-1)
    assert (stock.moved, SALES.moved) == (0, 30_000)

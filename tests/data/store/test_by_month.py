"""Facts and days are made month by month and kept; nobody can tell them from others made from nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as strategy

from data.fields import BY_NAME
from data.store import Store
from data.store.by_month import ByMonth, Kept, Same
from data.store.days import daily_totals
from data.store.facts import facts_seen_by, monthly_facts
from engine.facts import Facts
from engine.forecasting import Days
from tests.data.store.building import (
    APR,
    BEIJING,
    FEB,
    GUANGZHOU,
    JAN,
    MAR,
    NORTH,
    SOUTH,
    TIANJIN,
    frame,
    load,
)

PLACES = ((NORTH, BEIJING), (NORTH, TIANJIN), (SOUTH, GUANGZHOU))
MONTHS = (JAN, FEB, MAR, APR)
_DATED = {"sales": ("date", "amount"), "collections": ("date", "amount"), "expenses": ("date", "amount")}
_OF_MONTH = {
    "receivables": "balance",
    "inventory": "amount",
    "summary": "sales",
    "monthly_plan": "sales_plan",
    "declarations": "sales",
}

Step = tuple[Any, ...]
_months, _places = strategy.sampled_from(MONTHS), strategy.sampled_from(PLACES)
_rows = strategy.lists(
    strategy.tuples(_months, _places, strategy.integers(1, 28), strategy.integers(-5, 9)),
    min_size=1,
    max_size=4,
)
_people = strategy.sampled_from(("赵经理", "钱经理", "孙员工"))
STEPS = strategy.one_of(
    strategy.tuples(strategy.just("load"), strategy.sampled_from((*_DATED, *_OF_MONTH)), _rows, _people),
    strategy.tuples(
        strategy.just("mark"), strategy.sampled_from(("conduct", "indicators", "annual_plan")), _rows
    ),
    strategy.tuples(
        strategy.just("org"),
        strategy.lists(
            strategy.tuples(_places, _people, _months, strategy.sampled_from((None, *MONTHS))),
            min_size=1,
            max_size=4,
        ),
    ),
    strategy.tuples(strategy.just("rollback"), strategy.integers(0, 20)),
)
#: Which of two processes looks, and with which checkpoint day.
LOOKS = strategy.tuples(strategy.integers(0, 1), strategy.sampled_from((25, 28)))


def _frames(step: Step) -> Mapping[str, pl.DataFrame]:
    if step[0] == "org":
        rows = [
            {"region": r, "office": o, "manager": who, "effective_month": since, "end_month": until}
            for (r, o), who, since, until in step[1]
        ]
        return {"org": frame("org", *rows)}
    name, rows, found = step[1], step[2], []
    known = {field.name for field in BY_NAME[name].fields}
    for month, (region, office), day, amount in rows:
        row: dict[str, Any] = {"region": region, "office": office, "month": month}
        if name in _DATED:
            when, what = _DATED[name]
            row = {"region": region, "office": office, when: month.replace(day=day), what: amount}
            if name == "expenses":
                row |= {"claimant": step[3], "category": "差旅"}
        elif name in _OF_MONTH:
            row |= {_OF_MONTH[name]: amount}
        elif name == "annual_plan":
            row = {"region": region, "year": month.year, "sales_target": amount}
        elif name == "indicators":
            row = {"region": region, "month": month, "indicator": "某项", "actual": amount}
        found.append({key: value for key, value in row.items() if key in known})
    return {name: frame(name, *found)}


@contextmanager
def _opened() -> Iterator[Store]:
    with Store.open(":memory:") as store:
        yield store


def _take(store: Store, step: Step) -> None:
    if step[0] != "rollback":
        load(store, **_frames(step))
        return
    loads = [each.load_id for each in store.loads() if each.rollback is None]
    if loads:
        store.rollback(loads[step[1] % len(loads)], "某人", "错")


def _seen(store: Store, day: int, kept: Kept) -> tuple[Facts, Days]:
    connection = store._connection
    before, connection.by_month = connection.by_month, kept
    try:
        return monthly_facts(connection, lambda _month: day, store._published), daily_totals(connection)
    finally:
        connection.by_month = before


def _assert_same(one: tuple[Facts, Days], other: tuple[Facts, Days]) -> None:
    for part, same in zip(one, other, strict=True):
        for each in fields(part):
            left, right = getattr(part, each.name), getattr(same, each.name)
            assert left.schema == right.schema, each.name
            assert left.equals(right), (each.name, left, right)


History = list[tuple[Step, tuple[int, int]]]
_HISTORIES = strategy.lists(strategy.tuples(STEPS, LOOKS), min_size=2, max_size=8)


def _holds(history: History) -> None:
    kept = (Kept(), Kept())
    with _opened() as store:
        for step, (who, day) in history:
            _take(store, step)
            _assert_same(_seen(store, day, kept[who]), _seen(store, day, Kept()))
        for each in kept:
            _assert_same(_seen(store, 28, each), _seen(store, 28, Kept()))


@settings(deadline=None, max_examples=2, suppress_health_check=[HealthCheck.too_slow])
@given(_HISTORIES)
def test_what_was_kept_of_months_is_what_is_made_from_nothing(history: History) -> None:
    """Loads, corrections, rollbacks and another organisation, seen by two processes, not always by both."""
    _holds(history)


@pytest.mark.nightly
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(_HISTORIES)
def test_what_was_kept_of_months_is_what_is_made_from_nothing_by_night(history: History) -> None:
    """The same, of many more histories."""
    _holds(history)


@settings(deadline=None, max_examples=4, suppress_health_check=[HealthCheck.too_slow])
@given(strategy.lists(STEPS, min_size=1, max_size=5), STEPS)
def test_a_preview_sees_its_own_rows_and_leaves_nothing_behind(before: list[Step], tried: Step) -> None:
    kept = Kept()
    with _opened() as store:
        for step in before:
            _take(store, step)
        was = _seen(store, 28, kept)
        with store._connection.snapshot() as cursor:
            cursor.execute("INSERT INTO load_rollbacks SELECT load_id, now(), 'a', 'b' FROM loads")
            seen = facts_seen_by(cursor, lambda _month: 28, store._published, kept, keeps=False)
            alone = facts_seen_by(cursor, lambda _month: 28, store._published, Kept())
            for each in fields(Facts):
                assert getattr(seen, each.name).equals(getattr(alone, each.name)), each.name
        _assert_same(_seen(store, 28, kept), was)
        _take(store, tried)
        _assert_same(_seen(store, 28, kept), _seen(store, 28, Kept()))


def test_a_load_of_one_month_asks_for_that_month_alone() -> None:
    asked: list[tuple[date, date]] = []

    def make(first: date, last: date) -> dict[str, pl.DataFrame]:
        asked.append((first, last))
        months = [month for month in MONTHS if first <= month <= last]
        return {"it": pl.DataFrame({"month": months, "of": [len(asked)] * len(months)})}

    kept = Kept()
    rests = dict.fromkeys(MONTHS, ("a",))
    first = kept.brought_to("it", rests, make)
    assert kept.brought_to("it", dict(rests), make) is first
    changed = kept.brought_to("it", rests | {FEB: ("a", "b")}, make)
    assert asked == [(JAN, APR), (FEB, FEB)]
    assert changed.frames["it"].rows() == [(JAN, 1), (FEB, 2), (MAR, 1), (APR, 1)]
    assert kept.brought_to("it", rests, make).frames["it"]["of"].to_list() == [1, 3, 1, 1]
    fewer = kept.brought_to("it", dict.fromkeys((JAN, APR), ("a",)), make)
    assert fewer.frames["it"]["month"].to_list() == [JAN, APR]


def test_months_that_stand_apart_are_asked_for_apart() -> None:
    asked: list[tuple[date, date]] = []

    def make(first: date, last: date) -> dict[str, pl.DataFrame]:
        asked.append((first, last))
        return {"it": pl.DataFrame({"month": [m for m in MONTHS if first <= m <= last]})}

    known = ByMonth().brought_to(dict.fromkeys(MONTHS, 1), make)
    known.brought_to({JAN: 2, FEB: 1, MAR: 2, APR: 2}, make)
    assert asked == [(JAN, APR), (JAN, JAN), (MAR, APR)]


def test_months_out_of_order_are_noticed() -> None:
    mixed = ByMonth({JAN: 1, FEB: 1}, {"it": pl.DataFrame({"month": [JAN, FEB, JAN]})})
    with pytest.raises(AssertionError, match="order"):
        mixed.brought_to({JAN: 1, FEB: 2}, lambda first, last: {"it": pl.DataFrame({"month": [FEB]})})


def test_the_same_rows_are_the_same_whoever_made_them() -> None:
    assert Same(pl.DataFrame({"a": [1, None]})) == Same(pl.DataFrame({"a": [1, None]}))
    assert Same(pl.DataFrame({"a": [1, None]})) != Same(pl.DataFrame({"a": [1, 2]}))
    assert Same(pl.DataFrame({"a": [1]})) != 1

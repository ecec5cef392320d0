"""三 A claim beyond the cap needs the general manager's approval, else it is flagged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest

from dashboard.formats import YUAN
from dashboard.services.details import claims_beyond, unapproved
from dashboard.services.evaluation import snapshot
from dashboard.services.policies import policies
from dashboard.views.expenses.beyond import beyond_sentence
from data.people.scope import EVERYTHING, Scope
from data.store import Store
from data.store.reader import Reader
from tests.dashboard.seen import MONTHS, NORTH, OFFICES, SOUTH, company, stored
from tests.data.store.building import frame, request

JAN, FEB = MONTHS


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The south collects 18,000 yuan a month, so its cap is 54 a month; the general manager is called 总."""
    claim = {"region": SOUTH, "office": OFFICES[SOUTH][0], "category": "办公"}
    claims = frame(
        "expenses",
        {**claim, "date": date(2026, 1, 30), "amount": 500, "document": "A3"},
        {**claim, "date": date(2026, 1, 3), "amount": 5_400, "document": "A1"},
        {**claim, "date": date(2026, 1, 9), "amount": 100, "document": "A2", "approver": "总"},
        {**claim, "date": date(2026, 2, 3), "amount": 4_800, "document": "B1", "approver": "钱副总"},
        {**claim, "date": date(2026, 2, 4), "amount": 1, "document": "B2", "approver": "钱副总"},
        {**claim, "date": date(2026, 2, 5), "amount": 7, "document": "B3", "approver": "GM"},
    )
    frames = company()
    rest = frames["expenses"].filter(pl.col("region") != SOUTH)
    with stored(tmp_path_factory.mktemp("beyond") / "s.duckdb", [{**frames, "expenses": rest}]) as made:
        made.commit(request("50", expenses=claims))
        yield made


def beyond(store: Store, month: date, region: str | None = None, scope: Scope = EVERYTHING) -> pl.DataFrame:
    reader = Reader(store, scope)
    found = claims_beyond(reader, snapshot(reader, policies()).own, month, region)
    return unapproved(reader, found)


def test_what_came_when_the_cap_was_used_up_is_flagged_unless_the_general_manager_approved(
    store: Store,
) -> None:
    january = beyond(store, JAN, SOUTH)
    assert january["document"].to_list() == ["A3"]
    assert january.select("amount", "to_date", "cap").row(0) == (5.0, 60.0, 54.0)
    assert beyond(store, FEB, SOUTH)["document"].to_list() == ["A3", "B2"]
    assert "2 " in beyond_sentence(beyond(store, FEB, SOUTH), YUAN)


def test_regions_that_are_not_seen_in_full_tell_nothing(store: Store) -> None:
    assert set(beyond(store, FEB)["region"]) > {SOUTH}
    offices = Scope(frozenset(), frozenset({(SOUTH, OFFICES[SOUTH][0])}))
    assert beyond(store, FEB, scope=offices).is_empty()
    assert set(beyond(store, FEB, scope=Scope(frozenset({NORTH})))["region"]) == {NORTH}

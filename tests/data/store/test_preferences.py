"""What a person keeps for the next time, whom somebody looked as, sessions of one's own: deeds in the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from data.people.person import Grant, Person
from data.people.preferences import Preferences
from data.store import PeopleRefused, Store
from data.store.audit.log import entries

NOW = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
ROOT = Person("root", "Root", "", (Grant("admin", None),))
LIN = Person("lin", "Lin", "", (Grant("region_manager", frozenset({"华北"})),))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.duckdb") as opened:
        opened.people.load([ROOT, LIN], "tests", NOW)
        yield opened


def test_preferences_are_kept_by_account_and_the_latest_count(store: Store) -> None:
    store.people.prefer("lin", Preferences("en", "华北", "running"), "lin", NOW)
    store.people.prefer("LIN ", Preferences("zh", None, None), "lin", NOW)
    assert store.people.preferences("lin") == Preferences("zh", None, None)
    assert store.people.preferences("root") == Preferences()
    with pytest.raises(PeopleRefused):
        store.people.prefer("nobody", Preferences(), "nobody", NOW)


def test_preferences_survive_a_new_start_and_end_no_session(store: Store, tmp_path: Path) -> None:
    token = store.people.begin_session("lin", "password", NOW).token
    store.people.prefer("lin", Preferences("en"), "lin", NOW)
    assert store.people.session(token, NOW) is not None
    store.close()
    with Store.open(tmp_path / "store.duckdb") as again:
        assert again.people.preferences("lin") == Preferences("en")


def test_looking_as_another_is_an_entry_that_names_both(store: Store) -> None:
    store.people.view_as("lin", "root", NOW)
    with store._connection.cursor() as cursor:
        last = entries(cursor, "view_as")[-1]
    assert (last.actor, last.subject) == ("root", "lin")
    assert orjson.loads(last.details) == {"at": NOW.isoformat()}
    assert store.audit().is_sound
    with pytest.raises(PeopleRefused):
        store.people.view_as("nobody", "root", NOW)


def test_a_session_is_ended_by_its_owner_alone(store: Store) -> None:
    mine = store.people.begin_session("lin", "password", NOW)
    store.people.end_own_session("root", mine.session.key, NOW)
    assert store.people.session(mine.token, NOW) is not None
    store.people.end_own_session("lin", mine.session.key, NOW)
    assert store.people.session(mine.token, NOW) is None


def test_an_invitation_is_open_until_it_is_used_or_72_hours_old(store: Store) -> None:
    assert store.people.invited_until("lin", NOW) is None
    token = store.people.invite("lin", "root", NOW)
    assert store.people.invited_until("lin", NOW) == NOW + timedelta(hours=72)
    assert store.people.invited_until("lin", NOW + timedelta(hours=72)) is None
    store.people.redeem(token, "a long enough secret 7", NOW)
    assert store.people.invited_until("lin", NOW) is None

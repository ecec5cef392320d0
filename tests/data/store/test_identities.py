"""Identities of other providers: matched on issuer and subject, bound by an invitation, kept in the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.people.person import Grant, Person
from data.store import PeopleRefused, Store
from data.store.people.book import Book

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
PASSWORD = "correct horse battery"
HERE, THERE = "https://id.example", "https://other.example"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store.open(str(tmp_path / "store.duckdb"))
    grants = (Grant("admin", None),)
    opened.people.load([Person("wang", "Wang", "", grants), Person("li", "Li", "", grants)], "tests", NOW)
    return opened


def link(store: Store, account: str, issuer: str, subject: str) -> None:
    store.people.link(store.people.invite(account, "tests", NOW), issuer, subject, NOW)


def whose(store: Store, issuer: str, subject: str) -> str | None:
    person = store.people.identified(issuer, subject)
    return person.account if person else None


def test_an_identity_is_issuer_and_subject_and_nothing_else(store: Store) -> None:
    link(store, "wang", HERE, "17")
    assert whose(store, HERE, "17") == "wang"
    for issuer, subject in [(THERE, "17"), (HERE, "18"), (HERE, "wang"), (HERE + "/", "17"), ("", "")]:
        assert whose(store, issuer, subject) is None


def test_a_later_identity_is_the_only_one_and_ends_sessions(store: Store) -> None:
    link(store, "wang", HERE, "17")
    session = store.people.begin_session("wang", "oidc", NOW)
    link(store, "wang", THERE, "w")
    assert [whose(store, HERE, "17"), whose(store, THERE, "w")] == [None, "wang"]
    assert store.people.session(session.token, NOW) is None


def test_a_reset_leaves_no_other_way_in(store: Store) -> None:
    link(store, "wang", HERE, "of a thief")
    store.people.redeem(store.people.invite("wang", "tests", NOW), PASSWORD, NOW)
    assert whose(store, HERE, "of a thief") is None
    assert store.people.sign_in("wang", PASSWORD, NOW).session.account == "wang"
    link(store, "wang", HERE, "17")
    with pytest.raises(PeopleRefused) as refused:
        store.people.sign_in("wang", PASSWORD, NOW)
    assert refused.value.code == "wrong_password"


def test_what_was_reset_while_it_was_looked_at_proves_nothing(store: Store) -> None:
    link(store, "wang", HERE, "17")

    def is_proven(book: Book) -> bool:
        return book.identities.get((HERE, "17")) == "wang"

    store.people.begin_session("wang", "oidc", NOW, is_proven)
    link(store, "wang", HERE, "18")
    with pytest.raises(PeopleRefused) as refused:
        store.people.begin_session("wang", "oidc", NOW, is_proven)
    assert refused.value.code == "wrong_password"


@pytest.mark.parametrize("account", ["dashboard", "Demo", " QUARANTINE "])
def test_nobody_is_called_as_the_history_calls_itself(store: Store, account: str) -> None:
    with pytest.raises(PeopleRefused) as refused:
        store.people.load([Person(account, "Somebody", "", (Grant("gm", None),))], "tests", NOW)
    assert refused.value.code == "reserved_account"
    assert store.people.person(account) is None


def test_nobody_takes_the_identity_of_another(store: Store) -> None:
    link(store, "wang", HERE, "17")
    with pytest.raises(PeopleRefused) as refused:
        link(store, "li", HERE, "17")
    assert refused.value.code == "identity_taken"
    assert whose(store, HERE, "17") == "wang"


def test_an_invitation_binds_once_and_in_time(store: Store) -> None:
    token = store.people.invite("wang", "tests", NOW)
    with pytest.raises(PeopleRefused, match="too old"):
        store.people.link(token, HERE, "17", NOW + timedelta(hours=72))
    store.people.link(token, HERE, "17", NOW)
    with pytest.raises(PeopleRefused, match="used"):
        store.people.link(token, HERE, "18", NOW)
    with pytest.raises(PeopleRefused, match="used"):
        store.people.redeem(token, "correct horse battery", NOW)
    with pytest.raises(PeopleRefused, match="not known"):
        store.people.link("x" * 43, HERE, "18", NOW)


def test_it_is_known_after_a_restart_and_a_forged_entry_says_nothing(store: Store, tmp_path: Path) -> None:
    link(store, "wang", HERE, "17")
    with store._connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_entries SET details = replace(details, '17', '18') WHERE act = 'identity'"
        )
    store.close()
    with Store.open(str(tmp_path / "store.duckdb")) as again:
        assert [whose(again, HERE, "17"), whose(again, HERE, "18")] == [None, None]


def test_to_look_whether_a_session_runs_keeps_nothing_alive(store: Store) -> None:
    token = store.people.begin_session("wang", "oidc", NOW).token
    later = NOW + timedelta(minutes=29)
    assert store.people.running(token, later) is not None
    assert store.people.running(token, NOW + timedelta(minutes=30)) is None
    assert store.people.session(token, later) is not None
    assert store.people.running(token, NOW + timedelta(minutes=30)) is not None


def test_what_another_store_of_this_process_does_is_seen_at_once(store: Store, tmp_path: Path) -> None:
    token = store.people.begin_session("wang", "oidc", NOW).token
    assert store.people.session(token, NOW) is not None
    with Store.open(str(tmp_path / "store.duckdb")) as other:
        other.people.end_sessions("wang", "tests", NOW)
    assert store.people.session(token, NOW) is None

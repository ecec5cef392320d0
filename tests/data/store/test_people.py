"""People in the store: invited, signed in, locked, signed out; all of it in the log, no secret in it."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import orjson
import pytest
from argon2 import PasswordHasher

from data.people import passwords
from data.people.doer import Doer
from data.people.person import Grant, Person
from data.people.tokens import token_hash
from data.store import PeopleRefused, Store, connection
from data.store.audit.log import Act, Entry, entries, entries_after
from data.store.people import deeds
from tests.data.store.building import NORTH, SOUTH
from tests.data.store.old import VERSIONS, address_of, unpacked

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
PASSWORD = "correct horse battery"
ADMIN = Person("admin", "管理员", "", (Grant("admin", None),))
LI = Person(
    "li", "李经理", "li@example.com", (Grant("region_manager", frozenset({NORTH}), first=date(2026, 1, 1)),)
)


def after(minutes: float = 0, hours: float = 0) -> datetime:
    return NOON + timedelta(minutes=minutes, hours=hours)


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(passwords, "_hasher", lambda: PasswordHasher(1, 8, 1))
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()


@pytest.fixture
def peopled(store: Store) -> Store:
    """A store with an admin and a region manager, who has a password."""
    store.people.load([ADMIN, LI], "op", NOON)
    store.people.redeem(store.people.invite("li", "admin", NOON), PASSWORD, NOON)
    return store


def refused(code: str, function: object, *arguments: object) -> None:
    with pytest.raises(PeopleRefused) as error:
        function(*arguments)  # type: ignore[operator]
    assert error.value.code == code


def test_people_come_back_as_they_were_loaded_and_only_changes_are_written(store: Store) -> None:
    assert store.people.load([LI, ADMIN], "op", NOON) == ("li", "admin")
    assert store.people.persons() == (ADMIN, LI)
    assert store.people.person(" LI ") == LI
    head = store.audit_head()
    assert store.people.load([LI], "op", NOON) == ()
    assert store.audit_head() == head
    version = store.data_version()
    assert store.people.load([Person("li", "李", "", ())], "op", NOON) == ("li",)
    assert store.data_version() == version


def test_the_last_admin_cannot_be_taken_away(peopled: Store) -> None:
    ended = Person("admin", "管理员", "", (Grant("admin", None, last=date(2026, 8, 1)),))
    refused("no_admin_left", peopled.people.load, [ended], "op", NOON)
    assert peopled.people.person("admin") == ADMIN


def test_who_is_left_to_manage_people_is_judged_by_the_day_of_the_company(peopled: Store) -> None:
    """In the company's zone September has begun, in UTC it is still August."""
    night = datetime(2026, 8, 31, 17, tzinfo=UTC)
    until_august = Person("old", "Old", "", (Grant("admin", None, last=date(2026, 8, 1)),))
    peopled.people.load([until_august], "op", night)
    writer = peopled.acting(Doer("op"), lambda: date(2026, 9, 1))
    refused("no_admin_left", writer.load_people, [Person("admin", "管理员", "", ())], night)
    since_september = Person("new", "New", "", (Grant("admin", None, first=date(2026, 9, 1)),))
    writer.load_people([since_september, Person("admin", "管理员", "", ())], night)
    refused("unknown_account", writer.invite, "somebody", night)


def test_the_first_admin_comes_from_an_invitation_and_nobody_after(store: Store) -> None:
    token = store.people.invite("root.admin", "op", NOON)
    assert [grant.role for grant in store.people.invited(token, NOON).grants] == ["admin"]
    refused("unknown_account", store.people.invite, "somebody", "op", NOON)


def test_an_invitation_is_good_once_and_for_72_hours(peopled: Store) -> None:
    people = peopled.people
    token = people.invite("li", "admin", NOON)
    assert people.invited(token, after(hours=71)).account == "li"
    refused("invitation_expired", people.redeem, token, PASSWORD, after(hours=72))
    refused("password_short", people.redeem, token, "short", NOON)
    refused("password_own_name", people.redeem, token, "li12345678", NOON)
    assert people.redeem(token, PASSWORD, after(hours=71)) == LI
    refused("invitation_used", people.redeem, token, PASSWORD, after(hours=71))
    refused("invitation_unknown", people.invited, "x" * 43, NOON)


def test_a_newer_invitation_takes_the_place_of_an_older_one(peopled: Store) -> None:
    old = peopled.people.invite("li", "admin", NOON)
    new = peopled.people.invite("li", "admin", NOON)
    refused("invitation_unknown", peopled.people.invited, old, NOON)
    assert peopled.people.redeem(new, PASSWORD, NOON) == LI


def test_a_session_runs_until_it_is_signed_out(peopled: Store) -> None:
    made = peopled.people.sign_in("LI", PASSWORD, NOON)
    assert peopled.people.session(made.token, after(5)) == made.session
    assert (made.session.account, made.session.how) == ("li", "password")
    assert peopled.people.session(made.session.key, after(5)) is None
    peopled.people.end_session(made.token, after(6))
    assert peopled.people.session(made.token, after(6)) is None
    assert peopled.people.sessions("li", after(6)) == []


def test_the_log_is_asked_again_only_when_something_may_have_been_written(
    peopled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into a file of one process nobody else writes; a shared store is asked every second."""
    asked = []

    def look(cursor: duckdb.DuckDBPyConnection, after: int, acts: Sequence[Act]) -> list[Entry]:
        asked.append(after)
        return entries_after(cursor, after, acts)

    monkeypatch.setattr(deeds, "entries_after", look)
    clock = itertools.count(1_000)
    monkeypatch.setattr(connection.time, "monotonic", lambda: next(clock))
    peopled.people.persons()
    asked.clear()
    assert [peopled.people.person("li") for _ in range(3)] == [LI] * 3
    is_alone = peopled._connection.address.kind == "duckdb"
    assert len(asked) == (0 if is_alone else 3)
    peopled.save_scenario({"name": "n"}, "li")
    peopled.people.person("li")
    assert len(asked) == (1 if is_alone else 4)


def test_a_session_ends_after_half_an_hour_without_a_sign_of_life(peopled: Store) -> None:
    token = peopled.people.sign_in("li", PASSWORD, NOON).token
    for minute in (29, 58, 87):
        assert peopled.people.session(token, after(minute)) is not None
    assert peopled.people.session(token, after(87 + 30)) is None
    assert peopled.people.sessions("li", after(87 + 30)) == []


def test_a_session_ends_after_eight_hours_whatever_is_done(peopled: Store) -> None:
    token = peopled.people.sign_in("li", PASSWORD, NOON).token
    for minute in range(20, 480, 20):
        assert peopled.people.session(token, after(minute)) is not None
    assert peopled.people.session(token, after(hours=8)) is None


@pytest.mark.both_kinds
def test_a_changed_grant_ends_the_sessions_and_a_changed_name_does_not(peopled: Store) -> None:
    token = peopled.people.sign_in("li", PASSWORD, NOON).token
    peopled.people.load([Person("li", "李大", LI.email, LI.grants)], "op", NOON)
    assert peopled.people.session(token, NOON) is not None
    peopled.people.load([Person("li", "李大", LI.email, (Grant("vp", frozenset({SOUTH})),))], "op", NOON)
    assert peopled.people.session(token, NOON) is None


def test_an_admin_ends_all_sessions_and_a_new_password_does(peopled: Store) -> None:
    people = peopled.people
    tokens = [people.sign_in("li", PASSWORD, NOON).token for _ in range(2)]
    assert people.end_sessions("li", "admin", NOON) == 2
    assert [people.session(token, NOON) for token in tokens] == [None, None]
    assert people.end_sessions("li", "admin", NOON) == 0
    refused("unknown_account", people.end_sessions, "nobody", "admin", NOON)
    token = people.sign_in("li", PASSWORD, NOON).token
    people.redeem(people.invite("li", "admin", NOON), "another long phrase", NOON)
    assert people.session(token, NOON) is None
    refused("wrong_password", people.sign_in, "li", PASSWORD, NOON)


@pytest.mark.parametrize("account", ["li", "nobody", "admin"])
def test_ten_failed_tries_lock_for_a_quarter_of_an_hour_an_unknown_account_too(
    peopled: Store, account: str
) -> None:
    for _ in range(10):
        refused("wrong_password", peopled.people.sign_in, account, "wrong", NOON)
    refused("locked", peopled.people.sign_in, account, PASSWORD, after(14.9))
    if account == "li":
        assert peopled.people.locked_until("li", NOON) == after(15)
        assert peopled.people.sign_in(account, PASSWORD, after(15))
    else:
        refused("wrong_password", peopled.people.sign_in, account, PASSWORD, after(15))


def test_failed_tries_of_a_password_do_not_bar_another_way_in(peopled: Store) -> None:
    for _ in range(10):
        refused("wrong_password", peopled.people.sign_in, "li", "wrong", NOON)
    assert peopled.people.begin_session("li", "oidc", NOON).session.account == "li"


def test_getting_in_forgets_the_failed_tries(peopled: Store) -> None:
    for _ in range(3):
        for _ in range(9):
            refused("wrong_password", peopled.people.sign_in, "li", "wrong", NOON)
        assert peopled.people.sign_in("li", PASSWORD, NOON).session.account == "li"


def test_an_account_without_a_password_lets_nobody_in(peopled: Store) -> None:
    refused("wrong_password", peopled.people.sign_in, "admin", "", NOON)
    assert not peopled.people.has_password("admin")
    assert peopled.people.begin_session("admin", "oidc", NOON).session.how == "oidc"


def test_everything_is_audited_and_no_secret_is_written(peopled: Store, tmp_path: Path) -> None:
    people = peopled.people
    invitation = people.invite("admin", "op", NOON)
    session = people.sign_in("li", PASSWORD, NOON).token
    refused("wrong_password", people.sign_in, "typed-a-password-here", "and-another-one", NOON)
    assert peopled.audit().is_sound
    with peopled._connection.cursor() as cursor:
        log = entries(cursor)
    acts = [entry.act for entry in log if entry.act not in ("open", "upgrade")]
    wanted = ["person", "person", "invitation", "password", "invitation", "session", "sign_in_failed"]
    assert acts == wanted
    backup = tmp_path / "backup.zip"
    peopled.back_up(backup, "op")
    with zipfile.ZipFile(backup) as archive:
        stored = b"".join(archive.read(name) for name in archive.namelist())
    told = orjson.dumps([entry.details for entry in log]) + orjson.dumps([entry.subject for entry in log])
    for secret in (invitation, session, PASSWORD, "typed-a-password-here", "and-another-one"):
        assert secret.encode() not in told + stored
    assert token_hash(session).encode() in told


def test_an_altered_deed_counts_for_nothing_and_is_found(url: str) -> None:
    with Store.open(url) as store:
        store.people.load([ADMIN, LI], "op", NOON)
        with store._connection.transaction() as cursor:
            cursor.execute(
                "UPDATE audit_entries SET details = replace(details, 'region_manager', 'gm') "
                "WHERE act = 'person'"
            )
    with Store.open(url) as store:
        assert store.people.person("li") is None
        assert not store.audit().is_sound


def test_people_come_with_a_backup_and_sign_in_again(peopled: Store, tmp_path: Path) -> None:
    peopled.back_up(tmp_path / "backup.zip", "op")
    other = tmp_path / "other.duckdb"
    Store.restore(other, tmp_path / "backup.zip", "op")
    with Store.open(other) as store:
        assert store.people.persons() == (ADMIN, LI)
        assert store.people.sign_in("li", PASSWORD, NOON)


def test_a_store_that_is_opened_anew_knows_no_signs_of_life(url: str) -> None:
    with Store.open(url) as store:
        store.people.load([ADMIN], "op", NOON)
        token = store.people.begin_session("admin", "oidc", NOON).token
        assert store.people.session(token, after(20)) is not None
    with Store.open(url) as store:
        assert store.people.session(token, after(29)) is not None
    with Store.open(url) as store:
        assert store.people.session(token, after(31)) is None


def test_what_is_handed_over_is_known_when_it_is_opened_anew_and_lasts_no_longer(url: str) -> None:
    with Store.open(url) as store:
        store.people.load([ADMIN], "op", NOON)
        token = store.people.begin_session("admin", "oidc", NOON).token
        left = store.people.begin_session("admin", "oidc", NOON).token
        ended = store.people.begin_session("admin", "oidc", NOON).token
        for each in (token, ended):
            assert store.people.session(each, after(20)) is not None
        store.people.end_session(ended, after(21))
        assert store.people.hand_over(after(25)) == 1
        # Nothing was heard of the one that was left: nothing is told of it.
        assert store.people.session(left, after(31)) is None
    with Store.open(url) as store:
        assert store.people.running(token, after(49)) is not None
        assert store.people.running(token, after(50)) is None
        assert store.people.running(left, after(31)) is None
        assert store.people.running(ended, after(26)) is None


def test_a_program_that_heard_of_nobody_hands_nothing_over(store: Store) -> None:
    store.people.load([ADMIN], "op", NOON)
    store.people.begin_session("admin", "oidc", NOON)
    head = store.audit_head()
    assert store.people.hand_over(after(1)) == 0
    assert store.audit_head() == head


@pytest.mark.parametrize("version", VERSIONS)
def test_a_store_of_an_older_version_takes_people_once_it_is_brought_up_to_date(
    version: int, tmp_path: Path
) -> None:
    made = unpacked(version, tmp_path)
    with Store.open(address_of(made, "duckdb")) as store:
        assert store.people.persons() == ()
        store.people.load([ADMIN], "op", NOON)
        assert store.audit().is_sound
    with Store.open(address_of(made, "duckdb")) as store:
        assert store.people.persons() == (ADMIN,)

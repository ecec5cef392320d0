"""Who is behind a run: this machine's operator, or the person whom the session's cookie names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import visit
from dashboard.entrance.opened import store_at
from dashboard.entrance.terms import PUBLIC_VARIABLE, SIGN_IN_VARIABLE, origin_of, terms
from dashboard.services.stores.people import now
from dashboard.services.stores.stores import STORE_VARIABLE
from dashboard.visit import SignedOut, current_visitor, visitor_of
from data.people.person import Grant, Person
from data.store import Store
from tests.built import copied
from tests.dashboard.demo import demo_file

APP = str(Path(__file__).parents[2] / "dashboard" / "app.py")
WHO = "lin.manager"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A served store of the demo company with a region manager, where people sign in."""
    path = copied(demo_file(), tmp_path / "store.duckdb")
    monkeypatch.setenv(STORE_VARIABLE, str(path))
    monkeypatch.setenv(SIGN_IN_VARIABLE, "1")
    opened = store_at(str(path))
    give(opened, Grant("region_manager", frozenset({"华北大区"})))
    yield opened
    opened.close()


def give(store: Store, *grants: Grant) -> None:
    store.people.load([Person(WHO, "Lin", "", grants)], "tests", now())


def test_without_sign_in_it_is_the_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SIGN_IN_VARIABLE, raising=False)
    assert current_visitor().is_operator


def test_the_cookie_tells_who_it_is_and_grants_are_read_again(store: Store) -> None:
    token = store.people.begin_session(WHO, "password", now()).token
    visitor = visitor_of(token)
    assert (visitor.account, visitor.name, visitor.actor) == (WHO, "Lin", WHO)
    assert visitor.scope.regions == {"华北大区"}
    give(store, Grant("finance", None))
    with pytest.raises(SignedOut):  # a grant that changes ends the session
        visitor_of(token)
    again = store.people.begin_session(WHO, "password", now()).token
    assert visitor_of(again).scope.is_everything


def test_no_token_or_one_that_ended_is_nobody(store: Store) -> None:
    token = store.people.begin_session(WHO, "password", now()).token
    old = store.people.begin_session(WHO, "password", now() - timedelta(hours=8)).token
    store.people.end_session(token, now())
    for wrong in (None, "", token, old, token[:-1] + "_"):
        with pytest.raises(SignedOut):
            visitor_of(wrong)


def said(app: AppTest) -> str:
    return " ".join(str(element.value) for element in app.main if hasattr(element, "value"))


def test_a_page_past_the_gate_shows_nothing_without_a_session(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "_token", lambda: None)
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert not app.exception
    assert "您尚未登录" in app.info[0].value
    assert len(app.main) == 2
    assert not app.sidebar.children


def test_without_a_role_in_force_there_is_a_sentence_and_no_more(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(store)
    token = store.people.begin_session(WHO, "password", now()).token
    monkeypatch.setattr(visit, "_token", lambda: token)
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert not app.exception
    assert "管理员" in app.info[0].value
    assert len(app.main) == 2
    assert not app.sidebar.children


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://Cockpit.Example/", "https://cockpit.example"),
        ("https://cockpit.example:443", "https://cockpit.example"),
        ("http://10.0.0.7:8501", "http://10.0.0.7:8501"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
    ],
)
def test_the_public_address_is_an_origin(written: str, origin: str) -> None:
    assert origin_of(written) == origin


@pytest.mark.parametrize(
    "wrong", ["cockpit.example", "ftp://a.example", "https://", "https://a.example/x", "https://u@a.example"]
)
def test_anything_else_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - it says which
        origin_of(wrong)


def test_behind_tls_no_other_host_can_plant_the_cookie(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIGN_IN_VARIABLE, "1")
    monkeypatch.setenv(PUBLIC_VARIABLE, "https://cockpit.example")
    assert (terms().cookie, terms().is_secure) == ("__Host-cockpit", True)

"""A server makes itself ready at its start: pages then ask for nothing that all of them rest on."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache import ahead, current, readiness
from dashboard.cache.opened import current_store
from dashboard.cache.readiness import make_ready, prepare
from dashboard.entrance import begun
from dashboard.services.stores.stores import IDENTITY_VARIABLE, STORE_VARIABLE
from dashboard.views.year import standing
from tests.built import copied
from tests.dashboard.demo import demo_file
from tests.pages.conftest import APP


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = copied(demo_file(), tmp_path / "store.duckdb")
    monkeypatch.setenv(STORE_VARIABLE, str(path))
    return path


@pytest.mark.parametrize("page", ["overview", "whatif", "year"])
@pytest.mark.usefixtures("store")
def test_a_page_finds_all_that_was_made_ready(monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    make_ready()

    def anew(*_: Any, **__: Any) -> Any:
        raise AssertionError("it was made ready")

    for name in ("snapshot", "basis"):
        monkeypatch.setattr(current, name, anew)
    for name in ("month_forecast", "rest_from"):
        monkeypatch.setattr(ahead, name, anew)
    monkeypatch.setattr(standing, "year_to_date", anew)
    app = AppTest.from_file(APP, default_timeout=60)
    if page != "overview":
        app.switch_page(f"../pages/{page}.py")
    app.run()
    assert (list(app.exception), [each.value for each in app.error]) == ([], [])
    current_store().close()


def test_a_server_makes_ready_only_a_store_that_serve_has_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    monkeypatch.setattr(begun, "_acts", [])
    monkeypatch.setattr(begun, "BEGUN", threading.Event())
    monkeypatch.setattr(readiness, "make_ready", Mock(__name__="make_ready", side_effect=done.set))
    monkeypatch.delenv(IDENTITY_VARIABLE, raising=False)
    prepare()
    begun.begin()
    assert (begun.has_begun(), begun._acts) == (True, [])
    monkeypatch.setenv(IDENTITY_VARIABLE, "seen")
    prepare()
    assert not done.is_set()
    begun.begin()
    assert done.wait(60)


@pytest.mark.parametrize(
    ("quiet", "patience", "serves", "looks", "made"),
    [
        ([None], 30.0, [], 1, ["warm_year"]),
        ([0.0, 0.0, 4.0], 30.0, [True, True], 3, ["warm_year"]),
        ([0.0], 0.0, [], 1, ["warm_year"]),
        ([0.0, 0.0], 30.0, [True, False], 2, []),
    ],
    ids=["nobody is there", "a page is being made", "patience is at its end", "the server ends meanwhile"],
)
def test_the_year_is_made_once_no_page_is(
    monkeypatch: pytest.MonkeyPatch,
    quiet: list[float | None],
    patience: float,
    serves: list[bool],
    looks: int,
    made: list[str],
) -> None:
    done: list[str] = []

    def quiet_for() -> float | None:
        done.append("looked")
        return quiet.pop(0)

    for name in ("have_open", "warm", "warm_year", "_import_components"):
        monkeypatch.setattr(readiness, name, lambda *_, name=name: done.append(name))
    monkeypatch.setattr(readiness, "has_begun", lambda: serves.pop(0))
    monkeypatch.setattr(readiness, "quiet_for", quiet_for)
    monkeypatch.setattr(readiness, "_LOOK", 0.0)
    monkeypatch.setattr(readiness, "_PATIENCE", patience)
    make_ready()
    assert done[0] == "have_open"
    assert set(done[1:3]) == {"warm", "_import_components"}
    assert done[3:] == ["looked"] * looks + made


def test_what_goes_wrong_is_left_to_the_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = tmp_path / "store.duckdb"
    text.write_text("no store")
    monkeypatch.setenv(STORE_VARIABLE, str(text))
    make_ready()
    assert text.read_text() == "no store"

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


def test_what_goes_wrong_is_left_to_the_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = tmp_path / "store.duckdb"
    text.write_text("no store")
    monkeypatch.setenv(STORE_VARIABLE, str(text))
    make_ready()
    assert text.read_text() == "no store"

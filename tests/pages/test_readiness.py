"""A server makes itself ready at its start: pages then ask for nothing that all of them rest on."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache import ahead, current
from dashboard.cache.opened import current_store
from dashboard.cache.readiness import make_ready, prepare
from dashboard.services.stores.stores import IDENTITY_VARIABLE, STORE_VARIABLE
from tests.dashboard.demo import copied, demo_file
from tests.pages.conftest import APP


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    path = str(copied(demo_file(), tmp_path / "store.duckdb"))
    monkeypatch.setenv(STORE_VARIABLE, path)
    return path


@pytest.mark.parametrize("page", ["overview", "whatif"])
def test_a_page_finds_all_that_was_made_ready(store: str, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    make_ready(store)

    def anew(*_: Any, **__: Any) -> Any:
        raise AssertionError("it was made ready")

    for name in ("snapshot", "basis"):
        monkeypatch.setattr(current, name, anew)
    monkeypatch.setattr(ahead, "month_forecast", anew)
    app = AppTest.from_file(APP, default_timeout=60)
    if page != "overview":
        app.switch_page(f"../pages/{page}.py")
    app.run()
    assert (list(app.exception), [each.value for each in app.error]) == ([], [])
    current_store().close()


def test_what_goes_wrong_is_left_to_the_pages_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(IDENTITY_VARIABLE, raising=False)
    prepare()
    assert "readiness" not in {thread.name for thread in threading.enumerate()}
    text = tmp_path / "store.duckdb"
    text.write_text("no store")
    make_ready(str(text))
    assert text.read_text() == "no store"

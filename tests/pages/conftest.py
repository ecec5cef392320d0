"""Pages run in process, each test with a store of its own address."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import i18n
from dashboard.cache import current_store
from dashboard.services.stores.stores import STORE_VARIABLE
from tests.dashboard.demo import store_with_demo

APP = str(Path(__file__).parents[2] / "dashboard" / "app.py")
Opened = Callable[..., AppTest]


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store file with the demo company; copy it, do not write to it."""
    return store_with_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(autouse=True)
def _language_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_current", i18n._current)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, demo_store: Path) -> Iterator[Opened]:
    """Opens a page on the demo company (or on an empty store) with an address bar."""

    def open_page(key: str = "overview", *, is_empty: bool = False, **address: str) -> AppTest:
        path = tmp_path / "store.duckdb"
        if not is_empty:
            shutil.copy(demo_store, path)
            # The uploaded files stand beside the store and belong to it.
            shutil.copytree(f"{demo_store}.originals", f"{path}.originals", dirs_exist_ok=True)
        monkeypatch.setenv(STORE_VARIABLE, str(path))
        app = AppTest.from_file(APP, default_timeout=30)
        for name, value in address.items():
            app.query_params[name] = value
        app.run()
        if key != "overview":
            app.switch_page(f"../pages/{key}.py").run()
        return app

    yield open_page
    if STORE_VARIABLE in os.environ:
        current_store().close()

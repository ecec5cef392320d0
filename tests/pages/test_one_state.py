"""A page shows one state of the data: what is loaded while it is drawn changes nothing on it.

Somebody else loads other figures right after the page has looked at the store for the first time. All that
reaches the browser is then byte for byte what it would have been without, and after a rerun what it is now.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Thread

import polars as pl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.cache.opened import current_store
from dashboard.services.stores.stores import STORE_VARIABLE
from data.store import LoadFile, LoadRequest, Store
from data.store.holds import Hold
from tests.built import copied
from tests.dashboard.demo import demo_file
from tests.nightly import by_night
from tests.pages.conftest import APP
from tests.pages.received import Received, recorded

MONTH = "2026-09"
#: Page → its address: figures, ranks, rows behind a receipt, customers, days and levers.
PAGES = {
    "overview": {},
    "targets": {"region": "华北", "receipt": "checkpoint"},
    "capital": {"region": "东北", "receipt": "capital_overrun"},
    "expenses": {"region": "华北"},
    "trace": {"region": "华北", "figure": "collections"},
    "whatif": {"region": "华北"},
    "settlement": {"region": "东北", "receipt": "capital_overrun"},
    "month": {},
    "year": {},
}


def load_other_figures(store: Store) -> None:
    """Twice as much of everything in the month, and one claim more than there was."""
    frames = {}
    for name, money in (
        ("sales", "amount"),
        ("collections", "amount"),
        ("receivables", "balance"),
        ("expenses", "amount"),
    ):
        frames[name] = store.current(name, date(2026, 9, 1)).with_columns(pl.col(money) * 2)
    store.commit(LoadRequest(frames, [LoadFile("other", "00", 1)], "somebody"))


def received(key: str, found: Received) -> tuple[list[bytes], dict[str, bytes]]:
    """All that comes of a visit."""
    found.clear()
    app = AppTest.from_file(APP, default_timeout=120)
    for name, value in ({"month": MONTH} | PAGES[key]).items():
        app.query_params[name] = value
    if key != "overview":
        app.switch_page(f"../pages/{key}.py")
    app.run()
    assert not app.exception
    assert not app.error, app.error[0].value
    return list(found.messages), dict(found.files)


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Received]:
    path = copied(demo_file(), tmp_path / "store.duckdb")
    monkeypatch.setenv(STORE_VARIABLE, str(path))
    yield recorded(monkeypatch)
    current_store().close()
    st.cache_resource.clear()


@pytest.mark.parametrize("key", by_night(PAGES, but=("overview", "whatif")))
def test_a_load_in_the_middle_of_a_run_mixes_nothing(
    key: str, found: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = received(key, found)
    st.cache_resource.clear()
    held, loaded = Store.held, []

    @contextmanager
    def held_while_somebody_loads(store: Store, version: str | None = None) -> Iterator[Hold]:
        with held(store, version) as hold:
            if not loaded:
                loaded.append(hold.version)
                other = Thread(target=load_other_figures, args=(store.live,))
                other.start()
                other.join()
                assert store.data_version() != hold.version
            yield hold

    monkeypatch.setattr(Store, "held", held_while_somebody_loads)
    meanwhile = received(key, found)
    assert loaded
    assert meanwhile == before
    assert received(key, found) != before

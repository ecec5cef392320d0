"""Parts of a page that run alone: they show the state that their page shows, or the page is drawn anew."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest
import streamlit as st

from dashboard.cache import opened
from dashboard.cache.opened import current_store, seen_store
from dashboard.memory import one_run
from dashboard.parts import alone
from dashboard.services.stores.stores import STORE_VARIABLE
from data.store import Store
from tests.data.store.building import JAN, frame, load

ROOT = Path(__file__).parents[2]


class Rerun(BaseException):
    """The whole page is drawn anew: like Streamlit's, no `Exception`."""


@pytest.fixture(autouse=True)
def _at_a_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    known: dict[str, object] = {}
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "store.duckdb"))
    monkeypatch.setattr(
        opened, "state", SimpleNamespace(keep=known.__setitem__, kept=known.get, ONCE_MORE="")
    )

    def rerun() -> None:
        raise Rerun

    monkeypatch.setattr(opened.st, "rerun", rerun)
    yield
    current_store().close()
    st.cache_resource.clear()


def _sell(store: Store, fen: int) -> None:
    load(store, sales=frame("sales", {"date": JAN, "amount": fen}))


def _somebody_sells(fen: int) -> None:
    store = current_store()
    other = Thread(target=lambda: _sell(store, fen))
    other.start()
    other.join()


def _sold() -> int:
    return int(seen_store().current("sales")["amount"].sum())


@alone
def _shown(found: list[int]) -> None:
    found.append(_sold())


def test_a_run_reads_one_state_and_the_next_one_the_latest() -> None:
    _sell(current_store(), 100)
    with one_run():
        assert _sold() == 100
        _somebody_sells(200)
        assert _sold() == 100
    with one_run():
        assert _sold() == 200


def test_a_run_that_writes_reads_what_it_wrote() -> None:
    with one_run():
        assert _sold() == 0
        _sell(current_store(), 100)
        assert _sold() == 100
        _somebody_sells(200)
        assert _sold() == 100


def test_outside_of_a_run_the_latest_is_read() -> None:
    """A callback decides on what there is."""
    _sell(current_store(), 100)
    assert _sold() == 100
    _somebody_sells(200)
    assert _sold() == 200


def test_a_part_that_runs_alone_has_its_page_drawn_anew_once_something_was_loaded() -> None:
    found: list[int] = []
    _sell(current_store(), 100)
    with one_run():
        _shown(found)
    _shown(found)
    assert found == [100, 100]
    _somebody_sells(200)
    with pytest.raises(Rerun):
        _shown(found)
    assert found == [100, 100]
    with one_run():
        _shown(found)
    _shown(found)
    assert found == [100, 100, 200, 200]


def test_a_part_that_asks_the_store_for_nothing_stays_as_it_is() -> None:
    """A lever is moved while somebody loads: the board goes on from what the page shows."""
    found: list[int] = []
    with one_run():
        _sold()
    _somebody_sells(200)
    alone(lambda: found.append(1))()
    assert found == [1]


def test_whatever_runs_alone_runs_as_a_part_of_its_page() -> None:
    """A fragment or dialog by itself would read what is there now, beside figures of what there was."""
    for folder in ("dashboard", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text()
            if path.name == "parts.py" or not any(each in text for each in ("st.fragment", "st.dialog")):
                continue
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Attribute) and node.attr == "fragment":
                    raise AssertionError(f"{path}: dashboard.parts.part instead of st.fragment")
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Call):
                    dialog = node.func.func
                    if isinstance(dialog, ast.Attribute) and dialog.attr == "dialog":
                        (shown,) = node.args
                        assert isinstance(shown, ast.Call), f"{path}: alone(…) around what a dialog shows"
                        assert ast.unparse(shown.func) == "alone", path

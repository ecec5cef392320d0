"""From a click to the new figures on screen, in a real browser, against an empty page."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from dashboard.services.demo import load_demo
from data.store import Store
from tests.bench.timing import Ratio, medians
from tests.browser.serving import chromium, served

EMPTY = Path(__file__).with_name("empty_app.py")
ROUNDS = 15


def measured() -> list[Ratio]:
    """The overview's switch between 万元 and 元, and its first paint; both against the empty page."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "demo.duckdb"
        with Store.open(store) as opened:
            load_demo(opened, date(2026, 10, 1))
        with served(store) as ours, served(store, EMPTY) as empty, chromium() as browser:
            page, bare = browser.new_page(), browser.new_page()
            first = medians(lambda: _open(page, ours, "2026-09"), lambda: _open(bare, empty, "unit A"), 5)
            again = medians(
                _switch(page, ["元", "万元"], "金额单位 "), _switch(bare, ["B", "A"], "unit "), ROUNDS
            )
    return [
        Ratio("overview, first paint", "an empty Streamlit page", *first),
        Ratio("overview, rerun on a switch", "an empty Streamlit page", *again),
    ]


def _open(page: Page, address: str, text: str) -> None:
    page.goto(address)
    expect(page.get_by_text(text).first).to_be_visible(timeout=30_000)


def _switch(page: Page, labels: list[str], prefix: str) -> Callable[[], None]:
    """A click on the next label, and the wait for its text; the labels take turns."""
    turn = iter(range(1_000_000))

    def click() -> None:
        label = labels[next(turn) % len(labels)]
        page.get_by_role("radio", name=label, exact=True).or_(
            page.get_by_role("button", name=label, exact=True)
        ).first.click()
        expect(page.get_by_text(f"{prefix}{label}").first).to_be_visible(timeout=30_000)

    return click

"""Every page against an empty Streamlit page: its first paint, and a rerun after a click.

First paint is the time from the navigation (the browser's own clock) to the first frame in
which the page's own title and the first of its own content are both visible: a sentence,
figure, table, chart or field of the main part that is not the title, its question, the
filters or the stamps. The empty page's is that of the one line it has. Everything comes from a new
browser context, so that scripts and styles are fetched and compiled anew on both sides.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from itertools import cycle
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from dashboard.navigation import ENTRIES
from dashboard.services.stores.demo import load_demo
from data.store import Store
from tests.bench.browsing import click_to_change, navigation_to_content
from tests.bench.timing import Ratio, measured_in_turn
from tests.browser.screenshots import ADDRESSES
from tests.browser.serving import chromium, served

EMPTY = Path(__file__).with_name("empty_app.py")
EMPTY_CONTENT = "[data-testid=stMain] [data-testid=stCaptionContainer]"
#: What every page says of its month, unit and versions.
STAMPS = EMPTY_CONTENT
ROUNDS, RERUNS = 5, 15
#: Milliseconds after which a page has finished what a click began.
SETTLES = 1_500
TITLE = "[data-testid=stMain] h1"
#: What only the page itself puts there: cards' titles and contents, alerts, figures, tables, uploads.
_MAIN = "[data-testid=stMain] "
CONTENT = ", ".join(
    _MAIN + part
    for part in (
        "h4",
        "h3",
        ".tiles",
        ".steps",
        ".heat",
        "[data-testid=stDataFrame]",
        "[data-testid=stPlotlyChart]",
        "[data-testid=stFileUploader]",
        "[data-testid=stBadge]",
    )
)


def measured() -> Iterator[Ratio]:
    """The first paint of every page, and the overview's switch between 万元 and 元."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "demo.duckdb"
        with Store.open(store) as loaded:
            load_demo(loaded, date(2026, 10, 1))
        with served(store) as ours, served(store, EMPTY) as empty, chromium() as browser:
            for entry in ENTRIES:
                path = "" if entry.is_default else entry.key
                seen = first_paint(browser, f"{ours}/{path}?{ADDRESSES.get(entry.key, '')}", CONTENT, TITLE)
                bare = first_paint(browser, empty, EMPTY_CONTENT)
                yield Ratio(
                    f"{entry.key}, first paint",
                    "an empty Streamlit page",
                    *measured_in_turn(seen, bare, ROUNDS),
                )
            yield _rerun(browser, ours, empty)


def first_paint(
    browser: Browser, address: str, content: str, title: str = "", *, is_whole: bool = False
) -> Callable[[], float]:
    """The seconds until a page at `address` shows itself, or all of it, to somebody who was never there."""

    def open_anew() -> float:
        with browser.new_context(viewport={"width": 1366, "height": 900}) as context:
            return navigation_to_content(context.new_page(), address, content, title, is_whole=is_whole)

    return open_anew


def _rerun(browser: Browser, ours: str, empty: str) -> Ratio:
    """By the browser's own clock: the driver's waiting costs a page the more, the more there is on it."""
    page, bare = browser.new_page(), browser.new_page()
    opened(page, ours, "2026-09")
    opened(bare, empty, "unit A")
    again = measured_in_turn(
        switch(page, ["元", "万元"], STAMPS), switch(bare, ["B", "A"], EMPTY_CONTENT), RERUNS
    )
    return Ratio("overview, rerun on a switch", "an empty Streamlit page", *again)


def opened(page: Page, address: str, text: str) -> None:
    """Open a page, and wait until it has nothing more to do."""
    page.goto(address)
    expect(page.get_by_text(text).filter(visible=True).first).to_be_visible(timeout=30_000)
    page.wait_for_timeout(SETTLES)


def switch(page: Page, labels: list[str], said: str) -> Callable[[], float]:
    """A click on the next label; the seconds until what `said` selects says something else."""
    turn = cycle(labels)

    def click() -> float:
        page.bring_to_front()
        label = next(turn)
        button = page.get_by_role("radio", name=label, exact=True).or_(
            page.get_by_role("button", name=label, exact=True)
        )
        box = button.first.bounding_box()
        assert box is not None
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        seconds = click_to_change(page, *middle, said)
        page.wait_for_timeout(SETTLES)
        return seconds

    return click

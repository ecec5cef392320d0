"""From a key pressed on a what-if slider to the new number, against a fragment that computes nothing.

Both sides are used in turn in one browser. The clock is the browser's own: it starts with the key
and stops in the first frame in which the figures beside the levers say something else. The board is
told beforehand what a step would come to. A click on the track goes to a place that nobody has
computed before: the second line is the whole way to the server and back, with an evaluation.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

from playwright.sync_api import Page

from dashboard.services.stores.demo import load_demo
from data.store import Store
from tests.bench.browsing import click_to_change, key_to_change
from tests.bench.timing import Ratio, measured_in_turn
from tests.browser.serving import chromium, served

BARE = Path(__file__).with_name("slider_app.py")
ADDRESS = "whatif?month=2026-10&region=华北"
#: What is compared: the numbers, and not what the slider itself says.
NUMBERS = ".lever-figures, [data-testid=stMetric]"
#: Where a slider is clicked.
TRACK = ".lever-track, [data-testid=stSlider]"
ROUNDS = 20
#: Milliseconds for which a reader looks at a number.
LOOKS = 700
#: Milliseconds after which a page that was brought to the front is drawn.
SETTLES = 300


def measured() -> list[Ratio]:
    """A step of a lever, and a jump between two places it was not at before."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "demo.duckdb"
        with Store.open(store) as opened:
            load_demo(opened, date(2026, 10, 1))
        with served(store) as ours, served(store, BARE) as bare, chromium() as browser:
            page, empty = browser.new_page(), browser.new_page()
            _open(page, f"{ours}/{ADDRESS}")
            _open(empty, bare)
            steps = measured_in_turn(_press(page), _press(empty), ROUNDS)
            clicks = measured_in_turn(_click(page), _click(empty), ROUNDS)
    return [
        Ratio("what-if, slider key to number", "a fragment that computes nothing", *steps),
        Ratio("what-if, click on the track to number", "a fragment that computes nothing", *clicks),
    ]


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("slider").first.wait_for()
    page.wait_for_timeout(3 * LOOKS)


def _press(page: Page) -> Callable[[], float]:
    """A key on the first slider; the seconds to the new number."""

    def press() -> float:
        _settle(page)
        seconds = key_to_change(page, "ArrowRight", NUMBERS)
        page.wait_for_timeout(LOOKS)
        return seconds

    return press


def _click(page: Page) -> Callable[[], float]:
    """A click on the first slider's track, each time elsewhere; the seconds to the new number."""
    places = ((0.11 + 0.618 * turn) % 0.9 for turn in count())

    def click() -> float:
        _settle(page)
        box = page.locator(TRACK).first.bounding_box()
        assert box is not None
        x = box["x"] + box["width"] * (0.05 + next(places))
        seconds = click_to_change(page, x, _height_of_thumb(page), NUMBERS)
        page.wait_for_timeout(LOOKS)
        return seconds

    return click


def _settle(page: Page) -> None:
    page.bring_to_front()
    page.get_by_role("slider").first.focus()
    page.wait_for_timeout(SETTLES)


def _height_of_thumb(page: Page) -> float:
    box = page.get_by_role("slider").first.bounding_box()
    assert box is not None
    return box["y"] + box["height"] / 2

"""From a key pressed on a what-if slider to the new number, against a fragment that computes nothing.

Both sides are pressed in turn in one browser. The clock is the browser's own: it starts with
the key and stops in the first frame in which the figures beside the levers say something else.
A reader looks at a number before pressing on; meanwhile the page has the next step computed.
Without a step to go by (a key that jumps elsewhere) the evaluation is waited for, which the
second line shows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Page

from dashboard.services.demo import load_demo
from data.store import Store
from tests.bench.browsing import key_to_change
from tests.bench.timing import Ratio, measured_in_turn
from tests.browser.serving import chromium, served

BARE = Path(__file__).with_name("slider_app.py")
ADDRESS = "whatif?month=2026-10&region=华北"
#: What is compared: the numbers, and not what the slider itself says.
NUMBERS = "[data-testid=stMetric]"
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
            steps = measured_in_turn(_press(page, "ArrowRight"), _press(empty, "ArrowRight"), ROUNDS)
            jumps = measured_in_turn(
                _press(page, "PageUp", "ArrowRight"), _press(empty, "PageUp", "ArrowRight"), ROUNDS // 2
            )
    return [
        Ratio("what-if, slider key to number", "a fragment that computes nothing", *steps),
        Ratio("what-if, slider jump to number", "a fragment that computes nothing", *jumps),
    ]


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("slider").first.wait_for()
    page.wait_for_timeout(3 * LOOKS)


def _press(page: Page, *keys: str) -> Callable[[], float]:
    """A key on the first slider, the keys in turn; the seconds to the new number."""
    turn = iter(range(1_000_000))

    def press() -> float:
        page.bring_to_front()
        page.get_by_role("slider").first.focus()
        page.wait_for_timeout(SETTLES)
        seconds = key_to_change(page, keys[next(turn) % len(keys)], NUMBERS)
        page.wait_for_timeout(LOOKS)
        return seconds

    return press

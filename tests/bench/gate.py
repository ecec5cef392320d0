"""What signing in costs: the overview with the gate before it, against the same without."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from dashboard.entrance.terms import SIGN_IN_VARIABLE, terms
from dashboard.services.stores.demo import load_demo
from dashboard.services.stores.people import now
from data.people.person import Grant, Person
from data.store import Store
from tests.bench.browsing import navigation_to_content
from tests.bench.pages import CONTENT, ROUNDS, TITLE
from tests.bench.timing import Ratio, measured_in_turn
from tests.browser.serving import chromium, serving
from tests.dashboard.raw_page import RawPage, raw_page

MONTH = "month=2026-09"
SIZE = {"width": 1366, "height": 900}
#: Pairs of turns that count, those before them, and how often a turn switches there and back.
PAIRS, WARM_UP, SWITCHES = 40, 4, 5
Served = tuple[str, subprocess.Popen[bytes]]


def measured() -> Iterator[Ratio]:
    """The overview of who sees everything: its first paint, and its switch between 万元 and 元."""
    with tempfile.TemporaryDirectory() as folder:
        without, store = Path(folder) / "without" / "demo.duckdb", Path(folder) / "with" / "demo.duckdb"
        for path in (without, store):
            path.parent.mkdir()
        with Store.open(without) as loaded:
            load_demo(loaded, date(2026, 10, 1))
        shutil.copytree(without.parent, store.parent, dirs_exist_ok=True)
        with Store.open(store) as people:
            people.people.load([Person("gm", "GM", "", (Grant("gm", None),))], "bench", now())
            token = people.people.begin_session("gm", "password", now()).token
        with serving(without) as bare, serving(store, **{SIGN_IN_VARIABLE: "1"}) as ours:
            with chromium() as browser:
                yield _paint(browser, ours[0], bare[0], token)
            yield _reruns(ours, bare, token)


def _signed_in(browser: Browser, address: str, token: str) -> BrowserContext:
    context = browser.new_context(viewport=SIZE)
    context.add_cookies([{"name": terms().cookie, "value": token, "url": address}])
    return context


def _paint(browser: Browser, ours: str, bare: str, token: str) -> Ratio:
    def painted(address: str) -> float:
        with _signed_in(browser, address, token) as context:
            return navigation_to_content(context.new_page(), address, CONTENT, TITLE)

    again = measured_in_turn(lambda: painted(ours), lambda: painted(bare), ROUNDS)
    return Ratio("overview behind the gate, first paint", "the same without sign-in", *again)


def _reruns(ours: Served, bare: Served, token: str) -> Ratio:
    """What the server computes for a switch of the unit, in seconds of a processor.

    Both sides take turns within a pair, the first one by turns too; so what else the machine does meets both.
    """
    cookie = {"Cookie": f"{terms().cookie}={token}"}
    with raw_page(ours[0], cookie) as page, raw_page(bare[0]) as other:
        page.run(MONTH)
        other.run(MONTH)
        sides = [(ours[1].pid, page), (bare[1].pid, other)]
        pairs = []
        for number in range(WARM_UP + PAIRS):
            order = sides if number % 2 else sides[::-1]
            taken = {pid: _switched(pid, page) for pid, page in order}
            pairs.append((taken[ours[1].pid], taken[bare[1].pid]))
    counted = pairs[WARM_UP:]
    low, middle, high = statistics.quantiles((mine / theirs for mine, theirs in counted), n=4)
    with_gate, without = (statistics.median(side) for side in zip(*counted, strict=True))
    name = (
        f"overview behind the gate, rerun, processor; ratio of a pair {middle:.3f} ({low:.3f} to {high:.3f})"
    )
    return Ratio(name, "the same without sign-in", with_gate, without)


def _switched(pid: int, page: RawPage) -> float:
    """Seconds of a processor that a process takes to switch a page's unit there and back, on average."""
    before = _processor(pid)
    for _ in range(SWITCHES):
        page.run(MONTH, chosen={"choice_unit": "元"})
        page.run(MONTH, chosen={"choice_unit": "万元"})
    return (_processor(pid) - before) / (2 * SWITCHES)


def _processor(pid: int) -> float:
    """How much of a processor a process has had so far, all of its threads (seconds)."""
    return time.clock_gettime((~pid << 3) | 2)  # Linux's number for the clock of another process

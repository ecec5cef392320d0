"""What signing in costs: the overview with the gate before it, against the same without."""

from __future__ import annotations

import shutil
import tempfile
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
from tests.bench.pages import CONTENT, RERUNS, ROUNDS, STAMPS, TITLE, opened, switch
from tests.bench.timing import Ratio, measured_in_turn
from tests.browser.serving import chromium, served

SIZE = {"width": 1366, "height": 900}


def measured() -> Iterator[Ratio]:
    """The first paint of the overview, and its switch between 万元 and 元, by who sees everything."""
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
        gated = served(store, **{SIGN_IN_VARIABLE: "1"})
        with served(without) as bare, gated as ours, chromium() as browser:
            yield _paint(browser, ours, bare, token)
            yield _rerun(browser, ours, bare, token)


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


def _rerun(browser: Browser, ours: str, bare: str, token: str) -> Ratio:
    with _signed_in(browser, ours, token) as context, browser.new_context(viewport=SIZE) as open_to_all:
        page, other = context.new_page(), open_to_all.new_page()
        for each, address in ((page, ours), (other, bare)):
            opened(each, address, "2026-09")
        labels = ["元", "万元"]
        again = measured_in_turn(switch(page, labels, STAMPS), switch(other, labels, STAMPS), RERUNS)
    return Ratio("overview behind the gate, rerun on a switch", "the same without sign-in", *again)

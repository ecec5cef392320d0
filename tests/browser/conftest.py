"""One browser and one profile a worker, which end with these tests: their event loop is in the way of others.

Scripts that the profile has read once are neither fetched nor compiled again, which is half of a page's work.
What a page leaves in it is taken away after each test.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.serving import chromium, served
from tests.dashboard.demo import store_with_demo

#: Milliseconds that a page may take on a busy machine.
SLOW = 60_000
#: A page is looked at for a second or two, too short to pay back what the optimising compilers take.
PLAIN_SCRIPTS = "--js-flags=--no-turbofan --no-maglev"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A page may be caught between two drawings: a test that fails is tried once more, and named (R)."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, for which every name that ends in `.example` is this machine."""
    with chromium("--host-resolver-rules=MAP *.example 127.0.0.1", PLAIN_SCRIPTS) as opened:
        yield opened


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo company, served to all tests of a worker: they leave its data as it is."""
    with served(store_with_demo(tmp_path_factory.mktemp("demo"))) as url:
        yield url


@pytest.fixture(scope="package")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """Where pages of a reader are opened."""
    opened = browser.new_context(viewport={"width": 1366, "height": 900})
    opened.set_default_timeout(SLOW)
    yield opened
    opened.close()


@pytest.fixture
def page(profile: BrowserContext) -> Iterator[Page]:
    """An empty page of a reader who was never here."""
    yield profile.new_page()
    for opened in profile.pages:
        if opened.url.startswith("http"):
            opened.evaluate("localStorage.clear()")
        opened.close()
    profile.clear_cookies()

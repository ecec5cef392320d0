"""One browser a worker, which ends with these tests: its event loop is in the way of others.

Every test has a profile of its own in it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.serving import chromium, served
from tests.dashboard.demo import store_with_demo

#: Milliseconds that a page may take on a busy machine.
SLOW = 60_000


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, for which every name that ends in `.example` is this machine."""
    with chromium("--host-resolver-rules=MAP *.example 127.0.0.1") as opened:
        yield opened


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo company, served to all tests of a worker: they leave its data as it is."""
    with served(store_with_demo(tmp_path_factory.mktemp("demo"))) as url:
        yield url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page of a reader's own."""
    opened = browser.new_page(viewport={"width": 1366, "height": 900})
    opened.set_default_timeout(SLOW)
    yield opened
    opened.context.close()

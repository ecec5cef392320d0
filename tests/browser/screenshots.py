"""Pictures of every page with the demo company: `python -m tests.browser.screenshots [FOLDER]`."""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from dashboard.navigation import ENTRIES
from dashboard.services.stores.demo import load_demo
from data.store import Store
from tests.browser.serving import ROOT, chromium, served

#: Name of a setting → width, colour scheme and language.
SETTINGS = {
    "desktop": (1366, "light", "zh"),
    "dark": (1366, "dark", "zh"),
    "phone": (390, "light", "zh"),
    "english": (1366, "light", "en"),
}
TALLEST = 6000
#: Where a page has more to show than it does at its plain address.
ADDRESSES = {
    "whatif": "month=2026-10&region=华北",
    "trace": "region=东北&figure=contract_overdue",
    "capital": "region=东北",
}


def take(browser: Browser, address: str, folder: Path) -> None:
    """Write one picture per page and setting, the whole page high."""
    for name, (width, scheme, language) in SETTINGS.items():
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        page = context.new_page()
        for entry in ENTRIES:
            path = "" if entry.is_default else entry.key
            page.goto(f"{address}/{path}?lang={language}&{ADDRESSES.get(entry.key, '')}")
            expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
            height = _settled_height(page)
            page.set_viewport_size({"width": width, "height": min(height + 20, TALLEST)})
            page.wait_for_timeout(700)
            page.screenshot(path=folder / f"{entry.key}-{name}.png")
            page.set_viewport_size({"width": width, "height": 800})
        context.close()


def _settled_height(page: Page) -> int:
    """How high the page is once nothing comes any more: charts draw after their data arrives."""
    before, height = 0, -1
    while before != height:
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=30_000)
        expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=30_000)
        before = height
        page.wait_for_timeout(1000)
        height = page.get_by_test_id("stMain").evaluate("element => element.scrollHeight")
    return height


def main(folder: Path) -> None:
    """Serve the demo company on a store of its own and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        store = Path(scratch) / "demo.duckdb"
        with Store.open(store) as opened:
            load_demo(opened, date(2026, 10, 1))
        with served(store) as address, chromium() as browser:
            take(browser, address, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots")

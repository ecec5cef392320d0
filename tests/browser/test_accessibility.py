"""axe-core finds no serious violation on any page, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.navigation import ENTRIES, Entry
from tests.browser.conftest import SLOW
from tests.browser.screenshots import ADDRESSES

pytestmark = pytest.mark.browser
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
#: Streamlit's own sparkline draws an invisible mark without a name; the metric's text says what it shows.
NOT_OURS = {"svg-img-alt"}
#: Streamlit's notice that a page is still running, there for a moment only.
PASSING = [['[data-testid="stStatusWidget"]'], ['[data-testid="stBaseButton-header"]']]


#: Only what is looked for is told, which halves the work; colours alone differ in the dark.
WHOLE = {"resultTypes": ["violations"]}
COLOURS = {**WHOLE, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
#: What the page stands on, as red, green and blue.
GROUND = "() => getComputedStyle(document.querySelector('.stApp')).backgroundColor.match(/\\d+/g).map(Number)"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A reader who goes from page to page."""
    # The page lets no script of others run; axe is one.
    context = browser.new_context(viewport={"width": 1366, "height": 900}, bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_a_page_has_no_serious_violation_in_light_or_in_dark(page: Page, address: str, entry: Entry) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/{'' if entry.is_default else entry.key}?{ADDRESSES.get(entry.key, '')}")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=SLOW)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=SLOW)
    page.add_script_tag(path=AXE)
    assert min(page.evaluate(GROUND)) > 200
    assert serious(page, WHOLE) == {}
    # The page follows the reader's system without being loaded anew.
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"Math.max(...({GROUND})()) < 60", timeout=SLOW)
    assert serious(page, COLOURS) == {}


def serious(page: Page, options: dict[str, object]) -> dict[str, list[str]]:
    """What axe finds and nobody may overlook: elements by rule."""
    found = page.evaluate(
        "([excluded, options]) => axe.run({exclude: excluded}, options)", [PASSING, options]
    )
    return {
        violation["id"]: [node["html"][:200] for node in violation["nodes"]]
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical") and violation["id"] not in NOT_OURS
    }

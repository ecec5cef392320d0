"""Tables on screen: nothing lies over what stands above them, and what the reader did to them stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SLOW

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def settlement(browser: Browser, address: str) -> Iterator[Page]:
    """A month's settlement, loaded once."""
    opened = browser.new_page(viewport={"width": 1366, "height": 1500})
    opened.set_default_timeout(SLOW)
    opened.goto(f"{address}/settlement?month=2026-09")
    yield opened
    opened.context.close()


def test_no_toolbar_covers_the_downloads_above_a_table(settlement: Page) -> None:
    page = settlement
    table = page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible(timeout=SLOW)
    table.hover()
    expect(table.get_by_test_id("stElementToolbar")).to_be_hidden()
    with page.expect_download(timeout=SLOW) as download:
        page.get_by_role("button", name="CSV").first.click()
    assert download.value.suggested_filename.endswith(".csv")


def test_the_table_of_regions_is_sorted_by_a_click_stays_so_and_tells_it_in_the_address(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/?month=2026-09")
    table = page.locator(".heat")
    regions = table.locator("tbody th")
    expect(regions.first).to_have_text("华东", timeout=SLOW)
    score = table.get_by_role("columnheader", name="得分")
    score.get_by_role("link").click()
    expect(regions.first).to_have_text("东北")
    expect(score).to_have_attribute("aria-sort", "ascending")
    page.get_by_text("元", exact=True).first.click()
    expect(page.get_by_text("金额单位 元").first).to_be_visible(timeout=SLOW)
    expect(regions.first).to_have_text("东北")
    expect(page).to_have_url(re.compile("sort=score"))
    page.go_back()
    page.go_back()
    expect(regions.first).to_have_text("华东")


def test_a_columns_menu_speaks_the_readers_language_and_its_order_survives_a_rerun(settlement: Page) -> None:
    page = settlement
    table = page.get_by_test_id("stDataFrame").first
    # The grid is painted; what screen readers are told of it stands in the page.
    items = table.locator('tbody [role=gridcell][aria-colindex="4"]')
    expect(items.first).to_have_text("资金超占", timeout=SLOW)
    box = table.bounding_box()
    assert box
    page.mouse.click(box["x"] + 250, box["y"] + 15)
    page.get_by_role("menuitem", name="升序").click()
    expect(items.first).to_have_text("节点考核")
    page.get_by_text("元", exact=True).first.click()
    expect(page.get_by_text("金额单位 元").first).to_be_visible(timeout=SLOW)
    expect(items.first).to_have_text("节点考核")


@pytest.mark.nightly
def test_a_list_without_a_match_says_so_in_the_readers_language(settlement: Page, address: str) -> None:
    page = settlement
    for language, words in (("zh", "没有匹配项"), ("en", "No results")):
        if language == "en":
            page.goto(f"{address}/settlement?month=2026-09&lang=en")
        page.get_by_test_id("stMain").get_by_role("combobox").first.click(timeout=SLOW)
        page.keyboard.type("zzz")
        expect(page.get_by_text(words, exact=True)).to_be_visible()

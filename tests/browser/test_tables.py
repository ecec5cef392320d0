"""Tables on screen: nothing lies over what stands above them, and what the reader did to them stays."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SLOW

pytestmark = pytest.mark.browser


def opened(page: Page, address: str) -> None:
    page.goto(f"{address}/?month=2026-09")
    expect(page.locator(".js-plotly-plot").last).to_be_visible(timeout=SLOW)


def test_no_toolbar_covers_the_downloads_above_a_table(page: Page, address: str) -> None:
    opened(page, address)
    table = page.get_by_test_id("stDataFrame").first
    table.hover()
    expect(table.get_by_test_id("stElementToolbar")).to_be_hidden()
    with page.expect_download(timeout=SLOW) as download:
        page.get_by_role("button", name="CSV").first.click()
    assert download.value.suggested_filename.endswith(".csv")


def test_a_sorted_table_stays_sorted_when_the_page_is_drawn_again(page: Page, address: str) -> None:
    opened(page, address)
    table = page.get_by_test_id("stDataFrame").first
    first_region = table.get_by_test_id("glide-cell-1-0")
    expect(first_region).to_have_text("华东")
    table.evaluate("table => table.scrollIntoView({block: 'center'})")
    table.click(position={"x": 130, "y": 15}, force=True)
    # By score, the lowest first.
    expect(first_region).to_have_text("东北")
    page.get_by_text("元", exact=True).first.click()
    expect(page).to_have_url(re.compile("unit=yuan"), timeout=SLOW)
    expect(page.get_by_text("金额单位 元").first).to_be_visible(timeout=SLOW)
    expect(first_region).to_have_text("东北")

"""A page on paper: what it says and rests on, no controls, within A4, white from a dark one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from dashboard.assets import ASSETS
from tests.browser.conftest import SLOW

pytestmark = pytest.mark.browser

#: A4 in points.
A4 = (595, 842)


def printed(page: Page) -> PdfReader:
    return PdfReader(BytesIO(page.pdf(format="A4", print_background=True)))


@pytest.fixture(scope="module")
def overview(browser: Browser, address: str) -> Iterator[Page]:
    """The overview, loaded once."""
    opened = browser.new_page()
    opened.goto(f"{address}/?month=2026-09")
    expect(opened.locator(".js-plotly-plot").last).to_be_visible(timeout=SLOW)
    yield opened
    opened.context.close()


@pytest.fixture
def page(overview: Page) -> Page:
    """It is on a screen, and light."""
    overview.evaluate("dispatchEvent(new Event('afterprint'))")
    overview.emulate_media(media="null", color_scheme="light")
    overview.set_viewport_size({"width": 1366, "height": 900})
    return overview


def test_a_page_prints_on_a4_with_its_stamps_and_without_controls(page: Page) -> None:
    paper = printed(page)
    assert len(paper.pages) <= 3
    for leaf in paper.pages:
        assert [round(float(side)) for side in leaf.mediabox[2:]] == pytest.approx(A4, abs=1)
    # The fonts' tables name some characters by the radicals that look like them.
    text = unicodedata.normalize("NFKC", "".join(leaf.extract_text() for leaf in paper.pages))
    text = re.sub(r"\s", "", text)
    # The last two are in the last column of the table of regions, and in no picture of it.
    for kept in (
        "总览",
        "2026-09需要关注",
        "数据截至2026-10-25",
        "制度版本",
        "数据版本",
        "费用÷上限",
        "✓89.5%",
    ):
        assert kept in text
    for left_out in ("CSV", "XLSX", "English", "模拟测算", "本页怎么看", "为什么？"):
        assert left_out not in text


def test_sheets_begin_a_page_each_and_what_leads_to_them_leaves_none_empty(browser: Browser) -> None:
    blank = browser.new_page()
    sheets = "".join(
        f'<div data-testid="stLayoutWrapper"><p class="st-key-printed_sheet_{name}">{name}</p></div>'
        for name in "AB"
    )
    long = "<p>row</p>" * 40
    end = '<div style="height: 9px"></div>'
    blank.set_content(
        f"<style>{(ASSETS / 'page.css').read_text(encoding='utf-8')}</style>"
        f'<p>T</p><div data-testid="stLayoutWrapper"><p>plan</p>{long}{sheets}{end}</div>'
    )
    first, *middle, last_but_one, last = [leaf.extract_text().split() for leaf in printed(blank).pages]
    assert first[:3] == ["T", "plan", "row"]
    assert {word for leaf in middle for word in leaf} == {"row"}
    assert [last_but_one, last] == [["A"], ["B"]]
    blank.context.close()


def test_nothing_printed_is_wider_than_the_paper(page: Page) -> None:
    page.set_viewport_size({"width": 1920, "height": 1000})
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    wide = page.evaluate(
        """() => [...document.querySelectorAll(".main-svg, .print-table")]
            .map(each => each.getBoundingClientRect().right).filter(right => right > innerWidth + 1)"""
    )
    assert wide == []


def test_a_dark_screen_is_printed_on_white(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "Math.max(...getComputedStyle(document.querySelector('.stApp')).backgroundColor.match(/\\d+/g)) < 60"
    )
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    ground, ink = page.evaluate(
        """() => [getComputedStyle(document.querySelector(".stApp")).backgroundColor,
            getComputedStyle(document.querySelector("h1")).color]"""
    )
    assert (ground, ink) == ("rgb(255, 255, 255)", "rgb(10, 17, 27)")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.hasAttribute('data-dark')") is False

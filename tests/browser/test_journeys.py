"""What an executive, a manager and finance come for, click by click."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import chromium, served
from tests.dashboard.demo import store_with_demo

pytestmark = pytest.mark.browser
SLOW = 60_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(store_with_demo(tmp_path_factory.mktemp("demo"))) as url:
        yield url


@pytest.fixture
def page() -> Iterator[Page]:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.set_default_timeout(SLOW)
        yield page


def test_an_executive_follows_the_worst_fine_to_the_customer_and_the_row(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_text("资金超占为额度的 43.5 %").first).to_be_visible(timeout=SLOW)
    page.get_by_role("link", name="为什么？").nth(1).click()
    expect(page.get_by_role("heading", level=1, name="资金占用")).to_be_visible(timeout=SLOW)
    page.get_by_role("link", name="追溯").filter(has_text="的原始行").click()
    expect(page.get_by_text("每行都注明文件、工作表和行号")).to_be_visible(timeout=SLOW)
    expect(page).to_have_url(re.compile("customer="))
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="资金占用")).to_be_visible(timeout=SLOW)


def test_a_manager_sees_the_gap_and_fills_in_the_least_that_closes_it(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="模拟测算").click()
    expect(page.get_by_text("2026-10 尚在进行").first).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="华北", exact=True).click()
    expect(page.get_by_text("129,152.66 元").first).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="填入").first.click()
    checkpoint = page.get_by_test_id("stMetric").filter(has_text="节点考核").first
    expect(checkpoint).to_contain_text("▨ ▲ 达到", timeout=SLOW)
    expect(checkpoint).to_contain_text("原为 ▼ 未达")
    # What changes stays in sight wherever the reader scrolls.
    expect(page.get_by_test_id("stBottom")).to_contain_text("节点考核 ▼ 未达 → ▨ ▲ 达到", timeout=SLOW)


def test_keys_pressed_quickly_on_a_lever_all_count(page: Page, address: str) -> None:
    page.goto(f"{address}/whatif?month=2026-10&region=华北")
    field = page.get_by_label("催收零售应收（元）")
    expect(field).to_have_value("0.00", timeout=SLOW)
    page.get_by_role("slider", name="催收零售应收").focus()
    page.keyboard.press("ArrowRight")
    expect(field).to_have_value("1000.00", timeout=SLOW)
    for _ in range(7):
        page.keyboard.press("ArrowRight", delay=20)
    expect(field).to_have_value("8000.00", timeout=SLOW)
    expect(page.get_by_text("+0.14 个百分点").first).to_be_visible(timeout=SLOW)


def test_finance_opens_a_receipt_and_takes_the_table_along(page: Page, address: str) -> None:
    page.goto(f"{address}/settlement?month=2026-09&region=华北")
    expect(page.get_by_text("核算依据: 华北").first).to_be_visible(timeout=SLOW)
    with page.expect_download(timeout=SLOW) as download:
        page.get_by_role("button", name="XLSX").first.click()
    assert download.value.suggested_filename.endswith(".xlsx")

"""What an executive, a manager and finance come for, click by click."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import SLOW

pytestmark = pytest.mark.browser


def figures(page: Page) -> Locator:
    """What the levers come to; while a page is drawn anew the old ones may stand before them."""
    return page.locator(".lever-figures").last


def figure(page: Page, title: str) -> Locator:
    return figures(page).locator(".lever-figure").filter(has_text=title)


@pytest.fixture(scope="module")
def whatif(browser: Browser, address: str) -> Iterator[Page]:
    """The levers of a region, loaded once."""
    opened = browser.new_page(viewport={"width": 1366, "height": 900})
    opened.set_default_timeout(SLOW)
    opened.goto(f"{address}/whatif?month=2026-10&region=华北")
    yield opened
    opened.context.close()


@pytest.fixture
def levers(whatif: Page) -> Page:
    """They stand at nothing, and the server knows."""
    expect(figures(whatif)).to_have_attribute("aria-busy", "false", timeout=SLOW)
    everything = whatif.get_by_role("button", name="全部归零")
    if everything.is_visible():
        everything.click()
        expect(figures(whatif)).not_to_contain_text("▨", timeout=SLOW)
        expect(figures(whatif)).to_have_attribute("aria-busy", "false", timeout=SLOW)
    return whatif


def test_an_executive_follows_the_worst_fine_to_the_customer_and_the_row(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_text("资金超占为额度的 43.5 %").first).to_be_visible(timeout=SLOW)
    page.locator("a[href*='capital']").filter(has_text="为什么").first.click()
    expect(page.get_by_role("heading", level=1, name="资金占用")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("核算依据：").first).to_be_in_viewport(timeout=SLOW)
    page.get_by_role("tab", name="占用客户").click()
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
    # The levers come into sight and say what was done.
    expect(page.locator(".lever-filled")).to_contain_text("129,152.66 元", timeout=SLOW)
    expect(page.locator(".lever-filled")).to_be_in_viewport()
    checkpoint = figure(page, "节点考核")
    expect(checkpoint).to_contain_text("▨ ✓ 达到", timeout=SLOW)
    expect(checkpoint).to_contain_text("原为 … 未到期")
    # The figures stay in sight at whichever lever the reader is.
    page.get_by_role("slider", name="催收合同逾期").scroll_into_view_if_needed()
    expect(checkpoint).to_be_in_viewport()


@pytest.mark.nightly
def test_keys_pressed_quickly_on_a_lever_all_count(levers: Page) -> None:
    page = levers
    field = page.get_by_label("催收零售应收（元）")
    expect(field).to_have_value("0.00", timeout=SLOW)
    page.get_by_role("slider", name="催收零售应收").focus()
    page.keyboard.press("ArrowRight")
    expect(field).to_have_value("1,000.00", timeout=SLOW)
    for _ in range(7):
        page.keyboard.press("ArrowRight", delay=20)
    expect(field).to_have_value("8,000.00", timeout=SLOW)
    expect(page.get_by_text("+0.14 个百分点").first).to_be_visible(timeout=SLOW)


def test_a_typed_amount_counts_to_the_fen_and_one_that_is_out_of_range_says_so(levers: Page) -> None:
    page = levers
    field = page.get_by_label("催收合同逾期（元）")
    collections = figure(page, "节点回款")
    expect(field).to_have_value("0.00", timeout=SLOW)
    field.fill("129152.65")
    field.press("Enter")
    expect(collections).to_contain_text("▨ 69.999 %", timeout=SLOW)
    field.fill("99999999")
    field.press("Enter")
    expect(page.get_by_text("最多 305,380.60 元，本次输入未生效")).to_be_visible()
    expect(field).to_have_value("129,152.65")
    field.fill("七万")
    field.press("Enter")
    expect(page.get_by_text("请输入金额（元）")).to_be_visible()
    expect(collections).to_contain_text("▨ 69.999 %")
    field.fill("１２.9 万元")
    field.press("Enter")
    expect(field).to_have_value("129,000.00")


def test_what_is_being_typed_stays_when_an_answer_comes(levers: Page) -> None:
    page = levers
    field = page.get_by_label("催收合同逾期（元）")
    expect(field).to_have_value("0.00", timeout=SLOW)
    page.get_by_role("slider", name="催收零售应收").press("PageUp")
    field.fill("1234")
    expect(figure(page, "节点回款")).to_contain_text("▨", timeout=SLOW)
    expect(page.get_by_text("全部区域奖惩合计变化")).to_be_visible(timeout=SLOW)
    expect(field).to_have_value("1234")
    field.press("Enter")
    expect(field).to_have_value("1,234.00")


def test_a_mark_takes_the_lever_there_and_its_reset_takes_it_back(levers: Page) -> None:
    page = levers
    checkpoint = figure(page, "节点考核")
    expect(checkpoint).to_contain_text("… 未到期", timeout=SLOW)
    page.locator(".lever-row").filter(has_text="催收合同逾期").get_by_role("button", name="节点达标").click()
    expect(checkpoint).to_contain_text("▨ ✓ 达到", timeout=SLOW)
    # Greyed while they belong to another position of the levers; never after the server's answer.
    expect(figures(page)).to_have_attribute("aria-busy", "false", timeout=SLOW)
    page.get_by_role("button", name="催收合同逾期归零").click()
    expect(checkpoint).not_to_contain_text("▨", timeout=SLOW)


def save_a_scenario(page: Page, address: str) -> None:
    """The least that avoids the first penalty, kept under a name."""
    page.goto(f"{address}/whatif?month=2026-10&region=华北")
    page.get_by_role("button", name="填入").first.click()
    expect(figure(page, "奖惩合计")).to_contain_text("▨", timeout=SLOW)
    page.get_by_label("方案名称").fill("先收逾期")
    page.get_by_role("button", name="保存").click()
    expect(page).to_have_url(re.compile("scenario="), timeout=SLOW)
    expect(figures(page)).to_have_attribute("aria-busy", "false", timeout=SLOW)


def test_whoever_gets_a_scenarios_link_sees_on_a_phone_whose_it_is(page: Page, address: str) -> None:
    save_a_scenario(page, address)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(page.url)
    expect(page.get_by_text("方案：先收逾期")).to_be_in_viewport(timeout=SLOW)
    expect(page.get_by_text("模拟，非实际").first).to_be_in_viewport()
    page.get_by_role("button", name="复制链接").click()
    expect(page.locator(".copy-link")).not_to_have_text("复制链接")


@pytest.mark.nightly
def test_a_saved_scenario_opens_as_it_was_saved_whatever_was_tried_since(page: Page, address: str) -> None:
    save_a_scenario(page, address)
    awards = figure(page, "奖惩合计")
    saved = awards.inner_text()
    # Another regulation and another lever: the address no longer names the scenario.
    page.get_by_role("link", name="制度推演").click()
    page.get_by_role("button", name=re.compile("^节点.*罚")).first.click()
    expect(page.get_by_text("公司将少支出").first).to_be_visible(timeout=SLOW)
    page.get_by_role("link", name="模拟测算").click()
    page.get_by_text("按改动后的制度").first.click()
    expect(awards).not_to_have_text(saved, timeout=SLOW)
    page.get_by_role("slider", name="催收零售应收").last.press("PageUp")
    expect(page.get_by_label("催收零售应收（元）").last).not_to_have_value("0.00", timeout=SLOW)
    expect(figures(page)).to_have_attribute("aria-busy", "false", timeout=SLOW)
    expect(page).not_to_have_url(re.compile("scenario="), timeout=SLOW)
    page.get_by_role("button", name="打开").first.click()
    expect(page).to_have_url(re.compile("scenario="), timeout=SLOW)
    expect(awards).to_have_text(re.compile(re.escape(saved).replace("\\\n", r"\s*")), timeout=SLOW)
    expect(page.locator(".lever-figures")).to_have_count(1, timeout=SLOW)


@pytest.mark.nightly
def test_a_lever_split_over_offices_follows_its_total(page: Page, address: str) -> None:
    page.goto(f"{address}/whatif?month=2026-10&region=华北")
    total = page.get_by_label("催收零售应收（元）")
    expect(total).to_have_value("0.00", timeout=SLOW)
    total.fill("300000")
    total.press("Enter")
    page.get_by_text("分解到办事处").click()
    edited, other = (page.get_by_role("spinbutton", name=office, exact=True) for office in ("北京", "天津"))
    expect(edited).not_to_have_value("0.00", timeout=SLOW)
    before, others = (Decimal(field.input_value()) for field in (edited, other))
    edited.fill("10000")
    edited.press("Enter")
    expect(total).to_have_value(f"{300_000 - before + 10_000:,}", timeout=SLOW)
    total.fill("110000")
    total.press("Enter")
    # The edited office is locked: the others alone take the change, pro rata.
    expect(other).not_to_have_value(str(others), timeout=SLOW)
    expect(edited).to_have_value("10000.00")
    rest = [
        page.get_by_role("spinbutton", name=name, exact=True).input_value()
        for name in ("天津", "济南", "石家庄")
    ]
    assert sum(map(Decimal, rest)) == 100_000


def test_finance_opens_a_receipt_and_takes_the_table_along(page: Page, address: str) -> None:
    page.goto(f"{address}/settlement?month=2026-09&region=华北")
    expect(page.get_by_text("核算依据：华北").first).to_be_visible(timeout=SLOW)
    with page.expect_download(timeout=SLOW) as download:
        page.get_by_role("button", name="XLSX").first.click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_a_search_leads_from_any_page_to_the_rows_of_a_document(page: Page, address: str) -> None:
    page.goto(f"{address}/upload")
    field = page.get_by_role("searchbox", name="搜索")
    field.fill("xs2609-0001")
    field.press("Enter")
    page.get_by_role("link", name="单据号：XS2609-0001").click()
    expect(page.get_by_role("heading", level=1, name="明细追溯")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("共 1 行，合计").first).to_be_visible(timeout=SLOW)
    expect(page).to_have_url(re.compile("document=XS2609-0001"))
    # From the page that it leads to as well: the address names what is shown, and the way back leads back.
    field.fill("xs2609-0002")
    field.press("Enter")
    page.get_by_role("link", name="单据号：XS2609-0002").click()
    expect(page).to_have_url(re.compile("document=XS2609-0002"))
    page.go_back()
    expect(page).to_have_url(re.compile("document=XS2609-0001"))

"""A statistician's afternoon: refused with the cell named, mended, previewed, loaded, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooSlow

from dashboard.formats import plain
from data.fields import BY_NAME
from data.store import Store, in_yuan
from tests.browser.conftest import SLOW
from tests.browser.serving import served
from tests.dashboard.demo import demo_snapshot, store_with_demo
from tests.data.strangers import MEANT, SEGMENTS, ledger_csv

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Case:
    """A region-month whose collections alone missed the checkpoint, and its ledger, twice as high."""

    store: Path
    region: str
    month: date
    rows: list[tuple[object, ...]]

    def workbook(self, path: Path, *, fault: str | None = None) -> Path:
        """The ledger as a workbook; with `fault`, that text stands where an amount belongs, in row 4."""
        extract = BY_NAME["collections"]
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = extract.sheet
        sheet.append([field.zh for field in extract.fields])
        for row in self.rows:
            sheet.append(row)
        if fault is not None:
            names = [field.name for field in extract.fields]
            sheet.cell(4, names.index("amount") + 1, fault)
        book.save(path)
        return path


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    path = store_with_demo(tmp_path_factory.mktemp("journey"))
    extract = BY_NAME["collections"]
    missed = (
        demo_snapshot()
        .evaluation.regions.filter(
            (pl.col("checkpoint_outcome") == "missed")
            & (pl.col("sales_checkpoint_ratio") >= 0.7)
            & (pl.col("collections_checkpoint_ratio") < 0.7)
        )
        .row(0, named=True)
    )
    with Store.open(path) as store:
        rows = store.current("collections", missed["month"]).filter(region=missed["region"])
    doubled = in_yuan(rows.with_columns(amount=pl.col("amount") * 2), extract)
    return Case(
        path, missed["region"], missed["month"], doubled.select(f.name for f in extract.fields).rows()
    )


@pytest.fixture(scope="module")
def address(case: Case) -> Iterator[str]:
    with served(case.store) as url:
        yield url


def upload(page: Page, file: Path) -> None:
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(file)


def test_from_a_refused_file_to_a_load_and_back(case: Case, page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/upload")
    commit = page.get_by_role("button", name="载入数据")

    upload(page, case.workbook(tmp_path / "回款.xlsx", fault="约一百"))
    expect(page.get_by_text("未载入任何数据")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("回款明细!G4 (约一百)")).to_be_visible(timeout=SLOW)
    expect(commit).to_have_count(0)
    with page.expect_download(timeout=SLOW) as download:
        page.get_by_role("button", name="的批注副本").click()
    download.value.save_as(tmp_path / "annotated.xlsx")
    annotated = openpyxl.load_workbook(tmp_path / "annotated.xlsx")
    assert annotated["回款明细"]["G4"].comment is not None

    page.get_by_role("button", name="Remove").first.click()
    upload(page, case.workbook(tmp_path / "回款 更正.xlsx"))
    expect(page.get_by_text("载入后的变化", exact=True)).to_be_visible(timeout=SLOW)
    told = page.get_by_role("listitem").filter(has_text=f"{case.region} {case.month:%Y-%m}").first
    expect(told).to_contain_text("× 未达 → ✓ 达到", timeout=SLOW)
    expect(told).to_contain_text("罚 1,000 元 → 奖 1,000 元")
    reason = page.get_by_role("textbox", name="接受警告的理由")
    if reason.count():
        reason.fill("客户补付")
    commit.click()

    expect(page.get_by_text("本次变化")).to_be_visible(timeout=SLOW)
    expect(commit).to_have_count(0)
    expect(page.get_by_role("listitem").filter(has_text="× 未达 → ✓ 达到").first).to_be_visible()

    page.get_by_role("button", name="撤回此次载入").click()
    expect(page.get_by_text("撤回后的变化")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="确认撤回").click()
    expect(page.get_by_text("请先填写理由")).to_be_visible(timeout=SLOW)
    page.get_by_label("撤回理由").fill("试算完毕")
    page.get_by_role("button", name="确认撤回").click()
    expect(page.get_by_text("已撤回。")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("理由：试算完毕")).to_be_visible(timeout=SLOW)

    page.get_by_role("button", name="核验全部数据").click()
    expect(page.get_by_text("全部与写入时一致")).to_be_visible(timeout=SLOW)


def chosen(page: Page, label: str, option: str) -> None:
    """Choose `option` in the select `label`; while the page is drawn anew, an open list closes by itself."""
    # A name for screen readers is what Streamlit was given: escaped for Markdown.
    box = page.get_by_label(plain(label), exact=True).first
    if option in (box.input_value() or ""):
        return
    for _ in range(5):
        expect(page.locator("[data-stale=true]")).to_have_count(0, timeout=SLOW)
        box.click(timeout=SLOW)
        try:
            page.get_by_role("option", name=option, exact=True).click(timeout=5_000)
        except TooSlow:
            page.keyboard.press("Escape")
        else:
            return
    raise AssertionError(f"{option} cannot be chosen for {label}")


@pytest.mark.nightly
def test_a_strangers_ledger_is_mapped_explained_and_loaded(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "订单.csv"
    file.write_bytes(ledger_csv(200))
    path = tmp_path / "empty.duckdb"
    with served(path) as address:
        page.goto(f"{address}/upload")
        upload(page, file)
        mapped = page.get_by_role("button", name="按此读取并记住")
        expect(mapped).to_be_visible(timeout=SLOW)
        for header, name in MEANT.items():
            field = BY_NAME["sales"].field(name)
            chosen(page, header, field.zh if field.is_optional else f"{field.zh} *")
        expect(mapped).to_be_enabled(timeout=SLOW)
        mapped.click()
        explained = page.get_by_role("button", name="按此读取取值并记住")
        expect(explained).to_be_visible(timeout=SLOW)
        for value, choice in SEGMENTS.items():
            chosen(page, value, choice)
        explained.click()
        expect(explained).to_have_count(0, timeout=SLOW)
        for label in ("区域经理", "分管副总"):
            for box in page.get_by_label(label, exact=True).all():
                box.fill(f"{label}某")
        page.get_by_role("button", name="确为新设机构").click()
        commit = page.get_by_role("button", name="载入数据")
        expect(commit).to_be_visible(timeout=SLOW)
        reason = page.get_by_role("textbox", name="接受警告的理由")
        if reason.count():
            reason.fill("外来账目")
        commit.click()
        expect(page.get_by_text("已载入", exact=False).first).to_be_visible(timeout=SLOW)
    with Store.open(path) as store:
        assert store.current("sales").height == 200
        assert set(store.current("org")["manager"]) == {"区域经理某"}

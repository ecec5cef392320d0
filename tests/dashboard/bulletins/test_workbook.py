"""The workbook: numbers are numbers, totals add the visible rows, nothing runs, Excel draws the charts."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.bulletins.workbook import workbook_bytes
from dashboard.formats import YUAN
from dashboard.i18n import speaking
from tests.dashboard.bulletins.building import SEPTEMBER, demo_bulletin, renamed_bulletin
from tests.dashboard.demo import demo_snapshot

NAMES = {"华东": '=HYPERLINK("http://example.org")', "华北": "@SUM(A1)", "华南": "https://example.org"}


@cache
def content() -> bytes:
    return workbook_bytes(demo_bulletin(unit=YUAN))


@pytest.fixture
def book() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content()))


@pytest.fixture
def values() -> Workbook:
    """The same workbook with the results that were stored for its formulas."""
    return openpyxl.load_workbook(io.BytesIO(content()), data_only=True)


def column(sheet: Worksheet, title: str) -> tuple[int, list[Any]]:
    """The place of the column under `title` and its cells down to the total."""
    place = next(cell.column for cell in sheet[2] if cell.value == title)
    cells = [sheet.cell(line, place).value for line in range(3, total_line(sheet))]
    return place, cells


def total_line(sheet: Worksheet) -> int:
    return next(
        line
        for line, row in enumerate(sheet.iter_rows(min_row=3), start=3)
        if "合计" in [cell.value for cell in row]
    )


def test_sheets_have_chinese_names_in_a_sensible_order(book: Workbook) -> None:
    assert book.sheetnames[:6] == ["通报", "大区考评", "图表", "奖惩明细", "财务奖惩清单", "核算依据"]
    assert all(sheet["A1"].value for sheet in book)


@pytest.mark.parametrize(
    ("sheet", "titles"),
    [
        ("奖惩明细", ["金额（元）"]),
        (
            "财务奖惩清单",
            [
                "节点考核（条款 一.3）（元）",
                "资金超占（条款 二）（元）",
                "奖励（元）",
                "罚款（元）",
                "净额（元）",
            ],
        ),
        ("大区考评", ["奖惩（元）"]),
    ],
)
def test_totals_add_exactly_the_visible_rows(
    book: Workbook, values: Workbook, sheet: str, titles: list[str]
) -> None:
    line = total_line(book[sheet])
    for title in titles:
        place, amounts = column(book[sheet], title)
        assert amounts
        assert all(isinstance(amount, int | float) for amount in amounts)
        letter = openpyxl.utils.get_column_letter(place)
        assert book[sheet].cell(line, place).value == f"=SUBTOTAL(109,{letter}3:{letter}{line - 1})"
        assert values[sheet].cell(line, place).value == sum(amounts)


def test_a_near_miss_is_not_shown_as_a_hit(book: Workbook) -> None:
    sheet = book["大区考评"]
    place, ratios = column(sheet, "节点回款")
    near = [line for line, ratio in enumerate(ratios, start=3) if 0.699 < float(str(ratio)) < 0.7]
    assert [sheet.cell(line, place).number_format for line in near] == ["0.00%"]
    charts = [text for text in parts("xl/charts/") if "69.97 %" in text]
    assert len(charts) == 1


def parts(folder: str) -> list[str]:
    """The XML parts under `folder`."""
    with zipfile.ZipFile(io.BytesIO(content())) as archive:
        return [archive.read(name).decode() for name in sorted(archive.namelist()) if name.startswith(folder)]


def test_charts_are_excels_own_and_point_at_cells_that_hold_the_figures(values: Workbook) -> None:
    charts = parts("xl/charts/chart")
    assert len(charts) == 4
    references = {found for chart in charts for found in re.findall(r"<c:f>([^<]+)</c:f>", chart)}
    sheet = values["图表"]
    for reference in references:
        name, _mark, cells = reference.rpartition("!")
        assert name.strip("'") == "图表"
        found = sheet[cells.replace("$", "")]
        flat = [cell for row in found for cell in row] if isinstance(found, tuple) else [found]
        assert any(cell.value is not None for cell in flat), reference


def test_the_attainment_charts_mark_the_checkpoint_and_100_percent(values: Workbook) -> None:
    marks = [
        line
        for chart in parts("xl/charts/chart")
        for line in re.findall("<c:lineChart>.*</c:lineChart>", chart)
    ]
    assert len(marks) >= 2
    titles = {cell.value: cell.column for row in values["图表"].iter_rows() for cell in row if cell.value}
    first = next(row for row in values["图表"].iter_rows() if row[0].value == "区域")[0].row
    assert values["图表"].cell(first + 1, titles["70 %"]).value == pytest.approx(0.7)
    assert values["图表"].cell(first + 1, titles["100 %"]).value == 1


def test_receipts_can_be_filtered_line_by_line(book: Workbook) -> None:
    sheet = book["核算依据"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    own = [line for line in lines if line[:2] == ["东北", "节点考核"]]
    assert [line[3] for line in own].count("运算") == 3
    assert sum(line[3] == "结论" for line in lines) == len(demo_bulletin().derivations)
    assert sheet.auto_filter.ref


def test_text_from_a_file_stays_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(renamed_bulletin(NAMES))))
    written = {
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s"
    }
    assert set(NAMES.values()) <= written
    formulas = [c.value for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert formulas
    assert all(str(formula).startswith("=SUBTOTAL(109,") for formula in formulas)
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.hyperlink]


def test_the_same_bulletin_gives_the_same_bytes() -> None:
    assert workbook_bytes(demo_bulletin(unit=YUAN)) == content()


def test_every_sheet_of_a_month_under_way_says_so() -> None:
    running = demo_snapshot().loaded_through
    assert running is not None
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(demo_bulletin(running, YUAN))))
    for sheet in book:
        assert "不作结算" in f"{sheet['A1'].value} {sheet['A2'].value}", sheet.title


def test_every_sheet_prints_one_page_wide_with_page_numbers(book: Workbook) -> None:
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
        assert sheet.oddFooter.right.text == "&P / &N"


def test_it_speaks_english_where_the_reader_does() -> None:
    with speaking("en"):
        book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(demo_bulletin.__wrapped__(SEPTEMBER, YUAN))))
    assert book.sheetnames[:3] == ["Bulletin", "Regions appraised", "Charts"]


def test_the_workbook_has_one_unit_and_every_amount_column_names_it(book: Workbook) -> None:
    made = demo_bulletin(unit=YUAN)
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert not [text for text in texts if "万元" in text]
    tables = [
        made.regions.table,
        made.settlement.table,
        made.rewards.table,
        *(t for _name, t in made.chapters),
    ]
    sheets = [
        book[name] for name in ("大区考评", "奖惩明细", "财务奖惩清单", *(n for n, _t in made.chapters))
    ]
    amounts = 0
    for sheet, table in zip(sheets, tables, strict=True):
        for place, column in enumerate(table.columns, start=1):
            is_float = table.frame.schema[column.name].is_float()
            if is_float and column.kind not in ("ratio", "score", "count"):
                amounts += 1
                assert str(sheet.cell(2, place).value).endswith("（元）"), (sheet.title, column.title)
    assert amounts > 20

"""Files people open elsewhere: nothing runs, nothing is rounded, Chinese arrives."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.services.exports import csv_bytes, xlsx_bytes
from dashboard.tables import Column, Table

TABLE = Table(
    "test",
    "奖惩/明细",
    pl.DataFrame(
        {
            "region": ["=1+1", "华东", "@cmd", "＝SUM(A1)"],
            "amount": [-1000.0, 0.1, None, 3.0],
            "ratio": [0.69996, 0.7, None, 1.0],
            "outcome": ["missed", "met", "no_data", "met"],
            "month": [date(2026, 9, 1)] * 4,
        }
    ),
    (
        Column("region", "区域"),
        Column("amount", "金额", "money"),
        Column("ratio", "达成率", "ratio"),
        Column("outcome", "结果", words={"met": "达到", "missed": "未达"}),
        Column("month", "月份", "month"),
    ),
    ("=note",),
)


def test_csv_opens_right_in_a_spreadsheet() -> None:
    content = csv_bytes(TABLE)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert lines[0] == ["区域", "金额（元）", "达成率", "结果", "月份"]
    assert lines[1] == ["'=1+1", "-1000.00", "0.69996", "未达", "2026-09"]
    assert lines[3] == ["'@cmd", "", "", "no_data", "2026-09"]
    assert lines[4][0] == "'＝SUM(A1)"


def test_a_workbook_holds_texts_as_texts_and_numbers_unrounded() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(TABLE))).active
    assert sheet is not None
    assert sheet["A2"].value == "=1+1"
    assert sheet["A2"].data_type == "s"
    assert sheet["C2"].value == pytest.approx(0.69996, abs=0)
    assert sheet["B4"].value is None
    assert sheet["A7"].data_type == "s"


def test_a_workbook_shows_a_near_miss_as_a_miss() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(TABLE))).active
    assert sheet is not None
    assert sheet["C2"].number_format == "0.000%"
    assert sheet["C3"].number_format == "0.0%"


def test_sheets_of_one_title_get_names_of_their_own() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(TABLE, TABLE)))
    assert book.sheetnames == ["奖惩 明细", "奖惩 明细 2"]


def _named(title: str, *texts: str) -> Table:
    return Table("named", title, pl.DataFrame({"text": texts}), (Column("text", title),))


def test_a_text_longer_than_a_cell_is_cut_and_not_dropped() -> None:
    texts = ("长" * 40_000, "\U00020bb7" * 20_000, "短")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(_named("备注", *texts)))).active
    assert sheet is not None
    assert sheet["A2"].value == "长" * 32_766 + "…"
    assert sheet["A3"].value == "\U00020bb7" * 16_383 + "…"
    assert sheet["A4"].value == "短"


def test_a_sheet_does_not_take_the_name_that_excel_keeps_for_itself() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(_named("History", "a"))))
    assert book.sheetnames == ["History 2"]


@pytest.mark.parametrize("text", ["\x01=1", "a\nb", "'=1", "\ufeff=1"])
def test_odd_signs_reach_a_workbook_as_they_are(text: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(_named("备注", text)))).active
    assert sheet is not None
    assert openpyxl.utils.escape.unescape(sheet["A2"].value) == text
    assert sheet["A2"].data_type == "s"


@given(st.text(max_size=20))
def test_no_text_in_a_csv_starts_a_formula(text: str) -> None:
    lines = list(csv.reader(io.StringIO(csv_bytes(_named("t", text)).decode("utf-8-sig"), newline="")))
    cell = lines[1][0] if lines[1] else ""
    assert cell.lstrip("\ufeff \t\r\n\u00a0\u3000")[:1] not in set("=+-@＝＋－＠")
    # Nothing but apostrophes is added, and none where no cell may begin.
    assert cell.replace("'", "") == text.replace("'", "")
    assert cell in (text, f"'{text}") or set(";|\n\r\t\v\f\x85\u2028\u2029") & set(text)
    for part in re.split("[;\t|\r\n]", cell):
        assert part.lstrip('\ufeff \u00a0\u3000"')[:1] not in set("=+-@＝＋－＠")

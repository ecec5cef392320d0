# ruff: noqa: E501 - tables of cases read across
"""Rows held against the organisation, against each other and against what is loaded."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from data.cleaning.numbers import MOST
from data.current_state import EmptyState
from data.extracts import empty, model, violations
from data.fields import EXTRACTS, Field
from data.ingestion import Ingestion, Upload, ingest
from tests.data.store.building import frame
from tests.data.workbooks import (
    HEADER,
    TODAY,
    Loaded,
    changed,
    codes,
    csv_bytes,
    organisation,
    read_in,
    rows,
    xlsx_bytes,
)

SALES = ["日期", "单据号", "区域", "办事处", "客户", "客户类型", "产品", "数量", "销售额", "毛利"]
ORG = ["区域", "办事处", "区域经理", "分管副总", "生效年月", "停用年月"]


def sales(*lines: list[Any]) -> bytes:
    return csv_bytes([SALES, *lines])


def line(document: str = "001", day: str = "2026-03-05", office: str = "上海办", **cells: str) -> list[str]:
    row = {"日期": day, "单据号": document, "区域": "华东", "办事处": office, "客户": "甲", "客户类型": "零售",
           "产品": "门", "数量": "1", "销售额": "100", "毛利": "20"} | cells  # fmt: skip
    return [row[name] for name in SALES]


def with_codes(found: Ingestion) -> list[tuple[str, str]]:
    return [(issue.code, issue.where()) for issue in found.errors]


def test_without_an_organisation_one_message_says_so() -> None:
    found = ingest([Upload("a.csv", sales(line()))], EmptyState(), today=TODAY)
    assert [issue.code for issue in found.errors] == ["no_organisation"]


def test_an_organisation_in_the_same_upload_counts_as_known() -> None:
    uploads = [
        Upload("a.csv", sales(line(office="青岛办"))),
        Upload("b.csv", csv_bytes([ORG, ["华东", "青岛办", "甲", "乙", "2026-01", ""]])),
    ]
    found = ingest(uploads, EmptyState(), today=TODAY)
    assert found.errors == []
    assert set(found.frames) == {"org", "sales"}


def test_names_are_kept_as_the_organisation_writes_them() -> None:
    found = read_in(sales(line(office="上海办事处", 区域="華東")), "a.csv")
    assert found.frames["sales"].select("region", "office").rows() == [("华东", "上海办")]


def test_document_numbers_keep_their_leading_zeros() -> None:
    assert read_in(sales(line("00042")), "a.csv").frames["sales"]["document"].to_list() == ["00042"]


def test_a_document_number_that_excel_shortened_is_refused() -> None:
    assert with_codes(read_in(sales(line("1.23457E+15")), "a.csv")) == [("scientific_code", "line 2, 单据号")]


def test_a_document_number_twice_is_refused_even_across_files() -> None:
    uploads = [Upload("a.csv", sales(line("1"), line("2"))), Upload("b.csv", sales(line("2", 销售额="7")))]
    found = ingest(uploads, organisation(), today=TODAY)
    assert [(i.code, i.file, i.row, i.parameters["first"]) for i in found.errors] == [
        ("duplicate_document", "b.csv", 2, 3)
    ]


def test_a_document_loaded_in_another_month_is_refused_and_in_the_same_month_replaced() -> None:
    loaded = read_in(sales(line("1", "2026-02-05"), line("2")), "a.csv").frames["sales"]
    store = Loaded({**organisation().frames, "sales": loaded})
    found = read_in(sales(line("1"), line("2")), "b.csv", store)
    assert with_codes(found) == [("document_already_loaded", "line 2, 单据号")]


def test_an_identical_row_twice_is_told_apart_from_a_contradiction() -> None:
    same = read_in(xlsx_bytes([HEADER, *rows(), rows()[0]]))
    other = read_in(xlsx_bytes([HEADER, *rows(), changed(0, 3, "1")[0]]))
    assert codes(same) == {"duplicate_row"}
    assert codes(other) == {"duplicate_key"}


@pytest.mark.parametrize(
    ("cells", "code", "where"),
    [
        ({"客户类型": "批发"}, "choice", "line 2, 客户类型"),
        ({"day": "2026-12-01"}, "future_date", "line 2, 日期"),
        ({"day": "2024-12-31"}, "office_not_yet", "line 2, 日期"),
        ({"office": "青岛办"}, "unknown_office", "line 2, 办事处"),
        ({"office": "广州办"}, "office_of_other_region", "line 2, 办事处"),
        ({"区域": "东北"}, "unknown_region", "line 2, 区域"),
        ({"数量": "1.23456"}, "too_many_decimals", "line 2, 数量"),
        ({"客户": ""}, "blank_cell", "line 2, 客户"),
    ],
)
def test_a_row_in_error_names_its_cell(cells: dict[str, str], code: str, where: str) -> None:
    assert with_codes(read_in(sales(line(**cells)), "a.csv")) == [(code, where)]


def test_void_documents_are_left_out_and_asked_about() -> None:
    table = [[*SALES, "单据状态"], [*line("1"), "已审核"], [*line("2"), "作废"]]
    found = read_in(csv_bytes(table), "a.csv")
    assert found.frames["sales"]["document"].to_list() == ["1"]
    assert ("void_documents", 1) in [(i.code, i.parameters.get("dropped")) for i in found.warnings]


@pytest.mark.parametrize(
    ("title", "told", "is_asked"),
    [
        ("会计期间", "2026-02", True), ("会计期间", "202602", True), ("会计期间", "2", True), ("归属月份", "2月", True),
        ("过账日期", "2026-02-28", True), ("入账日期", "2026-04-01", True), ("收入确认月份", "2026-02", True), ("账期", "2026-02", True),
        ("会计期间", "2026-03", False), ("会计期间", "3", False), ("过账日期", "2026-03-31", False), ("订单日期", "2026-02-20", False), ("月份", "3月", False), ("会计期间", "", False),
        ("账期", "2", False), ("到期月份", "2026-02", False), ("期间", "上期", False),
    ],
)  # fmt: skip
def test_a_column_that_books_a_row_in_another_month_than_its_day_is_asked_about(
    title: str, told: str, *, is_asked: bool
) -> None:
    table = [[*SALES, title], [*line("1"), "2026-03" if told.startswith("20") else told.replace("2", "3")]]
    found = read_in(csv_bytes([*table, [*line("2"), told]]), "a.csv")
    named = [(i.where(), i.parameters["number"]) for i in found.warnings if i.code == "other_month"]
    assert named == ([(f"line 3, {title}", 1)] if is_asked else [])
    assert found.frames["sales"]["date"].to_list() == [date(2026, 3, 5)] * 2


def test_returns_are_negative_and_legal() -> None:
    assert read_in(sales(line(销售额="-100")), "a.csv").frames["sales"]["amount"].to_list() == [-10000]


def test_a_negative_overdue_is_refused() -> None:
    assert with_codes(read_in(xlsx_bytes([HEADER, *changed(0, 7, "-1")]))) == [("negative", "月度事实!H2")]


def test_rows_of_a_closed_office_are_a_warning_and_its_closing_month_is_not() -> None:
    there = ["华东", "杭州办", "甲", "乙", "2025-01", ""]
    org = csv_bytes([ORG, ["华东", "上海办", "甲", "乙", "2025-01", "2026-02"], there])
    for day, expected in (("2026-02-10", set()), ("2026-03-10", {"office_closed"})):
        found = ingest(
            [Upload("o.csv", org), Upload("s.csv", sales(line(day=day), line("002", day, "杭州办")))],
            EmptyState(),
            today=TODAY,
        )
        assert codes(found) == set()
        assert codes(found, "warning") == expected


def test_rows_of_a_region_without_any_office_left_are_said_to_count_for_nothing() -> None:
    ends = (["上海办", "2026-01"], ["杭州办", "2026-02"])
    org = csv_bytes([ORG, *(["华东", office, "甲", "乙", "2025-01", end] for office, end in ends)])
    days = ("2026-02-10", "2026-03-10", "2026-03-11")
    table = sales(*(line(f"00{at}", day) for at, day in enumerate(days)))
    found = ingest([Upload("o.csv", org), Upload("s.csv", table)], EmptyState(), today=TODAY)
    closed = [issue for issue in found.warnings if issue.code.endswith("_closed")]
    assert [(issue.code, issue.row, issue.parameters["until"]) for issue in closed] == [
        ("office_closed", 2, "2026-01"),
        ("region_closed", 3, "2026-02"),
        ("region_closed", 4, "2026-02"),
    ]


@pytest.mark.parametrize(
    ("day", "errors", "warnings"),
    [
        ("2024-12-31", {"region_not_yet"}, set()),
        ("2025-01-01", set(), set()),
        ("2026-02-28", set(), set()),
        ("2026-03-01", set(), {"region_closed"}),
    ],
)
def test_a_sanction_without_an_office_is_held_against_the_life_of_its_region(
    day: str, errors: set[str], warnings: set[str]
) -> None:
    org = [
        ORG,
        ["华东", "上海办", "甲", "乙", "2025-01", "2026-02"],
        ["华东", "杭州办", "甲", "乙", "2025-06", "2025-09"],
    ]
    conduct = [
        ["日期", "区域", "办事处", "行为", "处分", "说明"],
        [day, "华东", "", "销售仿冒产品", "警告", ""],
    ]
    uploads = [Upload("o.csv", csv_bytes(org)), Upload("c.csv", csv_bytes(conduct))]
    found = ingest(uploads, EmptyState(), today=TODAY)
    assert (codes(found), codes(found, "warning")) == (errors, warnings)


def test_a_region_lives_on_while_one_of_its_offices_does() -> None:
    org = [
        ORG,
        ["华东", "上海办", "甲", "乙", "2025-06", "2025-09"],
        ["华东", "杭州办", "甲", "乙", "2025-03", ""],
    ]
    indicators = [["年月", "区域", "指标", "目标值", "实际值"]]
    indicators += [[month, "华东", "满意度", "9", "8"] for month in ("2025-02", "2025-03", "2026-03")]
    uploads = [Upload("o.csv", csv_bytes(org)), Upload("i.csv", csv_bytes(indicators))]
    assert with_codes(ingest(uploads, EmptyState(), today=TODAY)) == [("region_not_yet", "line 2, 年月")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("2025-01", "2026-02"), ("2026-01", "")], {"region_closed"}),
        ([("2025-01", "2026-02"), ("2026-01", "2026-04")], set()),
        ([("2025-01", "2026-04"), ("2026-01", "2026-02")], {"region_closed"}),
        ([("2025-01", "2026-02"), ("2026-03", "")], set()),
    ],
)
def test_a_closing_month_holds_until_a_later_row_puts_it_off_or_opens_again(
    rows: list[tuple[str, str]], expected: set[str]
) -> None:
    org = csv_bytes([ORG, *(["华东", "上海办", "甲", "乙", since, until] for since, until in rows)])
    found = ingest(
        [Upload("o.csv", org), Upload("s.csv", sales(line(day="2026-03-10")))], EmptyState(), today=TODAY
    )
    assert codes(found) == set()
    assert codes(found, "warning") == expected


def test_a_mass_of_faults_is_counted_not_listed() -> None:
    found = read_in(sales(*(line(str(n), 销售额="x") for n in range(500))), "a.csv")
    assert len(found.errors) < 60
    assert sum(issue.count for issue in found.errors) == 500


def test_models_accept_empty_frames_and_name_broken_cells() -> None:
    for extract in EXTRACTS:
        assert violations(extract.name, empty(extract)).is_empty()
        assert set(model(extract.name).columns) == set(empty(extract).columns)
    good = read_in(xlsx_bytes([HEADER, *rows()])).frames["summary"]
    bad = good.with_columns(month=pl.lit(date(2026, 3, 2)), contract_overdue=pl.lit(-1, dtype=pl.Int64))
    assert set(violations("summary", bad)["column"].to_list()) == {"month", "contract_overdue"}


def broken(field: Field) -> list[object]:
    """What may not stand in a column."""
    too_large = [MOST + 1, -MOST - 1] if field.kind in {"money", "quantity"} else []
    return [
        *([] if field.is_nullable else [None]),
        *too_large,
        *([-1] if field.is_non_negative else []),
        *(["无此"] if field.choices and not field.is_open else []),
        *([date(2026, 3, 2)] if field.kind == "month" else []),
    ]


def test_every_rule_of_every_column_is_held_against_its_cells() -> None:
    for extract in EXTRACTS:
        sound = frame(extract.name, {}, {}, {})
        assert violations(extract.name, sound).is_empty()
        for field in extract.fields:
            for value in broken(field):
                cell = pl.lit(value, dtype=sound.schema[field.name])
                is_second = pl.int_range(pl.len()) == 1
                wrong = sound.with_columns(
                    pl.when(is_second).then(cell).otherwise(pl.col(field.name)).alias(field.name)
                )
                found = violations(extract.name, wrong).select("column", "index").unique().rows()
                assert found == [(field.name, 1)], (extract.name, field.name, value)


def test_the_same_bytes_twice_in_one_upload_are_refused() -> None:
    content = xlsx_bytes([HEADER, *rows()])
    found = ingest([Upload("a.xlsx", content), Upload("b.xlsx", content)], organisation(), today=TODAY)
    assert codes(found) == {"same_file_twice"}


def test_a_file_name_is_display_text_with_its_control_characters_spelled_out() -> None:
    found = read_in(xlsx_bytes([HEADER, *rows()]), "报表\r\n[ERROR].xlsx")
    assert found.files[0].name == "报表\\u000d\\u000a[ERROR].xlsx"
    assert found.frames["summary"]["source_file"].unique().to_list() == [found.files[0].name]

# ruff: noqa: E501 - tables of cases read across
"""What a careful colleague would ask about, and what he would let pass."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from data.ingestion import Upload, ingest
from data.known import Empty
from tests.data.test_validation import ORG, SALES, line, sales
from tests.data.workbooks import (
    HEADER,
    TODAY,
    Loaded,
    baseline,
    changed,
    codes,
    csv_bytes,
    organisation,
    read_in,
    rows,
    xlsx_bytes,
)


def loaded(month: date = date(2026, 2, 1)) -> Loaded:
    """The clean nine office-months, loaded for another month."""
    return Loaded(
        {**organisation().frames, "summary": baseline().frames["summary"].with_columns(month=pl.lit(month))}
    )


def test_an_office_of_the_organisation_without_a_row_is_a_warning() -> None:
    found = read_in(xlsx_bytes([HEADER, *rows()[1:]]))
    assert [(i.code, i.parameters["office"]) for i in found.warnings] == [("office_missing", "上海办")]


def test_a_region_without_any_row_is_one_warning() -> None:
    found = read_in(xlsx_bytes([HEADER, *rows()[:7]]))
    assert [(i.code, i.parameters["offices"]) for i in found.warnings] == [
        ("region_missing", "成都办、重庆办")
    ]


def test_a_correction_that_drops_an_office_is_a_warning_even_if_it_was_closed() -> None:
    closed = (
        organisation()
        .frames["org"]
        .with_columns(end_month=pl.when(pl.col("office") == "重庆办").then(pl.lit(date(2026, 3, 1))))
    )
    store = Loaded({"org": closed, "summary": baseline().frames["summary"]})
    found = read_in(xlsx_bytes([HEADER, *rows()[:8]]), known=store)
    assert codes(found, "warning") == {"office_dropped"}


def test_an_office_not_yet_open_or_closed_is_not_missing() -> None:
    org = csv_bytes([ORG, ["华东", "甲办", "a", "b", "2025-01", ""], ["华东", "乙办", "a", "b", "2026-06", ""],
                     ["华东", "丙办", "a", "b", "2025-01", "2026-03"]])  # fmt: skip
    found = ingest([Upload("o.csv", org), Upload("s.csv", sales(line(office="甲办")))], Empty(), today=TODAY)
    assert codes(found, "warning") == set()


def test_a_ledger_stands_in_for_a_missing_summary_row_and_the_other_way_round() -> None:
    ledger = sales(line(office="上海办"), *(line(str(n), office=o, 区域=r) for n, (r, o) in enumerate(
        (row[1], row[2]) for row in rows()[4:])))  # fmt: skip
    uploads = [Upload("s.xlsx", xlsx_bytes([HEADER, *rows()[1:4]])), Upload("l.csv", ledger)]
    found = ingest(uploads, organisation(), today=TODAY)
    assert codes(found, "warning") == set()


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [(3, "58100000000", "far_above"), (3, "581", "far_below"), (6, "70893557200000", "far_above")],
)
def test_a_slip_of_zeros_in_one_cell_is_a_warning_at_that_cell(column: int, value: str, code: str) -> None:
    found = read_in(xlsx_bytes([HEADER, *changed(0, column, value)]), known=loaded())
    if code == "far_above" and float(value) > 10**11:
        assert codes(found) == {"too_large"}
        return
    assert [(i.code, i.where()) for i in found.warnings] == [(code, "月度事实!D2")]


def test_a_month_typed_in_ten_thousands_is_one_warning_per_column() -> None:
    table = [[*r[:3], *(str(round(float(x) / 10_000, 2)) for x in r[3:])] for r in rows()]
    found = read_in(xlsx_bytes([HEADER, *table]), known=loaded())
    assert codes(found, "warning") == {"month_far_below"}
    assert len(found.warnings) == 4


@pytest.mark.parametrize("factor", [0.2, 0.5, 2, 5])
def test_trade_may_swing_without_a_warning(factor: float) -> None:
    table = [[*r[:3], *(f"{float(x) * factor:.2f}" for x in r[3:])] for r in rows()]
    assert codes(read_in(xlsx_bytes([HEADER, *table]), known=loaded()), "warning") == set()


def test_zero_and_a_small_refund_are_no_slip() -> None:
    table = changed(0, 3, "0")
    table[1][4] = "-1234.50"
    assert codes(read_in(xlsx_bytes([HEADER, *table]), known=loaded()), "warning") == set()


def test_a_summary_that_differs_from_its_ledger_is_a_warning() -> None:
    ledger = sales(*(line(str(n), office=r[2], 区域=r[1], 销售额=r[3]) for n, r in enumerate(rows())))
    uploads = [Upload("s.xlsx", xlsx_bytes([HEADER, *rows()])), Upload("l.csv", ledger)]
    assert codes(ingest(uploads, organisation(), today=TODAY), "warning") == set()
    uploads = [Upload("s.xlsx", xlsx_bytes([HEADER, *changed(0, 3, "5810000.01")])), Upload("l.csv", ledger)]
    found = ingest(uploads, organisation(), today=TODAY)
    assert [(i.code, i.where(), i.parameters["ledger"]) for i in found.warnings] == [
        ("ledger_differs", "月度事实!D2", "5,810,000.00")
    ]


def test_overdue_above_the_balance_is_a_warning() -> None:
    table = [["年月", "区域", "办事处", "客户", "客户类型", "应收余额", "逾期金额"]]
    table += [["2026-03", r[1], r[2], "甲", "合同", "100", "100"] for r in rows()]
    assert codes(read_in(csv_bytes(table), "a.csv"), "warning") == set()
    table[3][6] = "100.01"
    assert [(i.code, i.row) for i in read_in(csv_bytes(table), "a.csv").warnings] == [
        ("overdue_above_balance", 4)
    ]


def test_what_is_merely_unusual_is_a_note() -> None:
    offices = [(r[1], r[2]) for r in rows()]
    table = [SALES, *(line(str(n), office=o, 区域=r, 客户="同一客户") for n, (r, o) in enumerate(offices))]
    stock = [["年月", "区域", "办事处", "品类", "库存金额"],
             *([m, r, o, "成品", "5000"] for m in ("2026-02", "2026-03") for r, o in offices)]  # fmt: skip
    uploads = [Upload("s.csv", csv_bytes(table)), Upload("k.csv", csv_bytes(stock))]
    found = ingest(uploads, organisation(), today=TODAY)
    assert codes(found, "warning") == set()
    assert {"customer_in_two_offices", "inventory_unchanged"} <= codes(found, "note")

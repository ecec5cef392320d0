"""The usual script that benches hold ours against finds and stores the same: "same checks" cannot rot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from dashboard.services.uploads.ingest import Checked, check, commit
from data.ingestion import Upload
from data.store import Store
from tests.bench.ledgers import HEADERS, OFFICES, REGIONS, TODAY, ledger, prepared
from tests.bench.plain_ledger import Findings, load
from tests.data.workbooks import csv_bytes, xlsx_bytes
from tests.nightly import by_night

#: Column and cell of one row each; the last three say nothing wrong.
SPOILED = [
    *(("销售额", text) for text in (
        "", "-", "待定", "inf", "#REF!", "12%", "2026-03-01", "1.5e3", "$12", "abc", "1 234", "1.234,56",
        "1,23,456", "12345678901234567", "12.345", "5810000²", "--5", "12+",
    )),
    *(("毛利", text) for text in ("无", "0.001", "99,99")),
    *(("数量", text) for text in ("1.00001", "3件", "½")),
    *(("日期", text) for text in (
        "", "2026-02-30", "46000", "03/04/2026", "明天", "2026-13-01", "1999-01-01", "2026-12-01",
        "2023-12-31",
    )),
    *(("单据号", text) for text in ("", "1.5E+10", "XS\u202e1", "XS00000000", "XS00000000")),
    *(("区域", text) for text in ("", "区9", "区\u202e1")),
    *(("办事处", text) for text in ("", "办99", "办1")),
    *(("客户", text) for text in ("", "甲\x07")),
    *(("客户类型", text) for text in ("", "其他", "零售户")),
    *(("产品", text) for text in ("门\x02",)),
    ("销售额", "（１，２３４．５０）"), ("销售额", "￥ 2000元"), ("日期", "2026年3月1日"),
]  # fmt: skip
FORMS = {"ledger.csv": csv_bytes, "ledger.xlsx": partial(xlsx_bytes, sheet="销售明细")}
DOUBTS = {
    "office_missing", "office_dropped", "region_missing", "far_above", "far_below", "month_far_above",
    "ledger_differs", "sales_without_plan", "customer_in_two_offices", "month_end_rush", "total_differs",
}  # fmt: skip
Rows = list[list[str]]


def rows_of(count: int) -> Rows:
    return [list(row) for row in ledger(count).rows()]


def spoiled() -> Rows:
    """A ledger with a cell of `SPOILED` in every twentieth row, and a total that sums nothing in it."""
    rows = rows_of(20 * len(SPOILED) + 20)
    for number, (column, text) in enumerate(SPOILED, start=1):
        rows[20 * number][HEADERS.index(column)] = text
    rows.append(rows[1].copy())
    rows.append(["合计", *[""] * 7, "1.00", ""])
    rows.append(["注：本表由财务提供", *[""] * 9])
    return rows


def ours(path: str, name: str, content: bytes) -> Checked:
    with Store.open(path) as store:
        checked = check(store, [Upload(name, content)], TODAY)
        if not checked.has_errors:
            commit(store, checked, actor="bench", reason="bench")
        return checked


def both(folder: Path, name: str, content: bytes, *before: Upload) -> tuple[Checked, Findings]:
    """What both sides say of a file, each to a store of its own that has the organisation and `before`."""
    paths = [prepared(str(folder / f"{side}.duckdb")) for side in ("ours", "theirs")]
    for path in paths:
        if before:
            with Store.open(path) as store:
                commit(store, check(store, before, TODAY), actor="bench", reason="bench")
    return ours(paths[0], name, content), load(paths[1], name, content, TODAY)


def doubts_of_ours(checked: Checked) -> set[tuple[object, ...]]:
    issues = [issue for issue in checked.ingestion.issues if issue.code in DOUBTS]
    return {(i.code, *(i.parameters.get(key) for key in ("month", "region", "office"))) for i in issues}


def doubts_of_theirs(found: Findings) -> set[tuple[object, ...]]:
    return {
        (code, month.strftime("%Y-%m") if isinstance(month, date) else None, region, office)
        for code, month, region, office in found.doubts
    }


@pytest.mark.parametrize("name", by_night(["ledger.csv", "ledger.xlsx"], but=["ledger.csv"]))
def test_both_find_the_same_faults_in_the_same_rows(tmp_path: Path, name: str) -> None:
    checked, found = both(tmp_path, name, FORMS[name]([HEADERS, *spoiled()]))
    expected = {(issue.row, issue.code) for issue in checked.ingestion.errors}
    # The plain script refuses fractions of a fen where ours rounds them and asks.
    rounded = [issue for issue in checked.ingestion.warnings if issue.code == "sub_fen"]
    expected |= {
        (int(row), "sub_fen") for issue in rounded for row in str(issue.parameters["rows"]).split(", ")
    }
    assert len({code for _, code in expected}) >= 29
    assert found.errors == expected
    assert "total_differs" in {code for code, *_ in doubts_of_ours(checked) & doubts_of_theirs(found)}


@pytest.mark.nightly
@pytest.mark.parametrize("name", FORMS)
def test_both_store_the_same_rows_and_totals(tmp_path: Path, name: str) -> None:
    rows = rows_of(5_000)
    rows[7][8] = "（１，２３４．５０）"
    checked, found = both(tmp_path, name, FORMS[name]([HEADERS, *rows]))
    assert not checked.has_errors
    assert not found.errors
    with Store.open(tmp_path / "ours.duckdb") as one, Store.open(tmp_path / "theirs.duckdb") as other:
        assert one.current("sales").equals(other.current("sales"))
        assert one.daily_totals().totals.equals(other.daily_totals().totals)


def doubtful(rows: Rows) -> Rows:
    """`rows` with something that nobody would call an error and everybody would ask about."""

    def of(office: int, month: str) -> list[list[str]]:
        return [row for row in rows if row[3] == f"办{office}" and row[0].startswith(month)]

    gone = [*of(3, "2025-05"), *(row for row in rows if row[2] == "区5" and row[0].startswith("2025-07"))]
    rows = [row for row in rows if row not in gone]
    of(6, "2025-04")[0][8] = "9999999999.00"
    for row in of(9, "2025-06"):
        row[8] = "0.01"
    for row in rows:
        if row[0].startswith("2025-10"):
            row[8] = f"{abs(float(row[8])) * 20:.2f}"
    of(4, "2025-02")[0][4] = of(11, "2025-02")[0][4]
    of(7, "2025-11")[0][:9:8] = ["2025-11-27", "99999999.00"]
    of(7, "2025-12")[0][8] = "-60000000.00"
    return rows


@pytest.mark.nightly
def test_both_doubt_the_same(tmp_path: Path) -> None:
    places = [(f"区{n % REGIONS}", f"办{n}") for n in range(OFFICES)]
    plan = csv_bytes([["年月", "区域", "办事处", "销售指标", "回款指标"], *(
        ["2025-03", *place, "100", "100"] for place in places[1:]
    )])  # fmt: skip
    rows = doubtful(rows_of(20_000))
    earlier = [[*row[:1], f"E{row[1]}", *row[2:]] for row in rows_of(20_000) if row[2] == "区3"]
    earlier = [row for row in earlier if row[0] < "2025-03"]
    rows = [row for row in rows if not (row[3] == "办3" and row[0].startswith("2025-02"))]
    summary_header = [
        "年月", "区域", "办事处", "销售额", "回款额", "期末应收(零售)", "库存占用", "合同逾期", "区域费用",
        "差旅费",
    ]  # fmt: skip
    summary = csv_bytes([summary_header, *(["2025-08", *place, *["1"] * 7] for place in places[:12])])
    before = [Upload("plan.csv", plan), Upload("summary.csv", summary)]
    before.append(Upload("earlier.csv", csv_bytes([HEADERS, *earlier])))
    checked, found = both(tmp_path, "ledger.csv", csv_bytes([HEADERS, *rows]), *before)
    assert not found.errors
    assert not checked.has_errors
    expected = doubts_of_ours(checked)
    assert {code for code, *_ in expected} >= DOUBTS - {"total_differs"}
    assert doubts_of_theirs(found) == expected


@pytest.mark.nightly
def test_both_know_a_document_of_another_month(tmp_path: Path) -> None:
    earlier = rows_of(400)
    later = [["2026-09-30", *row[1:]] for row in earlier[:3]]
    uploads: Sequence[Upload] = [Upload("earlier.csv", csv_bytes([HEADERS, *earlier]))]
    checked, found = both(tmp_path, "ledger.csv", csv_bytes([HEADERS, *later]), *uploads)
    expected = {(issue.row, issue.code) for issue in checked.ingestion.errors}
    assert expected == found.errors == {(row, "document_already_loaded") for row in (2, 3, 4)}

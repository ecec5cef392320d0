# ruff: noqa: E501 - tables of cases read across
"""What a careful colleague would ask about, and what he would let pass."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data.batches import Batch, month_column
from data.current_state import EmptyState
from data.fields import BY_NAME
from data.ingestion import Upload, ingest
from data.organisation import Organisation
from data.plausibility import consistency, measures, plausibility_issues
from data.sample import RUNNING_AS_OF, frames, workbook
from data.store import Store
from data.store.loads import LoadRequest
from tests.data.test_validation import ORG, SALES, line, sales
from tests.data.workbooks import (
    HEADER,
    MESSY,
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
    found = ingest(
        [Upload("o.csv", org), Upload("s.csv", sales(line(office="甲办")))], EmptyState(), today=TODAY
    )
    assert codes(found, "warning") == set()


@pytest.mark.parametrize(("since", "until"), [("2026-02", ""), ("2025-12", "2026-12")])
def test_an_office_opened_again_or_closed_later_than_first_said_is_missed(since: str, until: str) -> None:
    org = csv_bytes([ORG, ["华东", "甲办", "a", "b", "2025-01", ""], ["华东", "乙办", "a", "b", "2025-01", "2026-01"],
                     ["华东", "乙办", "a", "b", since, until]])  # fmt: skip
    found = ingest(
        [Upload("o.csv", org), Upload("s.csv", sales(line(office="甲办")))], EmptyState(), today=TODAY
    )
    assert codes(found, "warning") == {"office_missing"}


def test_a_ledger_stands_in_for_a_missing_summary_row_and_the_other_way_round() -> None:
    ledger = sales(line(office="上海办"), *(line(str(n), office=o, 区域=r) for n, (r, o) in enumerate(
        (row[1], row[2]) for row in rows()[4:])))  # fmt: skip
    uploads = [Upload("s.xlsx", xlsx_bytes([HEADER, *rows()[1:4]])), Upload("l.csv", ledger)]
    found = ingest(uploads, organisation(), today=TODAY)
    assert codes(found, "warning") == set()


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        (3, "58100000000", "far_above"),
        (3, "581", "far_below"),
        (3, "5810", "far_below"),
        (6, "708.94", "far_below"),
        (6, "70893557200000", "far_above"),
    ],
)
def test_a_slip_of_zeros_in_one_cell_is_a_warning_at_that_cell(column: int, value: str, code: str) -> None:
    found = read_in(xlsx_bytes([HEADER, *changed(0, column, value)]), known=loaded())
    if code == "far_above" and float(value) > 10**11:
        assert codes(found) == {"too_large"}
        return
    assert [(i.code, i.where()) for i in found.warnings] == [(code, f"月度事实!{'DEFG'[column - 3]}2")]


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


@pytest.mark.parametrize(
    ("month", "share", "expected"),
    [
        ("2026-03", 1.01, {"checkpoint_above_month"}),
        ("2026-03", 0.9, set()),
        ("2026-02", 0.9, {"checkpoint_below_month"}),
        ("2026-02", 1, set()),
    ],
)
def test_what_came_by_the_28th_is_held_against_the_month(
    month: str, share: float, expected: set[str]
) -> None:
    table = [[month, *row[1:], f"{float(row[3]) * share:.2f}", row[4]] for row in rows()]
    found = read_in(csv_bytes([[*HEADER, "截至28日销售额", "截至28日回款额"], *table]), "a.csv")
    assert codes(found, "warning") == expected
    assert all(issue.column == "截至28日销售额" and issue.row for issue in found.warnings)


def test_spellings_of_travel_and_wages_are_known_and_what_resembles_them_is_asked_about() -> None:
    header = ["日期", "单据号", "区域", "办事处", "费用类别", "报销人", "金额", "审批状态"]
    kinds = ["差旅费", "工资薪金", "招待", "管理费用-差旅费"]
    table = [
        ["2026-03-05", str(at), "华东", "上海办", kind, "甲", "5", "已批准"] for at, kind in enumerate(kinds)
    ]
    found = read_in(csv_bytes([header, *table]), "a.csv")
    assert found.frames["expenses"]["category"].to_list() == ["差旅", "工资", "招待", "管理费用-差旅费"]
    assert [(i.code, i.where()) for i in found.warnings] == [("doubtful_category", "line 5, 费用类别")]


def test_what_is_merely_unusual_is_a_note() -> None:
    offices = [(r[1], r[2]) for r in rows()]
    table = [SALES, *(line(str(n), office=o, 区域=r, 客户="同一客户") for n, (r, o) in enumerate(offices))]
    stock = [["年月", "区域", "办事处", "品类", "库存金额"],
             *([m, r, o, "成品", "5000"] for m in ("2026-02", "2026-03") for r, o in offices)]  # fmt: skip
    uploads = [Upload("s.csv", csv_bytes(table)), Upload("k.csv", csv_bytes(stock))]
    found = ingest(uploads, organisation(), today=TODAY)
    assert codes(found, "warning") == set()
    assert {"customer_in_two_offices", "inventory_unchanged"} <= codes(found, "note")


def times(table: list[list[str]], factor: float) -> list[list[str]]:
    return [[*r[:3], *(f"{float(x) * factor:.2f}" for x in r[3:])] for r in table]


def test_a_month_ten_times_the_last_is_one_warning_per_column() -> None:
    found = read_in(xlsx_bytes([HEADER, *times(rows(), 10)]), known=loaded())
    assert codes(found, "warning") == {"month_far_above"}
    assert [i.parameters["other_month"] for i in found.warnings] == ["2026-02"] * 4


def test_a_region_of_two_offices_ten_times_its_last_month_is_asked_about_as_well() -> None:
    south = [row for row in rows() if row[1] == "华南"]
    upload = Upload("a.xlsx", xlsx_bytes([HEADER, *times(south, 10)]))
    found = ingest([upload], loaded(), today=TODAY, scope=frozenset({"华南"}))
    assert codes(found, "warning") == {"month_far_above"}


@pytest.mark.parametrize(
    ("factor", "code"), [(10_000, "correction_far_above"), (1 / 10_000, "correction_far_below"), (1.2, None)]
)
def test_a_correction_of_the_only_month_is_held_against_what_it_replaces(
    factor: float, code: str | None
) -> None:
    found = read_in(xlsx_bytes([HEADER, *times(rows(), factor)]), known=loaded(date(2026, 3, 1)))
    assert {c for c in codes(found, "warning") if "correction" in c} == ({code} if code else set())


def test_a_corrected_cell_is_held_against_the_cell_it_replaces() -> None:
    slip = read_in(xlsx_bytes([HEADER, *changed(0, 3, "58100000000")]), known=loaded(date(2026, 3, 1)))
    assert [(i.code, i.where()) for i in slip.warnings] == [("far_above", "月度事实!D2")]
    mended = Loaded({**organisation().frames, **read_in(xlsx_bytes([HEADER, *changed(0, 3, "581")])).frames})
    assert read_in(xlsx_bytes([HEADER, *rows()]), known=mended).warnings == []


def test_an_office_with_sales_and_no_plan_is_a_note_once_anybody_has_a_plan() -> None:
    offices = [(r[1], r[2]) for r in rows()]
    plan = [
        ["年月", "区域", "办事处", "销售指标", "回款指标"],
        *(["2026-03", r, o, "1", "1"] for r, o in offices),
    ]
    summary = Upload("s.xlsx", xlsx_bytes([HEADER, *rows()]))

    def noted(table: list[list[str]]) -> list[object]:
        found = ingest([summary, Upload("p.csv", csv_bytes(table))], organisation(), today=TODAY)
        return [i.parameters["office"] for i in found.notes if i.code == "sales_without_plan"]

    assert noted(plan) == []
    assert noted(plan[:-1]) == ["重庆办"]
    assert codes(ingest([summary], organisation(), today=TODAY), "note") == set()


PLAN = ["年月", "区域", "办事处", "销售指标", "回款指标"]


def with_plan(share: float, offices: int = 9) -> list[tuple[str, object]]:
    """The clean month beside plans that are `share` of its sales and collections; what is asked about."""
    plan = [
        PLAN,
        *([r[0], r[1], r[2], *(f"{float(x) * share:.2f}" for x in r[3:5])] for r in rows()[:offices]),
    ]
    uploads = [Upload("s.xlsx", xlsx_bytes([HEADER, *rows()])), Upload("p.csv", csv_bytes(plan))]
    found = ingest(uploads, organisation(), today=TODAY)
    return [(i.code, i.parameters["figure"]) for i in found.warnings if i.code == "far_from_plan"]


@pytest.mark.parametrize("share", [1 / 10_000, 1 / 150, 1_100, 10_000])
def test_a_first_month_out_of_all_proportion_to_its_plan_is_asked_about(share: float) -> None:
    figures = [field.zh for field in BY_NAME["summary"].fields if field.name in {"sales", "collections"}]
    assert with_plan(share) == [("far_from_plan", figure) for figure in figures]


@pytest.mark.parametrize("share", [1 / 90, 1 / 3, 1, 30, 900])
def test_a_month_well_above_its_plan_or_only_begun_is_no_slip(share: float) -> None:
    assert with_plan(share) == []


def test_two_offices_prove_nothing_about_the_unit() -> None:
    assert with_plan(1 / 10_000, offices=3) != []
    assert with_plan(1 / 10_000, offices=2) == []


def test_a_plan_in_the_wrong_unit_is_asked_about_at_the_plan() -> None:
    plan = [PLAN, *([r[0], r[1], r[2], *(f"{float(x) / 10_000:.2f}" for x in r[3:5])] for r in rows())]
    found = ingest([Upload("p.csv", csv_bytes(plan))], loaded(date(2026, 3, 1)), today=TODAY)
    asked = [i for i in found.warnings if i.code == "far_from_plan"]
    assert [(i.extract, i.parameters["field"]) for i in asked] == [
        ("monthly_plan", "销售指标"), ("monthly_plan", "回款指标"),
    ]  # fmt: skip


RUSH = [line(str(n), day=f"2026-02-{n:02d}") for n in range(1, 26)]


@pytest.mark.parametrize(
    ("sold", "returned", "is_noted"),
    [("9000", "-4500", True), ("9000", "-4499", False), ("60", "-60", False)],
)
@pytest.mark.parametrize("is_loaded_before", [True, False])
def test_sales_before_the_28th_that_go_back_the_month_after_are_a_note(
    sold: str, returned: str, *, is_noted: bool, is_loaded_before: bool
) -> None:
    first = sales(*RUSH, line("90", day="2026-02-27", 销售额=sold))
    second = sales(line("91", day="2026-03-03", 销售额=returned), line("92", day="2026-03-04"))
    store: Loaded = organisation()
    uploads = [Upload("b.csv", second)]
    if is_loaded_before:
        frames = ingest([Upload("a.csv", first)], organisation(), today=TODAY).frames
        store = Loaded({**organisation().frames, **frames})
    else:
        uploads.append(Upload("a.csv", first))
    found = ingest(uploads, store, today=TODAY)
    rush = [i.parameters["month"] for i in found.notes if i.code == "month_end_rush"]
    assert rush == (["2026-02"] if is_noted else [])


def test_stock_that_equals_last_months_to_the_fen_is_a_note_in_the_summary_too() -> None:
    table = [
        [*r[:6], r[6] if at == 0 else f"{float(r[6]) + 0.01:.2f}", *r[7:]] for at, r in enumerate(rows())
    ]
    found = read_in(xlsx_bytes([HEADER, *table]), known=loaded())
    assert [(i.code, i.where()) for i in found.notes] == [("inventory_unchanged", "月度事实!G2")]


def sold(month: int, *, factor: int = 1) -> list[list[str]]:
    """Six documents of two regions in a month, other numbers in every month."""
    places = [("上海办", "华东"), ("杭州办", "华东"), ("广州办", "华南")]
    return [
        line(f"{month:02d}{at:02d}", f"2026-{month:02d}-{at + 3:02d}", office, 区域=region, 数量=str(at + 2),
             销售额=f"{(at + 1) * 119.5 * factor:.2f}", 毛利=f"{(at + 1) * 20.25 * factor:.2f}")
        for at, (office, region) in enumerate(places * 2)
    ]  # fmt: skip


def once_sold() -> Loaded:
    found = read_in(sales(*sold(2)), "a.csv")
    return Loaded({**organisation().frames, **found.frames})


def test_a_month_that_is_another_ones_copy_with_new_days_and_numbers_is_asked_about() -> None:
    found = read_in(sales(*sold(3)), "b.csv", once_sold())
    assert [
        (i.parameters["month"], i.parameters["region"], i.parameters["other_month"])
        for i in found.warnings
        if i.code == "month_copied"
    ] == [("2026-03", "华东", "2026-02")]  # two rows of 华南 may be the same by chance


def test_of_two_copies_in_one_upload_the_later_month_is_asked_about() -> None:
    found = read_in(sales(*sold(2), *sold(3)), "b.csv")
    asked = [i.parameters["month"] for i in found.warnings if i.code == "month_copied"]
    assert asked == ["2026-03"]


def test_one_amount_that_differs_makes_another_month_and_a_correction_is_no_copy() -> None:
    table = sold(3)
    table[0][8] = "119.51"
    assert "month_copied" not in codes(read_in(sales(*table), "b.csv", once_sold()), "warning")
    assert "month_copied" not in codes(read_in(sales(*sold(2)), "b.csv", once_sold()), "warning")


def test_a_summary_is_a_copy_only_as_a_whole() -> None:
    march = csv_bytes([HEADER, *rows()])
    found = read_in(march, "a.csv", loaded())
    assert [(i.code, i.parameters["other_month"]) for i in found.warnings] == [("month_copied", "2026-02")]
    other = csv_bytes([HEADER, *changed(0, 3, "5810000.01")])
    assert codes(read_in(other, "a.csv", loaded()), "warning") == set()


def test_counts_under_amounts_and_amounts_under_counts_are_asked_about() -> None:
    table = [[*row[:7], row[8], row[7], row[9]] for row in sold(3)]
    found = read_in(sales(*table), "b.csv")
    assert [(i.where(), i.parameters["other"]) for i in found.warnings if i.code == "columns_exchanged"] == [
        ("line 2, 销售额", "数量")
    ]
    assert "columns_exchanged" not in codes(read_in(sales(*sold(3)), "b.csv"), "warning")


def test_whole_amounts_of_weighed_goods_are_not_asked_about() -> None:
    table = [[*row[:7], f"{at + 1}.25", f"{(at + 1) * 4000}", row[9]] for at, row in enumerate(sold(3))]
    assert "columns_exchanged" not in codes(read_in(sales(*table), "b.csv"), "warning")


def test_profit_above_sales_in_most_rows_is_asked_about() -> None:
    table = [[*row[:8], row[9], row[8]] for row in sold(3)]
    found = read_in(sales(*table), "b.csv")
    asked = [
        (i.where(), i.value, i.parameters["number"]) for i in found.warnings if i.code == "profit_above_sales"
    ]
    assert asked == [("line 2, 毛利", "119.5", 6)]
    one = [*sold(3)[:5], [*table[5]]]
    assert "profit_above_sales" not in codes(read_in(sales(*one), "b.csv"), "warning")


def test_a_row_far_above_the_price_of_its_product_is_asked_about_at_its_amount() -> None:
    table = sold(3)
    for at, row in enumerate(table):
        row[7], row[8] = "2", f"{240 + at}.00"
    table[3][8] = "24300"
    found = read_in(sales(*table), "b.csv")
    assert [(i.where(), i.value) for i in found.warnings if i.code == "price_far_above"] == [
        ("line 5, 销售额", "24300.0")
    ]
    table[1][8] = "1000"  # a product without a price of its own, such as freight
    assert "price_far_above" not in codes(read_in(sales(*table), "b.csv"), "warning")


def test_a_ledger_without_any_amount_is_asked_about_once() -> None:
    table = [[*row[:8], "0", "0"] for row in sold(3)]
    found = read_in(sales(*table), "b.csv")
    assert [(i.where(), i.parameters["number"]) for i in found.warnings if i.code == "all_zero"] == [
        ("line 2, 销售额", 6)
    ]
    table[2][8] = "0.01"
    assert "all_zero" not in codes(read_in(sales(*table), "b.csv"), "warning")


@pytest.mark.parametrize(("months", "is_noted"), [(3, True), (2, False)])
def test_an_office_that_sold_for_three_months_and_then_nothing_is_a_note(
    months: int, *, is_noted: bool
) -> None:
    clean = baseline().frames["summary"]
    earlier = [
        clean.with_columns(
            month=pl.lit(date(2026, 3 - back, 1) if back < 3 else date(2025, 12, 1)), inventory=back
        )
        for back in range(1, months + 1)
    ]
    store = Loaded({**organisation().frames, "summary": pl.concat(earlier)})
    found = read_in(xlsx_bytes([HEADER, *changed(0, 3, "0")]), known=store)
    silent = [i.where() for i in found.notes if i.code == "fell_silent"]
    assert silent == (["月度事实!D2"] if is_noted else [])


def test_the_demo_company_raises_no_question() -> None:
    found = ingest([Upload("demo.xlsx", workbook())], EmptyState(), today=RUNNING_AS_OF)
    assert found.warnings == []
    assert codes(found, "note") == set()


def test_the_store_tells_what_was_sold_on_which_day(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.duckdb") as store:
        first = Upload("a.csv", sales(*RUSH, line("90", day="2026-02-27", 销售额="9000")))
        org = Upload("org.xlsx", (MESSY / "org.xlsx").read_bytes())
        frames = ingest([org, first], EmptyState(), today=TODAY).frames
        store.commit(LoadRequest(frames=frames, files=[], actor="test"))
        february = date(2026, 2, 1)
        days = store.current_state().sales_days((february, february))
        assert days.height == 26
        assert store.current_state().sales_days((date(2026, 3, 1), date(2026, 4, 1))).is_empty()
        assert days.filter(pl.col("date") == date(2026, 2, 27))["amount"].to_list() == [900_000]
        back = sales(line("91", day="2026-03-03", 销售额="-9000"), line("92", day="2026-03-04"))
        found = ingest([Upload("b.csv", back)], store.current_state(), today=TODAY)
    assert "month_end_rush" in codes(found, "note")


@pytest.mark.parametrize(
    ("opens", "closes", "asked"),
    [
        ("2026-03", "", [("figures_before_opening", "上海办", "2026-02")]),
        ("2026-02", "", []),
        ("2025-01", "2026-01", [("figures_behind_closing", "上海办", "2026-02")]),
        ("2025-01", "2026-02", []),
    ],
)
def test_an_organisation_that_leaves_loaded_figures_outside_an_offices_life_is_asked_about(
    opens: str, closes: str, asked: list[tuple[str, str, str]]
) -> None:
    others = [["华东", office, "甲经理", "副总甲", "2025-01", ""] for office in ("杭州办", "南京办")]
    org = csv_bytes([ORG, ["华东", "上海办", "甲经理", "副总甲", opens, closes], *others])
    found = ingest([Upload("o.csv", org)], loaded(), today=TODAY)
    named = [(i.code, i.parameters["office"], i.parameters["months"]) for i in found.warnings]
    assert named == asked
    assert not found.errors


def test_figures_that_come_anew_with_the_organisation_are_held_against_it_as_rows() -> None:
    others = [["华东", office, "甲经理", "副总甲", "2025-01", ""] for office in ("杭州办", "南京办")]
    org = csv_bytes([ORG, ["华东", "上海办", "甲经理", "副总甲", "2026-03", ""], *others])
    uploads = [Upload("o.csv", org), Upload("s.xlsx", xlsx_bytes([HEADER, *rows()]))]
    state = Loaded({**organisation().frames, "summary": baseline().frames["summary"]})
    assert "figures_before_opening" not in codes(ingest(uploads, state, today=TODAY), "warning")


def test_findings_beyond_those_named_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (consistency, measures):
        monkeypatch.setattr(module, "DETAILED", 2)
    ledger = sales(*(line(str(n), office=r[2], 区域=r[1], 销售额="1") for n, r in enumerate(rows())))
    uploads = [Upload("s.xlsx", xlsx_bytes([HEADER, *rows()])), Upload("l.csv", ledger)]
    warnings = ingest(uploads, organisation(), today=TODAY).warnings
    found = [i for i in warnings if "ledger_differs" in (i.code, i.parameters.get("of"))]
    assert [i.code for i in found] == ["ledger_differs", "ledger_differs", "more_of_the_same"]
    assert (found[-1].count, found[-1].parameters["of"]) == (len(rows()) - 2, "ledger_differs")


@pytest.mark.parametrize(
    ("names", "factor"),
    [
        ("sales", 0),
        ("inventory", 1000),
        *(
            pytest.param(name, factor, marks=pytest.mark.nightly)
            for name in ("sales", "collections", "inventory", "monthly_plan")
            for factor in (0, 1000)
            if (name, factor) not in (("sales", 0), ("inventory", 1000))
        ),
        ("receivables expenses", 1000),
        ("sales monthly_plan inventory", 1000),
        ("org sales", 100),
    ],
)
def test_a_check_that_asks_for_less_finds_the_same(
    names: str, factor: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the months near the upload's are asked for one by one."""
    given, month = frames(), date(2026, 5, 1)
    batches = {}
    for name in names.split():
        extract, rows = BY_NAME[name], given[name]
        if name == "org":
            rows = rows.head(rows.height - 2)
        else:
            amount = next(field.name for field in extract.fields if field.kind == "money")
            of_month = month_column(extract) == month
            rows = rows.filter(of_month & (pl.col("office") != rows["office"][0]))
            rows = rows.with_columns(pl.col(amount) * factor)
        batches[name] = Batch(extract, rows, pl.repeat(value=True, n=rows.height, eager=True), {})
    organisation = Organisation(batches["org"].frame if "org" in batches else given["org"])
    less = plausibility_issues(batches, organisation, Loaded(given))
    monkeypatch.setattr(measures, "_near", lambda *_: (date.min, date.max))
    assert less == plausibility_issues(batches, organisation, Loaded(given))
    assert less

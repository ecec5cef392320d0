"""A stranger's ledger, in process: values and offices are told once, remembered, and nothing else changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

import polars as pl
import pytest

from data.current_state import ORGANISATION, CurrentState, EmptyState
from data.ingestion import Ingestion, Upload, ingest
from data.mappings import HeaderMapping, shape_of
from data.newcomers import Leaders, UnknownOffice, is_alike, organisation_file
from data.store import Store
from data.store.audit.log import append, recorded
from tests.data.strangers import HEADER, MEANT, PLACES, SEGMENTS, in_fen, ledger, ledger_csv
from tests.data.workbooks import TODAY, Loaded, codes, csv_bytes, organisation, read_in, xlsx_bytes

LINES = 300
CONTENT = ledger_csv(LINES)
ROWS = ledger(LINES)
SHAPE = shape_of(HEADER)
LED = Leaders("甲经理", "乙副总")


def mapped(values: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, HeaderMapping]:
    return {SHAPE: HeaderMapping(SHAPE, "sales", MEANT, values or {})}


def read(
    mappings: Mapping[str, HeaderMapping],
    *more: Upload,
    known: CurrentState | None = None,
    content: bytes = CONTENT,
) -> Ingestion:
    return ingest([Upload("订单.csv", content), *more], known or EmptyState(), today=TODAY, mappings=mappings)


def test_a_strangers_ledger_is_recognised_as_sales_and_no_amount_is_guessed() -> None:
    (sheet,) = read({}).unmapped
    assert (sheet.extract, sheet.shape) == ("sales", SHAPE)
    assert sheet.headers == tuple(HEADER)
    assert sheet.letters[-1] == "T"
    # 利润 is like nothing; 销售额 and 数量 are names of ours.
    assert sheet.guesses["sales"] == {
        "客户名称": "customer",
        "产品名称": "product",
        "销售额": "amount",
        "数量": "quantity",
    }


def test_unknown_values_and_offices_are_told_with_their_numbers() -> None:
    found = read(mapped())
    (unknown,) = found.unknown_values
    assert (unknown.file, unknown.shape, unknown.extract) == ("订单.csv", SHAPE, "sales")
    assert unknown.field == "customer_type"
    assert unknown.counts == Counter(row[7] for row in ROWS)
    offices = {(office.region, office.office): office for office in found.unknown_offices}
    assert set(offices) == {(region, office) for region in PLACES for office in PLACES[region]}
    for (region, office), told in offices.items():
        own = [row for row in ROWS if (row[11], row[9]) == (region, office)]
        assert told.rows == len(own)
        assert f"{told.first_month:%Y/%m}" == min(row[2][:7] for row in own)
        assert told.is_new_region


def test_values_are_told_beside_offices_that_nobody_knows() -> None:
    found = read(mapped(), known=organisation())
    assert "unknown_region" in codes(found)
    assert len(found.unknown_values) == 1
    assert found.unknown_offices


def test_values_that_were_explained_are_choices() -> None:
    found = read(mapped({"customer_type": SEGMENTS}))
    assert found.unknown_values == ()
    assert "choice" not in codes(found)
    assert found.frames["sales"]["customer_type"].to_list() == [SEGMENTS[row[7]] for row in ROWS]


def test_values_are_explained_by_choices_of_a_choice_only() -> None:
    values = {
        "customer_type": {"消费者": "贵宾"},
        "no_such_field": SEGMENTS,
        "amount": {"1.00": "2.00"},
        "office": {"海东": "海西"},
    }
    assert read(mapped(values)).frames["sales"].equals(read(mapped()).frames["sales"])


def test_a_choice_that_is_one_keeps_its_meaning() -> None:
    table = [["日期", "单据号", "区域", "办事处", "客户", "客户类型", "产品", "数量", "销售额", "毛利"],
             ["2026-03-02", "S1", "华东", "上海办", "客户甲", "零售", "锁", "1", "10", "1"],
             ["2026-03-02", "S2", "华东", "上海办", "客户乙", " 散 客 ", "锁", "1", "20", "2"]]  # fmt: skip
    shape = shape_of([str(text) for text in table[0]])
    said = {shape: HeaderMapping(shape, "sales", {}, {"customer_type": {"零售": "合同", "散客": "备案"}})}
    for name, content in (("a.csv", csv_bytes(table)), ("a.xlsx", xlsx_bytes(table, sheet="销售明细"))):
        upload = Upload(name, content)
        found = ingest([upload], organisation(), today=TODAY)
        assert [unknown.shape for unknown in found.unknown_values] == [shape]
        assert list(found.unknown_values[0].counts.values()) == [1]
        found = ingest([upload], organisation(), today=TODAY, mappings=said)
        assert found.frames["sales"]["customer_type"].to_list() == ["零售", "备案"]


def test_categories_of_expenses_may_be_explained_too() -> None:
    header = ["日期", "单据号", "区域", "办事处", "费用类别", "报销人", "金额", "审批状态"]
    table = [header, ["2026-03-02", "F1", "华东", "上海办", "出门钱", "甲", "10", "已批准"],
             ["2026-03-02", "F2", "华东", "上海办", "办公", "甲", "10", "已批准"]]  # fmt: skip
    shape = shape_of(header)
    said = {shape: HeaderMapping(shape, "expenses", {}, {"category": {"出门钱": "差旅"}})}
    found = ingest([Upload("a.csv", csv_bytes(table))], organisation(), today=TODAY, mappings=said)
    assert found.frames["expenses"]["category"].to_list() == ["差旅", "办公"]


def test_new_offices_make_the_ledger_loadable() -> None:
    said = mapped({"customer_type": SEGMENTS})
    offices = read(said).unknown_offices
    file = organisation_file(offices, dict.fromkeys(PLACES, LED), EmptyState().organisation(), None)
    found = read(said, Upload("新增机构.csv", file))
    assert found.errors == []
    assert found.unknown_offices == ()
    org = found.frames["org"]
    assert org.height == len(offices)
    assert set(org["source_file"]) == {"新增机构.csv"}
    assert found.frames["sales"]["amount"].sum() == in_fen(ROWS)


def org_row(region: str, office: str, since: date, manager: str = "甲", **more: object) -> dict[str, object]:
    row = {"region": region, "office": office, "manager": manager, "vice_president": f"{manager}的上级"}
    return {**dict.fromkeys(ORGANISATION), **row, "effective_month": since, **more}


def read_org(content: bytes) -> pl.DataFrame:
    found = read_in(content, "o.csv", EmptyState())
    assert found.errors == [], [issue.text() for issue in found.errors]
    return found.frames["org"].select(list(ORGANISATION))


def test_a_region_that_gains_an_office_keeps_its_rows_and_its_leaders() -> None:
    known = pl.DataFrame(
        [
            org_row("东", "甲办", date(2024, 1, 1), "一", office_alias="甲;甲市", end_month=date(2025, 6, 1)),
            org_row("东", "乙, 办", date(2025, 1, 1), "二", region_alias="东部"),
            org_row("西", "丙办", date(2024, 1, 1), "三"),
        ],
        schema=ORGANISATION,
    )
    new = [
        UnknownOffice("东", "丁办", date(2024, 7, 1), 1, False),
        UnknownOffice("东", "戊办", date(2025, 3, 1), 1, False),
        UnknownOffice("东", "己办", date(2023, 3, 1), 1, False),
    ]
    frame = read_org(organisation_file(new, {}, known, None))
    added = frame.filter(pl.col("office").is_in(["丁办", "戊办", "己办"]))
    assert dict(added.select("office", "manager").iter_rows()) == {"丁办": "一", "戊办": "二", "己办": "一"}
    assert frame.filter(~pl.col("office").is_in(added["office"].implode())).equals(
        known.filter(region="东"), null_equal=True
    )


def test_a_region_in_the_same_upload_is_not_repeated() -> None:
    known = pl.DataFrame([org_row("东", "甲办", date(2024, 1, 1), "一")], schema=ORGANISATION)
    brought = pl.DataFrame([org_row("东", "甲办", date(2024, 1, 1), "新")], schema=ORGANISATION)
    new = [UnknownOffice("东", "丁办", date(2024, 7, 1), 1, False)]
    frame = read_org(organisation_file(new, {}, known, brought))
    assert frame.select("office", "manager").rows() == [("丁办", "新")]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("上海", "上海办", True),
        ("上海办事处", "上海办", True),
        ("广州南办", "广州北办", True),
        ("广州办", "广洲办", True),
        ("广州办", "广州办", False),
        ("广 州办", "广州办", False),
        ("河北", "湖北", False),
        ("杭州一部", "杭州二组", False),
        ("武汉办", "武办", True),
        ("武汉办", "汉口办", False),
        ("海东", "平川", False),
    ],
)
def test_names_that_may_be_slips_of_each_other(one: str, other: str, alike: bool) -> None:
    assert is_alike(one, other) is alike
    assert is_alike(other, one) is alike


def test_an_unknown_office_is_held_against_known_ones_and_those_beside_it() -> None:
    table = [["年月", "区域", "办事处", "品类", "库存金额"],
             ["2026-03", "华东", "上海办处", "锁", "1"],
             ["2026-03", "华东", "新市办", "锁", "1"],
             ["2026-03", "华东", "新市一办", "锁", "1"]]  # fmt: skip
    found = read_in(csv_bytes(table), "a.csv")
    told = {office.office: (office.is_new_region, office.alike) for office in found.unknown_offices}
    assert told == {
        "上海办处": (False, ("上海办",)),
        "新市办": (False, ("新市一办",)),
        "新市一办": (False, ("新市办",)),
    }


def test_an_office_of_another_region_is_no_new_one() -> None:
    table = [["年月", "区域", "办事处", "品类", "库存金额"], ["2026-03", "华南", "上海办", "锁", "1"]]
    found = read_in(csv_bytes(table), "a.csv")
    assert codes(found) == {"office_of_other_region"}
    assert found.unknown_offices == ()


def test_a_column_of_very_many_values_or_offices_is_not_asked_about() -> None:
    header = ["日期", "单据号", "区域", "办事处", "客户", "客户类型", "产品", "数量", "销售额", "毛利"]
    table = [
        ["2026-03-02", f"S{n}", "华东", f"办{n}", "客户", f"类{n}", "锁", "1", "10", "1"] for n in range(400)
    ]
    found = read_in(csv_bytes([header, *table]), "a.csv")
    assert "unknown_office" in codes(found)
    assert (found.unknown_values, found.unknown_offices) == ((), ())


def test_what_values_mean_is_kept_in_the_log_and_older_entries_are_read() -> None:
    with Store.open(":memory:") as store:
        said = mapped({"customer_type": SEGMENTS})[SHAPE]
        store.remember_mapping(said, "统计员")
        assert store.header_mappings() == {SHAPE: said}
        old = HeaderMapping("0f", "sales", {"净额": "amount"})

        def write(cursor: object) -> None:
            append(
                cursor, "mapping", old.shape, "统计员", {"extract": old.extract, "columns": dict(old.columns)}
            )  # type: ignore[arg-type]

        recorded(store._connection, write)
        assert store.header_mappings() == {SHAPE: said, "0f": old}
        assert store.audit().findings == ()


def test_what_was_mapped_and_added_serves_every_later_file() -> None:
    said = mapped({"customer_type": SEGMENTS})
    first = read(said)
    file = organisation_file(
        first.unknown_offices, dict.fromkeys(PLACES, LED), EmptyState().organisation(), None
    )
    known = Loaded({"org": read(said, Upload("o.csv", file)).frames["org"]})
    later = read(said, known=known, content=ledger_csv(LINES, seed=8))
    assert later.is_loadable
    assert (later.unmapped, later.unknown_values, later.unknown_offices) == ((), (), ())


def test_an_order_of_several_lines_is_no_fault() -> None:
    found = read(mapped({"customer_type": SEGMENTS}), content=ledger_csv(LINES, most_lines=4))
    numbers = found.frames["sales"]["document"]
    assert numbers.n_unique() < numbers.len() == LINES
    assert {issue.code for issue in found.errors} <= {"no_organisation"}

"""Headers nobody taught us: mapped once, they load as if they had been standard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from data.fields import BY_NAME
from data.ingestion import Ingestion, Upload, ingest
from data.mappings import LEFT_OUT, HeaderMapping, shape_of, unique_names
from tests.data.workbooks import (
    HEADER,
    TODAY,
    Row,
    amounts,
    baseline,
    codes,
    csv_bytes,
    organisation,
    rows,
    xlsx_bytes,
)

STRANGE = ["期次", "战区", "网点", "净营收", "入账", "散户欠款", "压货", "协议超期", "开支", "跑动开销"]
FIELDS = [
    "month",
    "region",
    "office",
    "sales",
    "collections",
    "retail_receivables",
    "inventory",
    "contract_overdue",
    "expenses",
    "manager_travel",
]
MEANT = dict(zip(STRANGE, FIELDS, strict=True))


def mapping(headers: Sequence[str] = STRANGE, columns: Mapping[str, str] = MEANT) -> dict[str, HeaderMapping]:
    shape = shape_of(headers)
    return {shape: HeaderMapping(shape, "summary", columns)}


def read_with(content: bytes, mappings: Mapping[str, HeaderMapping], name: str = "a.csv") -> Ingestion:
    return ingest([Upload(name, content)], organisation(), today=TODAY, mappings=mappings)


def strange(headers: Sequence[str] = STRANGE, table: Sequence[Row] | None = None) -> bytes:
    return csv_bytes([list(headers), *(table or rows())])


def test_a_sheet_of_unknown_headers_says_what_is_needed_to_map_it() -> None:
    found = read_with(strange(), {})
    assert found.errors
    (sheet,) = found.unmapped
    assert (sheet.file, sheet.sheet, sheet.headers) == ("a.csv", "", tuple(STRANGE))
    assert sheet.shape == shape_of(STRANGE)
    assert sheet.samples[0][:3] == ("2026-03", "华东", "上海办")


def test_known_headers_and_names_that_resemble_are_proposed_each_field_once() -> None:
    headers = ["年月份", "区域", "办事处名", "净销售额", "回款额", "零售期末应收额", *HEADER[6:]]
    (sheet,) = read_with(strange(headers), {}).unmapped
    assert sheet.extract == "summary"
    guesses = sheet.guesses["summary"]
    assert (guesses["区域"], guesses["办事处名"], guesses["回款额"]) == ("region", "office", "collections")
    # What resembles a name may be proposed; what resembles an amount is another amount.
    assert not {"净销售额", "零售期末应收额"} & set(guesses)
    assert len(set(guesses.values())) == len(guesses)


LOOKALIKES = [
    *(("receivables", text, "逾期金额") for text in ("未逾期金额", "逾期天数", "逾期利息")),
    *(("receivables", text, "应收余额") for text in ("期初应收余额", "预收余额", "应付余额", "应收预算")),
    *(("sales", text, "销售额") for text in ("不含税金额", "不含税销售额", "累计销售额", "去年同期销售额")),
    *(("collections", text, "回款额") for text in ("未回款额", "未回款", "计划回款额", "应回款额")),
    *(("expenses", text, "金额") for text in ("未报销金额", "预付金额", "税额")),
    *(("inventory", text, "库存金额") for text in ("非库存金额", "期初库存金额", "库存数量")),
    *(("monthly_plan", text, "销售指标") for text in ("非销售指标", "上年销售指标")),
    *(("annual_plan", text, "年度回款指标") for text in ("年度未回款指标", "季度回款指标")),
]


@pytest.mark.parametrize(("extract", "header", "name"), LOOKALIKES)
def test_nothing_is_proposed_for_an_amount_that_merely_resembles_one(
    extract: str, header: str, name: str
) -> None:
    headers = [field.zh for field in BY_NAME[extract].fields if not field.is_optional]
    headers[headers.index(name)] = header
    (sheet,) = read_with(csv_bytes([headers, ["甲"] * len(headers), ["1"] * len(headers)]), {}).unmapped
    assert sheet.guesses[extract].get(header) is None
    field = next(field for field in BY_NAME[extract].fields if field.zh == name)
    assert field.name not in sheet.guesses[extract].values()


@pytest.mark.parametrize("header", ["非办事处", "办事处编号", "不属于办事处", "期初办事处"])
def test_nothing_is_proposed_for_a_name_that_is_turned_or_too_far(header: str) -> None:
    headers = [header if text == "办事处" else text for text in HEADER]
    (sheet,) = read_with(strange(headers), {}).unmapped
    assert "office" not in sheet.guesses["summary"].values()


def test_of_two_headers_equally_alike_none_is_proposed() -> None:
    (sheet,) = read_with(strange([*HEADER[:2], "办事处甲", "办事处乙", *HEADER[4:]]), {}).unmapped
    assert "office" not in sheet.guesses["summary"].values()
    # Recognised twice is as doubtful.
    (sheet,) = read_with(strange(["期次", "办事处", "分公司", *HEADER[3:]]), {}).unmapped
    assert "office" not in sheet.guesses["summary"].values()
    assert sheet.recognised["summary"]["办事处"] == sheet.recognised["summary"]["分公司"] == "office"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (strange(), "a.csv"),
        (xlsx_bytes([STRANGE, *rows()], sheet="Sheet1"), "a.xlsx"),
        (xlsx_bytes([["某公司经营数据"], [], STRANGE, *rows()], sheet="月度事实"), "a.xlsx"),
    ],
    ids=["text", "workbook", "below a title"],
)
def test_a_mapped_sheet_loads_as_if_its_headers_had_been_standard(content: bytes, name: str) -> None:
    found = read_with(content, mapping(), name)
    assert [issue.text() for issue in (*found.errors, *found.warnings)] == []
    assert found.unmapped == ()
    assert amounts(found).equals(amounts(baseline()))


def test_a_mapping_holds_for_every_file_of_its_shape_and_for_no_other() -> None:
    assert read_with(strange([" 期 次 ", *STRANGE[1:]]), mapping()).is_loadable
    assert read_with(strange([*STRANGE[:9], "路费"]), mapping()).unmapped


def test_a_unit_in_a_mapped_header_counts() -> None:
    headers = [*STRANGE[:3], *(f"{text}(万元)" for text in STRANGE[3:])]
    table = [[*row[:3], *(f"{float(x) / 10_000:.6f}" for x in row[3:])] for row in rows()]
    found = read_with(strange(headers, table), mapping(headers, dict(zip(headers, FIELDS, strict=True))))
    assert amounts(found).equals(amounts(baseline()))


def test_columns_that_are_not_mapped_are_left_out_and_told() -> None:
    headers = [*STRANGE, "备用"]
    found = read_with(strange(headers, [[*row, "7"] for row in rows()]), mapping(headers))
    assert amounts(found).equals(amounts(baseline()))
    assert codes(found, "note") == {"ignored_columns"}


def test_an_optional_column_may_be_mapped_beside_recognised_ones() -> None:
    headers = [*HEADER, "廿八日前销售"]
    columns = {"廿八日前销售": "sales_to_checkpoint"}
    found = read_with(strange(headers, [[*row, "12.34"] for row in rows()]), mapping(headers, columns))
    assert found.frames["summary"]["sales_to_checkpoint"].to_list() == [1234] * 9


def test_a_mapping_never_overrides_a_recognised_header() -> None:
    # Whoever swaps 销售额 and 回款额 in a mapping must not swap the money.
    swapped = {**dict(zip(HEADER, FIELDS, strict=True)), "销售额": "collections", "回款额": "sales"}
    found = read_with(strange(HEADER), mapping(HEADER, swapped))
    assert amounts(found).equals(amounts(baseline()))


def test_a_mapping_may_leave_a_recognised_header_out() -> None:
    headers = [*HEADER, "营收"]
    table = [[*row[:3], "1", *row[4:], row[3]] for row in rows()]
    columns = {"营收": "sales", "销售额": LEFT_OUT}
    found = read_with(strange(headers, table), mapping(headers, columns))
    assert amounts(found).equals(amounts(baseline()))


def test_a_mapping_says_which_of_two_recognised_headers_counts() -> None:
    headers = [*HEADER, "销售金额"]
    table = [[*row, "1"] for row in rows()]
    found = read_with(strange(headers, table), mapping(headers, {"销售金额": LEFT_OUT}))
    assert amounts(found).equals(amounts(baseline()))


def test_a_mapping_to_another_extract_does_not_touch_a_complete_header() -> None:
    shape = shape_of(HEADER)
    other = {shape: HeaderMapping(shape, "monthly_plan", {"销售额": "sales_plan"})}
    assert amounts(read_with(strange(HEADER), other)).equals(amounts(baseline()))


def test_two_columns_on_one_field_are_an_error_even_if_they_are_equal() -> None:
    headers = [*HEADER, "营收"]
    table = [[*row, row[3]] for row in rows()]
    found = read_with(strange(headers, table), mapping(headers, {"营收": "sales"}))
    assert codes(found) == {"mapped_twice"}
    assert "销售额" in found.errors[0].text()


def test_a_mapping_that_leaves_a_required_field_out_says_which() -> None:
    found = read_with(strange(), mapping(columns={k: v for k, v in MEANT.items() if k != "入账"}))
    assert [(i.code, i.parameters["missing"]) for i in found.errors if i.code != "no_known_sheet"] == [
        ("missing_columns", "回款额")
    ]
    assert found.unmapped


@pytest.mark.parametrize("broken", [{"净营收": "no_such_field"}, {}])
def test_a_mapping_of_fields_that_do_not_exist_is_refused_not_raised(broken: dict[str, str]) -> None:
    found = read_with(strange(), mapping(columns={**{k: MEANT[k] for k in STRANGE[4:]}, **broken}))
    assert found.errors
    shape = shape_of(STRANGE)
    assert read_with(strange(), {shape: HeaderMapping(shape, "gone", MEANT)}).errors


def several_lines(touch_rows: Sequence[Row], merges: Sequence[tuple[int, int, int, int, str]]) -> bytes:
    def touch(_: object, page: object) -> None:
        for merge in merges:
            page.merge_range(*merge)  # type: ignore[attr-defined]

    return xlsx_bytes(touch_rows, sheet="表一", touch=touch)


GROUPED = [
    ["期次", "战区", "网点", "净营收", "入账", "", "", "", "支出", ""],
    ["", "", "", "", "", "散户", "压货", "协议", "全部", "跑动"],
]
MERGED = [(0, 4, 0, 7, "余额"), (0, 8, 0, 9, "支出"), *((0, c, 1, c, STRANGE[c]) for c in range(4))]


def test_a_header_of_several_lines_is_shown_by_full_names_and_letters() -> None:
    content = several_lines([*GROUPED, *rows()], MERGED)
    (sheet,) = read_with(content, {}, "a.xlsx").unmapped
    assert sheet.headers == (
        *("期次", "战区", "网点", "净营收", "余额", "余额 / 散户", "余额 / 压货", "余额 / 协议"),
        *("支出 / 全部", "支出 / 跑动"),
    )
    assert sheet.letters == tuple("ABCDEFGHIJ")
    assert sheet.samples[0][:3] == ("2026-03", "华东", "上海办")


def test_a_header_of_several_lines_is_read_as_it_was_mapped() -> None:
    content = several_lines([*GROUPED, *rows()], MERGED)
    (sheet,) = read_with(content, {}, "a.xlsx").unmapped
    meant = dict(zip(sheet.headers, FIELDS, strict=True))
    found = read_with(content, mapping(sheet.headers, meant), "a.xlsx")
    assert [issue.text() for issue in (*found.errors, *found.warnings)] == []
    assert amounts(found).equals(amounts(baseline()))


def test_a_mapping_from_before_lines_were_told_apart_still_reads() -> None:
    content = several_lines([*GROUPED, *rows()], MERGED)
    old = [*STRANGE[:4], "余额", "余额散户", "余额压货", "余额协议", "支出全部", "支出跑动"]
    found = read_with(content, mapping(old, dict(zip(old, FIELDS, strict=True))), "a.xlsx")
    assert amounts(found).equals(amounts(baseline()))


def test_columns_of_one_header_are_mapped_apart() -> None:
    headers = [*STRANGE[:3], *["金额"] * 7]
    (sheet,) = read_with(strange(headers), {}).unmapped
    assert sheet.headers[3:] == tuple(f"金额 #{n}" for n in range(1, 8))
    assert sheet.letters[3:] == tuple("DEFGHIJ")
    meant = dict(zip(sheet.headers, FIELDS, strict=True))
    found = read_with(strange(headers), mapping(headers, meant))
    assert amounts(found).equals(amounts(baseline()))
    # An empty column more moves the letters and nothing else.
    moved = [["", *row] for row in rows()]
    found = read_with(strange(["", *headers], moved), mapping(headers, meant))
    assert amounts(found).equals(amounts(baseline()))
    # Said of the bare header, as before, it is said of every column.
    found = read_with(strange(headers), mapping(headers, {**meant, "金额": "sales"}))
    assert found.is_loadable
    only = {**dict(zip(STRANGE[:3], FIELDS[:3], strict=True)), "金额": "sales"}
    assert not read_with(strange(headers), mapping(headers, only)).is_loadable


@pytest.mark.parametrize(
    ("headers", "names"),
    [
        (["甲", "乙"], ("甲", "乙")),
        (["金额", " 金 额", "乙"], ("金额 #1", " 金 额 #2", "乙")),
        (["金额", "金额", "金额 #2"], ("金额 #1", "金额 #2#", "金额 #2")),
    ],
)
def test_names_of_columns_are_unique(headers: list[str], names: tuple[str, ...]) -> None:
    assert unique_names(headers) == names


def test_a_title_above_and_a_unit_beside_it_are_no_part_of_a_header() -> None:
    table = [["某公司经营数据"], ["编制：财务", "", "单位：元"], STRANGE, *rows()]
    (sheet,) = read_with(csv_bytes(table), {}).unmapped
    assert sheet.headers == tuple(STRANGE)


def test_a_cover_sheet_is_not_offered_for_mapping() -> None:
    def cover(book: object, _: object) -> None:
        book.add_worksheet("封面").write_string(0, 0, "2026年3月经营数据")  # type: ignore[attr-defined]

    assert read_with(xlsx_bytes([HEADER, *rows()], touch=cover), {}, "a.xlsx").unmapped == ()


def test_an_uploader_may_load_his_own_region_only() -> None:
    east = [row for row in rows() if row[1] == "华东"]

    def read_scoped(table: Sequence[Row], *scope: str) -> Ingestion:
        upload = Upload("a.csv", csv_bytes([HEADER, *table]))
        return ingest([upload], organisation(), today=TODAY, scope=frozenset(scope))

    found = read_scoped(rows(), "华东")
    assert {(issue.code, issue.column, issue.value) for issue in found.errors} == {
        ("outside_scope_of_nobody", "区域", region) for region in ("华北", "华南", "西南")
    }
    assert not found.is_loadable
    # Regions he could not load anyway are not missed either.
    assert read_scoped(east, "华东").issues == ()
    assert codes(read_scoped(east[1:], "华东"), "warning") == {"office_missing"}
    # Another spelling of a region is that region.
    assert codes(read_scoped([[r[0], r[1] + "区域", *r[2:]] for r in rows()], "华东")) == {
        "outside_scope_of_nobody"
    }
    assert read_scoped(rows(), "华东", "华南", "华北", "西南").is_loadable
    assert not read_scoped(east).is_loadable


def test_the_organisation_of_another_region_is_outside_the_scope_too() -> None:
    org = csv_bytes(
        [
            ["区域", "办事处", "区域经理", "分管副总", "生效年月"],
            ["华东", "上海办", "甲", "乙", "2025-01"],
            ["华南", "广州办", "甲", "乙", "2025-01"],
        ]
    )
    found = ingest([Upload("o.csv", org)], organisation(), today=date(2026, 3, 1), scope=frozenset({"华东"}))
    assert [(issue.value, issue.row) for issue in found.errors] == [("华南", 3)]


def test_two_columns_that_could_both_be_meant_are_asked_about_once_and_remembered() -> None:
    top = [*HEADER[:3], "销售额", "", *HEADER[4:]]
    below = ["", "", "", "一部", "二部", *[""] * 6]
    content = csv_bytes([top, below, *([*row[:3], "7", *row[3:]] for row in rows())])
    found = read_with(content, {})
    assert codes(found) == {"duplicate_header"}
    (sheet,) = found.unmapped
    first, second = (h for h in sheet.headers if h.startswith("销售额"))
    recognised = {h: f for h, f in sheet.recognised["summary"].items() if h != first}
    answer = HeaderMapping(sheet.shape, "summary", {**recognised, second: "sales", first: LEFT_OUT})
    again = read_with(content, {sheet.shape: answer})
    assert codes(again) == set()
    assert amounts(again).equals(amounts(baseline()))

"""Names that are not what they look like are refused or asked about at their cell."""

from __future__ import annotations

import polars as pl
import pytest

from data.confusables import skeletons
from data.ingestion import Ingestion
from data.issues import Issue
from data.lookalikes import readings
from data.store import Store
from data.traditional import all_in_simplified, in_simplified
from tests.data.store.building import frame, request
from tests.data.workbooks import Loaded, codes, csv_bytes, organisation, read_in, xlsx_bytes

HEADER = ["日期", "单据号", "区域", "办事处", "客户", "客户类型", "产品", "数量", "销售额", "毛利"]
REFUSED = {
    "a line separator": "甲\u2028乙公司",
    "a paragraph separator": "甲\u2029乙公司",
    "a variation selector": "甲\ufe0f公司",
    "an ideographic variation": "甲\U000e0100公司",
    "tag characters": "甲公司\U000e0041\U000e007f",
    "a noncharacter": "甲\ufffe公司",
    "a noncharacter of a higher plane": "甲\U0001ffff公司",
    "another noncharacter": "甲\ufdd0公司",
    "a filler": "甲\u1160公司",
    "a joiner of graphemes": "甲\u034f公司",
    "a blank of Braille": "甲\u2800公司",
    "a mark on a character": "甲\u0335公司",
    "a radical": "\u2ee2公司",
    "an override of direction": "甲\u202e公司",
    "an isolate": "甲\u2068公司",
    "invisible mathematics": "甲\u2063公司",
}
ASKED = {
    "Cyrillic beside Latin": ("АBC锁业", "mixed_scripts"),
    "a word that is Cyrillic throughout": ("АВС", "mixed_scripts"),
    "Greek beside Latin": ("ΑBB公司", "mixed_scripts"),
    "Cherokee beside Latin": ("AᏴC", "mixed_scripts"),
    "a kana among characters": ("虎门ロ岸", "mixed_scripts"),
    "a private character": ("\ue863公司", "private_characters"),
    "an unassigned character": ("甲\u0378公司", "private_characters"),
    "a hundred and one characters": ("长" * 101, "name_too_long"),
}
READ = (
    "甲公司",
    "ABC锁业",
    "café",
    "Привет",
    "ロータス",
    "μm",
    "Ωmega",
    "买买提·艾力",
    "A-1",
    "长" * 100,
    "䶮公司",
    "𠮷野家",
)


def sales(*customers: str, product: str = "锁") -> list[list[object]]:
    lines = enumerate(customers)
    rows = (["2026-03-02", f"S{n}", "华东", "上海办", name, "零售", product, 1, 10, 1] for n, name in lines)
    return [HEADER, *rows]


def found(ingestion: Ingestion, *wanted: str) -> list[Issue]:
    names = {"unseen_characters", "private_characters", "mixed_scripts", "name_too_long", "lookalike_name",
             "control_characters"}  # fmt: skip
    return [issue for issue in ingestion.issues if issue.code in (set(wanted) or names)]


@pytest.mark.parametrize("what", REFUSED)
def test_a_name_with_what_is_not_seen_is_refused_at_its_cell(what: str) -> None:
    for ingestion in (
        read_in(csv_bytes(sales("甲公司", REFUSED[what])), "a.csv"),
        read_in(csv_bytes(sales("甲公司", "乙公司", product=REFUSED[what])), "a.csv"),
    ):
        issues = found(ingestion)
        assert {issue.severity for issue in issues} == {"error"}
        assert not ingestion.is_loadable
        assert {(issue.column, issue.row) for issue in issues} <= {("客户", 3), ("产品", 2), ("产品", 3)}
        assert issues[0].remedy()


@pytest.mark.parametrize("what", ASKED)
def test_a_name_that_passes_for_another_is_asked_about(what: str) -> None:
    name, code = ASKED[what]
    (issue,) = found(read_in(csv_bytes(sales("甲公司", name)), "a.csv"))
    assert (issue.code, issue.severity, issue.column, issue.row) == (code, "warning", "客户", 3)
    (issue,) = found(read_in(xlsx_bytes(sales("甲公司", name), sheet="销售明细"), "a.xlsx"))
    assert (issue.sheet, issue.row, issue.column) == ("销售明细", 3, "客户")


def test_common_names_of_any_script_are_read_without_a_question() -> None:
    ingestion = read_in(csv_bytes(sales(*READ)), "a.csv")
    assert found(ingestion) == []
    assert ingestion.frames["sales"]["customer"].to_list() == list(READ)


def test_a_region_is_not_mended_in_silence() -> None:
    table = sales("甲公司")
    table[1][2] = "华\u2028东"
    assert {issue.column for issue in found(read_in(csv_bytes(table), "a.csv"))} == {"区域"}


def test_a_region_with_a_long_name_is_refused() -> None:
    table = [
        ["区域", "办事处", "区域经理", "分管副总", "生效年月"],
        ["大" * 101, "甲办", "甲", "乙", "2025-01"],
    ]
    (issue,) = found(read_in(csv_bytes(table), "o.csv", organisation()))
    assert (issue.code, issue.severity, issue.column) == ("name_too_long", "error", "区域")


@pytest.mark.parametrize(
    ("known", "new"),
    [
        ("ABC锁业", "АВС锁业"),
        ("买买提·艾力", "买买提•艾力"),
        ("买买提•艾力", "买买提·艾力"),
        ("A-1", "A–1"),
        ("虎门口岸", "虎门ロ岸"),
        ("O'Neil", "O’Neil"),
    ],
)
def test_a_name_that_looks_like_a_loaded_one_is_asked_about(known: str, new: str) -> None:
    loaded = read_in(csv_bytes(sales("甲公司", known)), "a.csv").frames
    store = Loaded({"org": organisation().frames["org"], **loaded})
    (issue,) = found(read_in(csv_bytes(sales("甲公司", new)), "b.csv", store), "lookalike_name")
    assert (issue.severity, issue.row, issue.value) == ("warning", 3, new)
    assert known in issue.text()
    # What was answered for is not asked again.
    assert found(read_in(csv_bytes(sales("甲公司", known)), "b.csv", store), "lookalike_name") == []


def test_of_two_names_of_one_look_in_an_upload_the_odd_one_is_asked_about() -> None:
    ingestion = read_in(csv_bytes(sales("A–1", "A-1", "A–1")), "a.csv")
    assert [(issue.value, issue.row) for issue in found(ingestion)] == [("A–1", 2)]


def test_the_store_knows_its_names_whichever_extract_they_came_with() -> None:
    with Store.open(":memory:") as store:
        sold = frame("sales", {"customer": "甲"}, {"customer": "甲"})
        owed = frame("receivables", {"customer": "乙"})
        store.commit(request("01", org=frame("org", {}), sales=sold, receivables=owed))
        assert store.current_state().names("customer").to_list() == sorted(["甲", "乙"])
        assert store.current_state().names("region").to_list() == ["华北大区"]
        assert store.current_state().names("approver").to_list() == []


def test_a_skeleton_is_what_a_name_looks_like() -> None:
    looks = skeletons(pl.Series(["АВС", "ABC", None, "甲"]))
    assert looks.to_list() == ["ABC", "ABC", None, "甲"]
    assert codes(read_in(csv_bytes(sales("甲公司")), "a.csv")).isdisjoint({"lookalike_name"})


@pytest.mark.parametrize(
    ("known", "new", "told"),
    [
        ("龙华锁业", "龍華鎖業", "龍 U+9F8D / 龙 U+9F99"),
        ("ABC锁业", "Abc锁业", "b U+0062 / B U+0042"),
        ("ABC 锁业", "ABC锁业", "U+0020"),
        ("O'Neil Locks", "O’neil locks", "O"),
    ],
)
def test_a_name_that_reads_like_a_loaded_one_is_told_and_stays_another(
    known: str, new: str, told: str
) -> None:
    loaded = read_in(csv_bytes(sales("甲公司", known)), "a.csv").frames
    store = Loaded({"org": organisation().frames["org"], **loaded})
    ingestion = read_in(csv_bytes(sales("甲公司", new)), "b.csv", store)
    (issue,) = found(ingestion, "name_read_alike")
    assert (issue.severity, issue.row, issue.value) == ("note", 3, new)
    assert known in issue.text()
    assert told in issue.text()
    assert ingestion.frames["sales"]["customer"].to_list() == ["甲公司", new]
    assert found(read_in(csv_bytes(sales("甲公司", known)), "b.csv", store), "name_read_alike") == []


def test_of_two_names_of_one_reading_in_an_upload_the_later_one_is_told() -> None:
    ingestion = read_in(csv_bytes(sales("Abc", "ABC", "Abc", "乙")), "a.csv")
    assert [(i.value, i.row) for i in found(ingestion, "name_read_alike")] == [("ABC", 3)]
    assert found(ingestion, "lookalike_name") == []


def test_the_organisation_is_asked_about_names_that_read_alike_since_streaks_hang_on_them() -> None:
    header = ["区域", "办事处", "区域经理", "分管副总", "生效年月"]
    known = read_in(csv_bytes([header, ["华龙", "甲办", "张玮", "李", "2025-01"]]), "o.csv").frames
    new = [header, ["華龍", "乙办", "張瑋", "李", "2025-06"]]
    issues = found(read_in(csv_bytes(new), "p.csv", Loaded(known)), "name_read_alike")
    assert {(issue.severity, issue.value) for issue in issues} == {("warning", "華龍"), ("warning", "張瑋")}
    case = sales("甲公司")
    case[1][2:4] = ["华东", "上 海 办"]
    assert found(read_in(csv_bytes(case), "a.csv"), "name_read_alike") == []


def test_what_is_written_in_simplified_characters_stays_as_it_is() -> None:
    names = pl.Series(["龍華", None, "龙华", "后", "後"])
    assert all_in_simplified(names).to_list() == ["龙华", None, "龙华", "后", "后"]
    assert [in_simplified(name) for name in ("龍華", "龙华")] == ["龙华", "龙华"]


def test_how_names_are_read_leaves_them_as_they_are() -> None:
    names = pl.Series(["ABC 锁业", "龍華", None, "甲"])
    assert readings(names).to_list() == ["abc锁业", "龙华", None, "甲"]
    assert names.to_list() == ["ABC 锁业", "龍華", None, "甲"]

"""Issues, mappings and loads in words: grouped, escaped, complete."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from dashboard import i18n
from dashboard.views.uploads.loads import (
    difference_table,
    file_table,
    history_table,
    moment,
    scope_table,
    warning_table,
)
from dashboard.views.uploads.mappings import (
    answered,
    merged,
    missing_fields,
    options,
    sample_frame,
    samples,
    twice,
    with_values,
)
from dashboard.views.uploads.uploads import chosen, counts, issue_table, kind, kind_table, size, told
from data.fields import BY_NAME, EXTRACTS
from data.issue_catalogue import CATALOGUE
from data.issues import Issue
from data.mappings import LEFT_OUT, HeaderMapping, UnknownValues, UnmappedSheet
from data.store import Load, LoadFile, Scope, Store
from tests.data.store.building import BEIJING, TIANJIN, frame, load

JANUARY = date(2026, 1, 1)
ISSUES = (
    Issue("warning", "macros", "a.xlsm"),
    Issue("error", "empty_file", "b.csv"),
    Issue("error", "too_slow", "c.xlsx", "sales", "销售明细", 7, "销售额", 8, "x", {"seconds": 9}, 3),
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with i18n.speaking("en"):
        yield


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_kind_of_issue_reads_without_particulars(language: str) -> None:
    with i18n.speaking(language):
        told = {code: kind(code) for code in CATALOGUE}
    assert {code: text for code, text in told.items() if not text.strip("… ") or "{" in text} == {}


def test_kinds_count_cells_and_put_errors_first() -> None:
    rows = kind_table(ISSUES).frame.select("severity", "count", "sheets").rows()
    assert rows == [("error", 3, "销售明细"), ("error", 1, ""), ("warning", 1, "")]
    assert counts(ISSUES) == "errors: 4, warnings: 1"


def test_issues_are_narrowed_by_severity_sheet_and_kind() -> None:
    assert chosen(ISSUES, [], [], []) == list(ISSUES)
    assert chosen(ISSUES, ["warning"], [], []) == [ISSUES[0]]
    assert chosen(ISSUES, [], ["销售明细"], []) == [ISSUES[2]]
    assert chosen(ISSUES, ["error"], [], ["empty_file"]) == [ISSUES[1]]
    assert chosen(ISSUES, ["warning"], [], ["empty_file"]) == []


def test_a_list_of_issues_says_how_many_it_leaves_out() -> None:
    table, more = issue_table(ISSUES, 1)
    assert table.frame["severity"].to_list() == ["error"]
    assert more == 4


def test_an_issue_is_told_with_its_cell_and_cannot_write_markdown() -> None:
    issue = Issue(
        "error", "too_slow", "a.xlsx", "sales", "![x](http://a.b)", 7, "y", 8, "*bold*", {"seconds": 1}
    )
    (sentence,) = told([issue], 5)
    assert "I7" in sentence
    assert "![x]" not in sentence
    assert "*bold*" not in sentence.replace("\\*", "")
    assert told(ISSUES, 1)[0].startswith("× error")


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 kB"), (1, "1 kB"), (6_600, "7 kB"), (1_234_567, "1.2 MB")]
)
def test_sizes_are_read_by_people(count: int, text: str) -> None:
    assert size(count) == text


SHEET = UnmappedSheet(
    "a.xlsx",
    "库存",
    "0f",
    "inventory",
    ("期间段", "战区", "区域"),
    ("A", "C", "D"),
    (("2026-01", "华北", None), ("2026-01", "华南", "![x](y)"), ("2026-02",)),
    {"inventory": {"期间段": "month", "区域": "region"}},
    {"inventory": {"区域": "region"}},
)


def test_a_recognised_header_means_its_field_or_nothing() -> None:
    assert options(SHEET, "inventory", "区域") == [None, "region"]
    every = [None, *(field.name for field in BY_NAME["inventory"].fields)]
    assert options(SHEET, "inventory", "期间段") == every
    assert options(SHEET, "summary", "区域")[1:] == [field.name for field in BY_NAME["summary"].fields]


def test_an_answer_leaves_out_what_was_not_chosen_and_keeps_what_values_mean() -> None:
    earlier = HeaderMapping("0f", "inventory", {}, {"category": {"甲": "乙"}})
    answer = answered(SHEET, "inventory", {"战区": "region"}, earlier)
    assert answer.columns == {"战区": "region", "区域": LEFT_OUT}
    assert answer.values == earlier.values
    assert answered(SHEET, "summary", {}, earlier) == HeaderMapping("0f", "summary", {})


def test_what_values_mean_is_added_to_what_was_said_before() -> None:
    unknown = UnknownValues("a.csv", "", "0f", "sales", "customer_type", {"公司": 1})
    earlier = HeaderMapping("0f", "sales", {"净额": "amount"}, {"customer_type": {"散户": "零售"}})
    assert with_values(unknown, {"customer_type": {"公司": "合同"}}, earlier) == HeaderMapping(
        "0f", "sales", {"净额": "amount"}, {"customer_type": {"散户": "零售", "公司": "合同"}}
    )
    said = {"customer_type": {"公司": "合同"}}
    for other in (None, HeaderMapping("0f", "summary", {"净额": "sales"})):
        assert with_values(unknown, said, other) == HeaderMapping("0f", "sales", {}, said)


def test_two_sheets_of_one_shape_are_asked_about_once() -> None:
    def told(sheet: str, shape: str, **counts: int) -> UnknownValues:
        return UnknownValues("a.xlsx", sheet, shape, "sales", "customer_type", counts)

    found = merged([told("一", "0f", 公司=1, 散户=2), told("二", "1a", 公司=9), told("三", "0f", 公司=4)])
    assert {shape: dict(of[0].counts) for shape, of in found.items()} == {
        "0f": {"公司": 5, "散户": 2},
        "1a": {"公司": 9},
    }
    assert [len(of) for of in found.values()] == [1, 1]


def test_samples_stand_under_letter_and_name() -> None:
    shown = sample_frame(SHEET)
    assert shown.columns == ["A · 期间段", "C · 战区", "D · 区域"]
    assert shown.row(2) == ("2026-02", "", "")


def test_samples_are_named_once_and_blanks_left_out() -> None:
    assert samples(SHEET, "期间段") == "2026-01 / 2026-02"
    assert samples(SHEET, "区域") == "![x](y)"
    assert samples(UnmappedSheet("a", "", "0f", None, ("空",), ("A",), ((None,),), {}, {}), "空") == "—"


@pytest.mark.parametrize("extract", EXTRACTS, ids=lambda extract: extract.name)
def test_an_answer_lacks_nothing_once_every_field_is_named(extract: object) -> None:
    fields = [field.name for field in extract.fields if not field.is_optional]
    full = {f"列{position}": name for position, name in enumerate(fields)}
    assert missing_fields(extract.name, full) == []
    assert missing_fields(extract.name, dict(list(full.items())[1:])) == fields[:1]
    assert twice(full) == []
    assert twice({**full, "又": fields[0]}) == fields[:1]


def entry(**changes: object) -> Load:
    values = {
        "load_id": "01",
        "created_at": datetime(2026, 9, 30, 20, tzinfo=UTC),
        "actor": "统计员",
        "accepted_reason": None,
        "files": (LoadFile("a.xlsx", "ab" * 32, 1_000),),
        "scopes": (
            Scope("sales", "华北", JANUARY, 3, True),
            Scope("sales", "华南", JANUARY, 4, False),
            Scope("org", "华北", None, 2, True),
        ),
        "issues": (),
        "rollback": None,
    }
    return Load(**{**values, **changes})


def test_a_load_names_its_files_whole() -> None:
    assert file_table(entry()).frame["sha256"].to_list() == ["ab" * 32]


def test_rows_of_a_load_stand_by_extract_and_month_and_say_what_still_counts() -> None:
    rows = scope_table(entry()).frame.select("extract", "month", "rows", "regions", "current").rows()
    assert rows == [("org", None, 2, 1, 1), ("sales", JANUARY, 7, 2, 1)]


def test_moments_are_the_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    from zoneinfo import ZoneInfo

    assert moment(entry().created_at, ZoneInfo("Asia/Shanghai")) == "2026-10-01 04:00"
    table = history_table([entry()], ZoneInfo("Asia/Shanghai"))
    assert table.frame["at"].to_list() == ["2026-10-01 04:00"]


def test_warnings_that_were_accepted_are_told_as_they_were() -> None:
    from dataclasses import asdict

    table = warning_table(entry(issues=(asdict(ISSUES[0]),)))
    assert table.frame["what"].to_list() == [ISSUES[0].text()]


def test_differences_show_the_earlier_value_of_what_changed_to_the_fen() -> None:
    with Store.open(":memory:") as store:
        rows = (
            {"office": BEIJING, "sales": 10_001, "collections": 5},
            {"office": TIANJIN, "sales": 2, "collections": 5},
        )
        load(store, summary=frame("summary", *rows))
        second = load(
            store, "01", summary=frame("summary", {"office": BEIJING, "sales": 20_002, "collections": 5})
        )
        differences = store.differences(second)["summary"]
    table = difference_table("summary", differences)
    names = [column.name for column in table.columns]
    assert "before_sales" in names
    assert "before_collections" not in names
    changes = table.frame.select("change", "office", "sales", "before_sales").rows()
    assert sorted(changes) == [("changed", BEIJING, 200.02, 100.01), ("removed", TIANJIN, 0.02, 0.02)]
    assert difference_table("summary", differences, 1).notes == ("1 more rows are in the download.",)


def test_every_extract_can_be_compared() -> None:
    for extract in EXTRACTS:
        with Store.open(":memory:") as store:
            load_id = load(store, **{extract.name: frame(extract.name, {})})
            differences = store.differences(load_id)[extract.name]
        table = difference_table(extract.name, differences)
        assert table.frame["change"].to_list() == ["added"]
        assert {field.name for field in BY_NAME[extract.name].fields} <= set(table.frame.columns)

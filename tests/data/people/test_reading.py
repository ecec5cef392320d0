"""A file of people is read as extracts are: what is wrong is refused at its cell, with what to do."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from data.ingestion import Upload
from data.issues import Issue
from data.organisation import Organisation
from data.people.person import Grant, Person
from data.people.reading import PeopleFile, read_people
from tests.data.store.building import BEIJING, GUANGZHOU, NORTH, SOUTH, frame

HEADERS = "账号,姓名,角色,区域,办事处,邮箱,生效年月,停用年月"
KNOWN = Organisation(
    frame(
        "org",
        {"region": NORTH, "office": BEIJING, "region_alias": "华北"},
        {"region": SOUTH, "office": GUANGZHOU, "effective_month": date(2026, 1, 1)},
    ).with_columns(effective_month=date(2026, 1, 1))
)
EMPTY = Organisation(frame("org").clear())


def csv(*lines: str, headers: str = HEADERS, organisation: Organisation = KNOWN) -> PeopleFile:
    return read_people(Upload("people.csv", "\n".join([headers, *lines, ""]).encode()), organisation)


def only(found: PeopleFile) -> Issue:
    assert found.persons == ()
    (issue,) = found.errors
    return issue


def test_a_row_is_a_grant_and_rows_of_one_account_are_one_person() -> None:
    found = csv(
        "li,李经理,区域经理,华北大区;华南大区,,li@example.com,2026-01,2026-12",
        "zhang,张总,gm,,,,,",
        "LI,李经理,office_head,华北,北京办事处,,2026年3月,",
    )
    assert not found.errors
    assert found.persons == (
        Person(
            "li",
            "李经理",
            "li@example.com",
            (
                Grant(
                    "region_manager",
                    frozenset({NORTH, SOUTH}),
                    first=date(2026, 1, 1),
                    last=date(2026, 12, 1),
                ),
                Grant("office_head", frozenset({NORTH}), frozenset({BEIJING}), date(2026, 3, 1)),
            ),
        ),
        Person("zhang", "张总", "", (Grant("gm", None),)),
    )


def test_a_workbook_says_the_same_and_an_issue_names_its_cell() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "人员"
    sheet.append(["人员与角色"])
    sheet.append(HEADERS.split(","))
    sheet.append(["li", "李经理", "大区总", "华北大区", None, None, "2026-01", None])
    content = io.BytesIO()
    book.save(content)
    issue = only(read_people(Upload("people.xlsx", content.getvalue()), KNOWN))
    assert (issue.sheet, issue.row, issue.column, issue.value) == ("人员", 3, "角色", "大区总")
    assert "区域经理 (region_manager)" in issue.text()
    assert issue.where() == "人员!C3"
    assert issue.remedy()


@pytest.mark.parametrize(
    ("line", "code", "column", "value"),
    [
        ("li,李,统计局,华北大区,,,,", "unknown_role", "角色", "统计局"),
        ("li,李,vp,华北大区;华西,,,,", "unknown_region", "区域", "华西"),
        ("li,李,office_head,华北大区,,,,", "head_without_office", "办事处", None),
        ("li,李,office_head,,北京办事处,,,", "head_without_office", "区域", None),
        ("li,李,office_head,华北大区;华南大区,北京办事处,,,", "head_of_regions", "区域", "华北大区;华南大区"),
        ("li,李,office_head,华北大区,南京,,,", "unknown_office", "办事处", "南京"),
        ("li,李,office_head,华北大区,广州办事处,,,", "office_of_other_region", "办事处", "广州办事处"),
        ("li,李,vp,华北大区,北京办事处,,,", "office_without_head", "办事处", "北京办事处"),
        ("li si,李,gm,,,,,", "blank_in_account", "账号", "li si"),
        (",李,gm,,,,,", "row_of_nobody", None, "李 gm"),
        ("li,,gm,华北大区,,,2026-01,", "blank_cell", "姓名", None),
        ("li,李,gm,,,李在这里,,", "not_an_address", "邮箱", "李在这里"),
        ("li,李,gm,,,,2026-05,2026-04", "ends_before_it_begins", "停用年月", "2026-04"),
    ],
)
def test_a_wrong_value_is_refused_at_its_cell(
    line: str, code: str, column: str | None, value: str | None
) -> None:
    issue = only(csv("zhang,张,gm,,,,,", line))
    assert (issue.code, issue.row, issue.column, issue.value) == (code, 3, column, value)
    assert issue.text()
    assert issue.remedy()


def test_a_month_that_is_none_is_refused() -> None:
    issue = only(csv("li,李,gm,,,,下个月,"))
    assert (issue.row, issue.column, issue.value) == (2, "生效年月", "下个月")


def test_one_account_cannot_be_two_people() -> None:
    issue = only(csv("li,李,gm,,,,,", "Li,王,vp,,,,,"))
    assert (issue.code, issue.row, issue.value) == ("named_otherwise", 3, "王")
    assert "李" in issue.text()


@pytest.mark.parametrize("cell", ["", "全部", "all"])
def test_a_blank_region_is_all_of_them(cell: str) -> None:
    (person,) = csv(f"li,李,vp,{cell},,,,").persons
    assert person.grants == (Grant("vp", None),)


def test_a_file_without_a_column_of_regions_gives_nobody_all_of_them() -> None:
    assert only(csv("li,李,vp", headers="账号,姓名,角色")).code == "no_people"


def test_without_an_organisation_regions_are_taken_as_written() -> None:
    (person,) = csv("li,李,office_head,东区;,一部,,,", organisation=EMPTY).persons
    assert person.grants == (Grant("office_head", frozenset({"东区"}), frozenset({"一部"})),)


def test_a_merged_region_counts_for_all_its_rows_and_never_for_all_regions() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (HEADERS.split(","), ["li", "李", "vp", NORTH], ["wang", "王", "vp", None]):
        sheet.append(line)
    sheet.merge_cells("D2:D3")
    content = io.BytesIO()
    book.save(content)
    found = read_people(Upload("people.xlsx", content.getvalue()), KNOWN)
    assert not found.errors
    assert [grant.regions for person in found.persons for grant in person.grants] == [frozenset({NORTH})] * 2


def test_what_is_no_file_of_people_is_said_so() -> None:
    assert only(csv("1,2", headers="甲,乙")).code == "no_people"
    assert only(csv()).code == "nothing_to_load"
    assert only(read_people(Upload("people.pdf", b"%PDF"), KNOWN))

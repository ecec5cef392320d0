"""Issues speak, name their place and are translated."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from data.issue_catalogue import CATALOGUE, LIST_SHEETS, LISTING, SEVERITIES, STEPS, WHERE
from data.issues import LISTED, Issue, column_letters, counted, listed, visible

PO = Path(__file__).resolve().parents[2] / "dashboard" / "locale" / "zh" / "data.po"
MSGIDS = sorted(
    {text for pair in CATALOGUE.values() for text in pair}
    | {*WHERE.values(), *STEPS, *LISTING.values(), *SEVERITIES.values()}
)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    with PO.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


def test_every_message_is_translated_with_the_same_placeholders(chinese: dict[str, str]) -> None:
    assert [msgid for msgid in MSGIDS if not chinese.get(msgid)] == []
    assert [msgid for msgid in MSGIDS if _placeholders(chinese[msgid]) != _placeholders(msgid)] == []


def test_the_catalogue_holds_no_translation_of_messages_that_are_gone(chinese: dict[str, str]) -> None:
    assert set(chinese) <= set(MSGIDS)


def test_the_list_of_issues_is_known_by_its_name_in_both_languages(chinese: dict[str, str]) -> None:
    assert {LISTING["sheet"], chinese[LISTING["sheet"]]} == set(LIST_SHEETS)


def test_every_code_that_is_raised_has_words() -> None:
    root = Path(__file__).resolve().parents[2] / "data"
    source = "".join(p.read_text("utf-8") for p in root.rglob("*.py") if "issue_catalogue" not in p.parts)
    raised = set(re.findall(r'Refusal\(\s*"([a-z0-9_]+)"', source))
    raised |= set(re.findall(r'Issue\(\s*"(?:error|warning|note)",\s*"([a-z0-9_]+)"', source))
    assert raised
    assert raised <= set(CATALOGUE)


@pytest.mark.parametrize(
    ("issue", "where"),
    [
        (Issue("error", "empty_file", "a.csv"), "whole file"),
        (Issue("error", "no_header", "a.xlsx", sheet="月度事实"), "sheet 月度事实"),
        (
            Issue("error", "dash", "a.xlsx", sheet="月度事实", row=2, column="销售额", column_index=3),
            "月度事实!D2",
        ),
        (Issue("error", "hidden_rows", "a.xlsx", sheet="月度事实", row=4), "月度事实!row 4"),
        (Issue("error", "percent", "a.csv", row=3, column="销售额", column_index=3), "line 3, 销售额"),
        (Issue("error", "ragged_line", "a.csv", row=4), "line 4"),
    ],
)
def test_an_issue_names_its_place(issue: Issue, where: str) -> None:
    assert issue.where() == where


def test_columns_are_lettered_as_excel_does() -> None:
    assert [column_letters(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_control_characters_of_a_cell_are_shown_not_sent() -> None:
    assert visible("上海\x07\x1b[31m办\u202e") == "上海\\u0007\\u001b[31m办\\u202e"


def test_at_most_two_hundred_issues_are_listed_and_the_rest_is_counted() -> None:
    issues = [Issue("note", "formulas", count=1)] * 250 + [Issue("error", "dash")]
    shown, rest = listed(issues)
    assert len(shown) == LISTED
    assert shown[0].severity == "error"
    assert rest == 51


def test_issues_are_counted_by_code_errors_first() -> None:
    issues = [Issue("note", "formulas"), Issue("error", "dash"), Issue("error", "dash", count=3)]
    assert counted(issues) == {("error", "dash"): 4, ("note", "formulas"): 1}


def test_braces_in_a_cell_do_not_break_the_message() -> None:
    assert "{evil}" in Issue("error", "dash", value="{evil}", parameters={"field": "销售额"}).text()

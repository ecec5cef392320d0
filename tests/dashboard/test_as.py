"""`--as`: what each role gets from the verbs that print data, and who gets nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.fields import BY_NAME, EXTRACTS
from engine.evaluation import REGION_FIGURES
from tests.dashboard.seen import EAST, HEAD, MANAGER, NORTH, SOUTH, company, printed, stored

#: What the process names: names, scores, ranks, awards, and what says which policy they rest on.
PUBLIC = {
    *("region", "manager", "vice_president", "score", "rank", "is_rank_shared", "is_last", "is_last_shared"),
    *("last_place_streak", "awards", "checkpoint_award", "capital_award"),
}
OPERATOR = ""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The store of the company, open; tests read only."""
    made = tmp_path_factory.mktemp("as") / "store.duckdb"
    with stored(made, [company()]):
        yield made


def said(path: Path, account: str, *arguments: object) -> tuple[int, str]:
    """Exit code and what is printed."""
    door = ("--as", account) if account else ()
    code, _, text = printed(path, *arguments, *door).decode().partition("\n")
    return int(code), text


def rows(path: Path, account: str, extract: str) -> list[dict[str, Any]]:
    code, text = said(path, account, "show", extract, "--format", "json")
    assert code == 0, text
    return list(json.loads(text))


def evaluated(path: Path, account: str) -> dict[str, Any]:
    code, text = said(path, account, "evaluate", "--month", "2026-02", "--format", "json")
    assert code == 0, text
    return dict(json.loads(text))


def of(told: dict[str, Any], what: str, region: str) -> list[dict[str, Any]]:
    return [row for row in told[what] if row["region"] == region]


@pytest.mark.parametrize("extract", [extract.name for extract in EXTRACTS])
@pytest.mark.parametrize(
    ("account", "regions"), [(MANAGER, {NORTH}), ("vp", {NORTH, EAST}), ("gm", {NORTH, EAST, SOUTH})]
)
def test_a_region_is_shown_in_full_and_no_other(
    path: Path, extract: str, account: str, regions: set[str]
) -> None:
    everything = rows(path, OPERATOR, extract)
    assert rows(path, account, extract) == [row for row in everything if row["region"] in regions]


@pytest.mark.parametrize("extract", [extract.name for extract in EXTRACTS])
def test_an_office_is_shown_in_full_and_of_its_region_the_totals(path: Path, extract: str) -> None:
    has_offices = any(field.name == "office" for field in BY_NAME[extract].fields)
    wanted = [
        row
        for row in rows(path, OPERATOR, extract)
        if row["region"] == NORTH and (not has_offices or row["office"] == "北京")
    ]
    assert rows(path, HEAD, extract) == wanted


def test_an_evaluation_holds_the_own_region_whole_and_of_others_what_is_published(path: Path) -> None:
    everything, seen = evaluated(path, OPERATOR), evaluated(path, MANAGER)
    assert list(seen) == list(everything)
    for what in ("regions", "settlement"):
        assert of(seen, what, NORTH) == of(everything, what, NORTH)
    for other in (SOUTH, EAST):
        (row,), (whole,) = of(seen, "regions", other), of(everything, "regions", other)
        assert {name: row[name] for name in PUBLIC} == {name: whole[name] for name in PUBLIC}
        assert {name for name, value in row.items() if value is not None} <= PUBLIC
        assert set(row) == set(whole)
        lines = of(seen, "settlement", other)
        assert [line["amount"] for line in lines] == [
            line["amount"] for line in of(everything, "settlement", other)
        ]
        assert all(line["receipt"] is None and line["status"] is None for line in lines)


def test_an_office_head_sees_the_totals_of_the_own_region(path: Path) -> None:
    whole = {figure.name for figure in REGION_FIGURES if not figure.is_verdict} - {"month", "policy_version"}
    (row,) = of(evaluated(path, HEAD), "regions", NORTH)
    assert row == of(evaluated(path, OPERATOR), "regions", NORTH)[0]
    assert set(row) == whole


def test_who_sees_everything_gets_the_very_bytes_of_the_operator(path: Path) -> None:
    for verb in (
        ("evaluate", "--month", "2026-02", "--format", "json"),
        ("evaluate", "--month", "2026-01", "--format", "csv"),
        ("show", "receivables"),
    ):
        assert said(path, "gm", *verb) == said(path, OPERATOR, *verb)


def test_the_version_that_is_told_is_not_that_of_all_data(path: Path) -> None:
    assert evaluated(path, MANAGER)["data_version"].startswith("seen-")
    assert not evaluated(path, OPERATOR)["data_version"].startswith("seen-")


@pytest.mark.parametrize("account", ["nobody", "gone", "root"])
@pytest.mark.parametrize(
    "verb",
    [
        ("show", "sales"),
        ("evaluate", "--month", "2026-02"),
        ("bulletin", "--month", "2026-02", "--format", "xlsx", "--out"),
        ("template", "--out"),
    ],
)
def test_unknown_and_ended_accounts_and_administrators_get_words_and_no_data(
    path: Path, tmp_path: Path, account: str, verb: tuple[str, ...]
) -> None:
    code, text = said(path, account, *verb, *([tmp_path] if verb[-1] == "--out" else []))
    assert code == 1
    assert account in text
    assert len(text.strip().split("\n")) == 1
    assert not list(tmp_path.iterdir())


def test_an_account_is_the_same_however_it_is_spelled(path: Path) -> None:
    assert said(path, " North ", "show", "sales") == said(path, MANAGER, "show", "sales")


def test_a_bulletin_sums_up_the_own_regions_and_ranks_all(path: Path, tmp_path: Path) -> None:
    verb = ("bulletin", "--month", "2026-02", "--format", "xlsx", "--out", tmp_path)
    assert said(path, MANAGER, *verb)[0] == 0
    with (tmp_path / "bulletin-2026-02.xlsx").open("rb") as file:
        book = openpyxl.load_workbook(file, data_only=True)
    cells = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    naming = {
        title
        for title, lines in cells.items()
        if any(SOUTH in [str(cell) for cell in line] for line in lines)
    }
    assert naming
    for title in naming:
        for line in cells[title]:
            if SOUTH in line:
                # Score and ranks at most: no amount of the other region is as small.
                assert all(abs(cell) <= 120 for cell in line if isinstance(cell, int | float)), (title, line)

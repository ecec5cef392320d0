"""A published month on the command line: as published, as it would be now, and what others are told of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from dashboard.services.evaluation import seen_by, snapshot
from dashboard.services.policies import policies
from dashboard.services.uploads.consequences import compared
from data.people.scope import scope_of
from data.store import Store
from data.store.preview import ROWS
from data.store.reader import Reader
from tests.dashboard.seen import EAST, HEAD, MANAGER, MONTHS, NORTH, SOUTH, company, printed, stored
from tests.data.store.building import request
from tests.data.store.publishing import adjust, publish, reopen

JANUARY, FEBRUARY = MONTHS
OPERATOR = ""


def without_collections(region: str) -> dict[str, pl.DataFrame]:
    """The company's January with next to nothing collected in a region."""
    frame = company()["collections"]
    here = (pl.col("region") == region) & (pl.col("date").dt.month() == 1)
    return {"collections": frame.with_columns(pl.when(here).then(1).otherwise("amount").alias("amount"))}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """January published, then changed in South by a load."""
    made = tmp_path_factory.mktemp("clocks") / "store.duckdb"
    with stored(made, [company()]) as store:
        publish(store, JANUARY)
        store.commit(request("99", **without_collections(SOUTH)))
        adjust(store, FEBRUARY, NORTH, -1250)
        yield made


def said(path: Path, account: str, month: str, *more: str) -> tuple[int, str]:
    door = ("--as", account) if account else ()
    code, _, text = printed(path, "evaluate", "--month", month, *more, *door).decode().partition("\n")
    return int(code), text


def told(path: Path, account: str, month: str, *more: str) -> dict[str, Any]:
    code, text = said(path, account, month, "--format", "json", *more)
    assert code == 0, text
    return dict(json.loads(text))


def of(month: dict[str, Any], what: str, region: str) -> list[dict[str, Any]]:
    return [row for row in month[what] if row["region"] == region]


def test_a_published_month_is_told_as_published_and_as_it_would_be_now(path: Path) -> None:
    then, now = told(path, OPERATOR, "2026-01", "--published"), told(path, OPERATOR, "2026-01")
    assert then["version"] == 1
    assert of(then, "regions", SOUTH)[0]["collections_attainment"] > 0.5
    assert of(now, "regions", SOUTH)[0]["collections_attainment"] < 0.1
    assert of(then, "regions", SOUTH)[0]["score"] != of(now, "regions", SOUTH)[0]["score"]
    assert {line["item"] for line in now["settlement"]} == {"checkpoint", "capital_overrun"}
    code, text = said(path, OPERATOR, "2026-02", "--published")
    assert (code, "2026-02" in text) == (1, True)


def test_the_difference_is_a_line_of_the_open_month_with_a_receipt_that_works_out(path: Path) -> None:
    then, now = told(path, OPERATOR, "2026-01", "--published"), told(path, OPERATOR, "2026-01")
    found = [line for line in told(path, OPERATOR, "2026-02")["settlement"] if line["item"] == "correction"]
    assert found
    for line in found:
        assert (line["of"], line["region"]) == ("2026-01", SOUTH)
        before, after = (
            sum(each["amount"] for each in of(month, "settlement", SOUTH) if each["clause"] == line["clause"])
            for month in (then, now)
        )
        assert line["amount"] == after - before
        operands = {each["name"]: each["value"] for each in line["receipt"]["operands"]}
        assert operands["amount_due"] == line["amount"]
        assert operands["published_data"] == then["data_version"] != operands["now_data"]


def test_of_others_a_published_month_shows_what_was_published_and_no_correction_that_is_due(
    path: Path,
) -> None:
    then, seen = told(path, OPERATOR, "2026-01", "--published"), told(path, MANAGER, "2026-01")
    public = ("score", "rank", "is_last", "last_place_streak", "awards")
    for name in public:
        assert of(seen, "regions", SOUTH)[0][name] == of(then, "regions", SOUTH)[0][name]
    assert of(seen, "regions", SOUTH)[0]["sales"] is None
    lines = [(each["item"], each["amount"]) for each in of(then, "settlement", SOUTH)]
    assert [(each["item"], each["amount"]) for each in of(seen, "settlement", SOUTH)] == lines
    assert of(seen, "regions", NORTH)[0]["sales"] is not None
    assert all(line["item"] != "correction" for line in told(path, MANAGER, "2026-02")["settlement"])
    as_published = told(path, MANAGER, "2026-01", "--published")
    assert [each["receipt"] for each in of(as_published, "settlement", EAST)] == [None, None]
    assert as_published["data_version"].startswith("seen-")


def asked(path: Path) -> list[dict[str, Any]]:
    """January for North's manager. The version is that of all months: February is not published."""
    found = (told(path, MANAGER, "2026-01"), told(path, MANAGER, "2026-01", "--published"))
    return [{name: part for name, part in each.items() if name != "data_version"} for each in found]


def test_who_cannot_see_a_region_learns_nothing_of_what_it_would_be_now(tmp_path: Path) -> None:
    """Whatever is loaded for South after January was published, North's manager gets the same bytes."""
    made = tmp_path / "store.duckdb"
    with stored(made, [company()]) as store:
        publish(store, JANUARY)
        before = asked(made)
        store.commit(request("98", **without_collections(SOUTH)))
        assert asked(made) == before
        reopen(store, JANUARY)
        assert said(made, MANAGER, "2026-01", "--published")[0] == 1


def test_bulletins_hold_what_was_published_and_what_a_month_carries(path: Path, tmp_path: Path) -> None:
    for account, month in ((OPERATOR, "2026-01"), (MANAGER, "2026-01"), (OPERATOR, "2026-02")):
        folder = tmp_path / f"{account}{month}"
        door = ("--as", account) if account else ()
        asked = ("bulletin", "--month", month, "--format", "xlsx", "--out", folder, *door)
        made = printed(path, *asked)
        assert made.startswith(b"0"), made.decode()
        book = openpyxl.load_workbook(next(folder.iterdir()), read_only=True)
        cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
        assert any("已公布数据，第 1 版" in cell for cell in cells) == (month == "2026-01")
        carried = [item in cells for item in ("更正", "手工调整")]
        assert carried == [month == "2026-02"] * 2
        assert any(cell == "Typing error" for cell in cells) == (month == "2026-02")


def test_tables_of_a_month_list_what_it_carries(path: Path) -> None:
    code, text = said(path, OPERATOR, "2026-02", "--format", "csv")
    assert (code, "correction" in text, "adjustment" in text) == (0, True, True)
    code, text = said(path, OPERATOR, "2026-01", "--format", "csv", "--published")
    assert (code, "correction" in text) == (0, False)


def test_a_load_of_a_published_month_moves_money_in_the_open_one(tmp_path: Path) -> None:
    with stored(tmp_path / "store.duckdb", [company()]) as store:
        publish(store, JANUARY)
        before = snapshot(store, policies())
        store.commit(request("97", **without_collections(SOUTH)))
        after = snapshot(store, policies())
    found = compared(before.evaluation, after.evaluation, pl.DataFrame(schema=ROWS), before.published)
    corrections = after.evaluation.carried.filter(pl.col("item") == "correction")
    assert JANUARY in set(found.regions["month"])
    assert JANUARY not in set(found.settlement["month"])
    of_february = found.settlement.filter(pl.col("item") == "correction")
    assert sum(of_february["difference"]) == sum(corrections["amount"]) != 0


def test_what_somebody_sees_is_the_same_by_either_door(path: Path) -> None:
    with Store.open(path) as store:
        whole = snapshot(store, policies())
        for account in (MANAGER, "vp", HEAD):
            person = store.people.person(account)
            assert person is not None
            scope = scope_of(person, date(2026, 3, 1))
            read, narrow = snapshot(Reader(store, scope), policies()), seen_by(whole, scope)
            assert read.data_version == narrow.data_version
            assert read.shown.regions.equals(narrow.shown.regions)

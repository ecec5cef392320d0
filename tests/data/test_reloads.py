"""Uploads whose rows are loaded already, whatever their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.services.uploads.ingest import Checked, check, commit
from data.ingestion import Upload
from data.store import Store
from tests.built import store_copy
from tests.data.workbooks import DECLARED, HEADER, MESSY, TODAY, changed, csv_bytes, rows

ORG = Upload("org.xlsx", (MESSY / "org.xlsx").read_bytes())
PLAN = ["年月", "区域", "办事处", "销售指标", "回款指标"]


def summary(table: list[list[str]], name: str = "a.csv", end: str = "\r\n") -> Upload:
    return Upload(name, csv_bytes([HEADER, *table], end=end))


def plan(sales: str = "100", name: str = "plan.csv", blank: str = "") -> Upload:
    return Upload(name, csv_bytes([PLAN, ["2026-03", "华东", "上海办", sales, f"100{blank}"]]))


def checked(store: Store, *uploads: Upload) -> Checked:
    return check(store, uploads, TODAY)


def loaded(store: Store, *uploads: Upload) -> str:
    return commit(store, checked(store, *uploads), actor="甲", reason="齐")


def about_reloads(found: Checked) -> list[tuple[str, str, str, object, object]]:
    return [
        (issue.severity, issue.code, issue.file, issue.parameters["extracts"], issue.parameters["load"])
        for issue in found.ingestion.issues
        if issue.code in {"rows_already_loaded", "rows_left_out"}
    ]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(store_copy("reloads", _with_offices, tmp_path)) as opened:
        yield opened


def _with_offices(path: Path) -> None:
    with Store.open(path) as opened:
        loaded(opened, ORG)


@pytest.mark.parametrize(
    "again",
    [
        summary(rows(), "b.csv", end="\n"),
        summary(rows()[::-1], "b.csv"),
        summary([[*row[:3], f"{row[3]}0" if "." in row[3] else row[3], *row[4:]] for row in rows()], "b.csv"),
    ],
    ids=["other line ends", "another order", "trailing zeros"],
)
def test_rows_that_are_loaded_already_make_no_version(store: Store, again: Upload) -> None:
    load = loaded(store, summary(rows()))
    found = checked(store, again)
    assert about_reloads(found) == [("error", "rows_already_loaded", "b.csv", "月度事实", load)]
    assert not found.ingestion.is_loadable


def test_one_fen_more_or_another_place_of_two_amounts_is_a_new_version(store: Store) -> None:
    loaded(store, summary(rows()))
    more = changed(0, 3, str(float(rows()[0][3]) + 0.01))
    swapped = rows()
    swapped[0][3], swapped[1][3] = swapped[1][3], swapped[0][3]
    for table in (more, swapped):
        assert about_reloads(checked(store, summary(table, "b.csv"))) == []


def test_a_part_of_what_is_loaded_is_loaded_already_and_a_part_of_a_scope_is_not(store: Store) -> None:
    loaded(store, summary(rows()))
    first = rows()[0]
    region = [row for row in rows() if row[:2] == first[:2]]
    assert [code for _, code, *_ in about_reloads(checked(store, summary(region, "b.csv")))] == [
        "rows_already_loaded"
    ]
    assert about_reloads(checked(store, summary([first], "b.csv"))) == []


def test_only_what_differs_is_loaded_and_the_rest_is_told(store: Store) -> None:
    load = loaded(store, summary(rows()), plan())
    found = checked(store, summary(rows(), "b.csv", end="\n"), plan("200"))
    assert about_reloads(found) == [("note", "rows_left_out", "b.csv", "月度事实", load)]
    assert set(found.ingestion.frames) == {"monthly_plan"}
    second = commit(store, found, actor="甲", reason="齐")
    assert store.current("monthly_plan")["sales_plan"].to_list() == [20_000]
    assert {scope.extract for scope in store.loads()[0].scopes} == {"monthly_plan"}
    assert [(file.name, file.left_out) for file in store.loads()[0].files] == [
        ("b.csv", "summary"),
        ("plan.csv", None),
    ]
    assert store.audit().is_sound
    store.rollback(second, "甲", "误传")
    assert about_reloads(checked(store, plan("200"))) == []


def test_a_file_that_was_left_out_in_part_is_read_again_once_its_rows_are_no_longer_current(
    store: Store,
) -> None:
    loaded(store, summary(rows()))
    pack = summary(rows(), "b.csv", end="\n")
    loaded(store, pack, plan())
    loaded(store, summary(changed(0, 3, "1"), "c.csv"))
    back = checked(store, pack)
    assert back.ingestion.errors == []
    assert set(back.ingestion.frames) == {"summary"}


def test_rows_that_were_rolled_back_do_not_count_as_loaded(store: Store) -> None:
    load = loaded(store, summary(rows()))
    store.rollback(load, "甲", "误传")
    assert about_reloads(checked(store, summary(rows(), "b.csv", end="\n"))) == []


def test_an_organisation_twice_is_told_and_left_out_beside_others(store: Store) -> None:
    header = ["区域", "办事处", "区域经理", "分管副总", "生效年月"]
    offices = store.current("org").select("region", "office", "manager", "vice_president", "effective_month")
    lines = [[*row[:4], f"{row[4]:%Y-%m}"] for row in offices.rows()]
    org = Upload("o.csv", csv_bytes([header, *lines]))
    loaded_org = checked(store, org)
    if about_reloads(loaded_org) == []:  # the fixture's aliases are not in this file
        commit(store, loaded_org, actor="甲", reason="齐")
    again = Upload("again.csv", csv_bytes([header, *lines[::-1]]))
    assert [code for _, code, *_ in about_reloads(checked(store, again))] == ["rows_already_loaded"]
    beside = checked(store, again, plan())
    assert [code for _, code, *_ in about_reloads(beside)] == ["rows_left_out"]
    assert set(beside.ingestion.frames) == {"monthly_plan"}


def test_the_order_of_declarations_of_one_day_is_part_of_what_they_say(store: Store) -> None:
    first = ["2026-03", "华东", "上海办", "2026-03-02", "100", "100", "", "", "", ""]
    second = [*first[:4], "90", "90", "淡季", "促销", "乙", "2026-03-02"]
    loaded(store, Upload("a.csv", csv_bytes([DECLARED, first, second])))
    same = Upload("b.csv", csv_bytes([DECLARED, first, second], end="\n"))
    swapped = Upload("c.csv", csv_bytes([DECLARED, second, first]))
    assert [code for _, code, *_ in about_reloads(checked(store, same))] == ["rows_already_loaded"]
    assert about_reloads(checked(store, swapped)) == []


def test_a_file_that_is_loaded_as_it_is_does_not_stop_the_others(store: Store) -> None:
    first = summary(rows())
    load = loaded(store, first)
    both = checked(store, first, plan())
    assert [(i.severity, i.code, i.file) for i in both.ingestion.issues if i.code == "already_loaded"] == [
        ("note", "already_loaded", "a.csv")
    ]
    assert not both.has_errors
    second = commit(store, both, actor="甲", reason="齐")
    # It stays a file of the load it came in with.
    assert store.current_state().live_load_of(hashlib.sha256(first.content).hexdigest()) == load
    assert [file.name for past in store.loads() if past.load_id == second for file in past.files] == [
        "plan.csv"
    ]
    assert [(i.severity, i.code) for i in checked(store, first).ingestion.issues] == [
        ("error", "already_loaded")
    ]

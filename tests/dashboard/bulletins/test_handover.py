"""The handover sheet: one region as it stands on a day, and nothing of any other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from dashboard.bulletins import handover as sheets
from dashboard.bulletins.handover import Change, Handover, handover, handover_pdf, manager_of, sheet_data
from dashboard.services.evaluation import Snapshot, snapshot
from dashboard.services.policies import policies
from data.people.doer import Doer
from data.people.person import Grant
from data.people.scope import EVERYTHING, scope_of_grants
from data.store import Store
from data.store.audit.log import recorded
from data.store.by import By
from data.store.process.conduct import Misconduct
from data.store.reader import Reader
from engine.process.tasks import Task
from tests.dashboard.seen import EAST, NORTH, SOUTH, company, stored

DAY = date(2026, 2, 12)
CHANGE = Change(NORTH, DAY, "赵经理", "李某")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The company in mid-February, with a case and a promise in the north and a case in the south."""
    with stored(tmp_path_factory.mktemp("handover") / "store.duckdb", [company(last_day=12)]) as opened:
        acts = opened.acting(Doer("op"), lambda: DAY).process
        acts.open_case(Misconduct(NORTH, "北京", "周某", date(2026, 1, 5), "售假"))
        acts.open_case(Misconduct(SOUTH, None, "吴某", date(2026, 1, 5), "售假"))
        promise = {
            "at": datetime(2026, 2, 1, tzinfo=UTC).isoformat(),
            "on": "2026-02-01",
            "region": NORTH,
            "office": None,
            "figure": "collections",
            "amount_fen": 123_456_00,
            "month": "2026-01",
            "until": "2026-02-28",
            "text": "二月底前收回",
            "origin": "report",
        }
        recorded(opened._connection, lambda cursor: By("赵").record(cursor, "promise", "p1", promise))
        yield opened


def made(store: Store, change: Change = CHANGE, *grants: Grant) -> Handover | None:
    reader = Reader(store, scope_of_grants(grants) if grants else EVERYTHING, "")
    seen: Snapshot = snapshot(reader, policies())
    return handover(reader, seen, change)


def test_it_holds_targets_receivables_streak_violations_promises_and_open_tasks(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = [
        Task("explain", date(2026, 1, 1), region, None, None, date(2026, 2, 10), "late")
        for region in (NORTH, SOUTH)
    ]
    monkeypatch.setattr(sheets, "all_tasks", lambda *_: tasks)
    sheet = made(store)
    assert sheet is not None
    tables = {table.name: table.frame for table in sheet.tables}
    assert tables["handover_conduct"]["person"].drop_nulls().to_list() == ["周某"]
    promises = tables["handover_promises"].row(0, named=True)
    assert (promises["amount"], promises["until"], promises["text"]) == (
        123_456.0,
        date(2026, 2, 28),
        "二月底前收回",
    )
    # Two offices that collect twice in January; the north's offices are the first of the company.
    assert promises["actual"] == 2 * 2 * 4_200.0
    assert promises["standing"] == "running"
    assert tables["handover_tasks"].select("month", "due", "is_late").rows() == [
        (date(2026, 1, 1), date(2026, 2, 10), True)
    ]
    assert tables["handover_streak"]["month"].max() == date(2026, 2, 1)
    assert tables["handover_debtors"].height


def test_nothing_of_another_region_stands_on_it(store: Store) -> None:
    sheet = made(store)
    assert sheet is not None
    printed = str(sheet_data(sheet))
    assert NORTH in printed
    assert not any(name in printed for name in (SOUTH, EAST, "吴某", "上海"))


def test_the_manager_of_the_region_makes_the_same_sheet(store: Store) -> None:
    own, whole = made(store, CHANGE, Grant("region_manager", frozenset({NORTH}))), made(store)
    assert own is not None
    assert whole is not None
    mine, all_of_it = sheet_data(own), sheet_data(whole)
    for told in (mine, all_of_it):
        told.pop("footer")  # it names the version of what is seen
    assert mine == all_of_it


def test_before_any_figures_there_is_no_sheet_and_blank_names_are_written_by_hand(store: Store) -> None:
    assert made(store, Change(NORTH, date(2025, 12, 1))) is None
    sheet = made(store, Change(NORTH, DAY))
    assert sheet is not None
    assert [name for _, name in sheet.signatures] == ["", "", ""]
    assert handover_pdf(sheet).startswith(b"%PDF-")
    assert handover_pdf(sheet) == handover_pdf(sheet)


def test_who_manages_is_known_from_the_organisation(store: Store) -> None:
    seen = snapshot(Reader(store, EVERYTHING), policies())
    assert manager_of(seen, NORTH, DAY) == "赵经理"
    assert manager_of(seen, NORTH, date(2025, 1, 1)) == ""

"""Who is named for a task: exactly those whose act would be taken; and what waits whatever the month is."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl
import pytest

from dashboard.services.declaring import standings
from dashboard.services.evaluation import snapshot
from dashboard.services.policies import policies
from dashboard.services.process import acting, returning
from dashboard.services.process.afterwards import retain
from dashboard.services.process.basis import basis_of
from dashboard.services.process.months import all_tasks, month_of
from dashboard.services.process.overruns import overruns
from dashboard.views.process.news import WHY
from data.people.person import Grant, Person
from data.people.roles import Role
from data.people.scope import EVERYTHING
from data.store import ProcessRefused, Store
from data.store.process.after_acts import Pledge
from data.store.process.declaring import Declaration
from data.store.reader import Reader
from data.store.writer import Writer
from engine.process.tasks import Task
from tests.built import copied, store_copy
from tests.dashboard.seen import EAST, MANAGER, NORTH, OFFICES, SOUTH, company, printed, stored
from tests.data.store.building import request
from tests.data.store.processing import writer
from tests.data.store.publishing import deed, publish, reopen

MONTHS = tuple(date(2026, month, 1) for month in (1, 2, 3))
JAN, FEB, MAR = MONTHS
#: After the publications of this file, which are dated the 10th.
DAY = date(2026, 3, 12)
PEOPLE: tuple[tuple[str, Role, tuple[str, ...]], ...] = (
    ("stat-north", "statistician", (NORTH,)),
    ("stat-rest", "statistician", (SOUTH, EAST)),
    ("finance", "finance", ()),
    ("finance-north", "finance", (NORTH,)),
    ("compliance", "compliance", ()),
    ("compliance-south", "compliance", (SOUTH, EAST)),
    ("manager-south", "region_manager", (SOUTH,)),
    ("chief", "gm", ()),
)


def people() -> list[Person]:
    return [Person(a, a, "", (Grant(role, frozenset(r) or None),)) for a, role, r in PEOPLE]


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "dashboard.bulletins.publishing.bulletin_files", lambda *_args, **_more: {"bulletin.pdf": b"paper"}
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """January to March, January published."""
    return store_copy("tasks", _with_january, tmp_path)


def _with_january(path: Path) -> None:
    with stored(path, [company(MONTHS)]) as store:
        store.people.load(people(), "op", datetime(2026, 1, 1, tzinfo=UTC))
        publish(store, JAN)


def tasks_at(path: Path, day: date = DAY) -> tuple[Task, ...]:
    with Store.open(path) as store:
        reader = Reader(store, EVERYTHING)
        return all_tasks(reader, snapshot(reader, policies()), day)


def who(path: Path, task: str, month: date) -> set[str]:
    (found,) = [each for each in tasks_at(path) if (each.task, each.month) == (task, month)]
    return set(found.who)


def succeed(path: Path, verb: str, folder: Path) -> set[str]:
    """Everybody who, were they the first to try, would not be refused."""
    found = set()
    for account, _, _ in PEOPLE:
        copy = copied(path, folder / f"{verb}-{account}.duckdb")
        if printed(copy, verb, "2026-02", "--as", account, "--on", DAY).startswith(b"0\n"):
            found.add(account)
    return found


@pytest.mark.nightly
def test_named_for_a_step_of_the_whole_month_are_those_who_are_not_refused(
    path: Path, tmp_path: Path
) -> None:
    tries = tmp_path / "tries"
    tries.mkdir()
    assert who(path, "submit", FEB) == succeed(path, "submit", tries) == {"stat-north", "stat-rest"}
    assert printed(path, "submit", "2026-02", "--as", "stat-north", "--on", DAY).startswith(b"0\n")
    # Who submitted has nothing more to submit.
    assert who(path, "submit", FEB) == {"stat-rest"}
    assert printed(path, "submit", "2026-02", "--as", "stat-rest", "--on", DAY).startswith(b"0\n")
    assert who(path, "verify", FEB) == succeed(path, "verify", tries) == {"finance"}
    assert printed(path, "verify", "2026-02", "--as", "finance", "--on", DAY).startswith(b"0\n")
    assert who(path, "publish", FEB) == succeed(path, "publish", tries) == {"compliance"}


def test_a_month_that_loses_its_corrections_to_a_reopening_is_submitted_anew(path: Path) -> None:
    """January is reopened while a correction of it stands in February, which was submitted and verified."""
    with Store.open(path) as store:
        more = company((JAN,))["inventory"].with_columns(amount=pl.lit(9_000_000, pl.Int64))
        store.commit(request("01", "op", inventory=more))
        for account in ("stat-north", "stat-rest"):
            acting.submit(writer(store, account, DAY), policies(), FEB)
        acting.verify(writer(store, "finance", DAY), policies(), FEB)
        returned = returning.reopen(writer(store, "compliance", DAY), policies(), JAN, "错")
        assert returned == {FEB: ("stat-north", "stat-rest", "finance")}
        last = store.process.book().course[FEB][-1]
        assert (last.why, last.subject) == ("reopening", "2026-01")  # type: ignore[attr-defined]
        assert last.why in WHY  # type: ignore[attr-defined]
    assert who(path, "submit", FEB) == {"stat-north", "stat-rest"}


def test_a_month_without_data_keeps_no_later_one_waiting() -> None:
    """Of February not even a plan was loaded: its extracts are late, and March can be published."""
    april = date(2026, 4, 9)
    with Store.open(":memory:") as store:
        store.commit(request("00", **company((JAN, MAR))))
        store.people.load(people(), "op", datetime(2026, 1, 1, tzinfo=UTC))
        publish(store, JAN)
        acting.submit(writer(store, "stat-north", april), policies(), MAR)
        acting.submit(writer(store, "stat-rest", april), policies(), MAR)
        acting.verify(writer(store, "finance", april), policies(), MAR)
        door, reader = writer(store, "compliance", april), Reader(store, EVERYTHING)
        assert door.process.demand_publishable(MAR, basis_of(door, policies(), MAR)[0]) == 1
        found = all_tasks(reader, snapshot(reader, policies()), april)
    assert [(each.task, each.status, each.who) for each in found if each.month == MAR] == [
        ("publish", "due", ("compliance",))
    ]
    late = [
        (each.task, each.region, each.who) for each in found if each.month == FEB and each.status == "late"
    ]
    rest = ("stat-rest",)
    assert late == [("load", EAST, rest), ("load", NORTH, ("stat-north",)), ("load", SOUTH, rest)]


def test_nobody_is_asked_to_declare_for_a_region_that_is_closed(path: Path) -> None:
    """The plan of the south still stands in April, when the region is no more."""
    rows, april = company(MONTHS)["org"], date(2026, 4, 1)
    with Store.open(path) as store:
        store.commit(request("40", monthly_plan=company((april,))["monthly_plan"]))
        for number, closing in enumerate((None, MAR), start=41):
            end = pl.when(pl.col("region") == SOUTH).then(pl.lit(closing, pl.Date)).alias("end_month")
            store.commit(request(f"{number}", org=rows.with_columns(end)))
            reader = Reader(store, EVERYTHING)
            found = all_tasks(reader, snapshot(reader, policies()), date(2026, 3, 20))
            asked = {each.region for each in found if (each.task, each.month) == ("declare", april)}
            assert (SOUTH in asked) is (closing is None)


def test_one_lowered_declaration_is_the_same_wherever_it_is_told(path: Path) -> None:
    """Step, task and standing agree: it waits until the 10th, then it has lapsed, unless it was refused."""
    april, office = date(2026, 4, 1), OFFICES[NORTH][0]
    with Store.open(path) as store:
        store.commit(request("50", monthly_plan=company((april,))["monthly_plan"]))
        new = Declaration(april, NORTH, office, 1, 1, "停产", "补足")
        writer(store, MANAGER, date(2026, 3, 27)).process.declare([new], policies().at(april))
        reader = Reader(store, EVERYTHING)

        def told(day: date) -> tuple[str, str | None, bool]:
            seen = snapshot(reader, policies())
            found = month_of(reader, seen, april, day)
            (step,) = [each.status for each in found.steps if each.step == "approve"]
            is_asked = any(each.task == "approve" for each in found.tasks)
            return step, standings(seen, reader, april, day).get((NORTH, office)), is_asked

        assert told(date(2026, 4, 10)) == ("open", "waiting", True)
        assert told(date(2026, 4, 11)) == ("lapsed", "lapsed", False)
        vp = writer(store, "vp", date(2026, 4, 10)).process
        vp.refuse(april, NORTH, [office], "不够", policies().at(april))
        assert told(date(2026, 4, 11)) == ("done", "refused", False)


def test_a_report_is_owed_until_a_later_publication_asks_for_it_again(path: Path) -> None:
    """The south was last for three months up to February; then it recovered, or did not."""
    expected = {"none": [("report", FEB)], "report_to_vp": [("report", MAR)], "transfer": [("transfer", MAR)]}
    with Store.open(path) as store:
        january, reader = store.process.book().publications(JAN)[0].content, Reader(store, EVERYTHING)

        def publish_as(escalation: str, month: date, version: int) -> None:
            rows = [row | ({"escalation": escalation} if row["region"] == SOUTH else {}) for row in regions]
            content = {**january, "month": f"{month:%Y-%m}", "version": version, "regions": rows}
            deed(store, "publish", f"{month:%Y-%m}", version=version, content=content)

        regions = january["regions"]
        publish_as("report_to_vp", FEB, 1)
        for version, (later, owed) in enumerate(expected.items(), start=1):
            publish_as(later, MAR, version)
            found = all_tasks(reader, snapshot(reader, policies()), date(2026, 4, 12))
            told = [(each.task, each.month) for each in found if each.task in {"report", "transfer"}]
            assert told == owed, later


def waiting(path: Path, day: date = DAY) -> list[tuple[str, str | None, tuple[str, ...]]]:
    names = {"decide", "adjustment", "promise"}
    return [(each.task, each.region, each.who) for each in tasks_at(path, day) if each.task in names]


def test_appeals_adjustments_and_promises_wait_for_whose_they_are_whatever_the_month(path: Path) -> None:
    pledge = Pledge("collections", 900_000_000_00, date(2026, 3, 31), "催收", "explanation", MAR)
    with Store.open(path) as store:
        publish(store, FEB)
        writer(store, "manager-south", DAY).process.appeal(FEB, SOUTH, "checkpoint", "错", days=99)
        writer(store, "finance", DAY).process.propose_adjustment(date(2027, 1, 1), NORTH, 100, "奖")
        writer(store, "manager-south", DAY).process.promise(SOUTH, pledge)
    expected = [
        ("adjustment", NORTH, ("chief", "gm")),
        ("decide", SOUTH, ("compliance", "compliance-south")),
        ("promise", SOUTH, ("manager-south",)),
    ]
    assert sorted(waiting(path)) == expected
    # Reopened, the appeal still waits.
    with Store.open(path) as store:
        reopen(store, FEB)
    assert sorted(waiting(path)) == expected
    # What was to be reached by then is kept or broken after its day: nobody can do it any more.
    assert "promise" not in {task for task, _, _ in waiting(path, date(2026, 4, 1))}
    mine = json.loads(
        printed(path, "tasks", "--as", "manager-south", "--on", DAY, "--format", "json").split(b"\n", 1)[1]
    )
    assert [(each["task"], each["link"]) for each in mine if each["task"] == "promise"] == [
        ("promise", f"/month?month=2026-03&part=promises&region={quote(SOUTH)}")
    ]


def test_a_promise_that_is_reached_is_nobodys_task(path: Path) -> None:
    # Without a month it is one of the month of its day.
    pledge = Pledge("collections", 1, date(2026, 3, 31), "催收", "explanation")
    with Store.open(path) as store:
        writer(store, "manager-south", DAY).process.promise(SOUTH, pledge)
    assert waiting(path) == []
    assert steps(path, MAR, DAY)["promise"] == "done"


def test_a_report_that_no_publication_asks_for_any_more_is_not_decided(path: Path) -> None:
    with Store.open(path) as store:
        store.people.load(
            [Person("vp", "vp", "", (Grant("vp", None),))], "op", datetime(2026, 1, 1, tzinfo=UTC)
        )
        january = store.process.book().publications(JAN)[0].content
        vp = writer(store, "vp", DAY)
        for version, (escalation, code) in enumerate(
            {"report_to_vp": "", "none": "not_due"}.items(), start=2
        ):
            rows = [{**row, "escalation": escalation} for row in january["regions"]]
            content = {**january, "version": version, "regions": rows}
            deed(store, "publish", "2026-01", version=version, content=content)
            writer(store, "manager-south", DAY).process.report(JAN, SOUTH, "述")
            assert refusal(vp) == code
        reopen(store, JAN)
        assert refusal(vp) == "not_published"


def refusal(vp: Writer) -> str:
    """Why a report of the south cannot be decided on; "" if it can."""
    try:
        retain(vp, JAN, SOUTH, None, "因")
    except ProcessRefused as refused:
        return refused.code
    return ""


def steps(path: Path, month: date, day: date) -> dict[str, str]:
    with Store.open(path) as store:
        reader = Reader(store, EVERYTHING)
        found = month_of(reader, snapshot(reader, policies()), month, day)
    return {step.step: step.status for step in found.steps}


def lowered(**approval: Any) -> dict[str, pl.DataFrame]:
    """South's January, one office of which declared far too little."""
    rows = company(MONTHS)["declarations"].filter((pl.col("region") == SOUTH) & (pl.col("month") == JAN))
    first = pl.col("office") == OFFICES[SOUTH][0]
    return {
        "declarations": rows.with_columns(
            pl.when(first).then(1).otherwise("sales").alias("sales"),
            pl.lit("促销").alias("remedy"),
            *(
                pl.when(first).then(pl.lit(value)).otherwise(name).alias(name)
                for name, value in approval.items()
            ),
        )
    }


def test_what_nobody_approved_in_time_has_lapsed_and_an_approval_too_late_is_none(path: Path) -> None:
    assert steps(path, JAN, DAY)["approve"] == "not_applicable"
    with Store.open(path) as store:
        manager = Reader(store, EVERYTHING).organisation()["manager"][0]
        store.commit(request("50", **lowered()))
    assert steps(path, JAN, date(2026, 1, 9))["approve"] == "open"
    assert steps(path, JAN, DAY)["approve"] == "lapsed"
    with Store.open(path) as store:
        late = lowered(approver=manager, approved_on=date(2026, 1, 11))
        store.commit(request("51", **late))
    assert steps(path, JAN, DAY)["approve"] == "lapsed"
    with Store.open(path) as store:
        store.commit(request("52", **lowered(approver=manager, approved_on=date(2026, 1, 9))))
    assert steps(path, JAN, DAY)["approve"] == "done"


def test_a_month_whose_declarations_never_came_is_not_late_for_ever(path: Path) -> None:
    april = {
        "monthly_plan": company((date(2026, 4, 1),))["monthly_plan"],
    }
    with Store.open(path) as store:
        store.commit(request("60", **april))
    assert steps(path, date(2026, 4, 1), date(2026, 4, 9))["declare"] == "late"
    assert steps(path, date(2026, 4, 1), date(2026, 7, 9))["declare"] == "lapsed"


def test_whose_overrun_is_to_be_explained_is_told_by_the_publication(path: Path) -> None:
    """Stock that came to light afterwards makes nobody explain what was not published."""
    stock = company(MONTHS)["inventory"].with_columns(amount=pl.col("amount") * 100)
    with Store.open(path) as store:
        store.commit(request("70", inventory=stock))
        reader = Reader(store, EVERYTHING)
        book, now = reader.process(), snapshot(reader, policies())
        assert overruns(book, now, JAN) == {}
        assert set(overruns(book, now, FEB)) == set(OFFICES)
        publish(store, FEB)
        assert {each.region for each in all_tasks(reader, now, DAY) if each.task == "explain"} == set(OFFICES)

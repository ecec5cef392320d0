"""A sanction that a form records is data like any other: it opens a submitted month again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from dashboard.services.policies import policies
from dashboard.services.process import acting
from dashboard.services.process.conduct import add_to_case, record_case, rule_case
from data.people.doer import Doer
from data.people.person import Grant, Person
from data.store.process.conduct import Misconduct, Ruling
from data.store.process.deeds import Returned
from tests.dashboard.seen import NORTH, company, stored

NOW, DAY, FEBRUARY = datetime(2026, 3, 1, tzinfo=UTC), date(2026, 3, 6), date(2026, 2, 1)


def test_a_sanction_opens_the_submitted_month_again_and_tells_by_which_load(tmp_path: Path) -> None:
    with stored(tmp_path / "store.duckdb", [company()]) as store:
        people = (
            Person("statistician", "统", "", (Grant("statistician", None),)),
            Person("compliance", "合", "", (Grant("compliance", None),)),
        )
        store.people.load(people, "op", NOW)

        def writer(account: str):  # type: ignore[no-untyped-def]
            return store.acting(Doer(account, account), lambda: DAY)

        acting.submit(writer("statistician"), policies(), FEBRUARY)
        told = Misconduct(NORTH, None, "周某", date(2026, 2, 15), "售假")
        case_id = record_case(writer("compliance"), policies(), told, "", [("a.txt", b"seen")])
        add_to_case(writer("compliance"), policies(), case_id, statement="不知情")
        course = store.process.book().course[FEBRUARY]
        assert not any(isinstance(deed, Returned) for deed in course)  # nothing was decided yet
        load = rule_case(writer("compliance"), policies(), case_id, Ruling("警告", "王某"))
        (returned,) = (deed for deed in store.process.book().course[FEBRUARY] if isinstance(deed, Returned))
        assert (returned.why, returned.subject) == ("load", load)

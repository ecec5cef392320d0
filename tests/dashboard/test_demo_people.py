"""The demo company's people: every role, over regions and offices that there are, nobody's real name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest

from dashboard.bulletins.playing import play_months
from dashboard.services.evaluation import snapshot
from dashboard.services.policies import policies
from dashboard.services.process.months import all_tasks
from dashboard.services.stores import demo
from dashboard.services.stores.demo import load_demo
from dashboard.services.stores.people import reader_of
from data.organisation import Organisation
from data.people.person import Grant, Person
from data.people.roles import Role
from data.sample import people
from data.store import Store
from tests.dashboard.demo import TODAY, demo_scope, store_with_demo


def test_every_role_is_somebody_and_every_region_has_a_manager() -> None:
    grants = [grant for person in people() for grant in person.grants]
    assert {grant.role for grant in grants} == set(get_args(Role))
    managed = [region for g in grants if g.role == "region_manager" for region in g.regions or ()]
    assert sorted(managed) == sorted(demo_scope().region_names)


def test_each_region_has_one_vp_and_one_statistician() -> None:
    for role in ("vp", "statistician"):
        over = [r for p in people() for g in p.grants if g.role == role for r in g.regions or ()]
        assert sorted(over) == sorted(demo_scope().region_names)


def test_they_come_with_the_demo_company_and_their_offices_are_there(tmp_path: Path) -> None:
    with Store.open(store_with_demo(tmp_path)) as store:
        assert {person.account for person in store.people.persons()} == {p.account for p in people()}
        organisation = Organisation(store.current_state().organisation())
        for person in people():
            for grant in person.grants:
                for region in grant.regions or ():
                    assert organisation.region(region).region == region
                    assert all(
                        organisation.office(region, office).office == office for office in grant.offices
                    )
        assert not any(store.people.has_password(person.account) for person in people())


def test_a_store_that_has_people_keeps_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for step in ("check", "commit", "workbook", "running_frames"):
        monkeypatch.setattr(demo, step, lambda *_, **_more: "")
    own = Person("root", "Root", "", (Grant("admin", None),))
    with Store.open(tmp_path / "store.duckdb") as store:
        store.people.load([own], "tests", datetime(2026, 9, 1, tzinfo=UTC))
        load_demo(store, max(TODAY, date(2026, 10, 25)))
        assert store.people.persons() == (own,)


def test_they_can_play_months_to_publication_each_step_by_whose_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.bulletins.publishing.bulletin_files", lambda *_args, **_more: {"b": b"x"})
    with Store.open(store_with_demo(tmp_path)) as store:
        months = list(play_months(store, policies()))
        assert months == [date(2026, month, 1) for month in (6, 7, 8)]
        assert store.process.book().published_months() == tuple(months)
        done = [(type(deed).__name__, deed.by, deed.on) for deed in store.process.book().course[months[0]]]
        assert done == [
            ("Submission", "statistician-north", date(2026, 7, 5)),
            ("Submission", "statistician-south", date(2026, 7, 5)),
            ("Verification", "finance", date(2026, 7, 8)),
            ("Publication", "compliance", date(2026, 7, 10)),
        ]
        # The month after is what is to be done next, and who uploaded does not verify it.
        reader = reader_of(store, "compliance")
        found = all_tasks(reader, snapshot(reader, policies()), date(2026, 10, 6))
        asked = [(task.task, task.status, task.who) for task in found if task.month == date(2026, 9, 1)]
        assert asked[0] == ("submit", "late", ("statistician-north", "statistician-south"))
        assert [each[:2] for each in asked[1:]] == [("verify", "upcoming"), ("publish", "upcoming")]

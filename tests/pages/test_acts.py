"""Acts on pages: offered to whom they are, refused in words when a grant is gone meanwhile, told by name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache.current import current_store
from dashboard.components.whatif import scenarios
from dashboard.visit import Visitor
from data.people.doer import Doer
from data.people.person import Grant, Person
from data.people.roles import Role
from data.people.scope import scope_of
from data.store import Store
from tests.dashboard.seen import stored
from tests.pages.conftest import Opened
from tests.pages.looking import OWN, look_as
from tests.pages.test_pages import texts
from tests.pages.test_upload import button, commit_button, partial

NOW = datetime(2026, 10, 10, tzinfo=UTC)


def person(role: Role, *regions: str) -> Person:
    return Person(role, f"某{role}", "", (Grant(role, frozenset(regions) or None),))


def join(*people: Person) -> None:
    current_store().people.load(people, "op", NOW)


def looking(monkeypatch: pytest.MonkeyPatch, who: Person) -> None:
    look_as(monkeypatch, Visitor(who.account, who.name, scope_of(who, NOW.date())))


def loaded(app: AppTest) -> AppTest:
    """The office's inventory, its warnings accepted, loaded."""
    app = partial(app)
    app.text_input(key="accept_reason").set_value("只有一个办事处").run()
    return commit_button(app).click().run()


@pytest.mark.own_store
def test_a_statistician_loads_the_own_region_under_the_own_name_and_takes_it_back(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = person("statistician", OWN)
    opened("upload")
    join(clerk)
    looking(monkeypatch, clerk)
    app = loaded(opened("upload"))
    assert not app.exception
    first, *rest = current_store().loads()
    assert (first.actor, {load.actor for load in rest}) == ("statistician", {"demo"})
    assert "审计日志" not in texts(app)
    # Of the history, the own load alone: the others hold other regions too.
    assert sum(first.load_id in text for text in [texts(app)]) == 1
    button(app, "撤回此次载入……").click().run()
    app.text_input(key="rollback_reason").set_value("录错").run()
    button(app, "确认撤回").click().run()
    taken_back = current_store().loads()[0].rollback
    assert taken_back is not None
    assert taken_back.actor == "statistician"


@pytest.mark.own_store
def test_a_grant_taken_away_between_the_page_and_the_press_refuses_in_words(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = person("statistician", OWN)
    opened("upload")
    join(clerk)
    looking(monkeypatch, clerk)
    app = partial(opened("upload"))
    app.text_input(key="accept_reason").set_value("只有一个办事处").run()
    join(person("admin"), Person(clerk.account, clerk.name, "", (Grant("region_manager", frozenset({OWN})),)))
    before = len(current_store().loads())
    commit_button(app).click().run()
    assert not app.exception
    assert "数据文件由各区域统计员上传。" in [error.value for error in app.error]
    assert len(current_store().loads()) == before


@pytest.mark.parametrize(("role", "has_audit"), [("gm", False), ("finance", False), ("compliance", True)])
def test_who_sees_all_reads_the_history_and_loads_nothing(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, role: Role, has_audit: bool
) -> None:
    looking(monkeypatch, person(role))
    app = opened("upload")
    assert not app.exception
    assert not app.file_uploader
    assert "数据文件由各区域统计员上传。" in texts(app)
    assert (button(app, "核验全部存储内容") is not None) == has_audit
    assert button(app, "撤回此次载入……") is None


def test_a_forged_removal_of_anothers_scenario_removes_nothing_and_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    body = {"name": "x", "month": "2026-02", "levers": [{"region": OWN}]}
    kept: dict[str, object] = {}
    monkeypatch.setattr(scenarios.state, "keep", kept.__setitem__)
    monkeypatch.setattr(scenarios, "named_scenario", lambda: None)
    with stored(tmp_path_factory.mktemp("forged") / "store.duckdb", []) as store:
        author, other = person("region_manager", OWN), Person("vp", "v", "", (Grant("vp", frozenset({OWN})),))
        store.people.load([author, other], "op", NOW)
        scenario_id = acting(store, author.account).save_scenario(body)
        monkeypatch.setattr(scenarios, "current_writer", lambda: acting(store, other.account))
        scenarios._remove(scenario_id)
        assert list(store.saved_scenarios()) == [scenario_id]
        assert "scenario_refused" in kept


def acting(store: Store, account: str):  # type: ignore[no-untyped-def]
    return store.acting(Doer(account, account), NOW.date)

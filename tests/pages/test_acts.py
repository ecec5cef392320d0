"""Acts on pages: offered to whom they are, refused in words when a grant is gone meanwhile, told by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache.opened import current_store
from dashboard.components.whatif import scenarios
from dashboard.services.stores.stores import STORE_VARIABLE
from dashboard.visit import Visitor
from data.people.doer import Doer
from data.people.person import Grant, Person
from data.people.roles import Role
from data.people.scope import scope_of
from data.store import Store
from data.store.writer import Writer
from tests.dashboard.seen import NORTH, OFFICES, company, stored
from tests.pages.conftest import APP
from tests.pages.looking import look_as
from tests.pages.test_pages import texts
from tests.pages.test_upload import button, commit_button, uploaded

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WHO_LOADS = "数据文件由各区域统计员上传。"
STOCK = "年月,区域,办事处,品类,库存金额\n" + "".join(
    f"2026-03,{NORTH},{office},成品,3000.00\n" for office in OFFICES[NORTH]
)
Looking = Callable[[Person], AppTest]


def person(role: Role, *regions: str) -> Person:
    return Person(role, f"某{role}", "", (Grant(role, frozenset(regions) or None),))


@pytest.fixture
def looking(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Looking]:
    """The upload page as somebody sees it, on a small company."""
    path = tmp_path / "store.duckdb"
    monkeypatch.setenv(STORE_VARIABLE, str(path))
    with stored(path, [company()]):

        def look(who: Person) -> AppTest:
            current_store().people.load([who], "op", NOW)
            look_as(monkeypatch, Visitor(who.account, who.name, scope_of(who, NOW.date())))
            app = AppTest.from_file(APP, default_timeout=300)
            app.switch_page("../pages/upload.py")
            return app.run()

        yield look
        current_store().close()


def checked(app: AppTest) -> AppTest:
    """A file of the own region, checked, its warnings (if any) answered for."""
    app = uploaded(app, ("库存.csv", STOCK.encode()))
    assert not app.exception
    for field in app.text_input:
        if field.key == "accept_reason":
            field.set_value("月中盘点").run()
    return app


def test_a_statistician_loads_the_own_region_under_the_own_name_and_takes_it_back(looking: Looking) -> None:
    app = looking(person("statistician", NORTH))
    assert "审计日志" not in texts(app)
    commit_button(checked(app)).click().run()
    assert not app.exception
    load, first = current_store().loads()
    assert (load.actor, first.actor) == ("statistician", "统计员")
    # The other load holds other regions too.
    (history,) = (each.value for each in app.dataframe if "载入编号" in each.value.columns)
    assert history["载入编号"].to_list() == [load.load_id]
    button(app, "撤回此次载入……").click().run()
    app.text_input(key="rollback_reason").set_value("录错").run()
    button(app, "确认撤回").click().run()
    taken_back = current_store().loads()[0].rollback
    assert taken_back is not None
    assert taken_back.actor == "statistician"


def test_a_grant_taken_away_between_the_page_and_the_press_refuses_in_words(looking: Looking) -> None:
    app = checked(looking(person("statistician", NORTH)))
    manager = Person("statistician", "某", "", (Grant("region_manager", frozenset({NORTH})),))
    current_store().people.load([manager], "op", NOW)
    commit_button(app).click().run()
    assert not app.exception
    assert WHO_LOADS in [error.value for error in app.error]
    assert len(current_store().loads()) == 1


@pytest.mark.parametrize(("role", "has_audit"), [("gm", False), ("compliance", True)])
def test_who_sees_all_reads_the_history_and_loads_nothing(
    looking: Looking, role: Role, has_audit: bool
) -> None:
    app = looking(person(role))
    assert not app.exception
    assert not app.file_uploader
    assert WHO_LOADS in texts(app)
    assert any(each.key == "audit" for each in app.button) == has_audit
    assert button(app, "撤回此次载入……") is None


def test_a_forged_removal_of_anothers_scenario_removes_nothing_and_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    body = {"name": "x", "month": "2026-02", "levers": [{"region": NORTH}]}
    kept: dict[str, object] = {}
    monkeypatch.setattr(scenarios.state, "keep", kept.__setitem__)
    monkeypatch.setattr(scenarios, "named_scenario", lambda: None)
    author, other = person("region_manager", NORTH), person("vp", NORTH)
    with stored(tmp_path / "store.duckdb", []) as store:
        store.people.load([author, other], "op", NOW)
        scenario_id = acting(store, author.account).save_scenario(body)
        monkeypatch.setattr(scenarios, "current_writer", lambda: acting(store, other.account))
        scenarios._remove(scenario_id)
        assert list(store.saved_scenarios()) == [scenario_id]
        assert "scenario_refused" in kept


def acting(store: Store, account: str) -> Writer:
    return store.acting(Doer(account, account), lambda: date(2026, 3, 1))

"""Pages by role: what opens, where one lands, what filters offer; 人员 and 我的."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache.opened import current_store
from dashboard.navigation import ENTRIES
from dashboard.services.stores.people import now
from data.people.person import Grant, Person
from data.people.preferences import Preferences
from data.store.audit.log import entries
from tests.pages.conftest import Opened
from tests.pages.hostile import ATTACKS, live
from tests.pages.shown import menu, menu_titles
from tests.pages.test_pages import texts


def viewed(app: AppTest, account: str) -> AppTest:
    """The page as somebody sees it, chosen in the side bar."""
    return next(box for box in app.selectbox if box.key == "viewing/zh").select(account).run()


def button(app: AppTest, key: str) -> AppTest:
    return next(each for each in app.button if each.key == key).click().run()


def box(app: AppTest, label: str) -> list[str]:
    return list(next(each for each in app.selectbox if each.label == label).options)


def test_a_region_manager_lands_on_the_own_region_and_is_offered_no_other(opened: Opened) -> None:
    app = viewed(opened(), "manager-huadong")
    assert not app.error
    assert app.query_params["region"] == ["华东"] or app.query_params["region"] == "华东"
    assert box(app, "区域") == ["华东"]
    assert "正以**华东区域经理**的身份查看" in texts(app)
    assert "数据上传" not in menu_titles(app)
    assert {query["region"] for _path, query in menu(app)} == {"华东"}


def test_all_regions_stay_chosen_once_they_are(opened: Opened) -> None:
    app = viewed(opened(), "manager-huadong")
    next(each for each in app.selectbox if each.label == "区域").set_value(None).run()
    assert "region" not in app.query_params
    assert "region" not in app.run().query_params


def test_a_region_that_is_anothers_is_said_to_be_not_theirs(opened: Opened) -> None:
    app = viewed(opened(), "manager-huadong")
    app.query_params["region"] = "华南"
    app.run()
    assert "不在您的权限范围内" in texts(app)
    assert "region" not in app.query_params


def test_whoever_looks_as_another_looks_as_oneself_again_by_one_button(opened: Opened) -> None:
    app = button(viewed(opened(), "head-shanghai"), "view_as_oneself")
    assert len(menu(app)) == len(ENTRIES)
    assert "region" not in app.query_params


@pytest.mark.parametrize("key", [entry.key for entry in ENTRIES])
def test_an_administrator_sees_no_amount_on_any_page(opened: Opened, key: str) -> None:
    app = viewed(opened("mine"), "admin")
    app.switch_page(f"../pages/{key}.py").run()
    assert not app.error
    assert menu_titles(app) == ["制度参数", "人员", "我的"]
    if key in {"regulation", "people", "mine"}:
        assert "待定口径" not in [tab.label for tab in app.tabs]
    elif key == "overview":
        assert app.title[0].value == "人员"
    else:
        assert "您没有本页的权限。您的角色：管理员。" in texts(app)
        assert not app.dataframe
        assert not app.metric
        assert not app.get("plotly_chart")
        assert not re.search(r"\d{4}-\d{2}|%|万元", texts(app))


@pytest.mark.parametrize(
    ("account", "key"), [("head-shanghai", "whatif"), ("vp-north", "upload"), ("gm", "people")]
)
def test_a_page_that_is_not_open_shows_nothing_but_words(opened: Opened, account: str, key: str) -> None:
    app = viewed(opened("mine"), account)
    app.switch_page(f"../pages/{key}.py").run()
    assert "您没有本页的权限" in texts(app)
    assert len(app.main.button) == 1  # back to oneself
    assert not app.dataframe


@pytest.mark.own_store
def test_somebody_is_added_changed_and_invited(opened: Opened) -> None:
    app = button(opened("people"), "person_new")
    by_key = {each.key: each for each in app.text_input}
    by_key["person_account/"].set_value("wang")
    by_key["person_name/"].set_value("王经理")
    next(each for each in app.selectbox if each.key == "role/0/role").select("region_manager")
    next(each for each in app.multiselect if each.key == "role/0/regions").select("华北").select("华东")
    app.run()
    app = button(app, "person_save")
    assert not app.error
    made = current_store().people.person("wang")
    assert made == Person("wang", "王经理", "", (Grant("region_manager", frozenset({"华北", "华东"})),))
    assert "已保存" in app.success[0].value
    app = button(app, "person_invite")
    (link,) = [code.value for code in app.code]
    token = link.rpartition("/")[2]
    assert current_store().people.invited(token, now()) == made
    assert link not in "".join(code.value for code in app.run().code)
    with current_store()._connection.cursor() as cursor:
        assert [(e.act, e.actor) for e in entries(cursor)][-2:] == [
            ("person", "dashboard"),
            ("invitation", "dashboard"),
        ]


@pytest.mark.own_store
def test_what_is_wrong_with_somebody_is_said_and_nobody_is_changed(opened: Opened) -> None:
    app = button(opened("people", person="finance"), "person_change")
    next(each for each in app.text_input if each.key == "role/0/first").set_value("soon").run()
    app = button(app, "person_save")
    assert app.error
    assert current_store().people.person("finance") == Person(
        "finance", "财务专员", "", (Grant("finance", None),)
    )


@pytest.mark.own_store
def test_the_last_administrator_stays_one(opened: Opened) -> None:
    app = button(opened("people", person="admin"), "person_change")
    app = button(app, "role/0/remove")
    app = button(app, "person_save")
    assert "无人可以管理人员" in app.error[0].value


@pytest.mark.own_store
def test_sessions_of_somebody_are_ended(opened: Opened) -> None:
    opened("mine")
    token = current_store().people.begin_session("finance", "password", now()).token
    app = button(opened("people", person="finance"), "person_end")
    assert "已结束 1 个会话" in app.success[0].value
    assert current_store().people.session(token, now()) is None


@pytest.mark.own_store
def test_a_person_arrives_with_what_they_keep(opened: Opened) -> None:
    opened("mine")
    current_store().people.prefer("vp-north", Preferences(None, "东北", "running"), "vp-north", now())
    app = viewed(opened(), "vp-north")
    assert dict(app.query_params).get("region") in ("东北", ["东北"])
    assert dict(app.query_params).get("month") in ("2026-10", ["2026-10"])


@pytest.mark.own_store
def test_what_a_person_keeps_stands_in_the_log_as_their_deed(opened: Opened) -> None:
    app = viewed(opened("mine"), "vp-north")
    next(each for each in app.selectbox if each.key == "preferred_region").select("东北")
    next(each for each in app.button if each.label == "保存").click().run()
    assert not app.error
    assert current_store().people.preferences("vp-north").region == "东北"
    with current_store()._connection.cursor() as cursor:
        last = entries(cursor, "preferences")[-1]
    assert last.actor == "vp-north"
    assert '"operator":"dashboard"' in last.details


@pytest.mark.own_store
def test_no_hostile_name_of_a_person_is_alive(opened: Opened) -> None:
    opened("mine")
    names = [Person(f"a{n}", attack, "", (Grant("gm", None),)) for n, attack in enumerate(ATTACKS)]
    current_store().people.load(names, "tests", now())
    found: set[str] = set()
    for number in (0, 5, 8, 14):
        found |= live(opened("people", person=f"a{number}"))
        found |= live(viewed(opened("mine"), f"a{number}"))
    assert found == set()


def test_without_people_there_is_nobody_to_look_as(opened: Opened) -> None:
    app = opened("people", is_empty=True)
    assert not app.error
    assert "还没有任何账号" in texts(app)
    assert not [each for each in app.selectbox if each.key == "viewing/zh"]

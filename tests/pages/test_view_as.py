"""View as, where people sign in: who may, what is recorded, that nothing more is seen and nothing done."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import visit
from dashboard.cache.opened import current_store
from dashboard.entrance.terms import SIGN_IN_VARIABLE
from dashboard.services.stores.people import now
from data.store.audit.log import entries
from tests.pages.conftest import Opened
from tests.pages.test_pages import texts

pytestmark = pytest.mark.own_store


def signed_in(opened: Opened, monkeypatch: pytest.MonkeyPatch, account: str, key: str = "mine") -> AppTest:
    """A page as whoever signed in sees it."""
    opened("mine")
    token = current_store().people.begin_session(account, "password", now()).token
    monkeypatch.setenv(SIGN_IN_VARIABLE, "1")
    monkeypatch.setattr(visit, "_token", lambda: token)
    return opened(key)


def choices(app: AppTest) -> list[str]:
    return [option for box in app.selectbox if box.key == "viewing/zh" for option in box.options]


def recorded() -> list[tuple[str, str]]:
    with current_store()._connection.cursor() as cursor:
        return [(entry.actor, entry.subject) for entry in entries(cursor, "view_as")]


def test_a_general_manager_looks_as_a_manager_which_is_recorded_and_does_nothing(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = signed_in(opened, monkeypatch, "gm")
    assert "系统管理员" not in choices(app)
    assert "合规专员" not in choices(app)
    assert recorded() == []
    box = next(each for each in app.selectbox if each.key == "viewing/zh")
    app = box.select("manager-huadong").run()
    assert not app.error
    assert recorded() == [("gm", "manager-huadong")]
    assert "您可以查看华东的全部内容" in texts(app)
    assert not [each for each in app.button if each.label == "保存"]
    next(each for each in app.button if each.key == "view_as_oneself").click().run()
    assert recorded() == [("gm", "manager-huadong")]
    assert "您可以查看所有区域的全部内容" in texts(app)


@pytest.mark.parametrize("account", ["admin", "manager-huadong", "finance", "vp-north"])
def test_nobody_else_is_offered_other_eyes(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, account: str
) -> None:
    assert choices(signed_in(opened, monkeypatch, account)) == []


def test_an_account_put_into_the_session_by_force_counts_for_nothing(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = signed_in(opened, monkeypatch, "admin")
    app.session_state[f"kept_{visit.VIEWED}"] = "gm"
    assert "您看不到任何金额" in texts(app.run())


def test_my_sessions_are_listed_and_another_one_can_be_ended(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = signed_in(opened, monkeypatch, "finance")
    other = current_store().people.begin_session("finance", "password", now())
    app = app.run()
    assert "当前浏览器" in texts(app)
    next(each for each in app.button if each.label == "结束此会话").click().run()
    assert current_store().people.session(other.token, now()) is None
    assert "会话已结束" in app.success[0].value

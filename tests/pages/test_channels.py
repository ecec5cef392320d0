"""我的: where somebody is reminded is kept as their own deed; what is no address is said."""

from __future__ import annotations

import pytest

from dashboard.cache.opened import current_store
from data.people.channels import Channel
from tests.pages.conftest import Opened
from tests.pages.test_people import viewed


@pytest.mark.own_store
def test_a_bot_is_kept_by_its_token_and_a_wrong_one_is_refused(opened: Opened) -> None:
    app = viewed(opened("mine"), "manager-huadong")
    person = current_store().people.person("manager-huadong")
    assert person is not None
    field = {each.key: each for each in app.text_input}
    field["channel_wecom"].set_value("../../etc")
    app = next(each for each in app.button if "channels" in str(each.form_id)).click().run()
    assert "企业微信机器人" in app.error[0].value
    assert not any(c.way == "wecom" for c in current_store().reminders.channels(person).to)
    field = {each.key: each for each in app.text_input}
    field["channel_wecom"].set_value("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123-4567-89ab")
    next(each for each in app.multiselect if each.key == "channel_topics").set_value(["late"])
    app = next(each for each in app.button if "channels" in str(each.form_id)).click().run()
    assert not app.error
    kept = current_store().reminders.channels(person)
    assert Channel("wecom", "0123-4567-89ab") in kept.to
    assert kept.topics == {"late"}

"""Messages reach a real mail server and a real web server, or are told not to have been taken."""

from __future__ import annotations

import time

import pytest

from dashboard.services.reminders import sending
from dashboard.services.reminders.sending import Post
from data.people.channels import Channel, channel_of
from tests.dashboard.reminders.listening import mail_server, web_server

MAIL = Channel("mail", "zhang@example.com")
TITLE, BODY = "2 项待办", "- 华北 2026-01 提交\n- <b>甲</b> & *乙*"


def test_a_mail_arrives_with_title_and_text_as_they_are() -> None:
    with mail_server() as box:
        assert Post(box.url).send(MAIL, TITLE, BODY)
    (mail,) = box.taken
    assert (mail["to"], mail["subject"], "cockpit@example.com" in mail["from"]) == (
        "zhang@example.com",
        TITLE,
        True,
    )
    text = mail.get_body(("plain",))
    assert text is not None
    assert text.get_content().replace("\r\n", "\n").strip() == BODY


def test_a_refused_mail_and_a_dead_server_are_told() -> None:
    with mail_server() as box:
        box.refuses = True
        assert not Post(box.url).send(MAIL, TITLE, BODY)
        url = box.url
    assert not Post(url).send(MAIL, TITLE, BODY)


def test_a_web_address_is_sent_json_and_must_answer_that_it_took_it() -> None:
    with web_server() as hook:
        post = Post(webhooks=(hook.url,))
        assert post.send(Channel("webhook", hook.url), TITLE, BODY)
        assert (hook.taken[0]["title"], hook.taken[0]["message"]) == (TITLE, BODY)
        for status in (500, 302, 404):
            hook.status = status
            assert not post.send(Channel("webhook", hook.url), TITLE, BODY)


def test_whoever_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_ALTOGETHER", 0.5)
    with web_server(status=None) as hook:
        before = time.monotonic()
        assert not Post(webhooks=(hook.url,)).send(Channel("webhook", hook.url), TITLE, BODY)
        assert time.monotonic() - before < 5


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (
            channel_of("wecom", "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"),
            "wecombot://693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa/",
        ),
        (
            channel_of("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6"),
            "wecombot://693a91f6/",
        ),
        (
            channel_of("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=0123456789ab"),
            "dingtalk://0123456789ab/",
        ),
        (
            channel_of("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/0123-4567"),
            "feishu://0123-4567/",
        ),
    ],
)
def test_a_bot_is_known_by_its_token_or_by_the_address_that_people_paste(
    channel: Channel, address: str
) -> None:
    from apprise import Apprise

    found = Post().address(channel)
    assert found is not None
    assert found.startswith(address)
    assert Apprise().add(found)


@pytest.mark.parametrize(
    "channel",
    [
        Channel("mail", "a@example.com&bcc=b@example.com"),
        Channel("mail", "a@example.com\nbcc: b@example.com"),
        Channel("wecom", "../../etc"),
        Channel("webhook", "https://hooks.example.com/a?format=html"),
        Channel("webhook", "https://user:word@hooks.example.com/a"),
        Channel("webhook", "https://hooks.example.com.evil.example/a"),
        Channel("webhook", "http://169.254.169.254/latest"),
        Channel("webhook", "file:///etc/passwd"),
    ],
)
def test_what_is_no_address_or_not_allowed_is_reached_by_nothing(channel: Channel) -> None:
    post = Post("mailto://127.0.0.1:1/?from=a@example.com", ("https://hooks.example.com",))
    assert not post.reaches(channel)
    assert not post.send(channel, TITLE, BODY)
    assert post.reaches(Channel("webhook", "https://hooks.example.com/a"))

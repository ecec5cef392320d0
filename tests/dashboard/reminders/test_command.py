"""`remind` by mail to a small company: each hears of what they see, and nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.commands import cli
from data.people.person import Grant, Person
from data.store import Store
from tests.dashboard.reminders.listening import mail_server
from tests.dashboard.reminders.test_running import NOW
from tests.dashboard.seen import EAST, NORTH, SOUTH, company, stored

PEOPLE = (
    Person("north", "赵经理", "north@example.com", (Grant("region_manager", frozenset({NORTH})),)),
    Person(
        "beijing",
        "王主任",
        "beijing@example.com",
        (Grant("office_head", frozenset({NORTH}), frozenset({"北京"})),),
    ),
    Person("finance", "财", "finance@example.com", (Grant("finance", None),)),
    Person("root", "管", "root@example.com", (Grant("admin", None),)),
)


def remind(path: Path, *more: str) -> int:
    try:
        cli.main(["remind", "--store", str(path), *more])
    except SystemExit as stopped:
        return int(str(stopped.code))
    return 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The company on the 12th of February, far from its targets, with people who have mail addresses."""
    path = tmp_path / "company.duckdb"
    with stored(path, [company(last_day=12)]):
        pass
    with Store.open(path) as opened:
        opened.people.load(PEOPLE, "op", NOW)
    return path


def test_a_rehearsal_prints_the_messages_and_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(path) as opened:
        head = opened.audit_head()
    monkeypatch.setenv("REGION_COCKPIT_MAIL", "mailto://127.0.0.1:1/?from=a@example.com")
    assert remind(path, "--on", "2026-02-22", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "north · mail" in said
    assert "2026-01：提交当月数据" not in said  # nobody of these submits
    assert "核实当月奖惩" not in said or "finance" in said
    with Store.open(path) as opened:
        assert opened.audit_head() == head


def test_each_hears_of_the_own_region_once_and_an_administrator_of_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with mail_server() as box:
        monkeypatch.setenv("REGION_COCKPIT_MAIL", box.url)
        assert remind(path, "--on", "2026-02-22") == 0
        texts = {str(mail["to"]): mail.get_body(("plain",)).get_content() for mail in box.taken}  # type: ignore[union-attr]
        assert remind(path, "--on", "2026-02-22") == 0
        assert len(box.taken) == len(texts)
    assert "root@example.com" not in texts
    for account in ("north@example.com", "beijing@example.com"):
        assert "尚未达到 2026-02 的 28 日节点" in texts[account]
        assert NORTH in texts[account]
        assert SOUTH not in texts[account]
        assert EAST not in texts[account]
    assert "目前没有需要提醒的新事项" in capsys.readouterr().out


def test_a_mail_server_that_is_down_is_told_by_the_exit_code(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REGION_COCKPIT_MAIL", "mailto://127.0.0.1:1/?from=a@example.com&mode=insecure")
    assert remind(path, "--on", "2026-02-22") == 1
    assert "稍后重试" in capsys.readouterr().out

"""What the command line says by itself is said in the language asked for, and its tables cut nothing."""

from __future__ import annotations

import io
import sys

import pytest

from dashboard.commands.cli import main
from dashboard.commands.printing import print_rows
from dashboard.commands.wording import USUAL
from dashboard.i18n import catalogue


def refused(*arguments: str) -> str:
    """What is said of arguments that cannot be used."""
    before, sys.stderr = sys.stderr, io.StringIO()
    try:
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        text = sys.stderr.getvalue()
    finally:
        sys.stderr = before
    assert stopped.value.code == 1
    return text


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (("month",), "缺少参数 'MONTH'", "Missing argument 'MONTH'"),
        (("month", "2026-13"), "2026-13 不是月份，应形如 2026-03", "2026-13 is not a month such as 2026-03"),
        (("tasks", "--on", "2026-02-30"), "2026-02-30 不是日期", "2026-02-30 is not a day"),
        (("monht",), "没有命令 'monht'", "No such command 'monht'"),
        (
            ("tasks", "--onn", "1"),
            "没有选项 '--onn'。 是否要用 '--on'",
            "No such option '--onn'. Did you mean",
        ),
        (("decide", "1", "upheld"), "缺少选项 '--reason'", "Missing option '--reason'"),
        (
            ("decide", "1", "maybe", "--reason", "x"),
            "不在可选值 'upheld', 'refused' 之中",
            "is not one of",
        ),
        (("reopen", "2026-01", "--reason"), "选项 '--reason' 须带一个值", "Option '--reason' requires"),
        (("tasks", "extra"), "多余的参数（extra）", "Got unexpected extra argument (extra)"),
        (("serve", "--port", "0"), "0 不在范围", "0 is not in the range"),
    ],
)
def test_a_mistyped_command_is_told_so_in_the_language_asked_for(
    arguments: tuple[str, ...], zh: str, en: str
) -> None:
    assert zh in refused(*arguments)
    english = refused(*arguments[:1], "--lang", "en", *arguments[1:])
    assert en in english
    assert zh not in english


def test_every_usual_message_is_in_the_catalogue() -> None:
    assert [message for message in USUAL if message not in catalogue("zh")] == []


def test_long_cells_go_on_in_further_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    who = [f"person-{number}" for number in range(12)]
    print_rows([{"task": "declare", "who": who, "link": "/month?" + "x" * 70}])
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 60 for line in lines)
    assert "…" not in "".join(lines)
    cells = [line.split("┆") for line in lines if "┆" in line][1:]
    words = "".join(cell[1].strip() for cell in cells).replace(" ", "")
    assert words == ",".join(who)
    assert sum(cell[2].count("x") for cell in cells) == 70

"""What the command line says by itself is said in the language asked for, and its tables cut nothing."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import suppress

import click
import pytest

from dashboard.commands.cli import cli, main
from dashboard.commands.helping import cells, paragraphs
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


def test_a_thing_has_one_name_on_every_chinese_screen() -> None:
    # To publish, what is rewarded and fined, the last entry of the log, what a region is held to.
    others = ("发布", "奖罚", "链首", "考核目标")
    assert [text for text in catalogue("zh").values() if any(other in text for other in others)] == []


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


def every(command: click.Command) -> Iterator[click.Command]:
    yield command
    for each in getattr(command, "commands", {}).values():
        yield from every(each)


def helped(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with suppress(SystemExit):
        main(arguments)
    said = capsys.readouterr()
    return said.out + said.err


def test_every_help_is_in_the_catalogue() -> None:
    commands = list(every(cli))
    options = [
        option for command in commands for option in command.params if isinstance(option, click.Option)
    ]
    texts = {line for each in [*commands, *options] if each.help for line in paragraphs(each.help)}
    assert len(texts) > 80
    assert sorted(texts - set(catalogue("zh"))) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_is_said_in_the_language_asked_for_and_fits_the_terminal(
    capsys: pytest.CaptureFixture[str], language: str
) -> None:
    for arguments in (("--help",), ("people", "-h"), ("serve", "--help"), ("deploy", "--help")):
        text = helped(capsys, *arguments, "--lang", language)
        is_chinese = [bool(re.search(r"[\u4e00-\u9fff]", line)) for line in text.splitlines() if "  " in line]
        # Types, names and what stands alone on a line of its own are the same in both.
        assert sum(is_chinese) > len(is_chinese) * 0.6 if language == "zh" else not any(is_chinese), text
        assert ("Show this message" in text) == (language == "en")
        assert max(map(cells, text.splitlines())) <= 80
        assert not any(line.lstrip()[:1] in "，。；：、）" for line in text.splitlines() if line.strip())


def test_the_list_of_verbs_says_each_of_them_wholly(capsys: pytest.CaptureFixture[str]) -> None:
    text = helped(capsys, "--help")
    assert "..." not in text.partition("命令")[2]
    for name in cli.commands:
        assert re.search(rf"^  {name} +[^ ]", text, re.MULTILINE), name


def test_the_language_of_messages_stands_after_the_verb() -> None:
    assert "after the command" in refused("--lang", "en", "tasks")


def test_help_in_one_language_leaves_the_other_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    before = helped(capsys, "load", "--help", "--lang", "en")
    assert "校验" in helped(capsys, "load", "--help")
    assert helped(capsys, "load", "--help", "--lang", "en") == before

"""`--help` in the reader's language: what commands and options say of themselves, and how its lines break.

Help stays English in the code and is a msgid by paragraphs. It is said in another language only while it is
shown, so that the commands themselves stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click
import click.formatting

from dashboard.i18n import DEFAULT, LANGUAGES, N_, _, current

_LANG = "region_cockpit.lang"
_THIS = N_("Show this message and exit.")
_USUAL = (
    N_("Show the version and exit."),
    N_("Options"),
    N_("Commands"),
    N_("default: {default}"),
    N_("required"),
)
_WIDE, _OPENS, _CLOSES = (
    r"\u2e80-\uffef",
    r"\u201c\uff08",
    r"\u201d\u3001\u3002\uff01\uff09\uff0c\uff1a\uff1b\uff1f",
)
#: What no line break may part: a word, or a wide character with the marks that belong to it.
_UNIT = re.compile(rf"[{_OPENS}]*(?:[^\s{_WIDE}{_OPENS}{_CLOSES}]+|[{_WIDE}])[{_CLOSES}]*|\s+")


class Verbs(click.Group):
    """Verbs whose list is shown in the language asked for; messages of a verb take their own `--lang`."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        option = click.Option(
            ["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help="Language of this help.",
            callback=lambda ctx, _option, value: ctx.meta.update({_LANG: value}),
        )  # fmt: skip
        self.params.append(option)

    def invoke(self, ctx: click.Context) -> Any:
        """The verb; UsageError where the language was asked of all of them."""
        if ctx.meta.get(_LANG):
            raise click.UsageError(
                _("Give --lang after the command: it is the language of its messages."), ctx
            )
        return super().invoke(ctx)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text, each in one line: a msgid."""
    return [" ".join(each.split()) for each in text.split("\n\n") if each.strip()]


def help_as_reader() -> None:
    """Let every command show its help in the reader's language from now on."""
    if hasattr(click.Command.get_help, "__wrapped__"):
        return
    plain, unwrapped = click.Command.get_help, click.formatting.wrap_text

    @wraps(plain)
    def get_help(self: click.Command, ctx: click.Context) -> str:
        with _said(self, ctx):
            return plain(self, ctx)

    @wraps(unwrapped)
    def wrap_text(
        text: str,
        width: int = 78,
        initial_indent: str = "",
        subsequent_indent: str = "",
        *more: bool,
        **named: bool,
    ) -> str:
        if len(text) == cells(text):
            return unwrapped(text, width, initial_indent, subsequent_indent, *more, **named)
        return "\n\n".join(
            "\n".join(_lines(each, width, initial_indent, subsequent_indent)) for each in text.split("\n\n")
        )

    click.Command.get_help = get_help  # type: ignore[method-assign]
    click.formatting.wrap_text = wrap_text


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


@contextmanager
def _said(command: click.Command, ctx: click.Context) -> Iterator[None]:
    before: list[tuple[object, str, object]] = []

    def say(of: object, name: str, text: str) -> None:
        before.append((of, name, getattr(of, name)))
        setattr(of, name, text)

    if command.help:
        say(command, "help", _ours(command.help))
    for option in command.get_params(ctx):
        if isinstance(option, click.Option) and option.help:
            # The library keeps the one of --help as it was first said.
            is_help = option is command.get_help_option(ctx)
            say(option, "help", _(_THIS) if is_help else _ours(option.help))
    if isinstance(command, click.Group) and current() == DEFAULT:
        for each in command.commands.values():
            # The library shortens at spaces; a sentence of ours ends with its stop.
            say(each, "short_help", _ours(each.help or "").partition("\u3002")[0])
    try:
        yield
    finally:
        for of, name, text in reversed(before):
            setattr(of, name, text)


def _ours(text: str) -> str:
    return "\n\n".join(_(each) for each in paragraphs(text))


def _lines(text: str, width: int, initial_indent: str, subsequent_indent: str) -> Iterator[str]:
    line = initial_indent
    for unit in _UNIT.findall(" ".join(text.split())):
        if cells(line) + cells(unit.rstrip()) > width and line.strip():
            yield line.rstrip()
            line = subsequent_indent
        line += unit if line.strip() or unit.strip() else ""
    yield line.rstrip()

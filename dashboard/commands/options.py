"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from dashboard.i18n import DEFAULT, LANGUAGES, _

Command = TypeVar("Command", bound=Callable[..., Any])


def _within(day: date) -> date:
    """A day that others can be counted from; ValueError for one at the calendar's ends."""
    if not 1900 <= day.year <= 2999:
        raise ValueError
    return day


class Month(click.ParamType[date]):
    """A month such as 2026-03."""

    name = "month"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The first day of the month."""
        if isinstance(value, date):
            return value
        try:
            return _within(date.fromisoformat(f"{value}-01"))
        except ValueError:
            self.fail(_("{value} is not a month such as 2026-03.", value=value), param, ctx)


class Day(click.ParamType[date]):
    """A day such as 2026-03-28."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day."""
        if isinstance(value, date):
            return value
        try:
            return _within(date.fromisoformat(str(value)))
        except ValueError:
            self.fail(_("{value} is not a day such as 2026-03-28.", value=value), param, ctx)


#: Looked at where it is read or written, which is not where a command runs that another program does.
PLACE = click.Path(path_type=Path, readable=False)

store_option = click.option("--store", "url", metavar="URL", help="The store; default: the local one.")
language_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True, help="Language of messages."
)


as_option = click.option(
    "--as", "account", metavar="ACCOUNT", help="See what that person sees; default: everything."
)
acting_option = click.option(
    "--as",
    "account",
    metavar="ACCOUNT",
    help="Act as that person, with the roles in force; default: yourself.",
)


on_option = click.option(
    "--on", type=Day(), help="The day it is done, by the company's calendar; default: today."
)


def format_option(*formats: str) -> Callable[[Command], Command]:
    """`--format`, the first of `formats` being the default."""
    return click.option("--format", "form", type=click.Choice(formats), default=formats[0], show_default=True)


def language_of(arguments: Sequence[str] | None) -> str:
    """The `--lang` asked for among arguments (None: those of this program), also where it was never read."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    return given[given.index("--lang") + 1] if "--lang" in given[:-1] else DEFAULT

"""Commands that go through the program that has the store open, where another one has.

They run over there, in a thread of that program, as they would here: on its store, for whoever asked.
What they say comes back over its socket and is printed here.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import click

from dashboard.commands.offering import VERB
from dashboard.commands.options import language_of
from dashboard.i18n import Translator, speaking, translator
from dashboard.services.stores import serving
from dashboard.services.stores.actors import system_user
from dashboard.services.stores.stores import open_store, store_url
from data.store import Store, StoreBusy
from data.store.address import address

_GIVEN = "region_cockpit.given"
#: Columns and lines where there is no terminal to ask.
_USUAL = (120, 24)


@dataclass(frozen=True, slots=True)
class _Guest:
    """A command that runs here for another program. width: of the terminal of `operator`, who gave it."""

    store: Store
    operator: str
    width: int
    progress: serving.Progress
    said: list[tuple[str, bool]] = field(default_factory=list)


_guest: ContextVar[_Guest | None] = ContextVar("guest", default=None)


def say(text: str = "", *, err: bool = False) -> None:
    """Print a line, where the command was given."""
    guest = _guest.get()
    if guest is None:
        click.echo(text, err=err)
    else:
        guest.said.append((text, err))


def teller(_: Translator) -> Callable[[float, str], None]:
    """Says how far something is, as a line for each step, where the command was given."""
    guest = _guest.get()
    return guest.progress if guest is not None else _told(_)


def operator() -> str:
    """The name under which whoever gave the command is logged in."""
    guest = _guest.get()
    return guest.operator if guest is not None else system_user()


def width() -> int:
    """How many characters fit into a line of the terminal where the command was given."""
    guest = _guest.get()
    return guest.width if guest is not None else shutil.get_terminal_size(_USUAL).columns


@contextmanager
def opened(url: str | None) -> Iterator[Store]:
    """The store at `url`; for another program the one that it asked this one for."""
    guest = _guest.get()
    if guest is not None:
        yield guest.store
        return
    with open_store(url) as store:
        yield store


class Served(click.Command):
    """A command that the program that has the store open does, if there is one that listens."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As it is; what was given is kept."""
        ctx.meta[_GIVEN] = list(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Do it here, or there; StoreBusy if nobody listens. Exits with the code it had there."""
        try:
            return super().invoke(ctx)
        except StoreBusy as busy:
            _ = translator(ctx.params.get("lang", ""))
            place = address(store_url(ctx.params.get("url")))
            asked = {"name": self.name, "given": ctx.meta[_GIVEN], "actor": system_user(), "width": width()}
            done = serving.answer(place, VERB, asked, _told(_), _, busy)
            for text, err in done["said"]:
                click.echo(text, err=err)
            if done["code"]:
                raise SystemExit(done["code"]) from None
            return None


def run(
    command: click.Command,
    store: Store,
    arguments: Mapping[str, Any],
    progress: serving.Progress,
    sentence: Callable[[Exception], str],
) -> dict[str, Any]:
    """Run a command for another program: `said`, lines and whether they are complaints, and the exit `code`.

    sentence: what is said of an error.
    """
    guest, code = _Guest(store, arguments["actor"], arguments["width"], progress), 0
    token = _guest.set(guest)
    try:
        with speaking(language_of(arguments["given"])):
            command.main(list(arguments["given"]), prog_name=command.name, standalone_mode=False)
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    except Exception as error:  # noqa: BLE001 - it is said to whoever asked
        guest.said.append((sentence(error), True))
        code = 1
    finally:
        _guest.reset(token)
    return {"said": guest.said, "code": code}


def _told(_: Translator) -> Callable[[float, str], None]:
    return lambda share, step: click.echo(f"{share:4.0%} {_(step)}", err=True)

"""Commands that go through the program that has the store open, where another one has.

They run over there, in a thread of that program, as they would here: on its store, for whoever asked.
What they say comes back over its socket and is printed here. Files are read and written here: what a
command read before it found the store open goes along, what it makes comes back. The other program names no
place here.
"""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from dashboard.commands.offering import VERB
from dashboard.commands.options import language_of
from dashboard.i18n import Translator, _, speaking, translator
from dashboard.services.stores import serving
from dashboard.services.stores.actors import system_user
from dashboard.services.stores.stores import open_store, store_url
from data.store import Store, StoreBusy
from data.store.address import address

_GIVEN, _READ = "region_cockpit.given", "region_cockpit.read"
#: Columns and lines where there is no terminal to ask.
_USUAL = (120, 24)


@dataclass(frozen=True, slots=True)
class _Guest:
    """A command that runs here for another program. width: of the terminal of `operator`, who gave it.

    files: what was read where it was given, by the paths that were named. made: files for there, by name.
    """

    store: Store
    operator: str
    width: int
    progress: serving.Progress
    files: Mapping[str, bytes]
    said: list[tuple[str, bool]] = field(default_factory=list)
    made: dict[str, bytes] = field(default_factory=dict)


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


def content(path: Path) -> bytes:
    """What the file at `path` holds, where the command was given. OSError."""
    guest = _guest.get()
    if guest is not None:
        return guest.files[str(path)]
    read = path.read_bytes()
    click.get_current_context().meta.setdefault(_READ, {})[str(path)] = read
    return read


def deliver(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into the option `out`, a `folder` that need not be there, where the command was given.

    ClickException says why they cannot be written.
    """
    guest = _guest.get()
    if guest is not None:
        guest.made.update(files)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, made in files.items():
            (folder / name).write_bytes(made)
            click.echo(_("Written: {path}", path=folder / name))
    except OSError as error:
        raise click.ClickException(
            _(
                "{folder} takes no files: it is one itself, there is no room, or this account may not write "
                "there. Choose another folder with --out. Details: {reason}",
                folder=folder,
                reason=error.strerror or str(error),
            )
        ) from None


def demand_listener() -> None:
    """Ends a command that runs for another program which is there no longer: ConnectionError."""
    guest = _guest.get()
    if guest is not None:
        guest.progress(0.0, "")


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
            done = self._answered(ctx, busy)
            for text, err in done["said"]:
                click.echo(text, err=err)
            if made := done.get("made"):
                # Whatever it is called over there, it lands in the folder that was named here.
                files = {Path(name).name: base64.b64decode(coded) for name, coded in made.items()}
                deliver(ctx.params["out"], files)
            if done["code"]:
                raise SystemExit(done["code"]) from None
            return None

    def _answered(self, ctx: click.Context, busy: StoreBusy) -> dict[str, Any]:
        said = translator(ctx.params.get("lang", ""))
        place = address(store_url(ctx.params.get("url")))
        asked = {"name": self.name, "given": ctx.meta[_GIVEN], "actor": system_user(), "width": width()}
        try:
            return serving.answer(place, VERB, asked, _told(said), said, busy, files=ctx.meta.get(_READ))
        except KeyboardInterrupt:
            click.echo(
                said(
                    "Broken off. What the dashboard was writing at that moment it writes to its end: look "
                    "into the history before you do this again."
                ),
                err=True,
            )
            raise


def run(
    command: click.Command,
    store: Store,
    arguments: Mapping[str, Any],
    progress: serving.Progress,
    sentence: Callable[[Exception], str],
) -> dict[str, Any]:
    """Run a command for another program: `said`, lines and whether they are complaints, and the exit `code`.

    `made` are files by name, in base64. sentence: what is said of an error.
    """
    files = arguments.get("files", {})
    guest, code = _Guest(store, arguments["actor"], arguments["width"], progress, files), 0
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
    made = {name: base64.b64encode(content).decode() for name, content in guest.made.items()}
    return {"said": guest.said, "code": code, "made": made}


def _told(_: Translator) -> Callable[[float, str], None]:
    def tell(share: float, step: str) -> None:
        # A step without words only asks whether somebody is there.
        if step:
            click.echo(f"{share:4.0%} {_(step)}", err=True)

    return tell

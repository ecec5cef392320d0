"""The command line: load, show, evaluate, bulletin, verify-bulletin, template, demo, serve, people,
audit, backup, restore, repair, prune, and the verbs of the month between people.

Exit codes: 0 done; 1 errors, the store is untouched; 2 warnings only, the store is
untouched until they are accepted with a reason.
"""

from __future__ import annotations

import io
import logging
import sys
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
import duckdb

from dashboard.bulletins.playing import play_months
from dashboard.commands.after import (
    adjust,
    adjustment,
    appeal,
    decide,
    explain,
    promise,
    report,
    retain,
    transfer,
)
from dashboard.commands.bulletin import bulletin
from dashboard.commands.declare import approve, declare
from dashboard.commands.deploy import deploy
from dashboard.commands.evaluate import evaluate
from dashboard.commands.helping import Verbs
from dashboard.commands.load import EXIT_ERRORS, load
from dashboard.commands.maintenance import audit, backup, repair, restore
from dashboard.commands.options import (
    PLACE,
    Month,
    acting_option,
    as_option,
    format_option,
    language_of,
    language_option,
    store_option,
)
from dashboard.commands.papers import verify_bulletin
from dashboard.commands.people import people
from dashboard.commands.policies import policies as policies_command
from dashboard.commands.printing import print_frame
from dashboard.commands.process import month as month_command
from dashboard.commands.process import publish, reopen, submit, tasks, verify
from dashboard.commands.prune import prune
from dashboard.commands.remind import remind
from dashboard.commands.serve import serve
from dashboard.commands.served import Served, deliver, opened
from dashboard.commands.wording import speak_as_reader
from dashboard.i18n import Translator, speaking, translator
from dashboard.services.policies import policies
from dashboard.services.stores import demo
from dashboard.services.stores.actors import system_user
from dashboard.services.stores.listing import extract_rows
from dashboard.services.stores.people import reader_of, today, writer_of
from dashboard.services.stores.stores import open_store
from dashboard.services.uploads.sentences import sentence
from data.fields import BY_NAME, EXTRACTS
from data.issues import visible
from data.store import StoreError
from data.templates import templates
from data.vocabulary import vocabulary_of
from engine.policy.parameters import PolicyError

_log = logging.getLogger("region_cockpit")
APP = Path(__file__).parents[1] / "app.py"


def _version() -> str:
    """As `pyproject.toml` has it: the program runs from its own folder."""
    with APP.parents[1].joinpath("pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version(), message="Region Cockpit %(version)s")
def cli() -> None:
    """Region Cockpit: monthly extracts in, the regulation applied."""


for command in (
    *(load, evaluate, serve, deploy, bulletin, people, audit, backup, restore, repair, prune),
    *(verify_bulletin, remind, policies_command),
    *(month_command, tasks, submit, verify, publish, reopen, declare, approve),
    *(appeal, decide, explain, report, retain, transfer, promise, adjust, adjustment),
):
    cli.add_command(command)


@cli.command(cls=Served)
@click.argument("extract", type=click.Choice([extract.name for extract in EXTRACTS]))
@click.option("--month", type=Month())
@format_option("table", "csv", "json")
@as_option
@store_option
def show(extract: str, month: date | None, form: str, account: str | None, url: str | None) -> None:
    """Print the current rows of EXTRACT, amounts in yuan."""
    amounts = [field.name for field in BY_NAME[extract].fields if field.kind == "money"]
    with opened(url) as store:
        print_frame(extract_rows(reader_of(store, account), extract, month), form, amounts)


@cli.command(cls=Served)
@click.option("--out", type=PLACE, default=Path(), show_default=True)
@as_option
@store_option
@language_option
def template(out: Path, account: str | None, url: str | None, lang: str) -> None:
    """Write blank packs with headers, drop-downs and notes."""
    with speaking(lang), opened(url) as store:
        organisation = reader_of(store, account).organisation()
        deliver(out, templates(organisation, vocabulary_of(policies())))


@cli.command(name="demo")
@click.option("--process", "is_played", is_flag=True, help="Let its people publish past months as well.")
@acting_option
@store_option
@language_option
def load_demo(*, is_played: bool, account: str | None, url: str | None, lang: str) -> None:
    """Load the demo company into a store that is still blank."""
    _ = translator(lang)
    with open_store(url) as store:
        writer_of(store, account, system_user()).demand_operator()
        if not demo.is_blank(store):
            raise click.ClickException(_("The store holds data already; the demo company was not loaded."))
        click.echo(_("Loaded as {load}.", load=demo.load_demo(store, today())))
        if is_played:
            with speaking(lang):
                for month in play_months(store, policies()):
                    click.echo(_("Published: {month}, version {version}.", month=f"{month:%Y-%m}", version=1))


def _in_utf8_or_escaped(arguments: Sequence[str]) -> None:
    """What programs read is UTF-8 wherever it goes; people get what a terminal can show, the rest escaped.

    A terminal or a pipe in GBK, as on Chinese systems, has no minus sign and not every name.
    """
    is_data = any(each.removeprefix("--format=") in {"json", "csv"} for each in arguments)
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.encoding.lower() not in {"utf-8", "utf8"}:
        sys.stdout.reconfigure(encoding="utf-8" if is_data else None, errors="backslashreplace")


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line; whatever goes wrong is said in a sentence, exit code 1."""
    speak_as_reader()
    _in_utf8_or_escaped(sys.argv[1:] if arguments is None else arguments)
    try:
        with speaking(language_of(arguments)):
            _run(arguments)
    except click.exceptions.Abort:
        raise SystemExit(EXIT_ERRORS) from None
    except Exception as error:  # noqa: BLE001 - the one place that may, because it says so
        click.echo(failure(error, translator(language_of(arguments))), err=True)
        raise SystemExit(EXIT_ERRORS) from None


def _run(arguments: Sequence[str] | None) -> None:
    try:
        cli.main(arguments, prog_name="python -m dashboard", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        raise SystemExit(EXIT_ERRORS) from None


def failure(error: Exception, _: Translator) -> str:
    """What is said of whatever a command raised."""
    match error:
        case click.ClickException():
            return _("Error: {message}", message=error.format_message())
        case StoreError() | PolicyError() | OSError():
            return sentence(error, _)
        case duckdb.Error():
            return _damaged(error, _)
        case _:
            _log.debug("unforeseen", exc_info=error)
            return _(
                "This went wrong in a way nobody foresaw; nothing was changed. Details: {reason}",
                reason=_line(f"{type(error).__name__}: {error}"),
            )


def _damaged(error: duckdb.Error, _: Translator) -> str:
    """What the engine could not read, in a sentence: a file that was cut, overwritten or altered."""
    return _(
        "The store cannot be read and may be damaged; nothing was changed. Run the audit, or restore a "
        "backup. Details: {reason}",
        reason=_line(str(error)),
    )


def _line(text: str) -> str:
    """The first line of a message, without what a terminal would act on."""
    return visible(text.strip().split("\n")[0], 300)

"""`people`: who has an account, which roles they hold, how they get in, and that they are out."""

from __future__ import annotations

from pathlib import Path

import click
import orjson

from dashboard.commands.helping import Verbs
from dashboard.commands.options import format_option, language_option, store_option
from dashboard.commands.printing import print_frame
from dashboard.i18n import translator
from dashboard.services.stores.people import done, invitation_link
from dashboard.services.stores.who import Who
from dashboard.views.people.tables import as_file

EXIT_ERRORS = 1
#: Where `serve` listens unless it is told otherwise.
USUAL = "http://127.0.0.1:8501"
#: `account` is whom the verb is about.
as_doer_option = click.option(
    "--as", "doer", metavar="ACCOUNT", help="Act as that person, with the roles in force; default: yourself."
)


@click.group(cls=Verbs)
def people() -> None:
    """People: load them from a file, list, invite, end their sessions."""


@people.command()
@click.argument("file", type=click.Path(path_type=Path))
@as_doer_option
@store_option
@language_option
def load(file: Path, doer: str | None, url: str | None, lang: str) -> None:
    """Take in the people of FILE: its rows are all the roles of each account that it names.

    Accounts that it does not name stay as they are. All of it is taken in, or nothing.
    """
    _ = translator(lang)
    if not file.is_file():
        raise click.ClickException(_("{path} cannot be read.", path=file))
    found = done(url, "people_load", {"path": str(file.absolute()), **Who.here(doer).asked()}, _)
    words = {"error": _("error"), "warning": _("warning"), "note": _("note")}
    for issue in found["issues"]:
        click.echo(f"{words[issue['severity']]} · {issue['text']}", err=True)
    if found["is_refused"]:
        click.echo(_("Nothing was loaded: mend the errors first."), err=True)
        raise SystemExit(EXIT_ERRORS)
    changed = len(found["changed"])
    click.echo(
        _("{people} people in the file, {changed} new or changed.", people=found["people"], changed=changed)
    )


@people.command(name="list")
@format_option("table", "json", "csv")
@as_doer_option
@store_option
@language_option
def list_people(form: str, doer: str | None, url: str | None, lang: str) -> None:
    """Print who has which role over what: a row for each, as files have them."""
    _ = translator(lang)
    rows = done(url, "people_list", Who.here(doer).asked(), _)["rows"]
    if form == "json":
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return
    print_frame(as_file(rows, _.language).fill_null(""), form, ())


@people.command()
@click.argument("account")
@click.option(
    "--address", help="Where people reach the dashboard; default: where a server has the store open."
)
@as_doer_option
@store_option
@language_option
def invite(account: str, address: str | None, *, doer: str | None, url: str | None, lang: str) -> None:
    """Print a link with which ACCOUNT sets a password: good once, for 72 hours.

    As long as nobody may manage people, an account that is not known becomes the first administrator.
    """
    _ = translator(lang)
    found = done(url, "people_invite", {"account": account, **Who.here(doer).asked()}, _)
    place = address or found["address"]
    if place is None:
        place = USUAL
        said = _(
            "No server has this store open: the link leads to {address}; --address says another.",
            address=place,
        )
        click.echo(said, err=True)
    click.echo(invitation_link(place, found["token"]))


@people.command()
@click.argument("account")
@as_doer_option
@store_option
@language_option
def end(account: str, doer: str | None, url: str | None, lang: str) -> None:
    """End all sessions of ACCOUNT."""
    _ = translator(lang)
    count = done(url, "people_end", {"account": account, **Who.here(doer).asked()}, _)["sessions"]
    click.echo(_("{count} sessions ended.", count=count))

"""`people`: who has an account, which roles they hold, how they get in, and that they are out."""

from __future__ import annotations

from pathlib import Path

import click
import orjson
import polars as pl

from dashboard.commands.options import format_option, language_option, store_option
from dashboard.commands.printing import print_frame
from dashboard.entrance.paths import INVITATION
from dashboard.i18n import Translator, translator
from dashboard.services.stores.actors import system_user
from dashboard.services.stores.people import done
from data.people.fields import PEOPLE
from data.people.roles import BY_CODE

EXIT_ERRORS = 1


@click.group()
def people() -> None:
    """People: load them from a file, list, invite, end their sessions."""


@people.command()
@click.argument("file", type=click.Path(path_type=Path))
@store_option
@language_option
def load(file: Path, url: str | None, lang: str) -> None:
    """Take in the people of FILE: its rows are all the roles of each account that it names.

    Accounts that it does not name stay as they are. All of it is taken in, or nothing.
    """
    _ = translator(lang)
    if not file.is_file():
        raise click.ClickException(_("{path} cannot be read.", path=file))
    found = done(url, "people_load", {"path": str(file.absolute()), "actor": system_user()}, _)
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
@store_option
@language_option
def list_people(form: str, url: str | None, lang: str) -> None:
    """Print who has which role over what: a row for each, as files have them."""
    _ = translator(lang)
    rows = done(url, "people_list", {}, _)["rows"]
    if form == "json":
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return
    print_frame(_written(rows, _).fill_null(""), form, ())


def _written(rows: list[dict[str, object]], _: Translator) -> pl.DataFrame:
    """The rows under the headers of files, roles by their name; what it gives can be loaded again."""
    zh = _.language == "zh"
    titles = {field.name: field.zh if zh else field.en for field in PEOPLE.fields}

    def role(code: object) -> str | None:
        kind = BY_CODE.get(str(code))
        return None if kind is None else kind.zh[0] if zh else kind.en

    def joined(names: object) -> str | None:
        return ";".join(map(str, names)) or None if isinstance(names, list) else None

    return pl.DataFrame(
        {
            titles["account"]: [row["account"] for row in rows],
            titles["name"]: [row["name"] for row in rows],
            titles["role"]: [role(row["role"]) for row in rows],
            titles["regions"]: [joined(row["regions"]) for row in rows],
            titles["offices"]: [joined(row["offices"]) for row in rows],
            titles["email"]: [row["email"] or None for row in rows],
            titles["first_month"]: [row["from"] for row in rows],
            titles["last_month"]: [row["until"] for row in rows],
        },
        schema=dict.fromkeys(titles.values(), pl.String),
    )


@people.command()
@click.argument("account")
@click.option(
    "--address",
    default="http://127.0.0.1:8501",
    show_default=True,
    help="Where people reach the dashboard.",
)
@store_option
@language_option
def invite(account: str, address: str, url: str | None, lang: str) -> None:
    """Print a link with which ACCOUNT sets a password: good once, for 72 hours.

    As long as nobody may manage people, an account that is not known becomes the first administrator.
    """
    _ = translator(lang)
    token = done(url, "people_invite", {"account": account, "actor": system_user()}, _)["token"]
    click.echo(f"{address.rstrip('/')}{INVITATION}/{token}")


@people.command()
@click.argument("account")
@store_option
@language_option
def end(account: str, url: str | None, lang: str) -> None:
    """End all sessions of ACCOUNT."""
    _ = translator(lang)
    count = done(url, "people_end", {"account": account, "actor": system_user()}, _)["sessions"]
    click.echo(_("{count} sessions ended.", count=count))

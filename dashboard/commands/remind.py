"""`remind`: everybody is told what is due, late, published, at risk or decided; for cron."""

from __future__ import annotations

from datetime import date

import click

from dashboard.commands.options import Day, language_option, store_option
from dashboard.entrance.terms import terms
from dashboard.i18n import translator
from dashboard.services.reminders.asking import reminded
from dashboard.services.stores.people import today

EXIT_NOT_SENT = 1


@click.command()
@click.option("--on", type=Day(), help="Remind as of that day of the company's calendar; default: today.")
@click.option("--dry-run", is_flag=True, help="Print the messages; send and record nothing.")
@store_option
@language_option
def remind(on: date | None, *, dry_run: bool, url: str | None, lang: str) -> None:
    """Send everybody what is new to them; each thing goes out once. Exit 1 if a message was not taken."""
    _ = translator(lang)
    messages = reminded(url, on or today(), terms().public or "", _, is_rehearsal=dry_run)
    said = {
        "sent": _("sent"),
        "failed": _("not taken; it is tried again"),
        None: _("would be sent"),
    }
    for each in messages:
        click.echo(f"{each['account']} · {each['way']} · {each['title']} · {said[each['state']]}")
        if dry_run:
            click.echo(f"{each['body']}\n")
    if not messages:
        click.echo(_("There is nothing new to remind anybody of."))
    if any(each["state"] == "failed" for each in messages):
        raise SystemExit(EXIT_NOT_SENT)

"""`prune`: take away received files that were never loaded."""

from __future__ import annotations

import click

from dashboard.commands.options import acting_option, language_option, store_option
from dashboard.i18n import translator
from dashboard.services.stores.maintenance import pruned
from dashboard.services.stores.who import Who
from dashboard.services.uploads.limits import quarantine
from data.store import Quarantine


@click.command()
@click.option("--days", type=click.IntRange(min=1), help="Keep what came within so many days.")
@click.option("--megabytes", type=click.IntRange(min=0), help="Of that, keep the newest, so much in all.")
@acting_option
@store_option
@language_option
def prune(
    days: int | None, megabytes: int | None, *, account: str | None, url: str | None, lang: str
) -> None:
    """Take away received files that no load names; by default as the server does by itself.

    Files of loads stay, also of those taken back. What came within the last hour stays whatever its size.
    """
    _ = translator(lang)
    usual = quarantine()
    kept = Quarantine(
        usual.days if days is None else days, usual.most if megabytes is None else megabytes * 1_000_000
    )
    found = pruned(url, kept, Who.here(account), _)
    click.echo(
        _(
            "Taken away: {files} files that were never loaded, {megabytes} MB.",
            files=f"{found.files:,}",
            megabytes=f"{found.size / 1_000_000:,.1f}",
        )
    )

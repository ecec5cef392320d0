"""`policies`: which ones are in force, and taking in a folder of them where several servers share a store."""

from __future__ import annotations

from pathlib import Path

import click

from dashboard.commands.helping import Verbs
from dashboard.commands.options import language_option, store_option
from dashboard.i18n import translator
from dashboard.services.policies import POLICY_VARIABLE, named_folder
from dashboard.services.stores.actors import system_user
from dashboard.services.stores.given import listed
from dashboard.services.stores.in_force import adopt
from dashboard.services.stores.stores import store_url
from data.store import Store
from engine.policy.parameters import DEFAULT_FOLDER


@click.group(cls=Verbs)
def policies() -> None:
    """The policies that figures are computed by."""


@policies.command(name="list")
@store_option
@language_option
def list_policies(url: str | None, lang: str) -> None:
    """List what was put in force, the latest first."""
    _ = translator(lang)
    rows = listed(url, _)
    for row in rows:
        click.echo(f"{row['at']}  {row['digest']}  {row['actor']}  {row['files']}")
    if not rows:
        click.echo(_("No policies were put in force in this store yet."))


@policies.command(name="adopt")
@click.argument(
    "folder", type=click.Path(path_type=Path, file_okay=False, exists=True), required=False, default=None
)
@store_option
@language_option
def adopt_policies(folder: Path | None, url: str | None, lang: str) -> None:
    """Put the policies of FOLDER in force for all servers of a shared store; default: the folder in use."""
    _ = translator(lang)
    place = folder or named_folder()
    # Not by the usual door: it refuses a folder that differs, which is what is mended here.
    with Store.open(store_url(url)) as store:
        if not store.is_shared:
            raise click.ClickException(
                _(
                    "On one machine the policies are read from {folder}, and what is changed there counts at "
                    "once. Another folder is named by {variable}.",
                    folder=named_folder() or DEFAULT_FOLDER,
                    variable=POLICY_VARIABLE,
                )
            )
        found, is_new = adopt(store, place, system_user())
    if is_new:
        click.echo(_("In force from now on, on all servers: {digest}.", digest=found.digest))
    else:
        click.echo(_("These policies are in force already: {digest}.", digest=found.digest))

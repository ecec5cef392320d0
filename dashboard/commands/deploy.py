"""`deploy`: files for several servers of one store behind a proxy."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from dashboard.commands.options import language_option, store_option
from dashboard.i18n import translator
from dashboard.services.deploying.plan import LOCAL, MOST_REPLICAS, Deployment, DeploymentRefused
from dashboard.services.deploying.writing import files, write
from dashboard.services.policies import policies
from dashboard.services.stores.people import today
from dashboard.services.stores.stores import store_url

_HERE = Path(__file__).parents[2]


@click.command()
@click.option("--replicas", type=click.IntRange(1, MOST_REPLICAS), default=2, show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder.")
@click.option("--host", default=LOCAL, show_default=True, help="The name by which people reach it.")
@click.option(
    "--tls",
    "certificate",
    metavar="PEM",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Certificate and key of that name, in one file; without it passwords can be read on the way.",
)
@click.option("--port", type=click.IntRange(1, 65535), help="The proxy's; default: the usual one.")
@click.option("--drain", type=click.IntRange(0, 3600), default=60, show_default=True, metavar="SECONDS")
@click.option(
    "--app", type=click.Path(path_type=Path), default=_HERE, help="Where the program is; default: here."
)
@click.option("--user", default="cockpit", show_default=True, help="The account that the program runs as.")
@click.option("--force", "may_replace", is_flag=True, help="Replace files that are there.")
@store_option
@language_option
def deploy(
    *,
    replicas: int,
    out: Path,
    host: str,
    certificate: Path | None,
    port: int | None,
    drain: int,
    app: Path,
    user: str,
    may_replace: bool,
    url: str | None,
    lang: str,
) -> None:
    """Write what several servers need: a proxy, systemd units or containers, and their environment.

    Nothing is started, and the store is not opened. docs/operations says what goes where.
    """
    _ = translator(lang)
    try:
        plan = Deployment(
            store=store_url(url),
            replicas=replicas,
            secret=secrets.token_urlsafe(48),
            zone=policies().at(today()).process.time_zone.value,
            host=host,
            certificate=certificate,
            port=port,
            app=app.absolute(),
            user=user,
            drain=drain,
            language=lang,
        )
    except DeploymentRefused as refused:
        raise click.ClickException(refused.text(_)) from None
    try:
        written = write(out, files(plan, out.absolute()), may_replace=may_replace)
    except FileExistsError as there:
        raise click.ClickException(
            _("{path} is there already; nothing was written. Add --force to replace it.", path=there.filename)
        ) from None
    for path in written:
        click.echo(_("Written: {path}", path=path))
    click.echo(_("People will reach it at {address}.", address=plan.public_url))
    if certificate is None and not plan.is_local:
        click.echo(
            _("Without TLS passwords and figures can be read on the way. Put a proxy with TLS in front."),
            err=True,
        )

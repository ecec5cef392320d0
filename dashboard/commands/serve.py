"""`serve`: where the dashboard listens, by which name people reach it, and whether they sign in."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from dashboard.commands.options import language_option, store_option
from dashboard.entrance.draining import DRAIN_VARIABLE
from dashboard.entrance.loopback import is_loopback
from dashboard.entrance.terms import METRICS_VARIABLE, PUBLIC_VARIABLE, SIGN_IN_VARIABLE, origin_of
from dashboard.i18n import Translator, translator
from dashboard.services.metrics import demand_free
from dashboard.services.policies import policies
from dashboard.services.stores import demo
from dashboard.services.stores.in_force import note
from dashboard.services.stores.people import today
from dashboard.services.stores.stores import (
    IDENTITY_VARIABLE,
    SERVED_VARIABLE,
    STORE_VARIABLE,
    open_store,
    store_url,
)
from dashboard.services.uploads.sentences import sentence
from data.store import Store, StoreBusy
from data.store.address import address
from data.store.people.deeds import has_admin

APP = Path(__file__).parents[1] / "app.py"


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--sign-in", "signs_in", is_flag=True, help="Nobody sees anything without an account.")
@click.option(
    "--public-url", metavar="URL", help="How people reach it, as https://cockpit.example; needs --sign-in."
)
@click.option(
    "--drain",
    metavar="SECONDS",
    type=click.IntRange(0, 3600),
    default=0,
    show_default=True,
    help="Told to stop (TERM), take no new session and give those under way so long; 0: end at once.",
)
@click.option(
    "--metrics-port", type=click.IntRange(1, 65535), help="Tell figures for Prometheus on this port as well."
)
@click.option("--metrics-host", default="127.0.0.1", show_default=True, help="The address of that port.")
@click.option("--demo", "with_demo", is_flag=True, help="Load the demo company if nothing was loaded yet.")
@store_option
@language_option
def serve(
    *,
    port: int,
    host: str,
    signs_in: bool,
    public_url: str | None,
    drain: int,
    metrics_port: int | None,
    metrics_host: str,
    with_demo: bool,
    url: str | None,
    lang: str,
) -> None:
    """Serve the dashboard, on this machine alone unless people sign in.

    Another provider of identities is named by the environment: REGION_COCKPIT_OIDC_ISSUER,
    REGION_COCKPIT_OIDC_CLIENT_ID, REGION_COCKPIT_OIDC_CLIENT_SECRET and REGION_COCKPIT_OIDC_NAME.
    """
    _ = translator(lang)
    public = _public(host, signs_in, public_url, _)
    policies()
    if metrics_port is not None:
        _demand_free(metrics_host, metrics_port, _)
    with _opened(url, _) as store:
        if with_demo and demo.is_blank(store):
            click.echo(_("Loading the demo company …"))
            demo.load_demo(store, today())
        note(store)
        identity = store.identity()
        if signs_in:
            _warn(store, public, _)
    place = public or f"http://127.0.0.1:{port}"
    click.echo(_("The dashboard is served on {address}; stop it with Ctrl+C.", address=place))
    # Said outright: neither the environment nor a file of the folder we are in may say otherwise.
    options = ["--server.address", host, "--server.port", str(port), "--server.baseUrlPath", ""]
    if public is not None:
        options += ["--server.allowedHosts", str(urlsplit(public).hostname)]
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(APP), *options]
    # The server takes this process's place: whoever stops it by its number stops the server itself.
    sys.stdout.flush()
    # The address is the caller's; the server is told which store it must find there.
    seen = {STORE_VARIABLE: address(store_url(url)).url, IDENTITY_VARIABLE: identity, SERVED_VARIABLE: place}
    terms = {
        SIGN_IN_VARIABLE: "1" if signs_in else "",
        PUBLIC_VARIABLE: public or "",
        DRAIN_VARIABLE: str(drain),
        METRICS_VARIABLE: f"{metrics_host}:{metrics_port}" if metrics_port is not None else "",
    }
    if public is None:
        terms["FORWARDED_ALLOW_IPS"] = ""  # no proxy is expected: nobody says for whom they ask
    os.execve(sys.executable, command, {**os.environ, **seen, **terms})  # noqa: S606 - our own command


def _opened(url: str | None, _: Translator) -> Store:
    """The store; ClickException with what several replicas need where another one has it."""
    try:
        return open_store(url)
    except StoreBusy as busy:
        raise click.ClickException(
            _(
                "{trouble} Several servers can serve one store only if it is kept in PostgreSQL, at an "
                "address such as postgresql://cockpit@host/cockpit?data=/srv/cockpit: back this one up and "
                "restore it there.",
                trouble=sentence(busy, _),
            )
        ) from None


def _demand_free(host: str, port: int, _: Translator) -> None:
    try:
        demand_free(host, port)
    except OSError as error:
        raise click.ClickException(
            _(
                "Figures cannot be told on {host}, port {port}: {reason}. Choose another port.",
                host=host,
                port=port,
                reason=error.strerror or str(error),
            )
        ) from None


def _public(host: str, signs_in: bool, public_url: str | None, _: Translator) -> str | None:
    """The origin by which people reach it; ClickException where that would let strangers in."""
    if not signs_in:
        if not is_loopback(host) or public_url is not None:
            raise click.ClickException(
                _("Others could reach it, so that people have to sign in: add --sign-in.")
            )
        return None
    if public_url is None:
        if not is_loopback(host):
            raise click.ClickException(
                _("Say with --public-url how people reach it, as https://cockpit.example.")
            )
        return None
    try:
        return origin_of(public_url)
    except ValueError:
        raise click.ClickException(
            _("{url} is no address of a server, as https://cockpit.example is.", url=public_url)
        ) from None


def _warn(store: Store, public: str | None, _: Translator) -> None:
    """Say what keeps people out, or lets others listen."""
    if not has_admin(store.people.persons(), today()):
        click.echo(
            _("Nobody may manage people yet. Make the first administrator: people invite ACCOUNT."), err=True
        )
    if public is not None and public.startswith("http:") and not is_loopback(urlsplit(public).hostname):
        click.echo(
            _("Without TLS passwords and figures can be read on the way. Put a proxy with TLS in front."),
            err=True,
        )

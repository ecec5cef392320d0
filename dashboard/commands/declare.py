"""Declaring for an office, and approving or refusing what was lowered."""

from __future__ import annotations

from datetime import date

import click

from dashboard.commands.options import Month, acting_option, language_option, on_option, store_option
from dashboard.i18n import translator
from dashboard.services.policies import policies
from dashboard.services.process import declaring
from dashboard.services.process.amounts import fen_of
from dashboard.services.stores.actors import system_user
from dashboard.services.stores.people import writer_of
from dashboard.services.stores.stores import open_store
from data.store.process.declaring import Declaration


@click.command()
@click.argument("month", type=Month())
@click.argument("region")
@click.argument("office")
@click.option("--sales", required=True, metavar="YUAN", help="Expected sales.")
@click.option("--collections", required=True, metavar="YUAN", help="Expected collections.")
@click.option("--reason", default="", help="Why less than planned.")
@click.option("--remedy", default="", help="What is done about it.")
@on_option
@acting_option
@store_option
@language_option
def declare(
    month: date,
    region: str,
    office: str,
    *,
    sales: str,
    collections: str,
    reason: str,
    remedy: str,
    on: date | None,
    account: str | None,
    url: str | None,
    lang: str,
) -> None:
    """Declare what OFFICE of REGION expects of MONTH, or adjust that once; too low, it needs approval."""
    _ = translator(lang)
    new = Declaration(month, region, office, fen_of(sales), fen_of(collections), reason, remedy)
    with open_store(url) as store:
        writer = writer_of(store, account, system_user(), on)
        load = declaring.declare(writer, policies(), [new])
        waits = declaring.waits(writer, policies(), new)
    click.echo(_("Loaded as {load}.", load=load))
    if waits:
        click.echo(_("It counts once the region's manager or its VP approves it."), err=True)


@click.command()
@click.argument("month", type=Month())
@click.argument("region")
@click.argument("office")
@click.option("--refuse", "is_refused", is_flag=True, help="Refuse it: the plan stays the target.")
@click.option("--reason", default="", help="Why it is refused.")
@on_option
@acting_option
@store_option
@language_option
def approve(
    month: date,
    region: str,
    office: str,
    *,
    is_refused: bool,
    reason: str,
    on: date | None,
    account: str | None,
    url: str | None,
    lang: str,
) -> None:
    """Approve what OFFICE of REGION declared for MONTH below the limit, or refuse it with a reason."""
    _ = translator(lang)
    with open_store(url) as store:
        writer = writer_of(store, account, system_user(), on)
        if is_refused:
            declaring.refuse(writer, policies(), month, region, [office], reason=reason)
            click.echo(_("Refused; the plan stays the target."))
        else:
            load = declaring.approve(writer, policies(), month, region, [office])
            click.echo(_("Loaded as {load}.", load=load))

"""Declaring for an office, and approving or refusing what was lowered."""

from __future__ import annotations

from datetime import date

import click

from dashboard.commands.acting import Act, act_options
from dashboard.commands.options import Month
from dashboard.commands.served import Served, say
from dashboard.services.policies import policies
from dashboard.services.process import declaring
from dashboard.services.process.amounts import fen_of
from data.store.process.declaring import Declaration


@click.command(cls=Served)
@click.argument("month", type=Month())
@click.argument("region")
@click.argument("office")
@click.option("--sales", required=True, metavar="YUAN", help="Expected sales.")
@click.option("--collections", required=True, metavar="YUAN", help="Expected collections.")
@click.option("--reason", default="", help="Why less than planned.")
@click.option("--remedy", default="", help="What is done about it.")
@act_options
def declare(
    month: date, region: str, office: str, *, sales: str, collections: str, reason: str, remedy: str, act: Act
) -> None:
    """Declare what OFFICE of REGION expects of MONTH, or adjust that once; too low, it needs approval."""
    _ = act.translator
    new = Declaration(month, region, office, fen_of(sales), fen_of(collections), reason, remedy)
    with act.writer() as writer:
        load = declaring.declare(writer, policies(), [new])
        waits = declaring.waits(writer, policies(), new)
    say(_("Loaded as {load}.", load=load))
    if waits:
        say(_("It counts once the region's manager or its VP approves it."), err=True)


@click.command(cls=Served)
@click.argument("month", type=Month())
@click.argument("region")
@click.argument("office")
@click.option("--refuse", "is_refused", is_flag=True, help="Refuse it: the plan stays the target.")
@click.option("--reason", default="", help="Why it is refused.")
@act_options
def approve(month: date, region: str, office: str, *, is_refused: bool, reason: str, act: Act) -> None:
    """Approve what OFFICE of REGION declared for MONTH below the limit, or refuse it with a reason."""
    _ = act.translator
    with act.writer() as writer:
        if is_refused:
            declaring.refuse(writer, policies(), month, region, [office], reason=reason)
            say(_("Refused; the plan stays the target."))
        else:
            load = declaring.approve(writer, policies(), month, region, [office])
            say(_("Loaded as {load}.", load=load))

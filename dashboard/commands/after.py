"""What follows a publication: appeals, explanations, reports, promises, adjustments and decisions on them."""

from __future__ import annotations

from datetime import date
from typing import Literal

import click

from dashboard.commands.acting import Act, act_options
from dashboard.commands.options import Day, Month
from dashboard.commands.served import Served, say
from dashboard.services.policies import policies
from dashboard.services.process import afterwards
from dashboard.services.process.amounts import fen_of
from data.store.process.after_acts import Pledge
from data.store.process.deeds import Verdict

_verdict = click.argument("verdict", type=click.Choice(["upheld", "refused"]))
_reason = click.option("--reason", required=True, metavar="REASON", help="Why; it stays in the log.")
_text = click.option("--text", required=True, metavar="TEXT", help="What is to be said.")


@click.command(cls=Served)
@click.argument("month", type=Month())
@click.argument("region")
@click.argument("item")
@_text
@act_options
def appeal(month: date, region: str, item: str, *, text: str, act: Act) -> None:
    """Appeal against the line ITEM of REGION in the publication of MONTH; prints the appeal's id."""
    with act.writer() as writer:
        say(afterwards.appeal(writer, policies(), month, region, item=item, text=text))


@click.command(cls=Served)
@click.argument("appeal_id", metavar="APPEAL")
@_verdict
@_reason
@act_options
def decide(appeal_id: str, verdict: Verdict, *, reason: str, act: Act) -> None:
    """Decide APPEAL: upheld or refused."""
    _ = act.translator
    with act.writer() as writer:
        writer.process.decide(appeal_id, verdict, reason)
    say(_("Decided."))


@click.command(cls=Served)
@click.argument("month", type=Month())
@click.argument("region")
@_text
@act_options
def explain(month: date, region: str, *, text: str, act: Act) -> None:
    """Explain the overrun of REGION that was published for MONTH."""
    _ = act.translator
    with act.writer() as writer:
        afterwards.explain(writer, month, region, text)
    say(_("Recorded."))


@click.command(cls=Served)
@click.argument("month", type=Month())
@click.argument("region")
@_text
@act_options
def report(month: date, region: str, *, text: str, act: Act) -> None:
    """Record the minutes of the report of REGION's manager after the last places up to MONTH."""
    _ = act.translator
    with act.writer() as writer:
        afterwards.report(writer, month, region, text)
    say(_("Recorded."))


@click.command(cls=Served)
@click.argument("month", type=Month())
@click.argument("region")
@click.option("--until", type=Day(), help="Retained until then; without it transfer is proposed.")
@_reason
@act_options
def retain(month: date, region: str, *, until: date | None, reason: str, act: Act) -> None:
    """Decide on the report of REGION for MONTH: retained until a day, or transfer proposed."""
    _ = act.translator
    with act.writer() as writer:
        afterwards.retain(writer, month, region, until, reason)
    say(_("Recorded."))


@click.command(cls=Served)
@click.argument("month", type=Month())
@click.argument("region")
@click.argument("verdict", type=click.Choice(["transfer", "kept"]))
@_reason
@act_options
def transfer(
    month: date, region: str, verdict: Literal["transfer", "kept"], *, reason: str, act: Act
) -> None:
    """Decide on a transfer in REGION after six last months up to MONTH."""
    _ = act.translator
    with act.writer() as writer:
        afterwards.decide_transfer(writer, month, region, verdict, reason)
    say(_("Decided."))


@click.command(cls=Served, context_settings={"ignore_unknown_options": True})
@click.argument("region")
@click.argument("figure")
@click.argument("amount")
@click.option("--until", required=True, type=Day(), help="By when it is reached.")
@click.option("--month", type=Month(), help="The month whose figure it is; default: that of the day.")
@click.option("--office", help="An office of the region; default: the region.")
@click.option(
    "--with",
    "origin",
    type=click.Choice(["declaration", "explanation", "report"]),
    default="explanation",
    show_default=True,
    help="What it goes with.",
)
@_text
@act_options
def promise(
    region: str,
    figure: str,
    amount: str,
    *,
    until: date,
    month: date | None,
    office: str | None,
    origin: Literal["declaration", "explanation", "report"],
    text: str,
    act: Act,
) -> None:
    """Promise that FIGURE of REGION reaches AMOUNT (yuan) by a day; prints the promise's id."""
    pledge = Pledge(figure, fen_of(amount), until, text, origin, month, office)
    with act.writer() as writer:
        say(afterwards.promise(writer, region, pledge))


# An amount such as -500 is no option.
@click.command(cls=Served, context_settings={"ignore_unknown_options": True})
@click.argument("month", type=Month())
@click.argument("region")
@click.argument("amount")
@_reason
@act_options
def adjust(month: date, region: str, amount: str, *, reason: str, act: Act) -> None:
    """Propose AMOUNT (yuan, + a reward, - a fine) for REGION in MONTH; prints the adjustment's id."""
    fen = fen_of(amount, is_signed=True)
    with act.writer() as writer:
        say(afterwards.propose_adjustment(writer, policies(), month, region, amount_fen=fen, reason=reason))


@click.command(cls=Served)
@click.argument("adjustment_id", metavar="ADJUSTMENT")
@_verdict
@click.option("--reason", default="", metavar="REASON", help="Why; needed to refuse.")
@act_options
def adjustment(adjustment_id: str, verdict: Verdict, *, reason: str, act: Act) -> None:
    """Approve (upheld) or refuse ADJUSTMENT."""
    _ = act.translator
    with act.writer() as writer:
        afterwards.decide_adjustment(writer, policies(), adjustment_id, verdict, reason)
    say(_("Decided."))

"""The month between people: how far it is, who has to do what, and the steps of the month as a whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
import orjson

from dashboard import i18n
from dashboard.bulletins.document import PdfUnavailable
from dashboard.bulletins.making import BulletinOutdated, trouble
from dashboard.bulletins.publishing import publish as make_publication
from dashboard.commands.acting import Act, act_options
from dashboard.commands.options import (
    Month,
    as_option,
    format_option,
    language_option,
    on_option,
    store_option,
)
from dashboard.commands.printing import print_rows
from dashboard.commands.served import Served, opened, say, teller
from dashboard.i18n import Translator, translator
from dashboard.services.evaluation import snapshot
from dashboard.services.policies import policies
from dashboard.services.process import acting, months, returning
from dashboard.services.stores.people import reader_of, today
from dashboard.views.process.words import STATES
from data.store import ProcessRefused
from engine.process.dues import month_end
from engine.process.tasks import Task
from engine.settlement.naming import place_of

_STEPS = ("step", "due", "done_at", "by", "status")


@click.command(cls=Served)
@click.argument("month", type=Month())
@format_option("table", "json")
@on_option
@as_option
@store_option
@language_option
def month(
    month: date, form: str, *, on: date | None, account: str | None, url: str | None, lang: str
) -> None:
    """Print how far MONTH is: its state, its steps with their last days, and what is to be done."""
    _ = translator(lang)
    day = on or today()
    with opened(url) as store:
        reader = reader_of(store, account, day)
        found = months.month_of(reader, snapshot(reader, policies()), month, day)
    if found.lost:
        say(ProcessRefused("publication_lost", month=f"{month:%Y-%m}", version=found.lost).text(_), err=True)
    steps = [{name: _plain(getattr(step, name)) for name in _STEPS} for step in found.steps]
    tasks = [task_as_dict(task) for task in found.tasks]
    if form == "json":
        told = {"month": f"{month:%Y-%m}", "state": found.state, "version": found.version}
        say(orjson.dumps({**told, "steps": steps, "tasks": tasks}, option=orjson.OPT_INDENT_2).decode())
        return
    say(
        _(
            "{month}: {state}, version {version}",
            month=f"{month:%Y-%m}",
            state=_(STATES[found.state]),
            version=found.version,
        )
    )
    print_rows(steps)
    if tasks:
        print_rows(tasks)


@click.command(cls=Served)
@format_option("table", "json")
@on_option
@as_option
@store_option
@language_option
def tasks(form: str, *, on: date | None, account: str | None, url: str | None, lang: str) -> None:
    """Print what is to be done, what is late first: by ACCOUNT, by default by anybody."""
    _ = translator(lang)
    day = on or today()
    with opened(url) as store:
        reader = reader_of(store, account, day)
        found = months.tasks_of(reader, snapshot(reader, policies()), day)
    rows = [task_as_dict(task) for task in found]
    if form == "json":
        say(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
    elif rows:
        print_rows(rows)
    else:
        say(_("Nothing is to be done."))


@click.command(cls=Served)
@click.argument("month", type=Month())
@act_options
def submit(month: date, *, act: Act) -> None:
    """Tell that MONTH is complete, for all regions that are yours."""
    _ = act.translator
    with act.writer() as writer:
        regions = acting.submit(writer, policies(), month)
    if (act.on or today()) <= month_end(month):
        say(_("{month} is still under way: whatever is loaded later opens it again.",
                     month=f"{month:%Y-%m}"), err=True)  # fmt: skip
    say(_("Submitted: {month} for {regions}.", month=f"{month:%Y-%m}", regions="、".join(regions)))


@click.command(cls=Served)
@click.argument("month", type=Month())
@click.option(
    "--hold",
    "places",
    metavar="REGION/ITEM",
    multiple=True,
    help="Hold this line; repeatable. One of several: REGION/correction/2026-07/checkpoint.",
)
@click.option("--reason", "reasons", metavar="REASON", multiple=True, help="Why; one for each, or for all.")
@act_options
def verify(month: date, places: tuple[str, ...], reasons: tuple[str, ...], *, act: Act) -> None:
    """Verify the settlement lines of MONTH but for those held; what was held and is not now is released."""
    _ = act.translator
    held = _held(places, reasons, _)
    with act.writer() as writer:
        acting.verify(writer, policies(), month, held)
    say(_("Verified: {month}, {count} lines held.", month=f"{month:%Y-%m}", count=len(held)))


@click.command(cls=Served)
@click.argument("month", type=Month())
@act_options
def publish(month: date, *, act: Act) -> None:
    """Publish MONTH: its figures and the bulletin of that very data stay as they are from then on."""
    _ = act.translator
    try:
        with i18n.speaking(act.lang), act.writer() as writer:
            lost = writer.book().lost_version(month)
            version = make_publication(writer, policies(), month, teller(_))
    except (BulletinOutdated, PdfUnavailable) as error:
        raise click.ClickException(trouble(error, _)) from None
    if lost:
        say(ProcessRefused("publication_lost", month=f"{month:%Y-%m}", version=lost).text(_), err=True)
    say(_("Published: {month}, version {version}.", month=f"{month:%Y-%m}", version=version))


@click.command(cls=Served)
@click.argument("month", type=Month())
@click.option("--reason", required=True, metavar="REASON", help="Why; it stays in the log.")
@act_options
def reopen(month: date, reason: str, *, act: Act) -> None:
    """Open MONTH again, which was published; possible while no later month is."""
    _ = act.translator
    with act.writer() as writer:
        returning.reopen(writer, policies(), month, reason)
    say(_("Open again: {month}.", month=f"{month:%Y-%m}"))


def task_as_dict(task: Task) -> dict[str, Any]:
    """A task as JSON has it."""
    return {
        "task": task.task,
        "month": f"{task.month:%Y-%m}",
        "region": task.region,
        "office": task.office,
        "item": task.item,
        "due": task.due.isoformat(),
        "status": task.status,
        "who": list(task.who),
        "link": task.link,
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _held(places: tuple[str, ...], reasons: tuple[str, ...], _: Translator) -> dict[tuple[str, str], str]:
    if places and len(reasons) not in {1, len(places)}:
        raise click.ClickException(_("Say why with --reason, once for each line held or once for all."))
    held = {}
    for at, place in enumerate(places):
        found = place_of(place)
        if found is None:
            raise click.ClickException(_("{place} is no line such as REGION/ITEM.", place=place))
        held[found] = reasons[at] if len(reasons) == len(places) else reasons[0]
    return held

"""What somebody is reminded of: pure, from what they may know of the months; each item goes out once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.i18n import N_, Translator
from dashboard.services.reminders.risks import Risk
from data.issues import visible
from data.people.channels import Topic
from data.people.person import account_key
from data.store.process.book import Book
from engine.process.tasks import Task, TaskName

#: So many days before it is due a task is told of.
SOON = 3
#: What is older is news to nobody: whoever gets a role or a channel is not told the year's events.
RECENT = timedelta(days=7)
_TASKS: dict[TaskName, str] = {
    "declare": N_("declare {where}"),
    "approve": N_("approve or refuse the lowered declaration of {where}"),
    "load": N_("load the month's extracts of {where}"),
    "submit": N_("submit the month"),
    "verify": N_("verify the month's lines"),
    "publish": N_("publish the month"),
    "decide": N_("decide the appeal of {where}"),
    "explain": N_("explain the overrun of {where}"),
    "report": N_("report for {where} after months in last place"),
    "retain": N_("decide whether the manager of {where} is retained"),
    "transfer": N_("decide on the transfer for {where}"),
    "adjustment": N_("decide the adjustment for {where}"),
    "promise": N_("keep the promise of {where}"),
}


@dataclass(frozen=True, slots=True)
class News:
    """Something to be told. key: the same for the same thing, whenever it is asked.

    text: plain, in the reader's language. link: an address below that of the dashboard.
    """

    key: str
    topic: Topic
    text: str
    link: str


def of_tasks(tasks: Iterable[Task], day: date, _: Translator) -> Iterator[News]:
    """Tasks that are due within three days, today, or late; each of the three is told once."""
    for task in tasks:
        left = (task.due - day).days
        if left > SOON:
            continue
        about = {"what": task_text(task, _), "month": f"{task.month:%Y-%m}", "due": f"{task.due:%Y-%m-%d}"}
        place = "/".join(part or "" for part in (task.region, task.office, task.item))
        key = f"{task.task}/{task.month:%Y-%m}/{place}/{task.due}"
        if left < 0:
            text = _("{month}: {what}. It was due on {due}.", **about)
            yield News(f"late/{key}", "late", text, task.link)
        elif left == 0:
            yield News(f"today/{key}", "due", _("{month}: {what}. It is due today.", **about), task.link)
        else:
            text = _("{month}: {what}. It is due on {due}.", **about)
            yield News(f"soon/{key}", "due", text, task.link)


def task_text(task: Task, _: Translator) -> str:
    """What is to be done where; plain."""
    where = " · ".join(visible(part) for part in (task.region, task.office) if part)
    return _(_TASKS[task.task], where=where or _("all regions"))


def of_publications(book: Book, day: date, _: Translator) -> Iterator[News]:
    """Months that were published of late, and were not reopened since."""
    for month in book.published_months():
        deed = book.published(month)
        if deed is not None and timedelta(0) <= day - deed.on <= RECENT:
            yield News(
                f"published/{month:%Y-%m}/{deed.version}",
                "published",
                _("{month} is published, version {version}.", month=f"{month:%Y-%m}", version=deed.version),
                f"/settlement?month={month:%Y-%m}",
            )


def of_appeals(book: Book, day: date, account: str, managed: Iterable[str], _: Translator) -> Iterator[News]:
    """Appeals that were decided of late: one's own, and those about the regions that one manages."""
    regions = frozenset(managed)
    for appeal in book.appeals.values():
        decision = appeal.decision
        is_own = account_key(appeal.by) == account_key(account)
        if decision is None or not timedelta(0) <= day - decision.on <= RECENT:
            continue
        if not is_own and appeal.region not in regions:
            continue
        said = (
            _("The appeal of {region} about {month} was upheld: {reason}")
            if decision.verdict == "upheld"
            else _("The appeal of {region} about {month} was refused: {reason}")
        )
        about = {"region": visible(appeal.region), "month": f"{appeal.month:%Y-%m}"}
        text = said.format_map(about | {"reason": visible(decision.reason, 300)})
        link = f"/month?month={appeal.month:%Y-%m}&part=appeals"
        yield News(f"decided/{appeal.appeal_id}", "decided", text, link)


def of_risks(risks: Iterable[Risk], _: Translator) -> Iterator[News]:
    """Regions that will miss the checkpoint as things stand."""
    for risk in risks:
        yield News(
            f"at_risk/{risk.month:%Y-%m}/{risk.region}",
            "at_risk",
            risk.text(_),
            f"/targets?month={risk.month:%Y-%m}",
        )

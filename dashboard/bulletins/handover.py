"""The handover of a region: how it stands on the day its manager changes, for both to sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.bulletins.document import page_frame, set_pages
from dashboard.bulletins.layout import laid_out
from dashboard.bulletins.tables import Totalled
from dashboard.bulletins.texts import unmarked
from dashboard.formats import WAN, YUAN, month_text
from dashboard.i18n import _, current, translator
from dashboard.published import columns, title
from dashboard.services.evaluation import Snapshot
from dashboard.services.forecasts import unfinished_until
from dashboard.services.process.months import all_tasks
from dashboard.services.process.promises import kept_promises
from dashboard.services.reminders.news import task_text
from dashboard.tables import Column, Table
from dashboard.views.capital import capital
from dashboard.views.conduct.cases import case_table
from dashboard.views.evidence.settlement import hr_note
from dashboard.views.process.promises import promise_table
from dashboard.views.scope import Scope
from dashboard.views.targets import targets
from dashboard.views.year.tables import short_table
from data.store.reader import Reader

_TEMPLATE = Path(__file__).with_name("handover.typ")
#: So many of those who owe most stand on the sheet.
DEBTORS = 15


@dataclass(frozen=True, slots=True)
class Change:
    """Who hands a region over to whom on which day; names may be blank, to be written by hand."""

    region: str
    on: date
    outgoing: str = ""
    incoming: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """The sheet: what it is of, its tables in order, amounts in yuan, and what it rests on.

    through: the latest month with figures up to the day, and how far they reach.
    """

    change: Change
    through: str
    title: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    footer: str

    @property
    def signatures(self) -> tuple[tuple[str, str], ...]:
        """Who signs: the office, and the name where it is known."""
        return (
            (_("Handing over"), self.change.outgoing),
            (_("Taking over"), self.change.incoming),
            (title("vice_president"), ""),
        )


def handover(reader: Reader, snapshot: Snapshot, change: Change) -> Handover | None:
    """The sheet of a region on a day, as far as the reader sees it; None without any figures up to then."""
    region = change.region
    rows = snapshot.shown_own.regions.filter((pl.col("region") == region) & (pl.col("month") <= change.on))
    months = rows.filter(pl.col("sales").is_not_null() | pl.col("collections").is_not_null())["month"]
    if months.is_empty():
        return None
    month: date = months.max()  # type: ignore[assignment]
    until = unfinished_until(reader.daily_totals(), month)
    scope = Scope(snapshot.shown_own, month, region, YUAN, until)
    footer = _(
        "Policy {policy} · data version {data}",
        policy=snapshot.policy_version(month),
        data=snapshot.data_version,
    )
    return Handover(
        change,
        scope.title,
        _("Handover of {region}, {day}", region=region, day=f"{change.on:%Y-%m-%d}"),
        (
            targets.office_table(scope),
            short_table(scope),
            capital.region_table(scope),
            _debtors(reader, region, change.on),
            _streak(snapshot, scope),
            _conduct(reader, region, change.on),
            _promises(reader, snapshot, change),
            _tasks(reader, snapshot, change),
        ),
        (
            _("Both confirm that they have gone through these figures on that day; neither is a settlement."),
            unmarked(hr_note()),
        ),
        footer,
    )


def manager_of(snapshot: Snapshot, region: str, day: date) -> str:
    """Who manages a region in the month of a day by the organisation; empty where nobody is known."""
    found = snapshot.own.regions.filter(
        (pl.col("region") == region) & (pl.col("month") <= day) & pl.col("manager").is_not_null()
    ).sort("month")["manager"]
    return "" if found.is_empty() else str(found[-1])


def _debtors(reader: Reader, region: str, day: date) -> Table:
    """Who owed most at the end of the latest month with balances up to the day."""
    owed = reader.current("receivables").filter((pl.col("region") == region) & (pl.col("month") <= day))
    month = owed["month"].max()
    balances = reader.customer_balances(month, region) if isinstance(month, date) else None
    frame = (
        pl.DataFrame(
            schema={"office": pl.String, "customer": pl.String, "balance": pl.Float64, "overdue": pl.Float64}
        )
        if balances is None
        else balances.group_by("office", "customer")
        .agg(pl.col("balance", "overdue").sum() / 100)
        .sort("overdue", "balance", "office", "customer", descending=(True, True, False, False))
        .head(DEBTORS)
    )
    named = _("Who owes most, end of {month}", month=month_text(month if isinstance(month, date) else None))
    return Table(
        "handover_debtors",
        named,
        frame,
        (
            *columns((), "office", level="office"),
            Column("customer", _("Customer")),
            Column("balance", _("Balance"), "money"),
            Column("overdue", _("Overdue"), "money"),
        ),
        totals={}
        if balances is None
        else {
            "office": _("The whole region"),
            "balance": _yuan(balances["balance"]),
            "overdue": _yuan(balances["overdue"]),
        },
    )


def _yuan(fen: pl.Series) -> float:
    return int(fen.sum()) / 100


def _streak(snapshot: Snapshot, scope: Scope) -> Table:
    names = ("month", "score", "rank", "last_place_streak", "escalation", "pay_coefficient")
    rows = snapshot.shown_own.regions.filter(
        (pl.col("region") == scope.region) & (pl.col("month") <= scope.month)
    )
    return Table(
        "handover_streak",
        _("Score, rank and months in last place"),
        rows.sort("month", descending=True).select(names).head(6),
        columns(scope.edges, *names),
    )


def _conduct(reader: Reader, region: str, day: date) -> Table:
    cases = (case for case in reader.process().cases.values() if case.region == region)
    rows = reader.current("conduct").filter(pl.col("region") == region)
    table = case_table(cases, rows)
    kept = ("date", "office", "person", "behaviour", "sanction", "decided_by", "agency_number", "standing")
    shown = tuple(column for column in table.columns if column.name in kept)
    return Table("handover_conduct", table.title, table.frame.filter(pl.col("date") <= day), shown)


def _promises(reader: Reader, snapshot: Snapshot, change: Change) -> Table:
    """What was promised, and how it stands on that day."""
    found = kept_promises(reader, reader.process(), snapshot, change.on, change.region)
    table = promise_table(found, str)
    shown = tuple(column for column in table.columns if column.name not in ("region", "by"))
    return Table("handover_promises", table.title, table.frame, shown)


def _tasks(reader: Reader, snapshot: Snapshot, change: Change) -> Table:
    speak = translator(current())
    rows = [
        {
            "month": task.month,
            "what": task_text(task, speak),
            "due": task.due,
            "is_late": task.status == "late",
        }
        for task in all_tasks(reader, snapshot, change.on)
        if task.region == change.region
    ]
    schema = {"month": pl.Date, "what": pl.String, "due": pl.Date, "is_late": pl.Boolean}
    return Table(
        "handover_tasks",
        _("Open tasks"),
        pl.DataFrame(rows, schema=schema).with_columns(
            pl.when("is_late").then(pl.lit(_("late"))).otherwise(pl.lit("")).alias("standing")
        ),
        (
            *columns((), "month"),
            Column("what", _("What")),
            Column("due", _("Due"), "date"),
            Column("standing", _("Standing")),
        ),
    )


def handover_pdf(sheet: Handover) -> bytes:
    """The sheet as a PDF. Raises PdfUnavailable."""
    moment = int(datetime.combine(sheet.change.on, time(), UTC).timestamp())
    return set_pages(_TEMPLATE, sheet_data(sheet), moment)


def sheet_data(sheet: Handover) -> dict[str, Any]:
    """Everything the template prints, as plain texts."""
    return {
        **page_frame(sheet.title, sheet.footer),
        "date": _("date"),
        "name": _("name"),
        "none": _("none"),
        "head": [
            [_("Region"), sheet.change.region],
            [_("Day"), f"{sheet.change.on:%Y-%m-%d}"],
            [_("Handing over"), sheet.change.outgoing],
            [_("Taking over"), sheet.change.incoming],
            [_("Figures through"), sheet.through],
        ],
        "tables": list(_laid(sheet)),
        "notes": list(sheet.notes),
        "signatures": [{"who": who, "name": name} for who, name in sheet.signatures],
    }


def _laid(sheet: Handover) -> Iterator[dict[str, Any]]:
    for table in sheet.tables:
        yield laid_out(Totalled(table), WAN)

"""Conduct (六): cases that compliance records; a case with a sanction is a row of the extract besides."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import polars as pl

from data.fields import BY_NAME
from data.store.audit.log import Act
from data.store.by import By
from data.store.errors import ProcessRefused, StoreChanged
from data.store.loads import LoadRequest, commit
from data.store.process.acting import Acting, Moment, dated, listed, month_text, written
from data.store.process.book import Book
from data.store.process.declaring import FORM
from data.store.process.deeds import Case, KeptFile
from data.store.rows import rows_of
from data.store.version import version_seen_by
from engine.policy.parameters import Policy

_EXTRACT = BY_NAME["conduct"]
_ID_BYTES = 4
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Misconduct:
    """What is recorded of a violation. date: of the behaviour. agency_number: its case at an agency."""

    region: str
    office: str | None
    person: str
    date: date
    behaviour: str
    note: str = ""
    agency_number: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The sanction, one of the policy's, and who decided it."""

    sanction: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class CaseBy(By):
    """Somebody who records a sanction: beside the load stands what became of the case."""

    case_id: str = ""
    about: Mapping[str, object] = field(default_factory=dict)

    def record(
        self, cursor: duckdb.DuckDBPyConnection, act: Act, subject: str, details: Mapping[str, object]
    ) -> str:
        """Write the entry of the load (`subject`), and the case's."""
        By.record(self, cursor, act, subject, details)
        return By.record(self, cursor, "case", self.case_id, {**self.about, "load": subject})


class Conduct:
    """Recording violations, what the person says to them, and the sanction."""

    def __init__(self, acting: Acting) -> None:
        self._acting = acting

    def open_case(self, told: Misconduct, files: Sequence[KeptFile] = (), statement: str = "") -> str:
        """Record a violation that is not ruled on yet; the case's id.

        ProcessRefused: `conduct_blank`, `conduct_future`, `conduct_region`, `conduct_office`.
        """
        case_id = secrets.token_hex(_ID_BYTES)
        details = {
            "region": told.region,
            "office": told.office,
            "person": written(told.person),
            "date": told.date.isoformat(),
            "behaviour": written(told.behaviour),
            "note": written(told.note),
            "agency_number": written(told.agency_number),
            "statement": written(statement),
            "files": listed(files),
            "recorded_by": self._acting.doer.actor,
        }

        if not (details["person"] and details["behaviour"]):
            raise ProcessRefused("conduct_blank")

        def write(moment: Moment) -> str:
            self._acting.demand(moment, "record_conduct", told.region)
            if told.date > moment.on:
                raise ProcessRefused("conduct_future", on=told.date)
            _demand_place(moment.cursor, told.region, told.office)
            details["recorded_on"] = moment.on.isoformat()
            self._acting.record(moment, "case", case_id, {"region": told.region, "details": details})
            return case_id

        return self._acting.done(write)

    def add_to_case(
        self, case_id: str, *, statement: str = "", agency_number: str = "", files: Sequence[KeptFile] = ()
    ) -> None:
        """Add what the person says, the agency's number, files; what is blank stays as it is.

        ProcessRefused: `no_such_case`, `nothing_added`.
        """
        said = {"statement": written(statement), "agency_number": written(agency_number)}
        new = {name: text for name, text in said.items() if text}
        if not new and not files:
            raise ProcessRefused("nothing_added")

        def write(moment: Moment) -> None:
            case = self._case(moment, case_id)
            known = [*case.details["files"], *listed(files)]
            details = {**new, "files": list({file["sha256"]: file for file in known}.values())}
            self._acting.record(moment, "case", case_id, {"region": case.region, "details": details})

        self._acting.done(write)

    def rule(self, case_id: str, ruling: Ruling, policy: Policy) -> str:
        """Record the sanction: a row of 违规记录 beside the region-month's others; the load that wrote it.

        policy: of the month of the behaviour. ProcessRefused: `no_such_case`, `case_ruled`,
        `sanction_unknown`, `decider_blank`, `own_case`, `changed`.
        """
        decided_by = written(ruling.decided_by)
        if not decided_by:
            raise ProcessRefused("decider_blank")
        if ruling.sanction not in sanctions(policy):
            raise ProcessRefused(
                "sanction_unknown", sanction=ruling.sanction, known="、".join(sanctions(policy))
            )
        for _ in range(_ATTEMPTS):
            try:
                return self._ruled(case_id, ruling.sanction, decided_by)
            except StoreChanged:
                continue
        raise ProcessRefused("changed", month=month_text(policy_month(self._acting.process.book(), case_id)))

    def _ruled(self, case_id: str, sanction: str, decided_by: str) -> str:
        acting = self._acting
        with acting.connection.snapshot() as cursor:
            case = self._case(acting.moment(cursor), case_id)
            month = date.fromisoformat(case.details["date"]).replace(day=1)
            version = version_seen_by(cursor)
            found = rows_of(cursor, _EXTRACT, month, case.region, with_load=True)
        row = {
            "date": date.fromisoformat(case.details["date"]),
            "region": case.region,
            "office": case.details["office"],
            "behaviour": case.details["behaviour"],
            "sanction": sanction,
            "note": case.details["note"] or None,
            "source_file": FORM,
            "source_sheet": case_id,
            "source_row": 1,
        }
        others = found.drop("load_id")
        rows = pl.concat([others, pl.DataFrame([row], schema=others.schema)])
        loads = frozenset(found["load_id"].to_list())
        about: dict[str, object] = {}

        def demand(cursor: duckdb.DuckDBPyConnection) -> None:
            moment = acting.moment(cursor)
            now = self._case(moment, case_id)
            if now.details.get("sanction"):
                raise ProcessRefused("case_ruled", account=now.by)
            if decided_by == now.details["person"]:
                raise ProcessRefused("own_case", person=decided_by)
            ruled = {"sanction": sanction, "decided_by": decided_by, "decided_on": moment.on.isoformat()}
            told = {"region": case.region, "details": ruled, "carried": sorted(_carried(loads, moment.book))}
            about.update(dated(moment, told))

        by = CaseBy(acting.doer.actor, acting.doer.operator, demand, case_id, about)
        request = LoadRequest({"conduct": rows}, (), acting.doer.actor, checked_against=version)
        return commit(acting.connection, request, by)

    def _case(self, moment: Moment, case_id: str) -> Case:
        """The case, of a region in which conduct may be recorded."""
        self._acting.demand(moment, "record_conduct")
        case = moment.book.cases.get(case_id)
        if case is None:
            raise ProcessRefused("no_such_case", case=case_id)
        self._acting.demand(moment, "record_conduct", case.region)
        return case


def sanctions(policy: Policy) -> tuple[str, ...]:
    """The sanctions that may be recorded: those of the extract's list and those that the policy names."""
    listed_ones = next(each.choices for each in _EXTRACT.fields if each.name == "sanction")
    return tuple(dict.fromkeys((*listed_ones, *policy.appraisal.sanctions)))


def policy_month(book: Book, case_id: str) -> date:
    """The month of the behaviour of a case. ProcessRefused (`no_such_case`)."""
    case = book.cases.get(case_id)
    if case is None:
        raise ProcessRefused("no_such_case", case=case_id)
    return date.fromisoformat(str(case.details["date"])).replace(day=1)


def is_in_force(case: Case, rows: pl.DataFrame) -> bool:
    """Whether the row of a case that was ruled on is still among the current rows of `conduct`."""
    return rows.filter((pl.col("source_file") == FORM) & (pl.col("source_sheet") == case.case_id)).height > 0


def _carried(loads: frozenset[str], book: Book) -> frozenset[str]:
    """The loads of files whose rows these are, through all forms."""
    files = frozenset(load for load in loads if load not in book.forms)
    return files.union(*(book.forms[load] for load in loads if load in book.forms))


def _demand_place(cursor: duckdb.DuckDBPyConnection, region: str, office: str | None) -> None:
    known: list[dict[str, Any]] = rows_of(cursor, BY_NAME["org"]).select("region", "office").to_dicts()
    if known and region not in {row["region"] for row in known}:
        raise ProcessRefused("conduct_region", region=region)
    if office is not None and {"region": region, "office": office} not in known:
        raise ProcessRefused("conduct_office", region=region, office=office)

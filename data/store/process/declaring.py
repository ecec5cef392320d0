"""Declarations that a form writes: rows of the same extract, judged by the same rules as those of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import polars as pl

from data.store.audit.log import Act, ProcessAct
from data.store.by import By
from data.store.errors import ProcessRefused, StoreChanged
from data.store.loads import LoadRequest, commit
from data.store.process.acting import Acting, Moment, dated, demand_text, month_text
from data.store.process.declared_rows import Books
from engine.policy.parameters import Policy
from engine.process.declaring import latest
from engine.process.dues import dues_of

#: What a form writes instead of a file's name.
FORM = "form"
_ATTEMPTS = 5
_OF_FORM = {"source_file": FORM, "source_sheet": None, "source_row": 1}


@dataclass(frozen=True, slots=True)
class Declaration:
    """What an office expects of a month, in fen."""

    month: date
    region: str
    office: str
    sales: int
    collections: int
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class FormBy(By):
    """Somebody who writes rows with a form: beside the load stands the deed that it was."""

    act: ProcessAct = "declared"
    about: Mapping[str, object] = field(default_factory=dict)

    def record(
        self, cursor: duckdb.DuckDBPyConnection, act: Act, subject: str, details: Mapping[str, object]
    ) -> str:
        """Write the entry of the load (`subject`), and the deed's."""
        By.record(self, cursor, act, subject, details)
        return By.record(self, cursor, self.act, subject, {**self.about, "load": subject})


class Declaring:
    """Declaring for offices, and approving or refusing what was lowered."""

    def __init__(self, acting: Acting) -> None:
        self._acting = acting

    def declare(self, new: Declaration, policy: Policy) -> str:
        """Declare for an office, or adjust once; the load that wrote the row.

        ProcessRefused: `office_unknown`, `declare_late`, `declare_twice`, `reason_needed`, `before`,
        `already_published`, `changed`. Below the approval threshold it counts once it is approved.
        """

        def write(books: Books) -> str:
            return self._declare(books, new, policy)

        return self._tried(new.month, new.region, policy, write)

    def approve(self, month: date, region: str, office: str, policy: Policy) -> str:
        """Approve an office's latest declaration, which was lowered; the load that wrote the approver.

        ProcessRefused: `nothing_declared`, `not_lowered`, `already_approved`, `decided`, `approve_late`,
        `own_declaration`, `approver_unknown`, `declare_twice`, `changed`.
        """

        def write(books: Books) -> str:
            return self._approve(books, office, policy)

        return self._tried(month, region, policy, write)

    def refuse(self, month: date, region: str, office: str, reason: str, policy: Policy) -> None:
        """Refuse an office's latest declaration, which was lowered: the plan stays the target.

        ProcessRefused: as `approve`, and `text_missing`.
        """
        why = demand_text(reason)

        def write(moment: Moment) -> None:
            self._acting.demand(moment, "approve_declaration", region)
            books = Books.read(moment.cursor, month, region, policy)
            row = self._pending(moment, books, office, policy)
            about = {
                "month": month_text(month),
                "region": region,
                "office": office,
                "reason": why,
                "declared_on": row["declared_on"].isoformat(),
                "sales": row["sales"],
                "collections": row["collections"],
            }
            self._acting.record(moment, "declaration_refused", region, about)

        self._acting.done(write)

    def _declare(self, books: Books, new: Declaration, policy: Policy) -> str:
        on = self._acting.today()
        row = {
            "month": books.month,
            "region": books.region,
            "office": new.office,
            "declared_on": on,
            "sales": new.sales,
            "collections": new.collections,
            "reason": new.reason.strip() or None,
            "remedy": new.remedy.strip() or None,
            "approver": None,
            "approved_on": None,
            **_OF_FORM,
        }

        def demand(moment: Moment) -> None:
            self._acting.demand(moment, "declare", books.region, new.office)
            if moment.book.published(books.month) is not None:
                raise ProcessRefused("already_published", month=month_text(books.month))
            self._demand_declarable(moment, books, row, policy)

        after = pl.concat([books.rows, pl.DataFrame([row], schema=books.rows.schema)])
        about = {
            "month": month_text(books.month),
            "region": books.region,
            "office": new.office,
            "sales": new.sales,
            "collections": new.collections,
            "reason": new.reason.strip(),
            "remedy": new.remedy.strip(),
        }
        return self._load(books, after, "declared", about, demand)

    def _demand_declarable(
        self, moment: Moment, books: Books, row: Mapping[str, Any], policy: Policy
    ) -> None:
        office, month, on = row["office"], month_text(books.month), row["declared_on"]
        own = books.rows.filter(pl.col("office") == office)
        if not own.is_empty() and on < max(own["declared_on"].to_list()):
            raise ProcessRefused("before", on=on, last=max(own["declared_on"].to_list()))
        standing = [each for each in own.to_dicts() if not _is_refused(moment, each)]
        if len(standing) > 1:
            raise ProcessRefused("declare_twice", office=office, month=month)
        new = books.rows.height
        found = books.with_row(row).statuses(policy)[new]
        match found:
            case "no_plan":
                raise ProcessRefused("office_unknown", region=books.region, office=office, month=month)
            case "after_deadline":
                last = dues_of(books.month, policy)["adjust"]
                raise ProcessRefused("declare_late", month=month, last=last, on=on)
            case "second_adjustment":
                raise ProcessRefused("declare_twice", office=office, month=month)
            case "not_approved" if not (row["reason"] and row["remedy"]):
                share = 1 - policy.targets.approval_threshold.value
                raise ProcessRefused("reason_needed", share=f"{float(share):.0%}")
            case _:
                return

    def _approve(self, books: Books, office: str, policy: Policy) -> str:
        on = self._acting.today()
        at = latest(books.declarations, office)
        approver = self._approver(books)
        mine = (pl.int_range(pl.len()) == at) if at is not None else pl.lit(value=False)
        after = books.rows.with_columns(
            pl.when(mine).then(pl.lit(approver)).otherwise("approver").alias("approver"),
            pl.when(mine).then(pl.lit(on)).otherwise("approved_on").alias("approved_on"),
            pl.when(mine).then(pl.lit(FORM)).otherwise("source_file").alias("source_file"),
            pl.when(mine).then(None).otherwise("source_sheet").alias("source_sheet"),
        )

        def demand(moment: Moment) -> None:
            self._acting.demand(moment, "approve_declaration", books.region)
            self._pending(moment, books, office, policy)
            found = books.replaced(after).statuses(policy)[at] if at is not None else "no_plan"
            if found == "second_adjustment":
                raise ProcessRefused("declare_twice", office=office, month=month_text(books.month))
            if found == "not_approved":
                raise ProcessRefused(
                    "approver_unknown", name=approver, region=books.region, month=month_text(books.month)
                )

        about = {"month": month_text(books.month), "region": books.region, "office": office}
        return self._load(books, after, "declaration_approved", about, demand)

    def _pending(self, moment: Moment, books: Books, office: str, policy: Policy) -> dict[str, Any]:
        """The row of an office that awaits approval, which is not one's own."""
        month = month_text(books.month)
        at = latest(books.declarations, office)
        if at is None:
            raise ProcessRefused("nothing_declared", office=office, month=month)
        row = books.rows.row(at, named=True)
        found = books.statuses(policy)[at]
        if row["approver"] is not None and found in {"declaration", "adjustment"}:
            raise ProcessRefused("already_approved", approver=row["approver"])
        if found == "second_adjustment":
            raise ProcessRefused("declare_twice", office=office, month=month)
        if found != "not_approved":
            raise ProcessRefused("not_lowered", office=office, month=month)
        if _is_refused(moment, row):
            raise ProcessRefused("decided", account=moment.book.refused[(*books.place, office)].by)
        last = dues_of(books.month, policy)["approve"]
        if moment.on > last:
            raise ProcessRefused("approve_late", month=month, last=last, on=moment.on)
        if moment.on < row["declared_on"]:
            raise ProcessRefused("before", on=moment.on, last=row["declared_on"])
        if self._acting.is_own(books.declarer(moment.book, office, row)):
            raise ProcessRefused("own_declaration", account=self._acting.doer.actor)
        return row

    def _approver(self, books: Books) -> str:
        """As whom the organisation knows who approves: the region's VP, or its manager."""
        with self._acting.connection.cursor() as cursor:
            scope = self._acting.scope(cursor)
        is_vp = any(g.role == "vp" and g.covers(books.region) for g in scope.grants)
        is_manager = any(g.role == "region_manager" and g.covers(books.region) for g in scope.grants)
        return books.vice_president if is_vp and (not is_manager or books.vice_president) else books.manager

    def _load(
        self,
        books: Books,
        rows: pl.DataFrame,
        act: ProcessAct,
        about: Mapping[str, object],
        demand: Callable[[Moment], None],
    ) -> str:
        acting = self._acting
        told: dict[str, object] = {}

        def demanded(cursor: duckdb.DuckDBPyConnection) -> None:
            moment = acting.moment(cursor)
            demand(moment)
            told.update(dated(moment, {**about, "carried": sorted(books.carried(moment.book))}))

        by = FormBy(acting.doer.actor, acting.doer.operator, demanded, act, told)
        request = LoadRequest({"declarations": rows}, (), acting.doer.actor, checked_against=books.version)
        return commit(acting.connection, request, by)

    def _tried(self, month: date, region: str, policy: Policy, write: Callable[[Books], str]) -> str:
        """What `write` returns; again while others load something else meanwhile.

        ProcessRefused (`changed`) once what was declared here is no longer what was seen.
        """
        first: pl.DataFrame | None = None
        for _ in range(_ATTEMPTS):
            with self._acting.connection.snapshot() as cursor:
                books = Books.read(cursor, month, region, policy)
            if first is not None and not first.equals(books.rows):
                break
            first = books.rows
            try:
                return write(books)
            except StoreChanged:
                continue
        raise ProcessRefused("changed", month=month_text(month))


def _is_refused(moment: Moment, row: Mapping[str, Any]) -> bool:
    refused = moment.book.refused.get((row["month"], row["region"], row["office"]))
    return refused is not None and (refused.declared_on, refused.sales, refused.collections) == (
        row["declared_on"],
        row["sales"],
        row["collections"],
    )

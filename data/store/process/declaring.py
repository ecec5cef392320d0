"""Declarations that a form writes: rows of the same extract, judged by the same rules as those of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import polars as pl

from data.store.audit.log import Act, ProcessAct
from data.store.by import By
from data.store.errors import ProcessRefused, StoreChanged
from data.store.loads import LoadRequest, commit
from data.store.process.acting import Acting, Moment, dated, demand_text, month_text, written
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
    """Somebody who writes rows with a form: beside the load stand the deeds that it was.

    abouts: the details of each, filled at the latest by `demand`.
    """

    act: ProcessAct = "declared"
    abouts: Sequence[Mapping[str, object]] = field(default_factory=tuple)

    def record(
        self, cursor: duckdb.DuckDBPyConnection, act: Act, subject: str, details: Mapping[str, object]
    ) -> str:
        """Write the entry of the load (`subject`), and the deeds'."""
        head = By.record(self, cursor, act, subject, details)
        for about in self.abouts:
            head = By.record(self, cursor, self.act, subject, {**about, "load": subject})
        return head


class Declaring:
    """Declaring for offices, and approving or refusing what was lowered."""

    def __init__(self, acting: Acting) -> None:
        self._acting = acting

    def declare(self, new: Sequence[Declaration], policy: Policy) -> str:
        """Declare for offices of one region and month, or adjust once: all or none; the load that wrote it.

        ProcessRefused: `region_unknown`, `office_unknown`, `declare_late`, `declare_twice`, `reason_needed`,
        `before`, `already_published`, `changed`. Below the approval threshold it counts once it is approved.
        """
        ((month, region),) = {(each.month, each.region) for each in new}
        return self._tried(month, region, policy, lambda books: self._declare(books, new, policy))

    def approve(self, month: date, region: str, offices: Sequence[str], policy: Policy) -> str:
        """Approve offices' latest declarations, which were lowered: all or none; the load that wrote it.

        ProcessRefused: `nothing_declared`, `not_lowered`, `already_approved`, `decided`, `approve_late`,
        `own_declaration`, `approver_unknown`, `declare_twice`, `changed`.
        """
        return self._tried(month, region, policy, lambda books: self._approve(books, offices, policy))

    def refuse(self, month: date, region: str, offices: Sequence[str], reason: str, policy: Policy) -> None:
        """Refuse offices' latest declarations, which were lowered: the plan stays the target. All or none.

        ProcessRefused: as `approve`, and `text_missing`.
        """
        why = demand_text(reason)

        def write(moment: Moment) -> None:
            self._acting.demand(moment, "approve_declaration", region)
            books = Books.read(moment.cursor, month, region)
            for office in offices:
                row = self._pending(moment, books, office, policy)
                about = {
                    **_place(books, office),
                    "reason": why,
                    "declared_on": row["declared_on"].isoformat(),
                    "sales": row["sales"],
                    "collections": row["collections"],
                }
                self._acting.record(moment, "declaration_refused", region, about)

        self._acting.done(write)

    def is_pending(self, month: date, region: str, office: str, policy: Policy) -> bool:
        """Whether an office's latest declaration counts only once it is approved."""
        with self._acting.connection.snapshot() as cursor:
            books = Books.read(cursor, month, region)
        at = latest(books.declarations, office)
        return at is not None and books.statuses(policy)[at] == "not_approved"

    def _declare(self, books: Books, new: Sequence[Declaration], policy: Policy) -> str:
        rows = [_row(each, self._acting.today()) for each in new]

        def demand(moment: Moment) -> None:
            if moment.book.published(books.month) is not None:
                raise ProcessRefused("already_published", month=month_text(books.month))
            before = books
            for row in rows:
                self._acting.demand(moment, "declare", books.region, row["office"])
                _demand_declarable(moment, before, row, policy)
                before = before.with_row(row)

        after = books
        for row in rows:
            after = after.with_row(row)
        abouts = [
            {
                **_place(books, each.office),
                "sales": each.sales,
                "collections": each.collections,
                "reason": written(each.reason),
                "remedy": written(each.remedy),
            }
            for each in new
        ]
        return self._load(books, after.rows, "declared", abouts, demand)

    def _approve(self, books: Books, offices: Sequence[str], policy: Policy) -> str:
        approver = self._approver(books)
        places = [at for office in offices if (at := latest(books.declarations, office)) is not None]
        after = books.replaced(_approved(books.rows, places, approver, self._acting.today()))

        def demand(moment: Moment) -> None:
            self._acting.demand(moment, "approve_declaration", books.region)
            month = month_text(books.month)
            for office in offices:
                self._pending(moment, books, office, policy)
            found = after.statuses(policy)
            for at in places:
                if found[at] == "second_adjustment":
                    raise ProcessRefused("declare_twice", office=after.rows["office"][at], month=month)
                row = after.rows.row(at, named=True)
                if found[at] == "not_approved" and not _is_written(row):
                    raise _reason_needed(row["office"], policy)
                if found[at] == "not_approved":
                    raise ProcessRefused("approver_unknown", name=approver, region=books.region, month=month)

        if books.rows.is_empty():
            self._acting.done(demand)  # no load has no rows; this refuses
        abouts = [_place(books, office) for office in offices]
        return self._load(books, after.rows, "declaration_approved", abouts, demand)

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
        is_manager = any(g.role == "region_manager" and g.covers(books.region) for g in scope.grants)
        is_vp = any(g.role == "vp" and g.covers(books.region) for g in scope.grants)
        return (
            books.vice_president if is_vp and not (is_manager and not books.vice_president) else books.manager
        )

    def _load(
        self,
        books: Books,
        rows: pl.DataFrame,
        act: ProcessAct,
        abouts: Sequence[Mapping[str, object]],
        demand: Callable[[Moment], None],
    ) -> str:
        acting = self._acting
        told: list[dict[str, object]] = []

        def demanded(cursor: duckdb.DuckDBPyConnection) -> None:
            moment = acting.moment(cursor)
            demand(moment)
            carried = sorted(books.carried(moment.book))
            # A transaction that another one came before is tried anew.
            told[:] = [dated(moment, {**about, "carried": carried}) for about in abouts]

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
                books = Books.read(cursor, month, region)
            if first is not None and not first.equals(books.rows):
                break
            first = books.rows
            try:
                return write(books)
            except StoreChanged:
                continue
        raise ProcessRefused("changed", month=month_text(month))


def _row(new: Declaration, on: date) -> dict[str, Any]:
    return {
        "month": new.month,
        "region": new.region,
        "office": new.office,
        "declared_on": on,
        "sales": new.sales,
        "collections": new.collections,
        "reason": written(new.reason) or None,
        "remedy": written(new.remedy) or None,
        "approver": None,
        "approved_on": None,
        **_OF_FORM,
    }


def _place(books: Books, office: str) -> dict[str, object]:
    return {"month": month_text(books.month), "region": books.region, "office": office}


def _approved(rows: pl.DataFrame, places: Sequence[int], approver: str, on: date) -> pl.DataFrame:
    """The rows with an approver and a date in some places: those are rows of a form from then on."""
    mine = pl.int_range(pl.len()).is_in(list(places))
    filled = {"approver": approver, "approved_on": on, "source_file": FORM, "source_sheet": None}
    return rows.with_columns(
        pl.when(mine).then(pl.lit(value, rows.schema[name])).otherwise(name).alias(name)
        for name, value in filled.items()
    )


def _demand_declarable(moment: Moment, books: Books, row: Mapping[str, Any], policy: Policy) -> None:
    office, month, on = row["office"], month_text(books.month), row["declared_on"]
    # The plan of a region that was dissolved may still stand; what is declared would count for nothing.
    if books.region_months.is_empty():
        raise ProcessRefused("region_unknown", region=books.region, month=month)
    own = books.rows.filter(pl.col("office") == office)
    if not own.is_empty() and on < max(own["declared_on"].to_list()):
        raise ProcessRefused("before", on=on, last=max(own["declared_on"].to_list()))
    if sum(not _is_refused(moment, each) for each in own.to_dicts()) > 1:
        raise ProcessRefused("declare_twice", office=office, month=month)
    match books.with_row(row).statuses(policy)[books.rows.height]:
        case "no_plan":
            raise ProcessRefused("office_unknown", region=books.region, office=office, month=month)
        case "after_deadline":
            last = dues_of(books.month, policy)["adjust"]
            raise ProcessRefused("declare_late", month=month, last=last, on=on)
        case "second_adjustment":
            raise ProcessRefused("declare_twice", office=office, month=month)
        case "not_approved" if not _is_written(row):
            raise _reason_needed(office, policy)
        case _:
            return


def _is_written(row: Mapping[str, Any]) -> bool:
    return all(written(row[name]) for name in ("reason", "remedy"))


def _reason_needed(office: str, policy: Policy) -> ProcessRefused:
    share = f"{float((1 - policy.targets.approval_threshold.value) * 100):.10g}%"
    return ProcessRefused("reason_needed", office=office, share=share)


def _is_refused(moment: Moment, row: Mapping[str, Any]) -> bool:
    refused = moment.book.refused.get((row["month"], row["region"], row["office"]))
    return refused is not None and (refused.declared_on, refused.sales, refused.collections) == (
        row["declared_on"],
        row["sales"],
        row["collections"],
    )

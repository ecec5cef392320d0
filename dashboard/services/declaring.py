"""一.2 What stands behind a declaration: plan, last year, forecast, and what was declared so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboard.services.ahead import seen_from
from dashboard.services.evaluation import Snapshot
from dashboard.services.forecasts import Known
from data.people.scope import Scope
from data.store.process.book import Book
from data.store.process.deeds import DeclarationRefused, Declared
from data.store.reader import Reader
from engine.ahead.expected import expected
from engine.ahead.months import open_months
from engine.facts import Facts
from engine.forecasting.panel import month_after
from engine.policy.parameters import Policies

#: Under which provenance a form's rows stand.
FORM = "form"


@dataclass(frozen=True, slots=True)
class Given:
    """A declaration that stands: its row as judged. Amounts in fen; source: the file, or `FORM`."""

    declared_on: date
    sales: int
    collections: int
    reason: str
    remedy: str
    approver: str
    approved_on: date | None
    status: str
    is_late: bool
    source: str


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office's month in the form, in fen; None where nothing is known.

    plan, last_year, forecast, target: (sales, collections). forecast: the region's, in proportion to the
    plan. given: what was declared, as it stands; replaced: by forms, but no longer among the rows.
    refused: the refusal that stands against the latest row. waits: whether a lowered row waits for approval.
    """

    office: str
    plan: tuple[int | None, int | None]
    last_year: tuple[int | None, int | None]
    forecast: tuple[int | None, int | None]
    target: tuple[int | None, int | None]
    given: tuple[Given, ...]
    replaced: tuple[Declared, ...]
    refused: DeclarationRefused | None

    @property
    def waiting(self) -> Given | None:
        """The latest row, if it waits for an approval."""
        last = self.given[-1] if self.given else None
        return last if last is not None and last.status == "not_approved" and not last.approver else None


def office_lines(
    seen: Snapshot, reader: Reader, month: date, region: str, forecast: dict[str, int]
) -> list[OfficeLine]:
    """The offices of a region in a month that are seen. forecast: the region's by figure, in fen."""
    offices, book = _rows(seen, month, region), reader.process()
    before = {row["office"]: row for row in _rows(seen, month_after(month, -12), region)}
    given = _given(seen, reader, month, region)
    plans = {figure: sum(_fen(row[f"{figure}_plan"]) or 0 for row in offices) for figure in _FIGURES}
    lines = []
    for row in offices:
        office = row["office"]
        plan = _pair(row, "{}_plan")
        shares = tuple(
            None
            if own is None or figure not in forecast or not plans[figure]
            else forecast[figure] * own // plans[figure]
            for figure, own in zip(_FIGURES, plan, strict=True)
        )
        mine = given.get(office, ())
        place = (month, region, office)
        lines.append(
            OfficeLine(
                office,
                plan,
                _pair(before[office], "{}") if office in before else (None, None),
                (shares[0], shares[1]),
                _pair(row, "{}_target"),
                mine,
                tuple(each for each in book.declared.get(place, ()) if not _stands(each, mine)),
                _refusal(book, place, mine),
            )
        )
    return lines


_FIGURES = ("sales", "collections")


def declarable(scope: Scope, region: str, offices: list[OfficeLine]) -> list[OfficeLine]:
    """The offices for which somebody may declare."""
    return [line for line in offices if scope.may("declare", region, line.office)]


def region_forecast(known: Known, policies: Policies, month: date, region: str) -> dict[str, int]:
    """What a region is expected to sell and collect in a month to come, in fen; {} if nobody can say."""
    at = seen_from(known, month)
    if at is None:
        return {}
    ahead = open_months(known.facts, policies, known.days, *at, last=month)
    if not ahead or ahead[-1].month != month:
        return {}
    rows = expected(ahead)[-1].filter(pl.col("region") == region)
    return {figure: int(rows[figure][0]) for figure in _FIGURES} if rows.height else {}


def facts_of(reader: Reader, policies: Policies) -> Facts:
    """The facts by which declarations are judged."""
    return reader.facts(lambda month: policies.at(month).checkpoint_day)


def _rows(seen: Snapshot, month: date, region: str) -> list[dict[str, Any]]:
    here = (pl.col("month") == month) & (pl.col("region") == region)
    return seen.own.offices.filter(here).sort("office").to_dicts()


def _given(seen: Snapshot, reader: Reader, month: date, region: str) -> dict[str, tuple[Given, ...]]:
    """By office what was declared, in the order in which it is judged."""
    here = (pl.col("month") == month) & (pl.col("region") == region)
    judged = seen.own.declarations.filter(here).sort("position")
    sources = reader.current("declarations", month).filter(pl.col("region") == region)["source_file"]
    found: dict[str, list[Given]] = {}
    for row, source in sorted(
        zip(judged.iter_rows(named=True), sources, strict=True),
        key=lambda each: (each[0]["declared_on"], each[0]["position"]),
    ):
        found.setdefault(row["office"], []).append(
            Given(
                row["declared_on"],
                _fen(row["sales"]) or 0,
                _fen(row["collections"]) or 0,
                row["reason"] or "",
                row["remedy"] or "",
                row["approver"] or "",
                row["approved_on"],
                row["status"],
                row["is_late"],
                source,
            )
        )
    return {office: tuple(rows) for office, rows in found.items()}


def _stands(deed: Declared, given: tuple[Given, ...]) -> bool:
    return any(
        row.source == FORM
        and (row.declared_on, row.sales, row.collections) == (deed.on, deed.sales, deed.collections)
        for row in given
    )


def _refusal(book: Book, place: tuple[date, str, str], given: tuple[Given, ...]) -> DeclarationRefused | None:
    """The refusal of the latest row: none after an approval, and none after another row was declared."""
    refusal = book.refused.get(place)
    later = [each.sequence for each in book.declared.get(place, ())]
    approved = book.approved.get(place)
    if refusal is None or not given:
        return None
    if any(sequence > refusal.sequence for sequence in later):
        return None
    return None if approved is not None and approved.sequence > refusal.sequence else refusal


def _pair(row: dict[str, Any], name: str) -> tuple[int | None, int | None]:
    return _fen(row[name.format("sales")]), _fen(row[name.format("collections")])


def _fen(yuan: object) -> int | None:
    """Whole fen of published yuan; None for what is not known."""
    return None if yuan is None else round(float(yuan) * 100)  # type: ignore[arg-type]

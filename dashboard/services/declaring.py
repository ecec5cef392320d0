"""一.2 What stands behind a declaration: plan, last year, forecast, and what was declared so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import polars as pl

from dashboard.services.ahead import seen_from
from dashboard.services.evaluation import Snapshot
from dashboard.services.forecasts import ForecastBasis
from data.people.scope import Scope
from data.store.process.book import Book
from data.store.process.deeds import DeclarationRefused, Declared
from data.store.reader import Reader
from engine.ahead.expected import expected
from engine.ahead.months import open_months
from engine.facts import Facts
from engine.forecasting.panel import month_after
from engine.policy.parameters import Policies, Policy
from engine.process.dues import dues_of

#: What became of a declaration that needs an approval and has no valid one: it can still be given, it cannot
#: any more, or it was refused.
Standing = Literal["waiting", "lapsed", "refused"]
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
    refused: the refusal that stands against the latest row. standing: of the latest row, None where it needs
    no approval or has it. declarer: the account whose form the latest row is; empty where a file brought it.
    """

    office: str
    plan: tuple[int | None, int | None]
    last_year: tuple[int | None, int | None]
    forecast: tuple[int | None, int | None]
    target: tuple[int | None, int | None]
    given: tuple[Given, ...]
    replaced: tuple[Declared, ...]
    refused: DeclarationRefused | None
    standing: Standing | None = None
    declarer: str = ""

    @property
    def is_adjusted(self) -> bool:
        """Whether the one adjustment is made: another row would be refused."""
        return len(self.given) - (self.refused is not None) > 1


def office_lines(
    seen: Snapshot, reader: Reader, month: date, region: str, forecast: dict[str, int], *, day: date
) -> list[OfficeLine]:
    """The offices of a region in a month that are seen. forecast: the region's by figure, in fen."""
    offices, book = _rows(seen, month, region), reader.process()
    before = {row["office"]: row for row in _rows(seen, month_after(month, -12), region)}
    given = _given(seen, reader, month, region)
    plans = {figure: sum(_fen(row[f"{figure}_plan"]) or 0 for row in offices) for figure in _FIGURES}
    is_over = approval_is_over(month, seen.policies.at(month), day)
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
        refusal = _refusal(book, place, mine)
        lines.append(
            OfficeLine(
                office,
                plan,
                _pair(before[office], "{}") if office in before else (None, None),
                (shares[0], shares[1]),
                _pair(row, "{}_target"),
                mine,
                tuple(each for each in book.declared.get(place, ()) if not _stands(each, mine)),
                refusal,
                _standing(mine[-1].status, refusal, is_over=is_over) if mine else None,
                _declarer(book, place, mine),
            )
        )
    return lines


_FIGURES = ("sales", "collections")


def approval_is_over(month: date, policy: Policy, day: date) -> bool:
    """Whether nothing lowered of a month can be approved any more on a day."""
    return day > dues_of(month, policy)["approve"]


def standings(seen: Snapshot, reader: Reader, month: date, day: date) -> dict[tuple[str, str], Standing]:
    """(region, office) → the standing of its latest declaration of a month, where that lacks an approval."""
    book, is_over = reader.process(), approval_is_over(month, seen.policies.at(month), day)
    rows = seen.own.declarations.filter(pl.col("month") == month).sort("declared_on", "position")
    latest = {(row["region"], row["office"]): row for row in rows.iter_rows(named=True)}
    told = {
        place: _standing(row["status"], _refusal(book, (month, *place), (row,)), is_over=is_over)
        for place, row in latest.items()
    }
    return {place: standing for place, standing in told.items() if standing is not None}


def _standing(status: str, refusal: DeclarationRefused | None, *, is_over: bool) -> Standing | None:
    if status != "not_approved":
        return None
    if refusal is not None:
        return "refused"
    return "lapsed" if is_over else "waiting"


def _declarer(book: Book, place: tuple[date, str, str], given: tuple[Given, ...]) -> str:
    """Who declared the latest row by a form; as the act itself has it."""
    if not given:
        return ""
    last = given[-1]
    told = (last.declared_on, last.sales, last.collections)
    deeds = reversed(book.declared.get(place, ()))
    return next((each.by for each in deeds if (each.on, each.sales, each.collections) == told), "")


def declarable(scope: Scope, region: str, offices: list[OfficeLine]) -> list[OfficeLine]:
    """The offices for which somebody may declare."""
    return [line for line in offices if scope.may("declare", region, line.office)]


def region_forecast(known: ForecastBasis, policies: Policies, month: date, region: str) -> dict[str, int]:
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


def _refusal(book: Book, place: tuple[date, str, str], given: Sequence[object]) -> DeclarationRefused | None:
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

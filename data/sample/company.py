"""The demo company's extracts, as if they had been read from its workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from data.fields import BY_NAME, Kind
from data.sample.calendar import MONTHS, PLANNED_MONTHS, RUNNING_AS_OF, RUNNING_MONTH
from data.sample.dues import dues, salesperson
from data.sample.ledgers import Books, books, books_until
from data.sample.organisation import REGIONS
from data.sample.plans import Amounts, annual_targets, declarations, monthly_plans, target_of_record
from data.sample.spending import SANCTIONS, Expense, Stock, expenses, stocks

SEED = 7
SOURCE_FILE = "demo.xlsx"
#: The pack of the month under way, loaded after the other.
RUNNING_FILE = "demo-running.xlsx"
#: The row of the first record: the header stands in row 1.
FIRST_ROW = 2

Rows = list[tuple[Any, ...]]

_TYPES: dict[Kind, type[pl.DataType]] = {
    "year": pl.Int32,
    "month": pl.Date,
    "date": pl.Date,
    "money": pl.Int64,
    "quantity": pl.Int64,
}


def frames(seed: int = SEED) -> dict[str, pl.DataFrame]:
    """The company's extracts by name, typed as cleaned frames; all but `summary`.

    The same seed gives the same company, on any day. Another seed changes customers,
    documents and chance, not the story.
    """
    drawn = _drawn(seed, MONTHS)
    rows: dict[str, Rows] = {
        "org": _organisation(),
        "annual_plan": [(year, region, *amounts) for (year, region), amounts in drawn.annual.items()],
        "monthly_plan": [(*key, *amounts) for key, amounts in monthly_plans().items()],
        "declarations": drawn.declared,
        **_ledger_rows(drawn.ledgers),
        "inventory": _stock_rows(stocks(seed, drawn.quotas, drawn.ledgers.retail)),
        "expenses": _claim_rows(expenses(seed, _collected(drawn.ledgers))),
        "conduct": [(s.day, s.region, s.office, s.behaviour, s.sanction, s.note) for s in SANCTIONS],
        # The regulation rates none.
        "indicators": [],
    }
    return {name: _frame(name, records) for name, records in rows.items()}


def running_frames(seed: int = SEED) -> dict[str, pl.DataFrame]:
    """What there is of the month under way, through `RUNNING_AS_OF`; balances are those of that day.

    To be loaded after `frames`, from a file of its own.
    """
    drawn = _drawn(seed, (*MONTHS, RUNNING_MONTH))
    ledgers = books_until(drawn.ledgers, RUNNING_AS_OF)
    running = [RUNNING_MONTH]
    claims = expenses(seed, _collected(ledgers), running)
    rows: dict[str, Rows] = {
        "declarations": [row for row in drawn.declared if row[0] == RUNNING_MONTH],
        **_ledger_rows(ledgers),
        "inventory": _stock_rows(stocks(seed, drawn.quotas, ledgers.retail, running)),
        "expenses": _claim_rows([claim for claim in claims if claim.day <= RUNNING_AS_OF]),
    }
    return {name: _frame(name, records, RUNNING_FILE) for name, records in rows.items()}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What everything else follows from: targets, quotas (fen by year and region) and the ledgers."""

    annual: dict[tuple[int, str], Amounts]
    quotas: dict[tuple[int, str], int]
    declared: Rows
    ledgers: Books


def _drawn(seed: int, months: Sequence[date]) -> _Drawn:
    targets: dict[tuple[date, str, str], Amounts] = {}
    declared: Rows = []
    regions = {region.name: region for region in REGIONS}
    for (month, region, office), plan in monthly_plans().items():
        if month not in months:
            continue
        made = declarations(seed, regions[region], office, month, plan)
        targets[(month, region, office)] = target_of_record(plan, made)
        declared += [
            (month, region, office, d.declared_on, *d.amounts, d.reason, d.remedy, d.approver, d.approved_on)
            for d in made
        ]
    annual = {
        (year, region.name): annual_targets(region, year) for year in (2025, 2026) for region in REGIONS
    }
    quotas = {key: collections * 7 // 100 for key, (_, collections) in annual.items()}
    return _Drawn(annual, quotas, declared, books(seed, targets, quotas, months))


def _collected(ledgers: Books) -> dict[tuple[date, str], int]:
    """Fen collected by month and region."""
    collected: dict[tuple[date, str], int] = {}
    for paid in ledgers.collections:
        key = (paid.desk.month, paid.desk.region)
        collected[key] = collected.get(key, 0) + paid.amount
    return collected


def _stock_rows(found: Iterable[Stock]) -> Rows:
    return [(s.month, s.region, s.office, s.category, s.amount) for s in found]


def _claim_rows(found: Iterable[Expense]) -> Rows:
    return _numbered(
        "FY", [(e.day, e.region, e.office, e.category, e.claimant, e.amount, e.status) for e in found]
    )


def _organisation() -> Rows:
    """A row per office as the first month finds it; one more for each whom a new manager leads."""
    found: Rows = [
        (
            region.name, office.name, region.manager_in(office.opened), region.vice_president,
            office.opened, office.closed, region.alias, office.alias,
        )
        for region in REGIONS
        for office in region.offices
        if office.opened in PLANNED_MONTHS
    ]  # fmt: skip
    for region in REGIONS:
        if region.successor is not None:
            month, manager = region.successor
            found += [
                (
                    region.name,
                    office.name,
                    manager,
                    region.vice_president,
                    month,
                    office.closed,
                    region.alias,
                    office.alias,
                )
                for office in region.offices_in(month)
            ]  # fmt: skip
    return found


def _ledger_rows(ledgers: Books) -> dict[str, Rows]:
    """Sales, collections and receivables."""
    return {
        "sales": _numbered(
            "XS",
            [
                (
                    s.day, s.desk.region, s.desk.office, s.customer.name, s.customer.kind,
                    s.product, s.quantity * 10_000, s.amount, s.gross_profit,
                )
                for s in ledgers.sales
            ],
        ),
        "collections": _numbered(
            "HK",
            [
                (c.day, c.desk.region, c.desk.office, c.customer.name, c.customer.kind, c.amount)
                for c in ledgers.collections
            ],
        ),
        "receivables": sorted(
            (
                (
                    b.desk.month, b.desk.region, b.desk.office, b.customer.name, b.customer.kind,
                    due.balance, due.overdue, due.day, salesperson(b.customer, b.desk.office),
                )
                for b in ledgers.balances
                for due in dues(b.customer, b.desk.month, b.balance, b.overdue, b.bought)
            ),
            key=lambda row: row[0],
        ),
    }  # fmt: skip


def _numbered(prefix: str, rows: Iterable[tuple[Any, ...]]) -> Rows:
    """Rows by date, each with a document number of its month behind the date."""
    found: Rows = []
    number = 0
    month: date | None = None
    for row in sorted(rows, key=lambda entry: entry[0]):
        day: date = row[0]
        if month != day.replace(day=1):
            month, number = day.replace(day=1), 0
        number += 1
        found.append((day, f"{prefix}{day:%y%m}-{number:04d}", *row[1:]))
    return found


#: Optional columns that the company fills; it has all the others that are not optional.
_FILLED = {
    "org": ("end_month", "region_alias", "office_alias"),
    "receivables": ("due_date", "salesperson"),
}


def _frame(name: str, rows: Sequence[tuple[Any, ...]], file: str = SOURCE_FILE) -> pl.DataFrame:
    """The rows as a cleaned frame with their place in the workbook; other optional columns are blank."""
    extract = BY_NAME[name]
    schema = {field.name: _TYPES.get(field.kind, pl.String) for field in extract.fields}
    filled = _FILLED.get(name, ())
    given = {f.name: schema[f.name] for f in extract.fields if not f.is_optional or f.name in filled}
    frame = pl.DataFrame(rows, schema=given, orient="row")
    return frame.with_columns(
        *(pl.lit(None, schema[column]).alias(column) for column in schema if column not in given),
        pl.lit(file).alias("source_file"),
        pl.lit(extract.sheet).alias("source_sheet"),
        pl.int_range(FIRST_ROW, FIRST_ROW + pl.len(), dtype=pl.Int32).alias("source_row"),
    )

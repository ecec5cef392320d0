"""The demo company's extracts, as if they had been read from its workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import polars as pl

from data.fields import BY_NAME, Kind
from data.sample.calendar import MONTHS, PLANNED_MONTHS
from data.sample.ledgers import Books, books
from data.sample.organisation import REGIONS
from data.sample.plans import annual_targets, declarations, monthly_plans, target_of_record
from data.sample.spending import SANCTIONS, expenses, indicators, stocks

SEED = 7
SOURCE_FILE = "demo.xlsx"
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
    plans = monthly_plans()
    targets = {}
    declared: Rows = []
    regions = {region.name: region for region in REGIONS}
    for (month, region, office), plan in plans.items():
        if month not in MONTHS:
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
    ledgers = books(seed, targets, quotas)
    collected: dict[tuple[date, str], int] = {}
    for paid in ledgers.collections:
        key = (paid.desk.month, paid.desk.region)
        collected[key] = collected.get(key, 0) + paid.amount
    rows: dict[str, Rows] = {
        "org": _organisation(),
        "annual_plan": [(year, region, *amounts) for (year, region), amounts in annual.items()],
        "monthly_plan": [(*key, *amounts) for key, amounts in plans.items()],
        "declarations": declared,
        **_ledger_rows(ledgers),
        "inventory": [
            (s.month, s.region, s.office, s.category, s.amount) for s in stocks(seed, quotas, ledgers.retail)
        ],
        "expenses": _numbered(
            "FY",
            [
                (e.day, e.region, e.office, e.category, e.claimant, e.amount, e.status)
                for e in expenses(seed, collected)
            ],
        ),
        "conduct": [(s.day, s.region, s.office, s.behaviour, s.sanction, s.note) for s in SANCTIONS],
        "indicators": list(indicators(seed)),
    }
    return {name: _frame(name, records) for name, records in rows.items()}


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
                    b.desk.month, b.desk.region, b.desk.office,
                    b.customer.name, b.customer.kind, b.balance, b.overdue,
                )
                for b in ledgers.balances
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


def _frame(name: str, rows: Sequence[tuple[Any, ...]]) -> pl.DataFrame:
    """The rows as a cleaned frame with their place in the workbook."""
    extract = BY_NAME[name]
    schema = {field.name: _TYPES.get(field.kind, pl.String) for field in extract.fields}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(
        pl.lit(SOURCE_FILE).alias("source_file"),
        pl.lit(extract.sheet).alias("source_sheet"),
        pl.int_range(FIRST_ROW, FIRST_ROW + pl.len(), dtype=pl.Int32).alias("source_row"),
    )

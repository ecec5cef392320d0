"""A month's books per office: how much each lever can take, and what it moves."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from engine.facts import FEN, OFFICE_MONTHS, Facts
from engine.whatif.levers import COLLECTING, LARGEST, Lever, LeverError, LeverKind
from engine.whatif.shares import pro_rata

#: The balance a lever takes from.
BALANCES: dict[LeverKind, str] = {
    "collect_retail": "retail_receivables",
    "collect_overdue": "contract_overdue",
    "collect_current": "contract_current",
    "reduce_inventory": "inventory",
    "cut_expenses": "expense_counted",
}
_NEEDS: dict[LeverKind, tuple[str, ...]] = {
    "collect_retail": ("is_receivables_loaded", "is_collections_loaded"),
    "collect_overdue": ("is_receivables_loaded", "is_collections_loaded"),
    "collect_current": ("is_receivables_loaded", "is_collections_loaded"),
    "extra_sales": ("is_sales_loaded",),
    "reduce_inventory": ("is_inventory_loaded",),
    "cut_expenses": ("is_expenses_loaded",),
}

_FIGURES = [name for name, dtype in OFFICE_MONTHS.items() if dtype == FEN]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Capacity:
    """The most a lever can move, in fen; None where the lever is not available.

    reason: "" or why it is not available: `not_loaded` (the month's figures are not
    loaded) or `unknown_balance` (a summary does not say what is not yet due).
    """

    amount: int | None
    reason: str = ""


class Books:
    """The rows of some regions in one month, ready to be moved. Not shared, not thread-safe."""

    def __init__(self, facts: Facts, month: date, regions: Collection[str]) -> None:
        """LeverError unknown_month or unknown_region if there is nothing to move."""
        self.month, self.regions = month, tuple(regions)
        here = (pl.col("month") == month) & pl.col("region").is_in(list(regions))
        existing = facts.region_months.filter(pl.col("month") == month)
        if existing.is_empty():
            raise LeverError("unknown_month", value=f"{month:%Y-%m}")
        for region in regions:
            if region not in existing["region"]:
                raise LeverError("unknown_region", region=region)
        plans = facts.office_plans.filter(here).select("region", "office", "sales_plan")
        self.plans: dict[tuple[str, str], int | None] = {(r, o): plan for r, o, plan in plans.iter_rows()}
        self.rows: dict[tuple[str, str], Row] = {
            (row["region"], row["office"]): row for row in facts.office_months.filter(here).to_dicts()
        }
        loaded = facts.loaded_months.filter(pl.col("month") == month).to_dicts()
        self.flags: Row = loaded[0] if loaded else {}

    def copy(self) -> Books:
        """The same books, to be moved apart from these."""
        twin = copy(self)
        twin.rows = {key: dict(row) for key, row in self.rows.items()}
        return twin

    def offices(self, region: str) -> list[str]:
        """Offices with figures or a plan, by name."""
        return sorted({office for where, office in {*self.rows, *self.plans} if where == region})

    def capacity(self, kind: LeverKind, region: str, office: str | None = None) -> Capacity:
        """What the lever can move now, in an office or in all the region's offices together.

        LeverError unknown_office. Offices whose balance is unknown add nothing.
        """
        offices = self.offices(region)
        if office is not None and office not in offices:
            raise LeverError("unknown_office", region=region, office=office)
        if not all(self.flags.get(flag) for flag in _NEEDS[kind]) or not offices:
            return Capacity(None, "not_loaded")
        if kind == "extra_sales":
            return Capacity(LARGEST)
        rooms = self._rooms(kind, region)
        known = [rooms[name] for name in ([office] if office else offices) if name in rooms]
        return Capacity(sum(known)) if known else Capacity(None, "unknown_balance")

    def parts(self, lever: Lever) -> dict[str, int]:
        """The lever's fen by office. LeverError if it is not available or takes more than is there."""
        capacity = self.capacity(lever.kind, lever.region, lever.office)
        if capacity.amount is None:
            raise LeverError("not_available", **_place(lever), reason=capacity.reason)
        if lever.amount > capacity.amount:
            raise LeverError(
                "beyond_capacity", **_place(lever), amount=lever.amount, capacity=capacity.amount
            )
        if lever.office is not None:
            return {lever.office: lever.amount}
        if lever.kind == "extra_sales":
            offices = self.offices(lever.region)
            plans = {office: max(0, self.plans.get((lever.region, office)) or 0) for office in offices}
            return pro_rata(lever.amount, plans, dict.fromkeys(offices, LARGEST))
        rooms = self._rooms(lever.kind, lever.region)
        return pro_rata(lever.amount, rooms, rooms)

    def move(self, levers: Iterable[Lever]) -> None:
        """Enters the levers one after the other; LeverError as in `parts`, the books then are half moved."""
        for lever in levers:
            parts = self.parts(lever)
            owed = pro_rata(lever.owed, parts, parts)
            for office, amount in parts.items():
                if amount:
                    self._enter(lever, office, amount, owed[office])

    def moves(self, levers: Iterable[Lever]) -> dict[str, dict[str, int]]:
        """What the levers add to each region's figures, in fen; the books stay. LeverError as in `parts`."""
        moved = self.copy()
        moved.move(levers)
        found: dict[str, dict[str, int]] = {region: {} for region in self.regions}
        for (region, office), row in moved.rows.items():
            before = self.rows.get((region, office), {})
            for name in _FIGURES:
                if fen := (row[name] or 0) - (before.get(name) or 0):
                    found[region][name] = found[region].get(name, 0) + fen
        return found

    def frame(self) -> pl.DataFrame:
        """The rows as `Facts.office_months` has them."""
        return pl.DataFrame(list(self.rows.values()), schema=OFFICE_MONTHS)

    def _rooms(self, kind: LeverKind, region: str) -> dict[str, int]:
        """What each office's balance holds; offices whose balance is unknown are left out."""
        column = BALANCES[kind]
        rooms = {}
        for office in self.offices(region):
            row = self.rows.get((region, office), {})
            balance = row.get(column)
            if kind == "collect_current" and _is_unknown(row):
                continue
            rooms[office] = max(0, balance or 0)
        return rooms

    def _enter(self, lever: Lever, office: str, amount: int, owed: int) -> None:
        key = (lever.region, office)
        if key not in self.rows:
            place = {"month": self.month, "region": lever.region, "office": office}
            self.rows[key] = dict.fromkeys(OFFICE_MONTHS) | place
        row = self.rows[key]
        if lever.kind == "extra_sales":
            _raise(row, "sales", amount, lever)
            if owed < amount:
                _raise(row, "collections", amount - owed, lever)
            if lever.receivable_type == "retail":
                row["retail_receivables"] = (row["retail_receivables"] or 0) + owed
            elif not _is_unknown(row):
                row["contract_current"] = (row["contract_current"] or 0) + owed
            return
        row[BALANCES[lever.kind]] -= amount
        if lever.kind in COLLECTING:
            _raise(row, "collections", amount, lever)
        elif lever.kind == "cut_expenses" and row["expense_pending"]:
            # A claim that awaits approval is the one that can still be turned down.
            row["expense_pending"] -= min(amount, max(0, row["expense_pending"]))


def _is_unknown(row: Row) -> bool:
    """Whether it is not known what contract customers owe that is not yet due.

    The ledger has both contract figures or none (no rows: nothing owed); a summary only what is overdue.
    """
    return row.get("contract_current") is None and row.get("contract_overdue") is not None


def _raise(row: Row, figure: str, amount: int, lever: Lever) -> None:
    """Adds to the month's figure and, up to the checkpoint day, to the month to date.

    No row at all means 0; a figure without its month-to-date part leaves that unknown.
    """
    part = f"{figure}_to_checkpoint"
    if row[figure] is None:
        row[figure] = row[part] = 0
    row[figure] += amount
    if row[part] is not None and lever.is_by_checkpoint:
        row[part] += amount


def _place(lever: Lever) -> Row:
    return {"kind": lever.kind, "region": lever.region, "office": lever.office}

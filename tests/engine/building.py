"""Facts from a few words: what a case does not mention is unremarkable.

An unmentioned region has one office, `Office`, that meets its plan of 1,000.00 yuan
of sales and of collections, all of it before the 28th, with no stock, receivables or
expenses, under an annual target of 10,000.00 yuan each (so its quota is 700.00): it
scores exactly 100. Its manager is `Manager`, its vice president `VP`.

A case states a company in one of three forms: the words of one region, `regions:`
(words by name) or `months:` (words by name by month). Amounts are yuan; the word
`none` for a plan or an annual target means that there is none, `unknown` for a figure
to the checkpoint that the month-to-date figure is not known, and `rows: none` that
the office had no rows at all. `not_loaded:` lists extracts loaded for no region.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from engine.facts import SCHEMAS, Facts

Words = Mapping[str, Any]

REGION = "East"
OFFICE = "Office"
MONTH = "2026-03"
EXTRACTS = ("sales", "collections", "receivables", "inventory", "expenses")

#: word → column and the extract it comes from
_ACTUALS = {
    "retail": ("retail_receivables", "receivables"),
    "inventory": ("inventory", "inventory"),
    "overdue": ("contract_overdue", "receivables"),
    "expenses": ("expense_counted", "expenses"),
    "travel": ("manager_travel", "expenses"),
    "pending": ("expense_pending", "expenses"),
    "pending_travel": ("manager_travel_pending", "expenses"),
}
_OF_THE_OFFICE = {
    "plan",
    "sales",
    "collections",
    "sales_28",
    "collections_28",
    "rows",
    "declarations",
    *_ACTUALS,
}
_OF_THE_REGION = {"manager", "vice_president", "annual", "annual_sales", "sanctions", "offices", "indicators"}


def fen(yuan: object) -> int:
    """Fen from an amount in yuan; anything finer than a fen is a mistake in the case."""
    amount = Decimal(str(yuan).replace(",", "")) * 100
    assert amount == int(amount), f"{yuan} is finer than a fen"
    return int(amount)


def month_day(text: str) -> date:
    """The first day of the month written `2026-03`."""
    year, month = text.split("-")
    return date(int(year), int(month), 1)


def facts(words: Words) -> Facts:
    """The facts that a case's `given` describes."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for name, regions in _months(words).items():
        month = month_day(name)
        missing = set(regions.get("not_loaded", ()))
        assert missing <= set(EXTRACTS), f"no such extract: {missing - set(EXTRACTS)}"
        if missing != set(EXTRACTS):
            rows["loaded_months"].append(
                {"month": month} | {f"is_{extract}_loaded": extract not in missing for extract in EXTRACTS}
            )
        for region, of_region in regions.items():
            if region != "not_loaded":
                _add_region(rows, month, region, of_region or {}, missing)
    for position, row in enumerate(rows["declarations"]):
        row["position"] = position
    return from_rows(rows)


def from_rows(rows: Mapping[str, list[dict[str, Any]]]) -> Facts:
    """Facts from plain rows by frame; a frame that is not mentioned is empty."""
    return Facts(
        **{name: pl.DataFrame(rows.get(name, []), schema=schema) for name, schema in SCHEMAS.items()}
    )


def _months(words: Words) -> dict[str, dict[str, Any]]:
    """The company by month and region, whichever form it was written in."""
    if "months" in words:
        assert set(words) == {"months"}
        return dict(words["months"])
    month, missing = words.get("month", MONTH), words.get("not_loaded", ())
    if "regions" in words:
        assert set(words) <= {"regions", "month", "not_loaded"}
        return {month: dict(words["regions"]) | {"not_loaded": missing}}
    of_region = {key: value for key, value in words.items() if key not in ("month", "not_loaded")}
    return {month: {REGION: of_region, "not_loaded": missing}}


def _add_region(
    rows: dict[str, list[dict[str, Any]]], month: date, region: str, words: Words, missing: set[str]
) -> None:
    unknown = set(words) - _OF_THE_OFFICE - _OF_THE_REGION
    assert not unknown, f"no such word: {unknown}"
    key = {"month": month, "region": region}
    rows["region_months"].append(
        key
        | {
            "manager": words.get("manager", "Manager"),
            "vice_president": words.get("vice_president", "VP"),
        }
    )
    annual = {"year": month.year, "region": region}
    known = any(annual.items() <= row.items() for row in rows["annual_plans"])
    if words.get("annual") != "none" and not known:
        rows["annual_plans"].append(
            annual
            | {
                "sales_target": fen(words.get("annual_sales", 10_000)),
                "collections_target": fen(words.get("annual", 10_000)),
            }
        )
    for sanction, count in words.get("sanctions", {}).items():
        rows["conduct"].append(key | {"sanction": sanction, "count": count})
    for indicator, (target, actual) in words.get("indicators", {}).items():
        values = {"target": round(target * 10_000), "actual": round(actual * 10_000)}
        rows["indicators"].append(key | {"indicator": indicator} | values)
    of_office = {name: value for name, value in words.items() if name in _OF_THE_OFFICE}
    for office, own in words.get("offices", {OFFICE: {}}).items():
        _add_office(rows, key | {"office": office}, of_office | dict(own or {}), missing)


def _add_office(
    rows: dict[str, list[dict[str, Any]]], key: dict[str, Any], words: Words, missing: set[str]
) -> None:
    unknown = set(words) - _OF_THE_OFFICE
    assert not unknown, f"no such word: {unknown}"
    plan = words.get("plan", [1000, 1000])
    if plan != "none":
        rows["office_plans"].append(key | {"sales_plan": fen(plan[0]), "collections_plan": fen(plan[1])})
    for declaration in words.get("declarations", ()):
        rows["declarations"].append(key | _declaration(declaration, key["month"]))
    if words.get("rows") != "none":
        actuals = dict(key)
        for word, (column, extract) in _ACTUALS.items():
            actuals[column] = None if extract in missing else fen(words.get(word, 0))
        for kind in ("sales", "collections"):
            actuals |= _ledger(kind, words, is_loaded=kind not in missing)
        rows["office_months"].append(actuals)
        place = {"month": key["month"], "region": key["region"]}
        for ledger in EXTRACTS:
            source = place | {"ledger": ledger, "source": ledger}
            if ledger not in missing and source not in rows["sources"]:
                rows["sources"].append(source)


def _ledger(kind: str, words: Words, *, is_loaded: bool) -> dict[str, int | None]:
    """The month's figure and its part up to the checkpoint; by default all of it."""
    whole = words.get(kind, 1000)
    if not is_loaded or whole == "none":
        return {kind: None, f"{kind}_to_checkpoint": None}
    part = words.get(f"{kind}_28", whole)
    return {kind: fen(whole), f"{kind}_to_checkpoint": None if part == "unknown" else fen(part)}


def _declaration(words: Words, month: date) -> dict[str, Any]:
    """By default made on the 28th of the month before, for 1,000.00 each, with no words added."""
    before = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 28)
    known = {"date", "sales", "collections", "reason", "remedy", "by", "approved"}
    assert set(words) <= known, f"no such word: {set(words) - known}"
    return {
        "declared_on": words.get("date", before),
        "sales": fen(words.get("sales", 1000)),
        "collections": fen(words.get("collections", 1000)),
        "reason": words.get("reason"),
        "remedy": words.get("remedy"),
        "approver": words.get("by"),
        "approved_on": words.get("approved"),
    }

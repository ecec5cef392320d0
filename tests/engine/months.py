"""Companies with days: regions whose months take a stated course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from engine.facts import Facts
from engine.forecasting import Days
from tests.engine.building import from_rows

#: A month's amounts by day, in fen: sales and collections alike unless told apart.
Course = Mapping[int, int]
TARGET = 1_000_000
SCHEMA = {
    "month": pl.Date,
    "region": pl.String,
    "day": pl.Int8,
    "sales": pl.Int64,
    "collections": pl.Int64,
}


def month(number: int) -> date:
    """Month `number` of the company's life, from 0: January 2025."""
    return date(2025 + number // 12, number % 12 + 1, 1)


def days(courses: Mapping[str, Sequence[Course]], undated: Sequence[tuple[date, str]] = ()) -> Days:
    """The days of every region's months."""
    rows = [
        {"month": month(number), "region": region, "day": day, "sales": amount, "collections": amount}
        for region, months in courses.items()
        for number, course in enumerate(months)
        for day, amount in course.items()
    ]
    return Days(
        pl.DataFrame(rows, schema=SCHEMA),
        pl.DataFrame(list(undated), schema={"month": pl.Date, "region": pl.String}, orient="row"),
    )


def company(
    courses: Mapping[str, Sequence[Course]],
    *,
    target: int = TARGET,
    occupied: int | None = None,
    not_loaded: Sequence[int] = (),
) -> Facts:
    """Facts whose totals are those of the days; a region's list of courses says which months it has.

    `target` (fen) holds for every region and month; the quota is 7 % of twelve of them.
    `occupied` (fen, retail receivables of every month end) makes capital known.
    """
    rows: dict[str, list[dict[str, Any]]] = {
        "region_months": [], "annual_plans": [], "office_plans": [], "office_months": [], "loaded_months": [],
    }  # fmt: skip
    last = max(len(months) for months in courses.values())
    rows["loaded_months"] = [
        {"month": month(number)}
        | {f"is_{name}_loaded": True for name in ("sales", "collections", "expenses")}
        | {f"is_{name}_loaded": occupied is not None for name in ("receivables", "inventory")}
        for number in range(last)
        if number not in not_loaded
    ]
    for region, months in courses.items():
        rows["annual_plans"] += [
            {"year": year, "region": region, "sales_target": 12 * target, "collections_target": 12 * target}
            for year in sorted({month(number).year for number in range(len(months))})
        ]
        for number, course in enumerate(months):
            place = {"month": month(number), "region": region}
            rows["region_months"].append(place | {"manager": "Manager", "vice_president": "VP"})
            office = place | {"office": "Office"}
            rows["office_plans"].append(office | {"sales_plan": target, "collections_plan": target})
            whole, part = sum(course.values()), sum(a for day, a in course.items() if day <= 28)
            rows["office_months"].append(
                office
                | {"sales": whole, "sales_to_checkpoint": part}
                | {
                    "collections": whole,
                    "collections_to_checkpoint": part,
                    "expense_counted": whole // 400,
                    "manager_travel": 0,
                }
                | {"retail_receivables": occupied, "inventory": occupied and 0}
                | {"contract_overdue": occupied and 0}
            )
    return from_rows(rows)

"""Clause 一.2 in plain loops: what became of every declaration, and the targets of record."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import Any

from engine.facts import Facts

Row = dict[str, Any]
Place = tuple[date, str, str]

LOWEST_WITHOUT_APPROVAL = Fraction(95, 100)
LAST_DAY = 10
DUE_DAY = 28


def judged_declarations(facts: Facts) -> list[Row]:
    """Every uploaded declaration with `status` and `is_late`, in the order of `position`."""
    plans = _plans(facts)
    people = {(row["month"], row["region"]): row for row in facts.region_months.to_dicts()}
    by_place: dict[Place, list[Row]] = defaultdict(list)
    for row in facts.declarations.to_dicts():
        by_place[_place(row)].append(row)

    judged = []
    for place, rows in by_place.items():
        accepted = 0
        for row in sorted(rows, key=lambda row: (row["declared_on"], row["position"])):
            plan = plans.get(place)
            if plan is None:
                status = "no_plan"
            elif row["declared_on"] > place[0].replace(day=LAST_DAY):
                status = "after_deadline"
            elif _needs_approval(row, plan) and not _is_approved(row, people.get(place[:2], {})):
                status = "not_approved"
            else:
                status = ("declaration", "adjustment", "second_adjustment")[min(accepted, 2)]
                accepted += 1
            is_late = status == "declaration" and row["declared_on"] > _due(place[0])
            judged.append(row | {"status": status, "is_late": is_late})
    return sorted(judged, key=lambda row: row["position"])


def targets_of_record(facts: Facts) -> dict[Place, Row]:
    """The adjustment, else the declaration, else the plan, of every planned office and month."""
    targets = {
        place: {"sales": plan["sales_plan"], "collections": plan["collections_plan"], "source": "plan"}
        for place, plan in _plans(facts).items()
    }
    judged = judged_declarations(facts)
    for status in ("declaration", "adjustment"):
        for row in judged:
            if row["status"] == status:
                targets[_place(row)] = {
                    "sales": row["sales"],
                    "collections": row["collections"],
                    "source": status,
                }
    return targets


def _place(row: Row) -> Place:
    return row["month"], row["region"], row["office"]


def _plans(facts: Facts) -> dict[Place, Row]:
    return {_place(row): row for row in facts.office_plans.to_dicts()}


def _due(month: date) -> date:
    """The 28th of the month before."""
    if month.month == 1:
        return date(month.year - 1, 12, DUE_DAY)
    return date(month.year, month.month - 1, DUE_DAY)


def _needs_approval(row: Row, plan: Row) -> bool:
    return any(
        row[figure] < LOWEST_WITHOUT_APPROVAL * plan[f"{figure}_plan"] for figure in ("sales", "collections")
    )


def _is_approved(row: Row, people: Row) -> bool:
    deadline = row["month"].replace(day=LAST_DAY)
    return (
        bool((row["reason"] or "").strip())
        and bool((row["remedy"] or "").strip())
        and row["approved_on"] is not None
        and row["approved_on"] <= deadline
        and row["approver"] is not None
        and row["approver"] in (people.get("manager"), people.get("vice_president"))
    )

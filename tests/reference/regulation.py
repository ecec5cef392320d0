"""The regulation once more: plain loops over rows, exact fractions, no cleverness.

This is the oracle of the engine's tests. It was written from the text of the
regulation alone; it knows neither the engine's modules nor its policy files, so
every number of the regulation stands here a second time.

Where the text leaves room, this reading holds:

- a money figure of a month whose extract was loaded for no region is None (unknown);
  a loaded month without rows is 0;
- each checkpoint ratio is known as soon as its own target and figure are;
- the overrun is known only where the whole of chapter 二 has data;
- the span of the expenses takes the months of the year, up to this one, in which the
  region existed and for which both expenses and collections were loaded; without any
  there is no figure;
- a region's figures are those of its offices, whether or not they have plans;
- a month after the last one with any loaded figures is still to come: it has targets,
  but no score, rank or last place.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import Any

from engine.facts import Facts
from tests.reference.declarations import judged_declarations, targets_of_record
from tests.reference.ranking import rank_and_streak

Row = dict[str, Any]
Key = tuple[date, str]

WEIGHTS = {"sales": 35, "collections": 35, "capital": 15, "expense": 10, "conduct": 5}
SANCTIONS = {"警告": 1, "记过": 3, "记大过": 5, "调岗": 5}
ATTAINMENT_CEILING = Fraction(12, 10)
QUOTA_RATE = Fraction(7, 100)
CAP_RATE = Fraction(3, 1000)
CHECKPOINT = Fraction(70, 100)
NO_CAPITAL_POINTS_AT = Fraction(30, 100)


def expected(facts: Facts) -> dict[Key, Row]:
    """Every published figure of every region and month: money in yuan, ratios as fractions."""
    loaded = {row["month"]: row for row in facts.loaded_months.to_dicts()}
    actuals: dict[Key, list[Row]] = defaultdict(list)
    for row in facts.office_months.to_dicts():
        actuals[row["month"], row["region"]].append(row)
    targets = targets_of_record(facts)
    annual = {(row["year"], row["region"]): row for row in facts.annual_plans.to_dicts()}
    sanctions: dict[Key, int] = defaultdict(int)
    for row in facts.conduct.to_dicts():
        sanctions[row["month"], row["region"]] += SANCTIONS[row["sanction"]] * row["count"]

    existing = {(row["month"], row["region"]) for row in facts.region_months.to_dicts()}
    known = [day for day, row in loaded.items() if any(value is True for value in row.values())]
    # Plans and declarations alone are no data; sanctions are.
    with_data = {*known, *(month for month, _ in sanctions)}
    result: dict[Key, Row] = {}
    for row in facts.region_months.to_dicts():
        month, region = key = row["month"], row["region"]
        figures: Row = {"month": month, "region": region, "manager": row["manager"]}
        figures |= _targets(key, targets, actuals[key], loaded.get(month, {}))
        figures |= _capital(annual.get((month.year, region)), actuals[key], loaded.get(month, {}))
        figures |= _expenses(key, existing, actuals, loaded)
        figures |= _score(figures, sanctions[key])
        if not known or month > max(known) or month not in with_data:
            figures |= {"score": None, "pay_coefficient": None}
        result[key] = figures
    rank_and_streak(result)
    return result


def settlement(facts: Facts) -> list[Row]:
    """One line per region, month and clause that speaks of money, also at 0."""
    lines = []
    for (month, region), figures in expected(facts).items():
        outcome = figures["checkpoint_outcome"]
        status = outcome if outcome in ("no_target", "no_data") else "proposed"
        held = [f"{f}_{k}" for f in ("sales", "collections") for k in ("to_checkpoint", "target")]
        owed = ["capital_quota", "capital_occupied", "contract_overdue"]
        for clause, item, amount, state, operands in (
            ("一.3", "checkpoint", figures["checkpoint_award"], status, held),
            ("二", "capital_overrun", figures["capital_award"], figures["capital_status"], owed),
        ):
            lines.append(
                {
                    "month": month,
                    "region": region,
                    "clause": clause,
                    "item": item,
                    "amount": amount,
                    "status": state,
                    "is_missing": any(figures[name] is None for name in operands),
                }
            )
    return lines


def components(facts: Facts) -> list[Row]:
    """The points of every component, None where it dropped out."""
    return [
        {
            "month": month,
            "region": region,
            "indicator": name,
            "points": points,
            "has_data": points is not None,
        }
        for (month, region), figures in expected(facts).items()
        for name, points in figures["points"].items()
    ]


def declarations(facts: Facts) -> list[Row]:
    """The declarations as uploaded, each with `status` and `is_late`."""
    return judged_declarations(facts)


def _yuan(fen: int | None) -> Fraction | None:
    return None if fen is None else Fraction(fen, 100)


def _total(rows: list[Row], column: str) -> Fraction:
    return sum((Fraction(row[column] or 0, 100) for row in rows), Fraction(0))


def _share(part: Fraction | None, whole: Fraction | None) -> Fraction | None:
    """part ÷ whole, None where either is unknown or the whole is not positive."""
    if part is None or whole is None or whole <= 0:
        return None
    return part / whole


def _targets(key: Key, targets: dict[Any, Row], rows: list[Row], loaded: Row) -> Row:
    """一.2 and 一.3."""
    figures: Row = {}
    for kind in ("sales", "collections"):
        own = [target[kind] for place, target in targets.items() if place[:2] == key]
        target = _yuan(sum(own)) if own else None
        actual = to_checkpoint = None
        if loaded.get(f"is_{kind}_loaded"):
            actual = _total(rows, kind)
            if all(row[kind] is None or row[f"{kind}_to_checkpoint"] is not None for row in rows):
                to_checkpoint = _total(rows, f"{kind}_to_checkpoint")
        figures[f"{kind}_target"] = target
        figures[kind] = actual
        figures[f"{kind}_to_checkpoint"] = to_checkpoint
        figures[f"{kind}_checkpoint_ratio"] = _share(to_checkpoint, target)
        figures[f"{kind}_attainment"] = _share(actual, target)
    ratios = [figures["sales_checkpoint_ratio"], figures["collections_checkpoint_ratio"]]
    if any(
        not figures[f"{kind}_target"] or figures[f"{kind}_target"] < 0 for kind in ("sales", "collections")
    ):
        outcome, award = "no_target", 0
    elif None in ratios:
        outcome, award = "no_data", 0
    elif min(ratios) >= CHECKPOINT:
        outcome, award = "met", 1000
    else:
        outcome, award = "missed", -1000
    return figures | {"checkpoint_outcome": outcome, "checkpoint_award": award}


def _capital(plan: Row | None, rows: list[Row], loaded: Row) -> Row:
    """二."""
    quota = None
    if plan is not None and plan["collections_target"] is not None:
        quota = QUOTA_RATE * Fraction(plan["collections_target"], 100)
    occupied = overdue = None
    if loaded.get("is_receivables_loaded"):
        overdue = _total(rows, "contract_overdue")
        if loaded.get("is_inventory_loaded"):
            occupied = _total(rows, "retail_receivables") + _total(rows, "inventory")
    figures: Row = {
        "capital_quota": quota,
        "capital_occupied": occupied,
        "contract_overdue": overdue,
        "capital_overrun": None,
        "capital_overrun_ratio": None,
        "capital_award": 0,
        "capital_status": "no_data",
        "is_explanation_required": False,
    }
    if quota is None or quota <= 0 or occupied is None or overdue is None:
        return figures
    overrun = max(Fraction(0), occupied - quota) + overdue
    ratio = overrun / quota
    return figures | {
        "capital_overrun": overrun,
        "capital_overrun_ratio": ratio,
        "capital_award": _tier(ratio),
        "capital_status": "proposed",
        "is_explanation_required": ratio > Fraction(30, 100),
    }


def _tier(ratio: Fraction) -> int:
    if ratio <= 0:
        return 500
    if ratio <= Fraction(5, 100):
        return 0
    if ratio <= Fraction(10, 100):
        return -500
    if ratio <= Fraction(20, 100):
        return -1000
    if ratio <= Fraction(30, 100):
        return -2000
    return -3000


def _expenses(key: Key, existing: set[Key], actuals: dict[Key, list[Row]], loaded: dict[date, Row]) -> Row:
    """三: the year to date under the plain names, the month alone under `…_month`."""
    month, region = key
    figures: Row = {}
    for suffix, first in (("", 1), ("_month", month.month)):
        months = [
            day
            for day in (date(month.year, number, 1) for number in range(first, month.month + 1))
            if (day, region) in existing
            and loaded.get(day, {}).get("is_expenses_loaded")
            and loaded[day].get("is_collections_loaded")
        ]
        counted = travel = cap = ratio = None
        if months:
            rows = [row for day in months for row in actuals.get((day, region), [])]
            collections = _total(rows, "collections")
            counted = _total(rows, "expense_counted")
            travel = _total(rows, "manager_travel")
            cap = CAP_RATE * collections
            ratio = _share(counted, collections)
        figures |= {
            f"expense_counted{suffix}": counted,
            f"manager_travel{suffix}": travel,
            f"expense_cap{suffix}": cap,
            f"expense_ratio{suffix}": ratio,
        }
    return figures


def _score(figures: Row, deducted: int) -> Row:
    """四: points, published score and pay coefficient."""
    points: dict[str, Fraction | None] = {}
    for kind in ("sales", "collections"):
        attainment = figures[f"{kind}_attainment"]
        points[kind] = None
        if attainment is not None:
            points[kind] = WEIGHTS[kind] * max(Fraction(0), min(attainment, ATTAINMENT_CEILING))
    overrun = figures["capital_overrun_ratio"]
    points["capital"] = None
    if overrun is not None:
        points["capital"] = WEIGHTS["capital"] * max(Fraction(0), 1 - overrun / NO_CAPITAL_POINTS_AT)
    points["expense"] = None
    if figures["expense_ratio"] is not None:
        excess = figures["expense_counted"] / figures["expense_cap"] - 1
        points["expense"] = WEIGHTS["expense"] * max(Fraction(0), min(Fraction(1), 1 - excess))
    points["conduct"] = Fraction(max(0, WEIGHTS["conduct"] - deducted))

    present = {name: value for name, value in points.items() if value is not None}
    exact = 100 * sum(present.values(), Fraction(0)) / sum(WEIGHTS[name] for name in present)
    score = Fraction(int(exact * 100 + Fraction(1, 2)), 100)
    if score >= 100:
        coefficient = Fraction(12, 10)
    elif score >= 90:
        coefficient = Fraction(10, 10)
    elif score >= 75:
        coefficient = Fraction(8, 10)
    else:
        coefficient = Fraction(6, 10)
    return {"points": points, "score": score, "pay_coefficient": coefficient}

"""Random small companies whose figures crowd around the regulation's thresholds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

Row = dict[str, Any]

FRAMES = (
    *("region_months", "annual_plans", "office_plans", "declarations", "office_months"),
    *("loaded_months", "conduct"),
)
#: Plans in fen. Multiples of 400 make 95 %, 70 % and the tiers whole fen, the others do not.
PLANS = st.sampled_from([0, 1, 400, 100_000, 700_000, 26_901_690, 99_999, 3_333_333])
NEAR = st.sampled_from([-1, 0, 0, 1])
#: Shares of a whole, in percent, around which figures are drawn.
EDGES = st.sampled_from([0, 50, 69, 70, 71, 94, 95, 96, 100, 119, 120, 121, 150])
OVERRUNS = st.sampled_from([90, 100, 102, 105, 110, 115, 120, 130, 131, 200])
PEOPLE = st.sampled_from(["Ada", "Bo", "Cy"])
FIRST_MONTHS = st.sampled_from([date(2025, 11, 1), date(2026, 1, 1), date(2025, 12, 1)])


def near(draw: st.DrawFn, whole: int, edges: st.SearchStrategy[int] = EDGES) -> int:
    """An amount at an edge of `whole`, or a fen beside it."""
    return whole * draw(edges) // 100 + draw(NEAR)


@st.composite
def companies(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Rows of all frames of `Facts`; `building.from_rows` makes the facts of them."""
    months = _months(draw)
    regions = [f"R{number}" for number in range(draw(st.integers(1, 5)))]
    rows: dict[str, list[Row]] = {name: [] for name in FRAMES}
    quotas: dict[tuple[int, str], int] = {}
    for year in sorted({month.year for month in months}):
        for region in regions:
            if draw(st.integers(0, 9)):
                target = draw(st.sampled_from([0, 10, 1_000, 1_000_000, 1_000_000, 33_333_333]))
                quotas[year, region] = target * 7 // 100
                rows["annual_plans"].append(
                    {"year": year, "region": region, "sales_target": 0, "collections_target": target}
                )
    for month in months:
        loaded = _loaded(draw, month)
        rows["loaded_months"].extend([loaded] if loaded else [])
        for region in regions:
            if draw(st.integers(0, 14)):
                key = {"month": month, "region": region}
                _add_region(draw, rows, key, quotas.get((month.year, region), 0))
    for position, row in enumerate(rows["declarations"]):
        row["position"] = position
    return rows


def _months(draw: st.DrawFn) -> list[date]:
    first = draw(FIRST_MONTHS)
    numbers = [first.year * 12 + first.month - 1 + step for step in range(draw(st.integers(1, 4)))]
    months = [date(number // 12, number % 12 + 1, 1) for number in numbers]
    return months[:1] + [month for month in months[1:] if draw(st.integers(0, 7))]


def _loaded(draw: st.DrawFn, month: date) -> Row | None:
    """Mostly everything; expenses and collections always share their months (三, same span)."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return None
    flags = [True] * 4 if kind > 2 else [draw(st.booleans()) for _ in range(4)]
    names = ("sales", "collections", "receivables", "inventory")
    row = {f"is_{name}_loaded": flag for name, flag in zip(names, flags, strict=True)}
    return {"month": month} | row | {"is_expenses_loaded": row["is_collections_loaded"]}


def _add_region(draw: st.DrawFn, rows: dict[str, list[Row]], key: Row, quota: int) -> None:
    manager, vice_president = draw(st.sampled_from([("Ada", "Bo"), ("Ada", "Bo"), ("Cy", "Bo")]))
    rows["region_months"].append(key | {"manager": manager, "vice_president": vice_president})
    for sanction in draw(
        st.lists(st.sampled_from(["警告", "记过", "记大过", "调岗"]), max_size=2, unique=True)
    ):
        rows["conduct"].append(key | {"sanction": sanction, "count": draw(st.integers(1, 2))})
    for number in range(draw(st.sampled_from([1, 1, 2]))):
        _add_office(draw, rows, key | {"office": f"O{number}"}, quota)


def _add_office(draw: st.DrawFn, rows: dict[str, list[Row]], place: Row, quota: int) -> None:
    plan = {kind: draw(PLANS) for kind in ("sales", "collections")}
    if draw(st.integers(0, 9)):
        rows["office_plans"].append(place | {f"{kind}_plan": amount for kind, amount in plan.items()})
    for _ in range(draw(st.sampled_from([0, 0, 1, 2, 3, 4]))):
        rows["declarations"].append(place | _declaration(draw, place["month"], plan))
    if not draw(st.integers(0, 9)):
        return
    actuals = dict(place)
    for kind in ("sales", "collections"):
        whole = draw(st.sampled_from([near(draw, plan[kind]), -500, 0, plan[kind]]))
        part = draw(st.sampled_from([near(draw, plan[kind]), whole]))
        is_unknown, has_no_row = not draw(st.integers(0, 19)), not draw(st.integers(0, 19))
        actuals[kind] = None if has_no_row else whole
        actuals[f"{kind}_to_checkpoint"] = None if is_unknown or has_no_row else part
    occupied = max(0, near(draw, quota, OVERRUNS))
    actuals["retail_receivables"] = occupied // 2
    actuals["inventory"] = occupied - occupied // 2
    actuals["contract_overdue"] = draw(st.sampled_from([0, 0, 0, 1, quota // 20, quota // 10 + 1]))
    cap = plan["collections"] * 3 // 1000
    actuals["expense_counted"] = draw(
        st.sampled_from([0, cap, cap + 1, cap * 3 // 2, cap * 2, cap * 2 + 1, -7])
    )
    actuals["manager_travel"] = draw(st.integers(0, 500))
    actuals["expense_pending"] = actuals["manager_travel_pending"] = 0
    rows["office_months"].append(actuals)


def _declaration(draw: st.DrawFn, month: date, plan: dict[str, int]) -> Row:
    around = draw(st.sampled_from([-40, -4, -3, 0, 8, 9, 10, 11]))
    approved = draw(st.sampled_from([None, -4, 9, 9, 10]))
    return {
        "declared_on": month + timedelta(days=around),
        "sales": max(0, near(draw, plan["sales"])),
        "collections": max(0, near(draw, plan["collections"])),
        "reason": draw(st.sampled_from(["r", "r", "r", None, "", " "])),
        "remedy": draw(st.sampled_from(["m", "m", "m", None, ""])),
        "approver": draw(st.sampled_from(["Ada", "Bo", "Cy", None])),
        "approved_on": None if approved is None else month + timedelta(days=approved),
    }

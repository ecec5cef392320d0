"""Companies with months ahead: what is known ends with September 2025, and plans go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from engine.ahead.rest import Rest, rest_of_year
from engine.evaluation import evaluate
from engine.facts import Facts
from engine.forecasting import Days
from engine.policy.parameters import Policies
from tests.engine.months import TARGET, Course, company, days, month
from tests.engine.policies import shipped

#: Three regions whose months go up and down, in percent of the target: who is last is open each time.
WAVES = {
    "East": (62, 90, 71, 99, 66, 84, 75, 93, 68),
    "North": (88, 67, 94, 64, 90, 76, 98, 61, 86),
    "South": (73, 85, 65, 92, 81, 70, 62, 95, 78),
}
#: January to September are known: three months of 2025 are ahead.
KNOWN, YEAR = 9, 12
LATEST = month(KNOWN - 1)
AHEAD = (month(9), month(10), month(11))


def waves(known: int = KNOWN) -> dict[str, list[Course]]:
    return {
        region: [{10: TARGET * share // 200, 20: TARGET * share // 200} for share in shares[:known]]
        for region, shares in WAVES.items()
    }


def planned(facts: Facts, last: int = YEAR, first: int = KNOWN) -> Facts:
    """The facts with plans for the months ahead and nothing else."""
    coming = [month(number) for number in range(first, last)]
    rows = [{"month": at, "region": region} for at in coming for region in WAVES]
    regions = [row | {"manager": "Manager", "vice_president": "VP"} for row in rows]
    plans = [row | {"office": "Office", "sales_plan": TARGET, "collections_plan": TARGET} for row in rows]
    years = sorted({(at.year, region) for at in coming for region in WAVES})
    have = set(facts.annual_plans.select("year", "region").iter_rows())
    annual = [
        {"year": year, "region": region, "sales_target": 12 * TARGET, "collections_target": 12 * TARGET}
        for year, region in years
        if (year, region) not in have
    ]

    def more(frame: pl.DataFrame, added: list[dict[str, Any]]) -> pl.DataFrame:
        return pl.concat([frame, pl.DataFrame(added, schema=frame.schema)])

    return replace(
        facts,
        region_months=more(facts.region_months, regions),
        office_plans=more(facts.office_plans, plans),
        annual_plans=more(facts.annual_plans, annual),
    )


def rest(
    facts: Facts, known: Days, at: date = LATEST, day: int = 30, policies: Policies | None = None
) -> Rest:
    found = rest_of_year(facts, evaluate(facts, policies or shipped()), known, at, day)
    assert found is not None
    return found


#: Percent of the target that never change, so that every course is the same one; South is always last.
SHARES = {"East": 90, "North": 80, "South": 60}


def steady(streak: int = 2, known: int = KNOWN) -> Facts:
    """South was last for the `streak`-th time when the last of the `known` months was published."""
    places = [
        {"month": month(known - 1), "region": region, "manager": "Manager", "score_cents": 1}
        | {"last_place_streak": streak if region == "South" else 0}
        for region in SHARES
    ]
    facts = planned(company(level(known), occupied=500_000), first=known)
    return replace(facts, published_places=pl.DataFrame(places, schema=facts.published_places.schema))


def steady_days(known: int = KNOWN) -> Days:
    return days(level(known))


def level(known: int) -> dict[str, list[Course]]:
    return {region: [{10: TARGET * share // 100}] * known for region, share in SHARES.items()}


def grown() -> Facts:
    """Balances that moved otherwise in every month and region; sales outrun collections by a tenth."""
    facts = planned(company(waves(), occupied=300_000), last=14)
    number = pl.col("month").rank("dense").cast(pl.Int64)
    step = pl.col("region").replace_strict({"East": 700, "North": 1100, "South": 1300}, return_dtype=pl.Int64)
    less = [(pl.col(name) * 9 // 10).alias(name) for name in ("collections", "collections_to_checkpoint")]
    held = [
        (pl.col("retail_receivables") + number * number * step).alias("retail_receivables"),
        (200_000 + number * (number % 3) * step).alias("contract_overdue"),
        pl.lit(5_000, pl.Int64).alias("inventory"),
    ]
    return replace(facts, office_months=facts.office_months.with_columns(*less, *held))

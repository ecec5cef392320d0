"""Many candidate scenarios of one region in one evaluation.

Each candidate is a copy of the region under a name of its own among the other regions, so
that the regulation is applied by the same `evaluate` that publishes figures. A region's
figures depend on its own facts only; its rank is its place among the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from engine.books import Books
from engine.evaluation import evaluate, measured_regions
from engine.exact import is_at_most
from engine.facts import OFFICE_MONTHS, Facts
from engine.levers import Lever
from engine.parameters import Policies
from engine.relevance import relevant

_PER_REGION = (
    "region_months",
    "annual_plans",
    "office_plans",
    "declarations",
    "office_months",
    "conduct",
    "indicators",
)

Row = dict[str, Any]


def candidate_rows(
    facts: Facts, policies: Policies, month: date, region: str, plans: Sequence[Sequence[Lever]]
) -> list[Row]:
    """The region's row of `Evaluation.regions` in `month` under each plan, in order.

    `rank`, `is_last` and `is_rank_shared` are those among the other regions as they stand;
    streak and escalation are left out. Added: `is_within_cap` (三, exact; null without a
    ratio) and `worst_score`, the lowest other region's published score.
    LeverError as in `Books.parts`.
    """
    near = relevant(facts, month)
    names = [f"{region}\n{number:06d}" for number in range(len(plans))]
    copies = _copies(near, month, region, plans, names)
    crowd = replace(
        near,
        **{
            name: pl.concat([getattr(near, name).filter(pl.col("region") != region), getattr(copies, name)])
            for name in _PER_REGION
        },
    )
    rows = evaluate(crowd, policies).regions.filter(pl.col("month") == month)
    others = rows.filter(~pl.col("region").is_in(names))
    found = {row["region"]: row for row in rows.filter(pl.col("region").is_in(names)).to_dicts()}
    within = _within_cap(copies, policies, month)
    minimum = policies.at(month).appraisal.last_place.minimum_regions.value
    own = {"region": region}
    return [_placed(found[name] | own | {"is_within_cap": within[name]}, others, minimum) for name in names]


def _copies(
    facts: Facts, month: date, region: str, plans: Sequence[Sequence[Lever]], names: Sequence[str]
) -> Facts:
    books = Books(facts, month, [region])
    moved = []
    for name, plan in zip(names, plans, strict=True):
        own = books.copy()
        own.move(plan)
        moved += [row | {"region": name} for row in own.rows.values()]
    labels = pl.DataFrame({"copy": list(names)})

    def copied(frame: pl.DataFrame) -> pl.DataFrame:
        mine = frame.filter(pl.col("region") == region).join(labels, how="cross")
        return mine.with_columns(pl.col("copy").alias("region")).select(frame.columns)

    frames = {name: copied(getattr(facts, name)) for name in _PER_REGION}
    history = frames["office_months"].filter(pl.col("month") != month)
    frames["office_months"] = pl.concat([history, pl.DataFrame(moved, schema=OFFICE_MONTHS)])
    return replace(facts, **frames)


def _within_cap(copies: Facts, policies: Policies, month: date) -> dict[str, bool | None]:
    part, whole = pl.col("expense_to_cap_part"), pl.col("expense_to_cap_whole")
    regions = measured_regions(copies, policies)[2].filter(pl.col("month") == month)
    rows = regions.select("region", is_at_most(part, whole, Fraction(1)))
    return dict(rows.iter_rows())


def _placed(row: Row, others: pl.DataFrame, minimum: int) -> Row:
    """The row with its place among the other regions; the copies do not compete with each other."""
    ranks = others["rank"].drop_nulls()
    mine = row["rank"]
    kept = {name: value for name, value in row.items() if name not in ("last_place_streak", "escalation")}
    place = {"rank": None, "is_rank_shared": False, "is_last": False, "is_last_shared": False}
    if mine is None or ranks.is_empty():
        alone = {"rank": None if mine is None else 1, "worst_score": None}
        return kept | place | alone
    worst = others.filter(pl.col("rank") == ranks.max()).row(0, named=True)
    has_enough = len(ranks) + 1 >= minimum
    return kept | {
        "rank": 1 + int((ranks < mine).sum()),
        "is_rank_shared": mine in ranks,
        "is_last": has_enough and mine > worst["rank"],
        "is_last_shared": has_enough and mine == worst["rank"],
        "worst_score": worst["score"],
    }

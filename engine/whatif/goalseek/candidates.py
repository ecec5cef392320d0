"""Many candidate scenarios of one region in one evaluation.

Each candidate is a copy of the region under a name of its own among the other regions, so
that the regulation is applied by the same steps that publish figures. A region's
figures depend on its own facts only; its rank is its place among the others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from engine.evaluation import published_regions, with_chapters, with_place
from engine.whatif.baseline import Baseline, unseen_to_rank, with_moves
from engine.whatif.books import Books
from engine.whatif.levers import Lever

Row = dict[str, Any]


def candidate_rows(start: Baseline, month: date, region: str, plans: Sequence[Sequence[Lever]]) -> list[Row]:
    """The region's row of `Evaluation.regions` in `month` under each plan, in order.

    `rank`, `is_last` and `is_rank_shared` are those among the other regions as they stand;
    streak and escalation are left out. Added: `worst_score`, the lowest other region's
    published score.
    LeverError as in `Books.parts`.
    """
    policy = start.evaluation.policies.at(month)
    books = Books(start.facts, month, [region])
    names = [f"{region}\n{number:06d}" for number in range(len(plans))]
    moves = {name: books.moves(plan)[region] for name, plan in zip(names, plans, strict=True)}
    here = start.amounts.filter(pl.col("month") == month)
    is_own = pl.col("region") == region
    copies = here.filter(is_own).drop("region").join(pl.DataFrame({"region": names}), how="cross")
    crowd = pl.concat([here.filter(~is_own), with_moves(copies.select(here.columns), moves)])
    rows = with_place(with_chapters(crowd, policy), policy, unseen_to_rank(start, month)).with_columns(
        # Ranks are all that is asked for here.
        pl.lit(0).alias("last_place_streak"),
        pl.lit("none").alias("escalation"),
    )
    published = published_regions(rows)
    others = published.filter(~pl.col("region").is_in(names))
    found = {row["region"]: row for row in published.filter(pl.col("region").is_in(names)).to_dicts()}
    minimum = policy.appraisal.last_place.minimum_regions.value
    ranks = sorted(others["rank"].drop_nulls())
    worst_score = others.filter(pl.col("rank") == ranks[-1])["score"][0] if ranks else None
    return [_placed(found[name] | {"region": region}, ranks, worst_score, minimum) for name in names]


def _placed(row: Row, ranks: Sequence[int], worst_score: float | None, minimum: int) -> Row:
    """The row with its place among the others (ranks ascending); copies do not compete with each other."""
    mine = row["rank"]
    kept = {name: value for name, value in row.items() if name not in ("last_place_streak", "escalation")}
    place = {"rank": None, "is_rank_shared": False, "is_last": False, "is_last_shared": False}
    if mine is None or not ranks:
        alone = {"rank": None if mine is None else 1, "worst_score": None}
        return kept | place | alone
    has_enough = len(ranks) + 1 >= minimum
    return kept | {
        "rank": 1 + bisect_left(ranks, mine),
        "is_rank_shared": mine in ranks,
        "is_last": has_enough and mine > ranks[-1],
        "is_last_shared": has_enough and mine == ranks[-1],
        "worst_score": worst_score,
    }

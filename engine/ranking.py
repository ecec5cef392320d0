"""四 Rank, last place, streak and escalation."""

from __future__ import annotations

from fractions import Fraction
from functools import cmp_to_key
from typing import Any

import polars as pl

from engine.measures import pair
from engine.parameters import Policy
from engine.scheme import TieBreak

#: Relative distance below which two Float64 quotients are compared again as fractions.
_DOUBT = 1e-12


def with_rank(regions: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Adds rank (1, 2, 2, 4), `is_rank_shared`, `is_last` and `is_last_shared`.

    By published score, then the scheme's tie-breaks on exact ratios, absent values lowest.
    A region without a score has no rank. Last is the single region of the lowest rank,
    and only where there are at least `minimum_regions` of them.
    """
    order = policy.appraisal.tie_breaks.order
    framed = regions.with_columns(
        expr for index, tie in enumerate(order) for expr in _tie_columns(index, tie)
    )
    keys = [f"tie{index}" for index in range(len(order))]
    directions = [True, *(tie.better == "higher" for tie in order)]
    ranked = framed.filter(pl.col("score_cents").is_not_null()).sort(
        "month", "score_cents", *keys, descending=[False, *directions], nulls_last=True, maintain_order=True
    )
    ranked = _in_exact_order(ranked, policy)
    group = ["month"]
    is_new = pl.any_horizontal(
        pl.col(column).ne_missing(pl.col(column).shift(1))
        for column in ("month", "score_cents", *(f"{key}.exact" for key in keys))
    ).fill_null(value=True)
    position = pl.int_range(1, pl.len() + 1).over(group)
    ranked = ranked.with_columns(pl.when(is_new).then(position).forward_fill().cast(pl.Int64).alias("rank"))
    shared = pl.len().over("month", "rank") > 1
    lowest = pl.col("rank") == pl.col("rank").max().over(group)
    has_enough = pl.len().over(group) >= policy.appraisal.last_place.minimum_regions.value
    ranked = ranked.select(
        "month",
        "region",
        "rank",
        shared.alias("is_rank_shared"),
        (lowest & ~shared & has_enough).alias("is_last"),
        (lowest & shared & has_enough).alias("is_last_shared"),
    )
    flags = ("is_rank_shared", "is_last", "is_last_shared")
    return regions.join(ranked, on=["month", "region"], how="left", maintain_order="left").with_columns(
        pl.col(*flags).fill_null(value=False)
    )


def with_streak(regions: pl.DataFrame) -> pl.DataFrame:
    """Adds `last_place_streak`: consecutive calendar months in last place, across years.

    0 for a region that is not last; a missing month or a change of manager restarts it at 1.
    """
    same = (
        pl.col("is_last").shift(1)
        & (pl.col("month").shift(1) == pl.col("month").dt.offset_by("-1mo"))
        & pl.col("manager").eq_missing(pl.col("manager").shift(1))
    )
    continues = (pl.col("is_last") & same.over("region")).fill_null(value=False)
    run = (~pl.col("continues")).cum_sum().over("region").alias("run")
    streak = pl.when(pl.col("is_last")).then(pl.int_range(1, pl.len() + 1).over("region", "run")).otherwise(0)
    return (
        regions.sort("region", "month")
        .with_columns(continues.alias("continues"))
        .with_columns(run)
        .with_columns(streak.cast(pl.Int64).alias("last_place_streak"))
        .drop("continues", "run")
    )


def with_escalation(regions: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Adds `escalation`, what the streak leads to: none, report_to_vp or transfer. A proposal."""
    expr = pl.lit("none")
    for step in policy.appraisal.last_place.escalations:
        expr = pl.when(pl.col("last_place_streak") >= step.months).then(pl.lit(step.action)).otherwise(expr)
    return regions.with_columns(expr.alias("escalation"))


def _tie_columns(index: int, tie: TieBreak) -> list[pl.Expr]:
    part, whole = pair(tie.measure)
    value = part.cast(pl.Float64) / whole.cast(pl.Float64)
    return [
        value.alias(f"tie{index}"),
        part.alias(f"tie{index}.part"),
        whole.alias(f"tie{index}.whole"),
        value.alias(f"tie{index}.exact"),
    ]


def _in_exact_order(ranked: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """`ranked` with groups that Float64 cannot tell apart put in order by fractions.

    Within such a group `tie<n>.exact` is replaced by the place among its distinct values.
    """
    order = policy.appraisal.tie_breaks.order
    is_close = (
        pl.any_horizontal(
            ((pl.col(key) - pl.col(key).shift(1)).abs() <= _DOUBT * pl.col(key).abs())
            & (
                pl.col(f"{key}.part").ne_missing(pl.col(f"{key}.part").shift(1))
                | pl.col(f"{key}.whole").ne_missing(pl.col(f"{key}.whole").shift(1))
            )
            for key in (f"tie{index}" for index in range(len(order)))
        )
        if order
        else pl.lit(value=False)
    )
    same_score = (pl.col("score_cents") == pl.col("score_cents").shift(1)) & (
        pl.col("month") == pl.col("month").shift(1)
    )
    doubtful = (is_close & same_score).fill_null(value=False).any().over("month", "score_cents")
    marked = ranked.with_columns(doubtful.alias("doubtful"))
    if not marked["doubtful"].any():
        return marked.drop("doubtful")
    groups = [
        _ordered_group(group, order) if group["doubtful"][0] else group
        for group in marked.partition_by("month", "score_cents", maintain_order=True)
    ]
    return pl.concat(groups).drop("doubtful")


def _ordered_group(group: pl.DataFrame, order: tuple[TieBreak, ...]) -> pl.DataFrame:
    rows = list(group.with_row_index("row").iter_rows(named=True))
    values = [[_fraction(row, index) for index in range(len(order))] for row in rows]

    def better(first: int, second: int) -> int:
        for tie, one, other in zip(order, values[first], values[second], strict=True):
            if one == other:
                continue
            if one is None or other is None:
                return 1 if one is None else -1
            return -1 if (one > other) == (tie.better == "higher") else 1
        return 0

    places = sorted(range(len(rows)), key=cmp_to_key(better))
    frame = group[places]
    for index in range(len(order)):
        column = [row[index] for row in values]
        distinct = sorted({value for value in column if value is not None})
        place_of = {value: float(place) for place, value in enumerate(distinct)}
        codes = [None if (value := column[place]) is None else place_of[value] for place in places]
        frame = frame.with_columns(pl.Series(f"tie{index}.exact", codes, dtype=pl.Float64))
    return frame


def _fraction(row: dict[str, Any], index: int) -> Fraction | None:
    part = row[f"tie{index}.part"]
    return None if part is None else Fraction(part, row[f"tie{index}.whole"])

"""四 Rank, last place, streak and escalation."""

from __future__ import annotations

from fractions import Fraction
from functools import cmp_to_key
from typing import Any

import polars as pl

from engine.policy.parameters import Policies, Policy
from engine.policy.scheme import TieBreak
from engine.regulation.half_years import HALF_YEAR, half_year_last
from engine.regulation.measures import pair
from engine.regulation.places import in_order, joined
from engine.running_totals import running_total, starts_run

#: Relative distance below which two Float64 quotients are compared again as fractions.
_DOUBT = 1e-12
#: The place among regions of one score, before any tie-break.
AMONG_EQUALS = "among_equals"


def with_rank(regions: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Adds rank (1, 2, 2, 4), `is_rank_shared`, `is_last` and `is_last_shared`.

    By published score, then the scheme's tie-breaks on exact ratios, absent values lowest.
    A region without a score has no rank. Last is the single region of the lowest rank,
    and only where there are at least `minimum_regions` of them. `among_equals`, where there is such a
    column, goes before the tie-breaks (lowest first): whose ratios are not known is placed by it.
    """
    order = policy.appraisal.tie_breaks.order
    first = [name for name in (AMONG_EQUALS,) if name in regions.columns]
    # Few columns are sorted, and the places are taken back to the rows they came from.
    framed = regions.select(
        "month",
        "score_cents",
        *first,
        *(expr for index, tie in enumerate(order) for expr in _tie_operands(index, tie)),
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("number"),
    ).with_columns(_quotient(index).alias(f"tie{index}") for index in range(len(order)))
    framed = framed.with_columns(
        pl.col(f"tie{index}").alias(f"tie{index}.exact") for index in range(len(order))
    )
    keys = [f"tie{index}" for index in range(len(order))]
    directions = [True, *(False for _ in first), *(tie.better == "higher" for tie in order)]
    scored = framed.filter(pl.col("score_cents").is_not_null())
    ranked = scored[_order(scored, ["month", "score_cents", *first, *keys], [False, *directions])]
    ranked = _in_exact_order(ranked, policy, first)
    ends_month = starts_run("month").shift(-1).fill_null(value=True)
    ranked = ranked.with_columns(
        starts_run("month", "score_cents", *first, *(f"{key}.exact" for key in keys)).alias("is_new"),
        running_total(pl.col("month").is_not_null(), starts_run("month")).alias("place"),
        ends_month.alias("ends_month"),
    ).with_columns(pl.when("is_new").then("place").forward_fill().alias("rank"))
    regions_of_month, lowest_rank = (
        pl.when("ends_month").then(column).backward_fill() for column in ("place", "rank")
    )
    shared = ~(pl.col("is_new") & pl.col("is_new").shift(-1).fill_null(value=True))
    has_enough = regions_of_month >= policy.appraisal.last_place.minimum_regions.value
    is_lowest = (pl.col("rank") == lowest_rank) & has_enough
    ranked = ranked.select(
        "number",
        "rank",
        shared.alias("is_rank_shared"),
        (is_lowest & ~shared).alias("is_last"),
        (is_lowest & shared).alias("is_last_shared"),
    )
    flags = ("is_rank_shared", "is_last", "is_last_shared")
    found = (
        framed.select("number").join(ranked, on="number", how="left", maintain_order="left").drop("number")
    )
    return pl.concat([regions, found], how="horizontal").with_columns(pl.col(*flags).fill_null(value=False))


def with_streak(
    regions: pl.DataFrame, policies: Policies, places: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Adds `last_place_streak`: consecutive calendar months in last place, across years.

    0 for a region that is not last; a missing month, evaluated or not, restarts it at 1, as does a change
    of manager unless the month's policy reads that a new one takes it over. places: `Facts.published_places`;
    a month after a published one continues what was published there, whatever is known of it now.
    """
    handed_over = [
        month
        for month in regions["month"].unique()
        if policies.at(month).readings.new_manager.value == "takes_over"
    ]
    is_handed_over = pl.col("month").is_in(handed_over)
    before = pl.all_horizontal(
        pl.col("is_last").shift(1),
        pl.col("region") == pl.col("region").shift(1),
        pl.col("month").shift(1) == pl.col("month").dt.offset_by("-1mo"),
        pl.col("manager").eq_missing(pl.col("manager").shift(1)) | is_handed_over,
    ).fill_null(value=False)
    ordered = in_order(regions, ["region", "month"])
    if places is None or places.is_empty():
        starts = ~(pl.col("is_last") & before)
        return ordered.with_columns(running_total(pl.col("is_last"), starts).alias("last_place_streak"))
    earlier = places.select(
        pl.col("month").dt.offset_by("1mo"),
        "region",
        pl.col("manager").alias("manager_then"),
        pl.col("last_place_streak").alias("streak_then"),
    )
    follows = pl.col("month").is_in(earlier["month"].unique().to_list())
    is_same = pl.col("manager").eq_missing(pl.col("manager_then")) | is_handed_over
    starts = ~(pl.col("is_last") & before & ~follows)
    begun = pl.when(pl.col("is_last") & is_same).then("streak_then").fill_null(0)
    streak = running_total(pl.col("is_last"), starts) + pl.when(starts).then(begun).forward_fill()
    return joined(ordered, earlier, ["month", "region"]).select(
        *ordered.columns, streak.alias("last_place_streak")
    )


def with_published_scores(scores: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """`scores` as `half_year_last` takes them, those of published months as they were published.

    places: `Facts.published_places`.
    """
    if places.is_empty():
        return scores
    columns = ("month", "region", "manager", "score_cents")
    open_months = scores.select(columns).filter(~pl.col("month").is_in(places["month"].unique().to_list()))
    return pl.concat([open_months, places.select(columns)])


def with_escalation(regions: pl.DataFrame, policy: Policy, scores: pl.DataFrame) -> pl.DataFrame:
    """Adds `escalation`, what the streak leads to: none, report_to_vp or transfer. A proposal.

    scores: as `half_year_last` takes them; where half a year last is read as the half-year's
    mean score, they decide in place of a streak of six.
    """
    is_by_mean = policy.readings.half_year_last.value == "half_year_mean"
    framed = regions
    if is_by_mean:
        last = half_year_last(scores, policy).with_columns(pl.lit(value=True).alias("is_half_year_last"))
        framed = joined(regions, last, ["month", "region"])
    expr = pl.lit("none")
    for step in policy.appraisal.last_place.escalations:
        is_due = (
            pl.col("is_half_year_last").fill_null(value=False)
            if is_by_mean and step.months == HALF_YEAR
            else pl.col("last_place_streak") >= step.months
        )
        expr = pl.when(is_due).then(pl.lit(step.action)).otherwise(expr)
    return framed.with_columns(expr.alias("escalation")).select(*regions.columns, "escalation")


def _order(scored: pl.DataFrame, keys: list[str], descending: list[bool]) -> pl.Series:
    """The order of rows by month and score, and by the other keys among those that have both in common."""
    by_score = scored.select(
        pl.arg_sort_by(keys[:2], descending=descending[:2], maintain_order=True)
    ).to_series()
    among = scored.select("month", "score_cents")[by_score]
    is_first = among.select(starts_run("month", "score_cents")).to_series()
    is_alone = is_first & is_first.shift(-1, fill_value=True)
    if is_alone.all():
        return by_score
    equals = by_score.filter(~is_alone)
    order = scored[equals].select(
        pl.arg_sort_by(keys, descending=descending, nulls_last=True, maintain_order=True)
    )
    return by_score.scatter((~is_alone).arg_true(), equals[order.to_series()])


def _tie_operands(index: int, tie: TieBreak) -> list[pl.Expr]:
    part, whole = pair(tie.measure, tie.on_zero)
    return [part.alias(f"tie{index}.part"), whole.alias(f"tie{index}.whole")]


def _quotient(index: int) -> pl.Expr:
    return pl.col(f"tie{index}.part").cast(pl.Float64) / pl.col(f"tie{index}.whole").cast(pl.Float64)


def _in_exact_order(ranked: pl.DataFrame, policy: Policy, first: list[str]) -> pl.DataFrame:
    """`ranked` with groups that Float64 cannot tell apart put in order by fractions.

    Within such a group `tie<n>.exact` is replaced by the place among its distinct values.
    """
    order = policy.appraisal.tie_breaks.order
    if not order:
        return ranked
    is_close = pl.any_horizontal(_is_close(f"tie{index}") for index in range(len(order)))
    group_of = ["month", "score_cents", *first]
    same_score = pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in group_of)
    marked = ranked.with_columns((is_close & same_score).fill_null(value=False).alias("doubtful"))
    if not marked["doubtful"].any():
        return ranked
    marked = marked.with_columns(pl.col("doubtful").any().over(group_of)).with_row_index("at")
    doubtful = marked.filter("doubtful").drop("doubtful")
    # The rows of a group stand together, and are put in order where they stand.
    groups = [
        _ordered_group(group.drop("at"), order).with_columns(group["at"]).select(group.columns)
        for group in doubtful.partition_by(group_of, maintain_order=True)
    ]
    others = marked.filter(~pl.col("doubtful")).drop("doubtful")
    return pl.concat([others, *groups]).sort("at").drop("at")


def _is_close(key: str) -> pl.Expr:
    """Whether a row's quotient is too near the one above it, from other operands, to trust Float64."""
    value, part, whole = (pl.col(name) for name in (key, f"{key}.part", f"{key}.whole"))
    differs = part.ne_missing(part.shift(1)) | (whole.ne_missing(whole.shift(1)) & (part != 0))
    return ((value - value.shift(1)).abs() <= _DOUBT * value.abs()) & differs


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

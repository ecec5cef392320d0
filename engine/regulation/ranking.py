"""四 Rank, last place, streak and escalation."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.policy.parameters import Policies, Policy
from engine.policy.scheme import TieBreak
from engine.regulation.half_years import half_year_last
from engine.regulation.measures import pair
from engine.regulation.places import joined
from engine.regulation.scoring import quotient
from engine.running_totals import running_total, starts_run

#: Relative distance below which two Float64 quotients are compared again as fractions.
_DOUBT = 1e-12
#: Whole numbers below this are kept apart by Int64 whatever is added to them once.
_WIDE = 2**62
#: The place among regions of one score, before any tie-break.
AMONG_EQUALS = "among_equals"

_Numbers = npt.NDArray[np.integer[Any]]
_Flags = npt.NDArray[np.bool_]


def with_rank(regions: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Adds rank (1, 2, 2, 4), `is_rank_shared`, `is_last` and `is_last_shared`.

    By published score, then the scheme's tie-breaks on exact ratios, absent values lowest.
    A region without a score has no rank. Last is the single region of the lowest rank,
    and only where there are at least `minimum_regions` of them. `among_equals`, where there is such a
    column, goes before the tie-breaks (lowest first): whose ratios are not known is placed by it.
    """
    first = [name for name in (AMONG_EQUALS,) if name in regions.columns]
    scored = regions.select(
        "month", "score_cents", *first, pl.int_range(pl.len(), dtype=pl.UInt32).alias("number")
    ).filter(pl.col("score_cents").is_not_null())
    ranked = scored[_by_score(scored)].with_columns(starts_run("month", "score_cents").alias("is_new"))
    number, is_new = ranked["number"].to_numpy().copy(), ranked["is_new"].to_numpy().copy()
    is_alone = _is_alone(is_new)
    if not is_alone.all():
        # Few regions have their score in common: only they are told apart.
        told = _told_apart(regions, ranked.filter(~is_alone), policy, first)
        number[~is_alone], is_new[~is_alone] = told["number"].to_numpy(), told["is_new"].to_numpy()
    minimum = policy.appraisal.last_place.minimum_regions.value
    month = ranked["month"].to_physical().to_numpy()
    return regions.hstack(_standing(number, is_new, month, minimum, regions.height))


def with_last(regions: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Adds `is_last` of `with_rank` alone: of each month only regions of the lowest score are told apart.

    There is no `among_equals`: every region's ratios are known.
    """
    minimum = policy.appraisal.last_place.minimum_regions.value
    cents = pl.col("score_cents")
    lowest = (
        regions.select("month", "score_cents", pl.int_range(pl.len(), dtype=pl.UInt32).alias("number"))
        .filter(cents.is_not_null())
        .filter((cents == cents.min().over("month")) & (pl.len().over("month") >= minimum))
    )
    told = _told_apart(regions, lowest, policy, [])
    # In order of month and rank: who begins a rank at the end of a month is alone on it.
    is_end = (pl.col("month") != pl.col("month").shift(-1)).fill_null(value=True)
    is_last = np.zeros(regions.height, dtype=bool)
    is_last[told.filter(is_end & pl.col("is_new"))["number"].to_numpy()] = True
    return regions.with_columns(pl.Series("is_last", is_last))


def _standing(
    number: _Numbers, is_new: _Flags, month: _Numbers, minimum: int, height: int
) -> list[pl.Series]:
    """The columns of `with_rank`, by `number`, of rows in order of month and rank; others have none.

    is_new: whether a row's rank is not that of the one before it.
    """
    at = np.arange(len(number))
    starts = np.flatnonzero(np.append(True, month[1:] != month[:-1])[: len(month)])
    sizes = np.diff(starts, append=len(number))
    rank = np.maximum.accumulate(np.where(is_new, at, 0)) - np.repeat(starts, sizes) + 1
    lowest, size = np.repeat(rank[starts + sizes - 1], sizes), np.repeat(sizes, sizes)
    is_alone, is_lowest = _is_alone(is_new), (rank == lowest) & (size >= minimum)
    columns: dict[str, npt.NDArray[Any]] = {
        "rank": rank,
        "is_rank_shared": ~is_alone,
        "is_last": is_lowest & is_alone,
        "is_last_shared": is_lowest & ~is_alone,
    }
    found = []
    for name, values in columns.items():
        held = np.zeros(height, values.dtype)
        held[number] = values
        found.append(pl.Series(name, held))
    if len(number) < height:
        found[0] = found[0].set(found[0] == 0, None)
    return found


def _is_alone(is_new: _Flags) -> _Flags:
    """Whether a row is all of its run, where `is_new` says that it starts one."""
    is_next_new: _Flags = np.append(is_new[1:], True)[: len(is_new)]
    return is_new & is_next_new


def with_streak(
    regions: pl.DataFrame, policies: Policies, places: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Adds `last_place_streak`: consecutive calendar months in last place, across years.

    0 for a region that is not last; a missing month, evaluated or not, restarts it at 1, as does a change
    of manager unless the month's policy reads that a new one takes it over. places: `Facts.published_places`;
    a month after a published one continues what was published there, whatever is known of it now.
    """
    last = (
        regions.select("month", "region", "manager", "is_last").with_row_index("number").filter("is_last")
    ).sort("region", "month")
    handed_over = [
        month
        for month in last["month"].unique()
        if policies.at(month).readings.new_manager.value == "takes_over"
    ]
    is_handed_over = pl.col("month").is_in(handed_over)
    goes_on = pl.all_horizontal(
        pl.col("region") == pl.col("region").shift(1),
        pl.col("month").shift(1) == pl.col("month").dt.offset_by("-1mo"),
        pl.col("manager").eq_missing(pl.col("manager").shift(1)) | is_handed_over,
    ).fill_null(value=False)
    begun = pl.lit(0)
    if places is not None and not places.is_empty():
        earlier = places.select(
            pl.col("month").dt.offset_by("1mo"),
            "region",
            pl.col("manager").alias("manager_then"),
            pl.col("last_place_streak").alias("streak_then"),
        )
        last = last.join(earlier, on=["month", "region"], how="left", maintain_order="left")
        goes_on &= ~pl.col("month").is_in(earlier["month"].unique().to_list())
        is_same = pl.col("manager").eq_missing(pl.col("manager_then")) | is_handed_over
        begun = pl.when(is_same).then("streak_then").fill_null(0)
    months = running_total(pl.col("month").is_not_null(), ~goes_on)
    streak = last.select(months + pl.when(~goes_on).then(begun).forward_fill()).to_series()
    none = pl.zeros(regions.height, pl.Int64, eager=True)
    return regions.with_columns(none.scatter(last["number"], streak).alias("last_place_streak"))


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
    framed, by_mean = regions, policy.escalation_by_mean
    if by_mean is not None:
        last = half_year_last(scores, policy).with_columns(pl.lit(value=True).alias("is_half_year_last"))
        framed = joined(regions, last, ["month", "region"])
    expr = pl.lit("none")
    for step in policy.appraisal.last_place.escalations:
        is_due = (
            pl.col("is_half_year_last").fill_null(value=False)
            if step == by_mean
            else pl.col("last_place_streak") >= step.months
        )
        expr = pl.when(is_due).then(pl.lit(step.action)).otherwise(expr)
    return framed.with_columns(expr.alias("escalation")).select(*regions.columns, "escalation")


def _by_score(scored: pl.DataFrame) -> _Numbers:
    """The order of rows by month, and by score from the highest."""
    if scored.is_empty():
        return np.empty(0, np.int64)
    month, cents = (scored[name].to_physical().to_numpy() for name in ("month", "score_cents"))
    low, high = int(cents.min()), int(cents.max())
    if (int(month.max()) - int(month.min()) + 1) * (high - low + 1) >= _WIDE:
        return np.lexsort((-cents, month))
    places = (month.astype(np.int64) - int(month.min())) * (high - low + 1) + (high - cents)
    return np.argsort(places)


def _told_apart(
    regions: pl.DataFrame, equals: pl.DataFrame, policy: Policy, first: list[str]
) -> pl.DataFrame:
    """`equals`, rows of `regions` that share month and score, in order; `is_new` where a rank begins."""
    order = policy.appraisal.tie_breaks.order
    operands = [expr for index, tie in enumerate(order) for expr in _tie_operands(index, tie)]
    columns = tie_columns(policy)
    keys = [f"tie{index}" for index in range(len(order))]
    framed = (
        equals.hstack([regions[name].gather(equals["number"]) for name in columns])
        .select("month", "score_cents", *first, "number", *operands)
        .with_columns(_quotient(index).alias(key) for index, key in enumerate(keys))
        .with_columns(pl.col(key).alias(f"{key}.exact") for key in keys)
    )
    ranked = _in_order(framed, policy, first, keys)
    exact = [f"{key}.exact" for key in keys]
    return _in_exact_order(ranked, policy, first).with_columns(
        starts_run("month", "score_cents", *first, *exact).alias("is_new")
    )


def _tie_operands(index: int, tie: TieBreak) -> list[pl.Expr]:
    part, whole = pair(tie.measure, tie.on_zero)
    return [part.alias(f"tie{index}.part"), whole.alias(f"tie{index}.whole")]


def _quotient(index: int) -> pl.Expr:
    return quotient(pl.col(f"tie{index}.part"), pl.col(f"tie{index}.whole"))


def _in_exact_order(ranked: pl.DataFrame, policy: Policy, first: list[str]) -> pl.DataFrame:
    """`ranked` with groups that Float64 cannot tell apart put in order by fractions.

    In such groups `tie<n>.exact` is replaced by the place among their distinct values.
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
    doubtful = marked.filter("doubtful")
    told = doubtful.drop("at").with_columns(_exact_places(doubtful, index) for index in range(len(order)))
    # The rows of a group stand together, and are put in order where they stand.
    ordered = _in_order(told, policy, first, [f"tie{index}.exact" for index in range(len(order))])
    placed = ordered.with_columns(doubtful["at"]).select(marked.columns)
    return pl.concat([marked.filter(~pl.col("doubtful")), placed]).sort("at").drop("at", "doubtful")


def tie_columns(policy: Policy) -> list[str]:
    """The columns of judged regions that break ties (四)."""
    order = enumerate(policy.appraisal.tie_breaks.order)
    operands = [expr for index, tie in order for expr in _tie_operands(index, tie)]
    return list(dict.fromkeys(name for expr in operands for name in expr.meta.root_names()))


def _in_order(rows: pl.DataFrame, policy: Policy, first: list[str], keys: list[str]) -> pl.DataFrame:
    """Rows by month, score, `first` and the tie-breaks, told by `keys`; what is absent comes last."""
    better = [tie.better == "higher" for tie in policy.appraisal.tie_breaks.order]
    return rows.sort(
        *("month", "score_cents", *first, *keys),
        descending=[False, True, *(False for _ in first), *better],
        nulls_last=True,
        maintain_order=True,
    )


def _is_close(key: str) -> pl.Expr:
    """Whether a row's quotient is too near the one above it, from other operands, to trust Float64."""
    value, part, whole = (pl.col(name) for name in (key, f"{key}.part", f"{key}.whole"))
    differs = part.ne_missing(part.shift(1)) | (whole.ne_missing(whole.shift(1)) & (part != 0))
    return ((value - value.shift(1)).abs() <= _DOUBT * value.abs()) & differs


def _exact_places(rows: pl.DataFrame, index: int) -> pl.Series:
    """The place of each row's fraction among the distinct ones of all rows; null without one."""
    pairs = list(rows.select(f"tie{index}.part", f"tie{index}.whole").iter_rows())
    values = {pair: Fraction(*pair) for pair in set(pairs) if pair[0] is not None}
    place_of = {value: float(place) for place, value in enumerate(sorted(set(values.values())))}
    places = {pair: place_of[value] for pair, value in values.items()}
    return pl.Series(f"tie{index}.exact", map(places.get, pairs), dtype=pl.Float64)

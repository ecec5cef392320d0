"""Now or next month: what it changes, in both months, to collect or to sell an amount earlier or later.

An amount that is shifted leaves the figures of one month and enters those of the other; what customers owe at
the end of the first month differs by it, at the end of the second it does not. Sums of the year and of
twelve months follow. Both months then go through the steps of `evaluate`, and a streak of last places runs
through both. A month that is over is as it was; one that is not is taken as it is expected to end
(`engine.ahead.expected`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import polars as pl

from engine.ahead.expected import expected
from engine.ahead.months import first_open, open_months
from engine.evaluation import published_regions, with_chapters, with_place
from engine.forecasting.panel import Days, month_after
from engine.regulation.actuals import SUMS_OF_MONTHS, TO_CHECKPOINT
from engine.regulation.ranking import with_escalation, with_published_scores, with_streak
from engine.whatif.baseline import Baseline, with_moves
from engine.whatif.books import BALANCES
from engine.whatif.levers import COLLECTING, Lever, LeverError

#: As things stand; an amount of the next month brought forward into this one; one of this month put off.
World = Literal["as_is", "forward", "back"]
WORLDS: tuple[World, ...] = ("as_is", "forward", "back")
_SIGNS: Mapping[World, int] = {"as_is": 0, "forward": 1, "back": -1}
_OWED = ("retail_receivables", "inventory")
_AT_END = (*_OWED, "contract_overdue")
_PLACE = ("month", "region", "manager", "is_last")
#: What is not known of a month in which some region cannot be forecast.
_RANKED = ("rank", "is_rank_shared", "is_last", "is_last_shared", "last_place_streak", "escalation")

Moves = Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class TwoMonths:
    """A month and the one after it, before anything is shifted.

    this, following: their `region_amounts` in fen. is_expected: which of the two are not over. to_come: of
    this month, if it is not, by region what of sales and collections is still expected (fen), by the
    checkpoint and in all; what has come cannot be put off any more. is_ranked: of which every region
    is known; none where there are regions beside those of the facts.
    """

    start: Baseline
    month: date
    this: pl.DataFrame
    following: pl.DataFrame
    is_expected: tuple[bool, bool]
    to_come: Mapping[str, Mapping[str, int]]
    is_ranked: tuple[bool, bool]


def two_months(start: Baseline, days: Days, month: date, latest: date, as_of_day: int) -> TwoMonths | None:
    """`month` and the next one, as known at the end of `as_of_day` of `latest`, the last month with days.

    None where one of them has no region that is known or can be forecast: nothing is planned for it,
    it is not loaded, or there is too little history.
    """
    policies, after = start.evaluation.policies, month_after(month)
    first = first_open(latest, as_of_day)
    ahead = open_months(start.facts, policies, days, latest, as_of_day, last=after)
    likely = dict(zip((each.month for each in ahead), expected(ahead), strict=True)) if ahead else {}
    frames, to_come = [], {}
    for at in (month, after):
        known = start.amounts.filter(pl.col("month") == at)
        frame = known if at < first else likely.get(at, known.clear()).select(known.columns)
        if frame.is_empty() or not (frame["is_past"] & frame["is_loaded"]).all():
            return None
        frames.append(frame.sort("region"))
    for each in ahead:
        if each.month == month:
            ends = dict(zip(frames[0]["region"], frames[0].iter_rows(named=True), strict=True))
            for place, region in enumerate(each.known.regions):
                if region in ends:
                    so_far = {name: int(fen[place]) for name, fen in each.known.to_date.items()}
                    so_far |= {
                        f"{name}_to_checkpoint": int(fen[place])
                        for name, fen in each.known.to_checkpoint.items()
                    }
                    to_come[region] = {name: ends[region][name] - fen for name, fen in so_far.items()}
    every = {
        at: set(start.facts.region_months.filter(pl.col("month") == at)["region"]) for at in (month, after)
    }
    this, following = frames
    return TwoMonths(
        start,
        month,
        this,
        following,
        (month >= first, after >= first),
        to_come,
        (
            not start.is_part and set(this["region"]) == every[month],
            not start.is_part and set(following["region"]) == every[after],
        ),
    )


@dataclass(frozen=True, slots=True)
class Shift:
    """What is shifted: the kind of `lever`, its region and amount, and the share of sales that stays owed.

    The lever's `is_by_checkpoint` says whether the amount, in this month, counts for the checkpoint;
    `is_by_next` the same of the next month.
    """

    lever: Lever
    is_by_next: bool = True

    @property
    def figure(self) -> str:
        """What is shifted: sales or collections."""
        return "sales" if self.lever.kind == "extra_sales" else "collections"


def limit(two: TwoMonths, shift: Shift, world: World) -> int:
    """The most that can be shifted that way, in fen; at least 0.

    Forward: what the next month is to bring, and what is owed at this month's end. Back: what this month
    brought or, while it is not over, is still to bring. Money before a checkpoint must lie before it.
    """
    lever, figure = shift.lever, shift.figure
    is_forward = world == "forward"
    row = _row(two.following if is_forward else two.this, lever.region)
    if not is_forward:
        row |= two.to_come.get(lever.region, {})
    is_in_time = shift.is_by_next if is_forward else lever.is_by_checkpoint
    found = [row[figure], row[f"{figure}_to_checkpoint"] if is_in_time else None]
    if is_forward and lever.kind in BALANCES:
        found.append(_row(two.this, lever.region).get(BALANCES[lever.kind]))
    return max(0, min((fen for fen in found if fen is not None), default=0))


def shifted(two: TwoMonths, shift: Shift, world: World) -> pl.DataFrame:
    """Both months in a world: rows of `Evaluation.regions`, in yuan, by month and region.

    LeverError `beyond_capacity` past `limit`, `unknown_region` where the region is not known in both months,
    `not_available` for levers that move neither sales nor collections. Ranks and streaks are null
    where they cannot be told.
    """
    lever = shift.lever
    place = {"kind": lever.kind, "region": lever.region, "office": None}
    if lever.region not in set(two.this["region"]) & set(two.following["region"]):
        raise LeverError("unknown_region", region=lever.region)
    if lever.kind not in {*COLLECTING, "extra_sales"}:
        raise LeverError("not_available", **place, reason="not_loaded")
    if world != "as_is" and lever.amount > (most := limit(two, shift, world)):
        raise LeverError("beyond_capacity", **place, amount=lever.amount, capacity=most)
    sign = _SIGNS[world]
    entered = _entries(lever, sign, is_in_time=lever.is_by_checkpoint)
    left = _entries(lever, -sign, is_in_time=shift.is_by_next)
    this = with_moves(two.this, {lever.region: entered})
    following = _carried(with_moves(two.following, {lever.region: left}), lever.region, entered)
    return _evaluated(two, this, following)


def _row(frame: pl.DataFrame, region: str) -> dict[str, Any]:
    found: dict[str, Any] = frame.filter(pl.col("region") == region).row(0, named=True)
    return found


def _entries(lever: Lever, sign: int, *, is_in_time: bool) -> dict[str, int]:
    """What the amount, entering a month or leaving it, adds to its figures: both sides of the books, fen."""
    if lever.kind == "extra_sales":
        amounts = {"sales": lever.amount, "collections": lever.amount - lever.owed}
        if lever.receivable_type == "retail":
            amounts["retail_receivables"] = lever.owed
    else:
        amounts = {"collections": lever.amount, BALANCES[lever.kind]: -lever.amount}
    if is_in_time:
        amounts |= {part: amounts[whole] for part, whole in TO_CHECKPOINT.items() if whole in amounts}
    return {name: sign * fen for name, fen in amounts.items()}


def _carried(following: pl.DataFrame, region: str, moves: Moves) -> pl.DataFrame:
    """What the first month's moves leave in the second: balances, sums of the year, twelve months' sums."""
    added = {name: fen for name, fen in moves.items() if name in _AT_END}
    is_same_year = following["month"][0].month > 1
    for name, fen in moves.items():
        for total in SUMS_OF_MONTHS.get(name, ()):
            if is_same_year or not total.endswith("_of_year"):
                added[total] = fen
    added["opening_balances"] = sum(moves.get(name, 0) for name in _OWED)
    here = pl.col("region") == region
    return following.with_columns(
        pl.when(here).then(pl.col(name) + fen).otherwise(name).alias(name) for name, fen in added.items()
    )


def _evaluated(two: TwoMonths, this: pl.DataFrame, following: pl.DataFrame) -> pl.DataFrame:
    """The remaining steps of `evaluate`, over the two months after those that were before."""
    start, policies = two.start, two.start.evaluation.policies
    placed = []
    for amounts in (this, following):
        policy = policies.at(amounts["month"][0])
        placed.append(with_place(with_chapters(amounts, policy), policy))
    earlier = start.last_places.filter(pl.col("month") < two.month)
    both = pl.concat([earlier, *(rows.select(_PLACE) for rows in placed)])
    streaks = with_streak(both, policies, start.facts.published_places)
    months = {two.month, following["month"][0]}
    others = start.scores.filter(~pl.col("month").is_in(months))
    scores = pl.concat([others, *(rows.select(others.columns) for rows in placed)])
    scores = with_published_scores(scores, start.facts.published_places)
    found = []
    own = streaks.select("month", "region", "last_place_streak")
    for rows, is_ranked in zip(placed, two.is_ranked, strict=True):
        policy = policies.at(rows["month"][0])
        run = rows.join(own, on=["month", "region"], how="left", maintain_order="left")
        published = published_regions(with_escalation(run, policy, scores))
        if not is_ranked:
            published = published.with_columns(
                pl.lit(None, dtype=published.schema[name]).alias(name) for name in _RANKED
            )
        found.append(published)
    return pl.concat(found)

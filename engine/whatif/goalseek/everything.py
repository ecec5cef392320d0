"""Avoiding every fine, and all goals at once: no fine, expenses within the cap, not last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from engine.policy.parameters import Policy
from engine.whatif.baseline import Baseline
from engine.whatif.goalseek.aims import Aims, aims
from engine.whatif.goalseek.combined import Combined, answer, combined
from engine.whatif.lastplace.least import LastPlace, WayOut
from engine.whatif.lastplace.ranking import breakpoints, is_searchable, leave_last
from engine.whatif.plans.answer import POSSIBLE, Answer
from engine.whatif.plans.path import Path, PathName, path
from engine.whatif.plans.plan import LeastPlan
from engine.whatif.plans.position import Position
from engine.whatif.plans.proof import Claim, Row, Rows
from engine.whatif.plans.search import together

#: The levers that may lead out of the last place each by itself.
RANKING_PATHS: tuple[PathName, ...] = ("collect", "reduce_inventory", "cut_expenses", "extra_sales")


def ways_out_of_last(
    start: Position, policy: Policy, rows_of: Rows
) -> dict[PathName, tuple[Path, int | None]]:
    """Per way the least amount after which the region is not last; the others stand still.

    Only ways that can be searched.
    """
    ways = {name: path(name, start) for name in RANKING_PATHS}
    searched = {
        name: way for name, way in ways.items() if way.capacity is not None and is_searchable(way, policy)
    }
    found = together(
        {name: leave_last(breakpoints(way, policy), way.capacity or 0) for name, way in searched.items()},
        lambda asked: rows_of([searched[name].levers(amount) for name, amount in asked]),
    )
    return {name: (way, found[name]) for name, way in searched.items()}


def last_place(baseline: Baseline, start: Position, policy: Policy, rows_of: Rows) -> LastPlace:
    """What a region in last place starts from, and whom it has to catch up with."""
    others = baseline.others(start.month, start.region)
    worst = others.filter(pl.col("rank") == pl.col("rank").max()).row(0, named=True)
    parts = baseline.evaluation.components.filter(
        (pl.col("month") == start.month) & (pl.col("region") == start.region)
    )
    return LastPlace(start, policy, parts.to_dicts(), worst, rows_of)


def all_at_once(
    start: Position, policy: Policy, row: Row, rows_of: Rows, place: LastPlace | None
) -> tuple[Answer, Answer]:
    """The least that avoids every fine (`no_fine`), and a plan that meets all goals (`everything`).

    Both count only goals that can be judged. Where the plan for checkpoint, tier and cap leaves the
    region last, `everything` is the cheapest mixture found that does all of it, with its bound.
    place: of a region in last place.
    """
    wanted = aims(row, policy, is_checkpoint_open=start.terms.is_by_checkpoint)
    unfined, clauses = wanted.without("expense_cap", "leave_last"), wanted.without("leave_last")
    least, most = combined(start, (unfined, clauses), policy, row, rows_of)
    bound = None
    if place is not None and most.row["is_last"]:
        most, bound = _out_of_last(place, most, clauses)
    everything = replace(answer("everything", wanted, row, most), bound=bound)
    return answer("no_fine", unfined, row, least), everything


def _out_of_last(place: LastPlace, found: Combined, clauses: Aims) -> tuple[Combined, int | None]:
    """The plan out of the last place that meets what `found` meets and pays no less."""
    unmet, paid = set(clauses.unmet(found.row)), found.row["awards"]

    def holds(row: Row) -> bool:
        return not row["is_last"] and row["awards"] >= paid and set(clauses.unmet(row)) <= unmet

    met = [clause for clause in clauses.clauses if clause not in unmet]
    way = place.way_out(holds, met, clauses.tier)
    if way.plan is None:
        return found, None
    (after,) = place.rows_of([way.plan.steps])
    bound = None if way.bound is None else min(way.plan.total, max(way.bound, found.plan.total))
    return Combined(way.plan, after, is_proven=True), None if unmet else bound


def mixture_claims(place: LastPlace, singles: Iterable[Claim], everything: Answer) -> list[Claim]:
    """The single ways out of the last place, and the mixture where it is cheaper than each of them.

    It is never dearer than `everything`, which contains it. The cheapest of all carries the bound.
    """
    claims = list(singles)
    known = [claim for claim in claims if claim.answer.reason == POSSIBLE]
    cheapest = min(known, key=lambda claim: claim.answer.least or 0, default=None)
    way = place.way_out(lambda row: not row["is_last"], (), -1, list(_seeds(everything)))
    if cheapest is not None and (way.plan is None or (cheapest.answer.least or 0) <= way.plan.total):
        claims[claims.index(cheapest)] = _bounded(cheapest, way)
        return claims
    if way.plan is None:
        return claims
    mixed = Answer("leave_last", None, way.plan.total, POSSIBLE, steps=way.plan.steps, bound=way.bound)
    return [*claims, Claim(mixed, tuple(way.plan.below()))]


def _bounded(claim: Claim, way: WayOut) -> Claim:
    least = claim.answer.least or 0
    return replace(
        claim, answer=replace(claim.answer, bound=None if way.bound is None else min(way.bound, least))
    )


def _seeds(everything: Answer) -> Iterable[LeastPlan]:
    if everything.reason == POSSIBLE:
        taken = tuple(lever for lever in everything.steps if lever.kind != "extra_sales")
        yield LeastPlan(taken, everything.steps[len(taken) :])

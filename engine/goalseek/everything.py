"""All clauses at once: the checkpoint met, no capital fine, expenses within the cap, not last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from engine.goalseek.answer import BEYOND_CAPACITY, NO_DATA, POSSIBLE, REACHED, Answer, Conditions, least
from engine.goalseek.capital import ratio_conditions
from engine.goalseek.checkpoint import side_conditions
from engine.goalseek.claims import needed
from engine.goalseek.expenses import cap_conditions
from engine.goalseek.path import Path, PathName, path
from engine.goalseek.position import Position
from engine.goalseek.proof import Plan, Row, Rows, is_met
from engine.goalseek.ranking import breakpoints, is_searchable, leave_last
from engine.goalseek.search import together
from engine.levers import Lever
from engine.parameters import Policy

#: The ways out of the last place, in the order in which a plan for everything prefers them.
RANKING_PATHS: tuple[PathName, ...] = ("collect", "reduce_inventory", "cut_expenses", "extra_sales")
_ITEMS = ("checkpoint_award", "capital_award")


@dataclass(frozen=True, slots=True)
class Aims:
    """The goals that can be judged at all, and the best tier without a fine."""

    goals: tuple[str, ...]
    tier: int

    def unmet(self, row: Row) -> str:
        """The goals that an evaluated row misses, joined by commas."""
        return ",".join(goal for goal in self.goals if not is_met(row, goal, self.tier))


def aims(row: Row, policy: Policy) -> Aims:
    """What a region may aim at in its month, from its evaluated row."""
    judged = {
        "checkpoint": row["checkpoint_outcome"] in ("met", "missed"),
        "capital_tier": row["capital_status"] == "proposed",
        "expense_cap": row["expense_status"] != "no_data",
        "leave_last": row["rank"] is not None,
    }
    unfined = [tier for tier, step in enumerate(policy.capital.tiers.steps) if step.award >= 0]
    return Aims(tuple(goal for goal, is_judged in judged.items() if is_judged), max(unfined, default=0))


def ways_out_of_last(
    start: Position, policy: Policy, rows_of: Rows, before: Plan = (), after: Plan = ()
) -> dict[PathName, tuple[Path, int | None]]:
    """Per way the least amount after which the region is not last; the others stand still.

    Only ways that can be searched; `before` and `after` are levers that the position has moved already.
    """
    ways = {name: path(name, start) for name in RANKING_PATHS}
    searched = {
        name: way for name, way in ways.items() if way.capacity is not None and is_searchable(way, policy)
    }
    found = together(
        {name: leave_last(breakpoints(way, policy), way.capacity or 0) for name, way in searched.items()},
        lambda asked: rows_of([(*before, *searched[name].levers(amount), *after) for name, amount in asked]),
    )
    return {name: (way, found[name]) for name, way in searched.items()}


def everything(start: Position, policy: Policy, row: Row, rows_of: Rows) -> Answer:
    """A plan that meets all goals that can be judged, with no more sold and collected than it needs.

    In order: sales for the checkpoint, collections for whatever collections can reach, then
    inventory for what is left of the capital, cuts for what is left of the expenses, and what
    leaves the last place. `least` is the sum of all steps; `outcome_*` name the unmet goals.
    """
    wanted = aims(row, policy)
    plan = _clauses(start, _conditions(wanted, policy), policy.checkpoint.required.value == "both")
    (after,) = rows_of([plan.steps])
    if "leave_last" in wanted.goals and after["is_last"]:
        plan = _out_of_last(plan, policy, rows_of)
        (after,) = rows_of([plan.steps])
    steps = plan.steps
    unmet_before, unmet_after = wanted.unmet(row), wanted.unmet(after)
    reason = NO_DATA if not wanted.goals else BEYOND_CAPACITY if unmet_after else POSSIBLE
    if wanted.goals and not unmet_before:
        reason, steps, unmet_after, after = REACHED, (), "", dict(row)
    return Answer(
        "everything",
        None,
        sum(lever.amount for lever in steps) if reason in (REACHED, POSSIBLE) else None,
        reason,
        tier=wanted.tier,
        steps=steps,
        outcome_before=unmet_before,
        outcome_after=unmet_after,
        award_before=sum(row[item] for item in _ITEMS),
        award_after=sum(after[item] for item in _ITEMS),
    )


def _conditions(wanted: Aims, policy: Policy) -> dict[str, Conditions]:
    goals: dict[str, Conditions] = {}
    if "checkpoint" in wanted.goals:
        goals["sales"] = side_conditions("sales", policy)
        goals["collections"] = side_conditions("collections", policy)
    if "capital_tier" in wanted.goals:
        edge = policy.capital.tiers.steps[wanted.tier].up_to
        if edge is not None:
            goals["capital"] = ratio_conditions(edge, policy)
    if "expense_cap" in wanted.goals:
        goals["expenses"] = cap_conditions(policy)
    return goals


@dataclass(frozen=True, slots=True)
class _Plan:
    """The position a plan has led to. Sales come last: their credit is not there to be collected."""

    position: Position
    taken: tuple[Lever, ...] = ()
    sold: tuple[Lever, ...] = ()

    @property
    def steps(self) -> tuple[Lever, ...]:
        return (*self.taken, *self.sold)

    def advanced(self, way: Path, amount: int | None) -> _Plan:
        """The plan after `amount` of the way, or after all of it."""
        levers = way.levers(min(amount or 0, way.capacity or 0))
        if way.name == "extra_sales":
            return _Plan(self.position.sold(levers), self.taken, (*self.sold, *levers))
        return _Plan(self.position.moved(levers), (*self.taken, *levers), self.sold)


def _clauses(start: Position, goals: dict[str, Conditions], is_both: bool) -> _Plan:
    """The steps for checkpoint, capital and expenses."""
    plan = _Plan(start)
    by_collecting = [name for name in ("collections", "capital", "expenses") if name in goals]
    is_selling = "sales" in goals
    if is_selling and not is_both:
        sold = least(path("extra_sales", start), goals["sales"]).reason
        collected = least(path("collect", start), goals["collections"]).reason
        is_selling = sold != REACHED and collected not in (REACHED, POSSIBLE)
        if sold == REACHED or is_selling:
            by_collecting.remove("collections")
    if is_selling:
        way = path("extra_sales", plan.position)
        plan = plan.advanced(way, needed(way, [goals["sales"]]).amount)
    way = path("collect", plan.position)
    plan = plan.advanced(way, needed(way, [goals[name] for name in by_collecting]).amount)
    for name, goal in (("reduce_inventory", "capital"), ("cut_expenses", "expenses")):
        if goal in goals:
            plan = _with_the_rest(plan, cast(PathName, name), goals[goal])
    for goal in by_collecting:
        plan = _with_the_rest(plan, "collect", goals[goal])
    return plan


def _with_the_rest(plan: _Plan, name: PathName, conditions: Conditions) -> _Plan:
    """The plan with what a goal still lacks, or with all that this way has."""
    way = path(name, plan.position)
    found = least(way, conditions)
    return plan.advanced(way, way.capacity if found.reason == BEYOND_CAPACITY else found.amount)


def _out_of_last(plan: _Plan, policy: Policy, rows_of: Rows) -> _Plan:
    found = ways_out_of_last(plan.position, policy, rows_of, plan.taken, plan.sold)
    for name in RANKING_PATHS:
        way, amount = found.get(name, (None, None))
        if way is not None and amount is not None:
            return plan.advanced(way, amount)
    return plan

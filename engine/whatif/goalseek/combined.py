"""Several clauses at once, as one plan: without a fine (一.3, 二), and within the expense cap (三) as well.

The plan is the least there is (see `plan`), and `evaluate` is asked whether it does and whether a
fen less of any of its levers does not. Where no plan meets all clauses, those that meet some of
them are evaluated, and the one is taken that leaves the region with most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from engine.policy.parameters import Policy
from engine.whatif.goalseek.aims import Aims
from engine.whatif.plans.affine import interval
from engine.whatif.plans.answer import (
    BEYOND_CAPACITY,
    NO_DATA,
    POSSIBLE,
    REACHED,
    UNPROVEN,
    Answer,
    Goal,
)
from engine.whatif.plans.capital import ratio_conditions
from engine.whatif.plans.plan import LeastPlan, least_plan
from engine.whatif.plans.position import Position
from engine.whatif.plans.proof import Row, Rows


@dataclass(frozen=True, slots=True)
class Combined:
    """A plan for several clauses with its evaluated row, `is_proven` as the module says."""

    plan: LeastPlan
    row: Row
    is_proven: bool


def combined(
    start: Position, wanted: Sequence[Aims], policy: Policy, row: Row, rows_of: Rows
) -> list[Combined]:
    """For each of `wanted` the plan that meets its clauses, or as many of them as it pays to.

    All are evaluated at once. `row` is the region's row as it stands: what is met already
    needs no plan.
    """
    tried = [
        _tried(start, aims, policy) if aims.unmet(row) else _Tried((), is_whole=False) for aims in wanted
    ]
    asked = [steps for one in tried for plan in one.plans for steps in (plan.steps, *plan.below())]
    rows = iter(rows_of(asked) if asked else ())
    found = []
    for aims, one in zip(wanted, tried, strict=True):
        judged = [Combined(LeastPlan(), row, is_proven=True)]
        for plan in one.plans:
            after, *below = [next(rows) for _ in range(1 + len(plan.below()))]
            holds = not aims.unmet(after) and all(aims.unmet(less) for less in below)
            judged.append(Combined(plan, after, is_proven=holds or not one.is_whole))
        found.append(judged[-1] if one.is_whole else max(judged, key=lambda each: _worth(each, aims)))
    return found


def answer(goal: Goal, aims: Aims, before: Row, found: Combined) -> Answer:
    """What was found, in words of `Answer`; without an amount where some goal stays unmet."""
    unmet_before, unmet_after = aims.unmet(before), aims.unmet(found.row)
    if not aims.goals:
        reason = NO_DATA
    elif not unmet_before:
        reason = REACHED
    elif unmet_after:
        reason = BEYOND_CAPACITY
    else:
        reason = POSSIBLE
    if not found.is_proven:
        reason = UNPROVEN
    return Answer(
        goal,
        None,
        found.plan.total if reason in (REACHED, POSSIBLE) else None,
        reason,
        tier=aims.tier,
        steps=found.plan.steps,
        outcome_before=",".join(unmet_before),
        outcome_after=",".join(unmet_after),
        award_before=before["awards"],
        award_after=found.row["awards"],
    )


def _worth(one: Combined, aims: Aims) -> tuple[float, int, int]:
    return one.row["awards"], -len(aims.unmet(one.row)), -one.plan.total


@dataclass(frozen=True, slots=True)
class _Tried:
    """The one plan that meets all clauses (`is_whole`), or those that meet some of them."""

    plans: tuple[LeastPlan, ...]
    is_whole: bool


def _tried(start: Position, aims: Aims, policy: Policy) -> _Tried:
    tiers = len(policy.capital.tiers.steps) - 1
    whole = _sound_plan(start, aims, policy)
    if whole is not None:
        return _Tried((whole,), is_whole=True)
    parts = (
        least_plan(start, clauses, tier, policy)
        for size in range(len(aims.clauses), 0, -1)
        for clauses in combinations(aims.clauses, size)
        # Short of a tier without a fine, a smaller fine is better than a larger one.
        for tier in (range(max(0, aims.tier), tiers) if "capital_tier" in clauses else (aims.tier,))
    )
    return _Tried(tuple(dict.fromkeys(plan for plan in parts if plan is not None)), is_whole=False)


def _sound_plan(start: Position, aims: Aims, policy: Policy) -> LeastPlan | None:
    """The least plan for all clauses that brings no capital fine where there was no quota before."""
    plan = least_plan(start, aims.clauses, aims.tier, policy)
    if plan is None or "capital_tier" in aims.clauses:
        return plan
    if not _is_fined(start.shifted(plan.steps), aims.tier, policy):
        return plan
    return least_plan(start, (*aims.clauses, "capital_tier"), aims.tier, policy)


def _is_fined(position: Position, tier: int, policy: Policy) -> bool:
    """Whether there is a quota and its overrun lies beyond the tier."""
    edge = policy.capital.tiers.steps[tier].up_to if tier >= 0 else Fraction(0)
    found = None if edge is None else ratio_conditions(edge, policy)(position.lines("reduce_inventory", 0))
    if found is None:
        return False
    has_quota = interval(found[:1], 0, 0) is not None
    return has_quota and (tier < 0 or interval(found, 0, 0) is None)

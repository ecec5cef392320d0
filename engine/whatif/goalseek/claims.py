"""What each clause needs, as claims for `proof`: checkpoint (一.3), capital (二), expenses (三)."""

from __future__ import annotations

from typing import Literal

from engine.policy.parameters import Policy
from engine.whatif.levers import Lever, LeverKind
from engine.whatif.plans.affine import interval
from engine.whatif.plans.answer import (
    BEYOND_CAPACITY,
    NEVER,
    NO_DATA,
    NOT_AVAILABLE,
    OTHER_SIDE_SHORT,
    OVER,
    POSSIBLE,
    REACHED,
    Answer,
    Goal,
    Least,
    least,
)
from engine.whatif.plans.capital import ratio_conditions
from engine.whatif.plans.checkpoint import side_conditions
from engine.whatif.plans.expenses import cap_conditions
from engine.whatif.plans.path import Path, PathName, path
from engine.whatif.plans.plan import least_plan
from engine.whatif.plans.position import Position
from engine.whatif.plans.proof import Claim, Plan, Row

CAPITAL_PATHS: tuple[PathName, ...] = (
    "collect",
    "collect_overdue",
    "collect_retail",
    "collect_current",
    "reduce_inventory",
)
#: Overdue below nothing would not make up for what is occupied beyond the quota.
_LIMITED: tuple[LeverKind, ...] = ("collect_overdue",)
EXPENSE_PATHS: tuple[PathName, ...] = ("cut_expenses", "collect")


def checkpoint_claims(start: Position, policy: Policy, row: Row) -> list[Claim]:
    """The least extra sales and the least collections; both together where both are required.

    What is collected was owed before the extra sales: their own credit does not count.
    """
    outcome = row["checkpoint_outcome"]
    if outcome not in ("met", "missed"):
        return [Claim(Answer("checkpoint", None, None, outcome))]
    if not start.terms.is_by_checkpoint:
        # What was met was met without doing any more; what was missed nothing makes good.
        reason = REACHED if outcome == "met" else OVER
        return [Claim(Answer("checkpoint", None, 0 if outcome == "met" else None, reason))]
    if policy.checkpoint.required.value == "either":
        return _either_side(start, policy, is_met=outcome == "met")
    selling = path("extra_sales", start)
    sales = _side(selling, start, "sales", policy)
    sold = _steps(selling, sales)
    collecting = path("collect", start.sold(sold))
    collected = _side(collecting, start.sold(sold), "collections", policy)
    together = (*_steps(collecting, collected), *sold)
    claims = []
    for way, found, other in ((selling, sales, collected), (collecting, collected, sales)):
        reason = found.reason
        is_done = {reason, other.reason} <= {REACHED, POSSIBLE}
        if reason in (REACHED, POSSIBLE) and not is_done:
            reason = OTHER_SIDE_SHORT
        answer = Answer(
            "checkpoint",
            way.name,
            found.amount,
            reason,
            capacity=way.capacity,
            detail=way.reason,
            steps=together,
        )
        below: tuple[Plan, ...] = ()
        if is_done and found.amount:
            less = way.levers(found.amount - 1)
            below = ((*_steps(collecting, collected), *less) if way is selling else (*less, *sold),)
        claims.append(Claim(answer, below))
    return claims


def _either_side(start: Position, policy: Policy, *, is_met: bool) -> list[Claim]:
    """Where one figure is enough: extra sales by themselves, and collections by themselves.

    What of the sales is paid at once is collected, and may be enough before the sales are.
    """
    selling, collecting = path("extra_sales", start), path("collect", start)
    if is_met:
        return [_claim("checkpoint", way, Least(0, REACHED)) for way in (selling, collecting)]
    sales = _side(selling, start, "sales", policy)
    paying = _paying(start, policy)
    if sales.reason == POSSIBLE and sales.amount is not None and paying is not None:
        sales = Least(min(sales.amount, paying), POSSIBLE)
    collected = _side(collecting, start, "collections", policy)
    return [_claim("checkpoint", selling, sales), _claim("checkpoint", collecting, collected)]


def _paying(start: Position, policy: Policy) -> int | None:
    """The least extra sales whose paid part meets the checkpoint's collections."""
    for condition in side_conditions("collections", policy)(start.lines("collect_current", 0)) or ():
        return start.terms.sales_paying((condition.left - condition.right).constant.__ceil__())
    return None


def _side(way: Path, start: Position, figure: Literal["sales", "collections"], policy: Policy) -> Least:
    """What one figure of the checkpoint lacks; nothing where it is met, whether or not the way is there."""
    conditions = side_conditions(figure, policy)
    today = conditions(start.lines("reduce_inventory", 0))
    if today is not None and interval(today, 0, 0) is not None:
        return Least(0, REACHED)
    return least(way, conditions)


def capital_claims(start: Position, policy: Policy, row: Row) -> list[Claim]:
    """The least that reaches each better tier, by every way there is."""
    current, steps = row["capital_tier"], policy.capital.tiers.steps
    if current == 0:
        return [Claim(Answer("capital_tier", None, 0, REACHED, tier=0))]
    aims = range(len(steps) - 1 if current is None else current)
    claims = []
    for tier in reversed(aims):
        edge = steps[tier].up_to
        assert edge is not None  # only the last tier is open
        for name in CAPITAL_PATHS:
            way = path(name, start)
            found = least(way, ratio_conditions(edge, policy), limited=_LIMITED)
            if current is None and found.reason in (NEVER, BEYOND_CAPACITY):
                found = Least(None, NO_DATA)
            claims.append(_claim("capital_tier", way, found, tier))
    if claims and all(claim.answer.reason in (NO_DATA, NOT_AVAILABLE) for claim in claims):
        return [Claim(Answer("capital_tier", None, None, NO_DATA))]
    return claims


def expense_claims(start: Position, policy: Policy) -> list[Claim]:
    """The least cut, or the least collected, that brings the ratio within the cap.

    Where all there is to cut is not enough, also the cuts and what is collected for the rest:
    far less than by collecting alone, since a yuan cut does what hundreds collected do.
    """
    conditions = cap_conditions(policy)
    today = conditions(start.lines("cut_expenses", 0))
    if today is None:
        return [Claim(Answer("expense_cap", None, None, NO_DATA))]
    if interval(today, 0, 0) is not None:
        return [Claim(Answer("expense_cap", None, 0, REACHED))]
    ways = [path(name, start) for name in EXPENSE_PATHS]
    claims = [_claim("expense_cap", way, least(way, conditions)) for way in ways]
    plan = least_plan(start, ["expense_cap"], 0, policy)
    if plan is not None and len({lever.kind == "cut_expenses" for lever in plan.steps}) > 1:
        answer = Answer("expense_cap", None, plan.total, POSSIBLE, steps=plan.steps)
        claims.append(Claim(answer, tuple(plan.below())))
    return claims


def _claim(goal: Goal, way: Path, found: Least, tier: int | None = None) -> Claim:
    answer = Answer(
        goal,
        way.name,
        found.amount,
        found.reason,
        capacity=way.capacity,
        tier=tier,
        detail=way.reason,
        steps=_steps(way, found),
    )
    is_moved = found.reason == POSSIBLE and found.amount
    return Claim(answer, (way.levers(found.amount - 1),) if is_moved and found.amount else ())


def _steps(way: Path, found: Least) -> tuple[Lever, ...]:
    """The levers up to the least amount, or as far as they go; none where they change nothing."""
    if way.capacity is None or found.reason in (NEVER, NO_DATA):
        return ()
    amount = way.capacity if found.amount is None else min(found.amount, way.capacity)
    return way.levers(amount)

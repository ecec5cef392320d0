"""A plan from which no lever can give up a fen, found by asking `evaluate`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from engine.whatif.plans.plan import LeastPlan
from engine.whatif.plans.proof import Row, Rows
from engine.whatif.plans.search import WIDTH, first_where, together

Holds = Callable[[Row], bool]


def tightened(plan: LeastPlan, holds: Holds, rows_of: Rows) -> LeastPlan:
    """A plan that holds as `plan` does, from which no lever can give up a fen without ceasing to.

    `plan` must hold. Levers give up what they can one after the other, until none can.
    """
    while True:
        rows = rows_of(plan.below()) if plan.steps else []
        loose = [place for place, row in enumerate(rows) if holds(row)]
        if not loose:
            return plan
        plan = _shortened(plan, loose[-1], holds, rows_of)


def lengthened(plan: LeastPlan, room: LeastPlan, holds: Holds, rows_of: Rows) -> LeastPlan | None:
    """The plan, or one a little longer, that holds; None if none does up to ten thousand yuan more.

    `room`: the most of each lever. What was computed in fractions may miss by a few fen.
    """
    longer = [plan, *(_longer(plan, room, 10**power) for power in range(7))]
    rows = rows_of([one.steps for one in longer])
    return next((one for one, row in zip(longer, rows, strict=True) if holds(row)), None)


def _longer(plan: LeastPlan, room: LeastPlan, fen: int) -> LeastPlan:
    """Every lever of `room` with so many fen more, as far as there are so many; sales stay."""
    taken = (replace(most, amount=min(most.amount, plan.of(most.kind) + fen)) for most in room.taken)
    return LeastPlan(tuple(taken), plan.sold)


def _shortened(plan: LeastPlan, place: int, holds: Holds, rows_of: Rows) -> LeastPlan:
    """The plan with as much less of one lever as it can give up; at least one fen, which it can."""
    amount = plan.steps[place].amount
    less = [1]
    while less[-1] < amount:
        less.append(min(amount, less[-1] * (WIDTH + 1)))

    def rows_at(amounts: Sequence[int]) -> Sequence[Row]:
        return rows_of([_with(plan, place, at).steps for at in amounts])

    rows = rows_at([amount - fen for fen in less])
    failing = next((number for number, row in enumerate(rows) if not holds(row)), None)
    if failing is None:
        return _with(plan, place, 0)
    search = first_where(amount - less[failing] + 1, amount - less[failing - 1], holds)
    found = together({0: search}, lambda asked: rows_at([at for _, at in asked]))[0]
    assert found is not None  # the most that is searched holds
    return _with(plan, place, found)


def _with(plan: LeastPlan, place: int, amount: int) -> LeastPlan:
    """The plan with another amount of one lever; without it where that is nothing."""
    steps = [
        replace(lever, amount=amount) if number == place else lever for number, lever in enumerate(plan.steps)
    ]
    taken = len(plan.taken)
    return LeastPlan(
        tuple(lever for lever in steps[:taken] if lever.amount),
        tuple(lever for lever in steps[taken:] if lever.amount),
    )

"""Whole customers chosen by an exact solver (HiGHS), and checked in whole fen.

The solver computes in floats. Its choice is added up again in integers; a choice that
misses by rounding is asked for again with that much more, and given up after a few tries.
Searches end after a fixed number of steps, not after a time: the same question has the
same answer on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]

_NODES = 1_000
_TRIES = 4
#: Among more rows than these, an excess within `_GAP` of the goal is as good as the least.
_MANY, _GAP = 30, 1e-4
_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows were chosen, ascending.

    `is_proven`: none better exists (among many rows: none better by more than `_GAP`).
    """

    rows: tuple[int, ...]
    is_proven: bool


def fewest(amounts: Sequence[int], goal: int) -> int | None:
    """How many of `amounts` it takes to reach `goal`; None if all together do not."""
    total = 0
    for count, amount in enumerate(sorted(amounts, reverse=True)):
        if total >= goal:
            return count
        total += amount
    return len(amounts) if total >= goal else None


def least_excess(amounts: Sequence[int], goal: int) -> Choice | None:
    """The fewest `amounts` (positive) that reach `goal`, and of such choices the least total.

    None if all together do not reach it.
    """
    count = fewest(amounts, goal)
    if count is None:
        return None
    largest = sorted(range(len(amounts)), key=lambda row: (-amounts[row], row))[:count]
    # With one customer, or with everybody, there is nothing to search.
    if count in {0, len(amounts)}:
        return Choice(tuple(sorted(largest)), is_proven=True)
    if count == 1:
        enough = [row for row, amount in enumerate(amounts) if amount >= goal]
        return Choice((min(enough, key=lambda row: (amounts[row], row)),), is_proven=True)
    values = np.array(amounts) / goal
    wanted = 1.0
    for _ in range(_TRIES):
        solved = milp(
            values,
            integrality=np.ones(len(amounts)),
            bounds=Bounds(0, 1),
            constraints=[
                LinearConstraint(values[None, :], wanted),
                LinearConstraint(np.ones((1, len(amounts))), count, count),
            ],
            options={"node_limit": _NODES, "mip_rel_gap": _GAP if len(amounts) > _MANY else _NOISE},
        )
        if solved.x is None:
            break
        rows = tuple(int(row) for row in np.flatnonzero(solved.x > 0.5))
        total = sum(amounts[row] for row in rows)
        if len(rows) == count and total >= goal:
            return Choice(rows, bool(solved.status == 0))
        wanted += max(goal - total, 1) / goal
    return Choice(tuple(sorted(largest)), is_proven=False)


@dataclass(frozen=True, slots=True)
class Debt:
    """What asking one customer brings, in fen: in all, of retail balance, of contract overdue."""

    amount: int
    retail: int
    overdue: int


def fewest_for_both(
    debts: Sequence[Debt], collections: int, relief: Fraction, most_retail: Fraction
) -> Choice | None:
    """The fewest debts that bring `collections` in all and `relief` of capital.

    Relief is what they hold of contract overdue, plus of retail balances up to
    `most_retail` (receivables below the quota help no further). None if all do not suffice.
    """

    def is_enough(rows: Sequence[int]) -> bool:
        brought = [debts[row] for row in rows]
        counted = min(Fraction(sum(debt.retail for debt in brought)), most_retail)
        return (
            sum(debt.amount for debt in brought) >= collections
            and counted + sum(debt.overdue for debt in brought) >= relief
        )

    size = len(debts)
    if not is_enough(range(size)):
        return None
    if is_enough(()):
        return Choice((), is_proven=True)
    unit = float(max(Fraction(collections), relief))
    amounts, retail, overdue = (
        np.array([getattr(debt, name) for debt in debts]) / unit for name in ("amount", "retail", "overdue")
    )
    slack = 0.0
    for attempt in range(_TRIES):
        # The last variable is the part of the retail balances that counts.
        solved = milp(
            np.append(np.ones(size), 0.0),
            integrality=np.append(np.ones(size), 0),
            bounds=Bounds(np.zeros(size + 1), np.append(np.ones(size), float(most_retail) / unit)),
            constraints=[
                LinearConstraint(np.append(amounts, 0.0)[None, :], collections / unit + slack),
                LinearConstraint(np.append(retail, -1.0)[None, :], 0.0),
                LinearConstraint(np.append(overdue, 1.0)[None, :], float(relief) / unit + slack),
            ],
            options={"node_limit": _NODES},
        )
        if solved.x is None:
            break
        rows = tuple(int(row) for row in np.flatnonzero(solved.x[:size] > 0.5))
        if is_enough(rows):
            return Choice(rows, bool(solved.status == 0 and slack == 0.0))
        slack += _NOISE * 10**attempt
    order = sorted(range(size), key=lambda row: (debts[row].amount, row))
    return Choice(_without_the_needless(order, is_enough), is_proven=False)


def _without_the_needless(
    order: Sequence[int], is_enough: Callable[[Sequence[int]], bool]
) -> tuple[int, ...]:
    """All rows but those, in `order`, that are not needed."""
    kept = list(order)
    for row in order:
        rest = [other for other in kept if other != row]
        if is_enough(rest):
            kept = rest
    return tuple(sorted(kept))

"""Whole customers chosen by an exact solver (HiGHS), and checked in whole fen.

The solver computes in floats. Its choice is added up again in integers; a choice that
misses by rounding is asked for again with that much more, and given up after a few tries.
Searches end after a fixed number of steps, not after a time: the same question has the
same answer on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

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
        solved = _solved(
            values,
            [(values, wanted, np.inf), (np.ones(len(amounts)), count, count)],
            {"node_limit": _NODES, "mip_rel_gap": _GAP if len(amounts) > _MANY else _NOISE},
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
    debts: Sequence[Debt],
    collections: int,
    relief: Fraction,
    most_retail: Fraction,
    *,
    rate: Fraction = Fraction(0),
    edge: Fraction = Fraction(0),
) -> Choice | None:
    """The fewest debts that bring `collections` in all and `relief` of capital.

    Relief is what they hold of contract overdue, plus of retail balances up to `most_retail`
    (receivables below the quota help no further). Where the quota is a part of what is collected, every
    fen adds `rate` to it, and `rate` × `edge` to what may exceed it (二, trailing twelve months). None if
    all do not suffice.
    """
    # max(0, x) + y ≤ z is both x + y ≤ z and y ≤ z.
    by_all, by_overdue = rate * (1 + edge), rate * edge

    def is_enough(rows: Sequence[int]) -> bool:
        brought = [debts[row] for row in rows]
        amount = sum(debt.amount for debt in brought)
        retail, overdue = (sum(getattr(debt, name) for debt in brought) for name in ("retail", "overdue"))
        return (
            amount >= collections
            and retail + overdue + by_all * amount >= relief
            and overdue + by_overdue * amount >= relief - most_retail
        )

    size = len(debts)
    if not is_enough(range(size)):
        return None
    if is_enough(()):
        return Choice((), is_proven=True)
    unit = float(max(Fraction(collections), relief, Fraction(1)))
    amounts, retail, overdue = (
        np.array([getattr(debt, name) for debt in debts]) / unit for name in ("amount", "retail", "overdue")
    )
    slack = 0.0
    for attempt in range(_TRIES):
        solved = _solved(
            np.ones(size),
            [
                (amounts, collections / unit + slack, np.inf),
                (retail + overdue + float(by_all) * amounts, float(relief) / unit + slack, np.inf),
                (overdue + float(by_overdue) * amounts, float(relief - most_retail) / unit + slack, np.inf),
            ],
            {"node_limit": _NODES},
        )
        if solved.x is None:
            break
        rows = tuple(int(row) for row in np.flatnonzero(solved.x > 0.5))
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


def _solved(costs: Any, limits: Sequence[tuple[Any, float, float]], options: Mapping[str, Any]) -> Any:
    """Which to take, at the least cost, with sums of weights from a lower to an upper bound each."""
    # Half a second that no page should wait for before somebody searches.
    from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]  # noqa: PLC0415

    return milp(
        costs,
        integrality=np.ones(len(costs)),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(weights[None, :], low, high) for weights, low, high in limits],
        options=dict(options),
    )

"""Avoiding every fine, and all goals at once: no fine, expenses within the cap, not last."""

from __future__ import annotations

from dataclasses import replace

from engine.goalseek.aims import aims
from engine.goalseek.answer import Answer
from engine.goalseek.combined import Combined, answer, combined
from engine.goalseek.path import Path, PathName, path
from engine.goalseek.plan import LeastPlan
from engine.goalseek.position import Position
from engine.goalseek.proof import Plan, Row, Rows
from engine.goalseek.ranking import breakpoints, is_searchable, leave_last
from engine.goalseek.search import together
from engine.parameters import Policy

#: The ways out of the last place, in the order in which a plan for everything prefers them.
RANKING_PATHS: tuple[PathName, ...] = ("collect", "reduce_inventory", "cut_expenses", "extra_sales")


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


def all_at_once(start: Position, policy: Policy, row: Row, rows_of: Rows) -> tuple[Answer, Answer]:
    """The least that avoids every fine (`no_fine`), and a plan that meets all goals (`everything`).

    Both count only goals that can be judged. `everything` is the least for checkpoint, tier and
    cap; what leaves the last place after that is the least of the first way that does, on top.
    """
    wanted = aims(row, policy)
    unfined, clauses = wanted.without("expense_cap", "leave_last"), wanted.without("leave_last")
    least, most = combined(start, (unfined, clauses), policy, row, rows_of)
    if "leave_last" in wanted.goals and most.row["is_last"]:
        most = _out_of_last(start, most, policy, rows_of)
    return answer("no_fine", unfined, row, least), answer("everything", wanted, row, most)


def _out_of_last(start: Position, found: Combined, policy: Policy, rows_of: Rows) -> Combined:
    plan = found.plan
    reached = start.moved(plan.taken).sold(plan.sold)
    ways = ways_out_of_last(reached, policy, rows_of, plan.taken, plan.sold)
    for name in RANKING_PATHS:
        way, amount = ways.get(name, (None, None))
        if way is None or amount is None:
            continue
        levers = way.levers(amount)
        if name == "extra_sales":
            longer = LeastPlan(plan.taken, (*plan.sold, *levers))
        else:
            longer = LeastPlan((*plan.taken, *levers), plan.sold)
        (after,) = rows_of([longer.steps])
        return replace(found, plan=longer, row=after)
    return found

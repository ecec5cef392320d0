"""Goal seek: the least that changes each outcome of a region and month, proven by `evaluate`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from engine.policy.parameters import Policy
from engine.whatif.baseline import Baseline
from engine.whatif.goalseek.candidates import Row, candidate_rows
from engine.whatif.goalseek.claims import capital_claims, checkpoint_claims, expense_claims
from engine.whatif.goalseek.everything import (
    RANKING_PATHS,
    all_at_once,
    last_place,
    mixture_claims,
    ways_out_of_last,
)
from engine.whatif.plans.answer import (
    BEYOND_CAPACITY,
    NEVER,
    NO_DATA,
    NOT_AVAILABLE,
    POSSIBLE,
    REACHED,
    UNDECIDED,
    Answer,
)
from engine.whatif.plans.path import path
from engine.whatif.plans.position import Position, Terms, position
from engine.whatif.plans.proof import Claim, Plan, Rows, proven


def answers(baseline: Baseline, month: date, region: str, terms: Terms | None = None) -> tuple[Answer, ...]:
    """What checkpoint, capital tiers, expense cap and last place need, each alone and all at once.

    Every amount is exact: with it `evaluate` gives the outcome, with a fen less of any of its levers it
    does not. Only where the last place is left by a mixture, or by everything at once, may another
    mixture cost less: then `bound` says how much less at most. `terms` say how extra sales are paid;
    by default all on credit of retail customers, the careful assumption; and whether the checkpoint can
    still be reached: once it is over no goal asks for it. LeverError if month
    or region do not exist.
    """
    policy = baseline.evaluation.policies.at(month)
    start = position(baseline, month, region, terms or Terms())

    def rows_of(plans: Sequence[Plan]) -> list[Row]:
        return candidate_rows(baseline, month, region, plans)

    (row,) = rows_of([()])
    place = last_place(baseline, start, policy, rows_of) if row["is_last"] else None
    together = all_at_once(start, policy, row, rows_of, place)
    singles = _last_place_claims(start, policy, row, rows_of)
    claims = [
        *checkpoint_claims(start, policy, row),
        *capital_claims(start, policy, row),
        *expense_claims(start, policy),
        *(singles if place is None else mixture_claims(place, singles, together[1])),
    ]
    return (*proven(claims, rows_of), *together)


def _last_place_claims(start: Position, policy: Policy, row: Row, rows_of: Rows) -> list[Claim]:
    if row["rank"] is None:
        return [Claim(Answer("leave_last", None, None, NO_DATA))]
    if not row["is_last"]:
        return [Claim(Answer("leave_last", None, 0, REACHED))]
    found = ways_out_of_last(start, policy, rows_of)
    claims = []
    for name in RANKING_PATHS:
        way, amount = found.get(name, (path(name, start), None))
        if way.capacity is None:
            claims.append(Claim(Answer("leave_last", name, None, NOT_AVAILABLE, detail=way.reason)))
        elif name not in found:
            claims.append(Claim(Answer("leave_last", name, None, UNDECIDED, capacity=way.capacity)))
        elif amount is None:
            reason = NEVER if name == "extra_sales" else BEYOND_CAPACITY
            steps = () if reason == NEVER else way.levers(way.capacity)
            answer = Answer("leave_last", name, None, reason, capacity=way.capacity, steps=steps)
            claims.append(Claim(answer))
        else:
            answer = Answer(
                "leave_last", name, amount, POSSIBLE, capacity=way.capacity, steps=way.levers(amount)
            )
            claims.append(Claim(answer, (way.levers(amount - 1),)))
    return claims

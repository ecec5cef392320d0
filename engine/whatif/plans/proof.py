"""An answer is believed only after `evaluate` has said the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.whatif.levers import Lever
from engine.whatif.plans.answer import POSSIBLE, REACHED, UNPROVEN, Answer, Outcome

Row = Mapping[str, Any]
Plan = Sequence[Lever]
Rows = Callable[[Sequence[Plan]], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Claim:
    """An answer without its outcomes, and the plans with a fen less, none of which may reach the goal."""

    answer: Answer
    below: tuple[Plan, ...] = ()


def is_met(row: Row, goal: str, tier: int | None = None) -> bool:
    """Whether an evaluated row meets a goal."""
    match goal:
        case "checkpoint":
            return bool(row["checkpoint_outcome"] == "met")
        case "capital_tier":
            return tier is not None and row["capital_tier"] is not None and row["capital_tier"] <= tier
        case "expense_cap":
            return bool(row["is_within_cap"])
        case "leave_last":
            return row["rank"] is not None and not row["is_last"]
    raise KeyError(goal)


def outcome(row: Row, goal: str) -> Outcome:
    """The evaluated row's outcome for a goal, as `Answer` names it."""
    match goal:
        case "checkpoint":
            found: Outcome = row["checkpoint_outcome"]
        case "capital_tier":
            found = row["capital_tier"]
        case "expense_cap":
            within = {True: "within_cap", False: "above_cap"}
            found = within.get(row["is_within_cap"], row["expense_status"])
        case _:
            found = row["rank"]
    return found


def award(row: Row, goal: str) -> float:
    """The yuan that hang on a goal."""
    column = {"checkpoint": "checkpoint_award", "capital_tier": "capital_award"}.get(goal)
    return float(row[column]) if column else 0.0


def proven(claims: Sequence[Claim], rows_of: Rows) -> list[Answer]:
    """The claims with their outcomes, each evaluated at its steps and a fen below.

    A claim that the evaluation does not bear out becomes `unproven`, without an amount.
    """
    plans: list[Plan] = [()]
    for claim in claims:
        plans += [claim.answer.steps, *claim.below]
    before, *rest = rows_of(plans)
    rows = iter(rest)
    answers = []
    for claim in claims:
        answer = claim.answer
        after, *below = [next(rows) for _ in range(1 + len(claim.below))]
        is_reached = answer.reason in (REACHED, POSSIBLE)
        holds = is_met(after, answer.goal, answer.tier) == is_reached and not any(
            is_met(less, answer.goal, answer.tier) for less in below
        )
        found = replace(
            answer,
            outcome_before=outcome(before, answer.goal),
            outcome_after=outcome(after, answer.goal),
            award_before=award(before, answer.goal),
            award_after=award(after, answer.goal),
        )
        answers.append(found if holds else replace(found, reason=UNPROVEN, least=None))
    return answers

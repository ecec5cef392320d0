"""Which goals a region can be held to in its month, and which of them an evaluated row misses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from engine.policy.parameters import Policy
from engine.whatif.plans.plan import CLAUSES, Clause
from engine.whatif.plans.proof import Row, is_met


@dataclass(frozen=True, slots=True)
class Aims:
    """The goals that can be judged at all, and the worst tier whose way down pays no fine (-1: none)."""

    goals: tuple[str, ...]
    tier: int

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The goals that are straight lines."""
        return tuple(clause for clause in CLAUSES if clause in self.goals)

    def without(self, *goals: str) -> Aims:
        """The same aims but for some."""
        return Aims(tuple(goal for goal in self.goals if goal not in goals), self.tier)

    def unmet(self, row: Row) -> tuple[str, ...]:
        """The goals that an evaluated row misses.

        Capital counts even where it could not be judged before: what is collected may give a
        region the quota that it had not (二, trailing twelve months), and with it a fine.
        """
        missed = tuple(goal for goal in self.goals if not is_met(row, goal, self.tier))
        is_fined_anew = "capital_tier" not in self.goals and row["capital_tier"] is not None
        if is_fined_anew and not is_met(row, "capital_tier", self.tier):
            missed += ("capital_tier",)
        return missed


def aims(row: Row, policy: Policy, *, is_checkpoint_open: bool = True) -> Aims:
    """What a region may aim at in its month, from its evaluated row.

    Once its day is over a checkpoint is met or missed for good: nobody can aim at it any more.
    """
    judged = {
        "checkpoint": is_checkpoint_open and row["checkpoint_outcome"] in ("met", "missed"),
        "capital_tier": row["capital_status"] == "proposed",
        "expense_cap": row["expense_status"] != "no_data",
        "leave_last": row["rank"] is not None,
    }
    unfined = takewhile(lambda step: step.award >= 0, policy.capital.tiers.steps)
    return Aims(tuple(goal for goal, is_judged in judged.items() if is_judged), _count(unfined) - 1)


def _count(things: Iterable[object]) -> int:
    return sum(1 for _ in things)

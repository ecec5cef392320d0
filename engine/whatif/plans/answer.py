"""What a goal seek answers, and how the answer is found on a path."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.whatif.levers import Lever, LeverKind
from engine.whatif.plans.affine import Affine, AtMost, interval
from engine.whatif.plans.path import Path, PathName

Goal = Literal["checkpoint", "capital_tier", "expense_cap", "leave_last", "no_fine", "everything"]
Outcome = str | int | None
#: The figures of a position as lines in a path's amount (None: unknown) →
#: the conditions under which a goal is met; None: it cannot be judged.
Lines = Mapping[str, Affine | None]
Conditions = Callable[[Lines], list[AtMost] | None]

REACHED = "reached"
POSSIBLE = "possible"
BEYOND_CAPACITY = "beyond_capacity"
NEVER = "never"
NOT_AVAILABLE = "not_available"
OTHER_SIDE_SHORT = "other_side_short"
OVER = "over"
NO_TARGET = "no_target"
NO_DATA = "no_data"
UNDECIDED = "undecided"
UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class Answer:
    """The least a lever must move to reach a goal, in fen.

    lever: a lever, `collect` (all balances in turn) or None for several together.
    least: None where no amount is known that does it; it may exceed `capacity` (the most
    the lever can move, None if it is not available).
    reason: reached (already so), possible, beyond_capacity (all there is does not do),
    never (no amount of this lever changes it), not_available (`detail` says why: not_loaded or
    unknown_balance), other_side_short (of a checkpoint: this lever does its part, the other
    figure stays short), over (the checkpoint's day is past), no_target, no_data, undecided (the
    scheme's shapes rise and fall, or sales are paid in part: the least cannot be found with
    certainty), unproven.
    steps: the levers that reach the goal, or all that can be moved where it is out of reach; of
    `no_fine` and `everything` out of reach, what still serves the most of them.
    bound: where the least was searched for and not solved (leaving the last place by a mixture, and
    everything with it): what any plan for it costs at least, proven; None where `least` is exact or no
    bound is known.
    tier: the capital tier aimed at (0 is the best). `outcome_*`: checkpoint outcome, capital
    tier, within_cap/above_cap or rank, before and after the steps; of `no_fine` and `everything`
    the names of the unmet goals, joined by commas; `award_*` in yuan.
    """

    goal: Goal
    lever: PathName | None
    least: int | None
    reason: str
    capacity: int | None = None
    tier: int | None = None
    detail: str = ""
    steps: tuple[Lever, ...] = ()
    outcome_before: Outcome = None
    outcome_after: Outcome = None
    award_before: float = 0.0
    award_after: float = 0.0
    bound: int | None = None

    @property
    def is_reachable(self) -> bool:
        """Whether the steps reach the goal."""
        return self.reason in (REACHED, POSSIBLE)


@dataclass(frozen=True, slots=True)
class Least:
    """The least amount of a path and the reason that goes with it."""

    amount: int | None
    reason: str


def least(way: Path, conditions: Conditions, limited: Collection[LeverKind] = ()) -> Least:
    """The least amount of the path at which the conditions hold.

    Searched segment by segment, each a set of straight lines; beyond the last segment's end
    its lever is imagined to go on, unless it is `limited`: a balance that cannot make up for
    another by falling below nothing.
    """
    if not way.segments:
        return Least(None, NOT_AVAILABLE)
    is_moved = False
    for segment in way.segments:
        found = conditions(segment.before.lines(segment.kind, segment.start))
        if found is None:
            return Least(None, NO_DATA)
        is_moved |= any(condition.is_moved for condition in found)
        span = interval(found, segment.start, segment.end)
        if span is not None:
            return Least(span[0], POSSIBLE if span[0] else REACHED)
    last = way.segments[-1]
    if last.kind in limited:
        return Least(None, BEYOND_CAPACITY if is_moved else NEVER)
    found = conditions(last.before.lines(last.kind, last.start)) or []
    beyond = interval(found, last.end, None)
    return Least(beyond[0] if beyond else None, BEYOND_CAPACITY if is_moved else NEVER)

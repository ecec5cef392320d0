"""What-if (模拟): what each goal needs at least, in words and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.formats import Unit, award, percent
from dashboard.i18n import N_, _
from dashboard.services.exports import Column, Table
from dashboard.views.whatif import LEVERS, amount_text, yuan
from engine.goalseek import Answer
from engine.parameters import Policy

GOALS = {
    "no_fine": N_("Avoid every fine"),
    "checkpoint": N_("Meet the checkpoint"),
    "expense_cap": N_("Stay within the expense cap"),
    "leave_last": N_("Leave the last place"),
    "everything": N_("Everything: no fine, within the cap, not last"),
}
#: The order in which goals are listed: first what a manager asks first.
ORDER = ("no_fine", "checkpoint", "capital_tier", "expense_cap", "leave_last", "everything")
#: What stays unmet where several goals cannot all be reached.
UNMET = {
    "checkpoint": N_("the checkpoint"),
    "capital_tier": N_("a capital tier without a fine"),
    "expense_cap": N_("the expense cap"),
    "leave_last": N_("leaving the last place"),
}


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal with its answers, the easiest first.

    is_joint: all answers are needed together, as the checkpoint's two sides are where both are
    required; otherwise each answer is another way to the same goal.
    """

    title: str
    answers: tuple[Answer, ...]
    is_joint: bool = False

    @property
    def best(self) -> Answer:
        """The answer that reaches it with the least; of two sides, the one that is farther off."""
        return self.answers[-1] if self.is_joint else self.answers[0]

    @property
    def is_reached(self) -> bool:
        """Whether it is so already: nothing needs to be done."""
        return self.best.reason == "reached"

    def text(self, unit: Unit) -> str:
        """What it takes, in words."""
        if not self.is_joint or self.is_reached:
            return answer_text(self.best, unit)
        return _(" and ").join(answer_text(a, unit) for a in self.answers if a.reason != "reached")


def goals(answers: Sequence[Answer], policy: Policy) -> list[Goal]:
    """The answers by goal; capital tiers one by one, from the nearest to the best."""
    groups: dict[tuple[int, int], list[Answer]] = {}
    for answer in answers:
        groups.setdefault((ORDER.index(answer.goal), -(answer.tier or 0)), []).append(answer)
    are_both_needed = policy.checkpoint.required.value == "both"
    return [
        Goal(
            goal_title(found[0], policy),
            tuple(sorted(found, key=_ease)),
            is_joint=found[0].goal == "checkpoint" and are_both_needed,
        )
        for _place, found in sorted(groups.items())
    ]


def _ease(answer: Answer) -> tuple[int, int]:
    order = ("reached", "possible", "other_side_short", "beyond_capacity")
    place = order.index(answer.reason) if answer.reason in order else len(order)
    return place, answer.least or 0


def goal_title(answer: Answer, policy: Policy) -> str:
    """The goal in words; a tier by its bounds and what it pays."""
    if answer.goal != "capital_tier":
        return _(GOALS[answer.goal])
    step = policy.capital.tiers.steps[answer.tier or 0]
    bound = _("above the last tier") if step.up_to is None else percent(float(step.up_to), 0, ())
    return _("Capital overrun at most {bound} ({award})", bound=bound, award=award(float(step.award)))


def answer_text(answer: Answer, unit: Unit) -> str:
    """What the lever would have to do, or that it cannot."""
    if answer.lever is None and answer.reason in ("possible", "beyond_capacity"):
        return _plan_text(answer, unit)
    lever = _(LEVERS[answer.lever]) if answer.lever else _("Several levers together")
    least, capacity = amount_text(answer.least, unit), amount_text(answer.capacity, unit)
    match answer.reason:
        case "reached":
            return _("Reached already: nothing to do.")
        case "possible":
            return _("{lever}: {amount}", lever=lever, amount=least)
        case "other_side_short":
            return _(
                "{lever}: {amount}, and the other figure would still be short", lever=lever, amount=least
            )
        case "beyond_capacity" if answer.least is not None:
            return _(
                "{lever}: {amount} would be needed, there are only {capacity}",
                lever=lever, amount=least, capacity=capacity,
            )  # fmt: skip
        case "beyond_capacity":
            return _("{lever}: all there is ({capacity}) is not enough", lever=lever, capacity=capacity)
        case "never":
            return _("{lever}: no amount changes this", lever=lever)
        case "not_available":
            return _("{lever}: not known, its figures are not loaded", lever=lever)
        case "no_target":
            return _("No target this month: neither reward nor fine.")
        case "no_data":
            return _("Figures are missing: neither reward nor fine.")
        case _:
            return _("{lever}: the least cannot be told with certainty", lever=lever)


def _plan_text(answer: Answer, unit: Unit) -> str:
    """A plan of several levers, and which goals stay unmet with it."""
    moved: dict[str, int] = {}
    for lever in answer.steps:
        moved[lever.kind] = moved.get(lever.kind, 0) + lever.amount
    amount = amount_text(sum(moved.values()), unit)
    steps = _("; ").join(
        _("{lever}: {amount}", lever=_(LEVERS[kind]), amount=amount_text(fen, unit))
        for kind, fen in moved.items()
    )
    unmet = [goal for goal in str(answer.outcome_after).split(",") if goal in UNMET]
    if answer.is_reachable:
        return steps if len(moved) == 1 else _("{amount} in all: {steps}", amount=amount, steps=steps)
    names = _(", ").join(_(UNMET[goal]) for goal in unmet)
    if "leave_last" in unmet:
        said = _("No plan was found for all of it; unmet stays: {goals}.", goals=names)
    else:
        said = _("Not all of it can be reached; unmet stays: {goals}.", goals=names)
    if not steps:
        return said
    return _("{said} The rest takes {amount}: {steps}", said=said, amount=amount, steps=steps)


def worth(answer: Answer) -> float:
    """What reaching the goal is worth in yuan: the awards after it less those before."""
    return answer.award_after - answer.award_before


def answer_table(goals: Sequence[Goal], unit: Unit) -> Table:
    """Every lever's answer to each goal."""
    rows = [
        {
            "goal": goal.title,
            "lever": _(LEVERS[a.lever]) if a.lever else _("Several levers together"),
            "least": yuan(a.least),
            "capacity": yuan(a.capacity),
            "says": answer_text(a, unit),
            "worth": worth(a) if a.is_reachable else None,
        }
        for goal in goals
        for a in goal.answers
    ]
    schema = {"goal": pl.String, "lever": pl.String, "least": pl.Float64, "capacity": pl.Float64}
    schema |= {"says": pl.String, "worth": pl.Float64}
    return Table(
        "answers",
        _("Other levers, and what each would need"),
        pl.DataFrame(rows, schema=schema),
        (
            Column("goal", _("Goal")),
            Column("lever", _("Lever")),
            Column("least", _("Least"), "money"),
            Column("capacity", _("There is"), "money"),
            Column("worth", _("Worth (yuan)"), "yuan"),
            Column("says", _("In words")),
        ),
    )


def mark_title(answer: Answer) -> str:
    """What changes at an amount, in a word or two."""
    match answer.goal:
        case "checkpoint":
            return _("checkpoint")
        case "capital_tier":
            return _("tier {number}", number=(answer.tier or 0) + 1)
        case "expense_cap":
            return _("within the cap")
        case _:
            return _("not last")

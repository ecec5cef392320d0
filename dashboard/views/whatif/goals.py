"""What-if (模拟): what each goal needs at least, in words and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.formats import Unit, award, percent
from dashboard.i18n import N_, _
from dashboard.tables import Column, Table
from dashboard.views.capital.tiers import tier_name
from dashboard.views.month.stages import Stage
from dashboard.views.whatif.whatif import LEVERS, amount_text, steps_text, yuan
from engine.policy.parameters import Policy
from engine.whatif.goalseek import Answer
from engine.whatif.levers import LARGEST

GOALS = {
    "no_fine": N_("Avoid every fine"),
    "checkpoint": N_("Meet the checkpoint"),
    "expense_cap": N_("Stay within the expense cap"),
    "leave_last": N_("Leave the last place"),
    "everything": N_("Everything: no fine, within the cap, not last"),
}
#: Once the checkpoint is over, all that is left is asked for.
_AFTER_CHECKPOINT = {
    "no_fine": N_("Avoid every fine that can still be avoided"),
    "everything": N_("Everything still open: no fine, within the cap, not last"),
}
_UNCERTAIN = N_("{lever}: the least cannot be told with certainty")
_SAID = {
    "reached": N_("Reached already: nothing to do."),
    "possible": N_("{lever}: {amount}"),
    "other_side_short": N_("{lever}: {amount}, and the other figure would still be short"),
    "too_much": N_("{lever}: {amount} would be needed, there are only {capacity}"),
    "beyond_capacity": N_("{lever}: all there is ({capacity}) is not enough"),
    "never": N_("{lever}: no amount changes this"),
    "not_available": N_("{lever}: not known, its figures are not loaded"),
    "no_target": N_("No target this month: neither reward nor fine."),
    "no_data": N_("Figures are missing: neither reward nor fine."),
}
_SAID_AFTERWARDS = {
    "reached": N_("Was reached without doing more."),
    "other_side_short": N_("{lever}: {amount}, and the other figure would still have been short"),
    "too_much": N_("{lever}: {amount} would have been needed, there were only {capacity}"),
    "beyond_capacity": N_("{lever}: all there was ({capacity}) would not have been enough"),
    "never": N_("{lever}: no amount would have changed this"),
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

    def text(self, unit: Unit, *, is_over: bool = False) -> str:
        """What it takes, in words; of a month that is over, what it would have taken."""
        if not self.is_joint or self.is_reached:
            return answer_text(self.best, unit, is_over=is_over)
        return _(" and ").join(
            answer_text(a, unit, is_over=is_over) for a in self.answers if a.reason != "reached"
        )


def goals(answers: Sequence[Answer], policy: Policy, stage: Stage = "open") -> list[Goal]:
    """The answers by goal; capital tiers one by one, from the nearest to the best.

    A checkpoint that is over is nobody's goal any more.
    """
    groups: dict[tuple[int, int], list[Answer]] = {}
    for answer in answers:
        if answer.reason == "over":
            continue
        groups.setdefault((ORDER.index(answer.goal), -(answer.tier or 0)), []).append(answer)
    are_both_needed = policy.checkpoint.required.value == "both"
    return [
        Goal(
            goal_title(found[0], policy, stage),
            tuple(sorted(found, key=_ease)),
            is_joint=found[0].goal == "checkpoint" and are_both_needed,
        )
        for _place, found in sorted(groups.items())
    ]


def _ease(answer: Answer) -> tuple[int, int]:
    order = ("reached", "possible", "other_side_short", "beyond_capacity")
    place = order.index(answer.reason) if answer.reason in order else len(order)
    return place, answer.least or 0


def goal_title(answer: Answer, policy: Policy, stage: Stage = "open") -> str:
    """The goal in words; a tier by its bounds and what it pays."""
    if answer.goal != "capital_tier":
        titles = GOALS | (_AFTER_CHECKPOINT if stage == "past_checkpoint" else {})
        return _(titles[answer.goal])
    step = policy.capital.tiers.steps[answer.tier or 0]
    bound = _("above the last tier") if step.up_to is None else percent(float(step.up_to), 0, ())
    return _("Capital overrun at most {bound} ({award})", bound=bound, award=award(float(step.award)))


def answer_text(answer: Answer, unit: Unit, *, is_over: bool = False) -> str:
    """What the lever would have to do, or that it cannot; of a month that is over, in the past."""
    if answer.lever is None and answer.reason in ("possible", "beyond_capacity"):
        return _plan_text(answer, unit, is_over=is_over)
    lever = _(LEVERS[answer.lever]) if answer.lever else _("Several levers together")
    least, capacity = amount_text(answer.least, unit), amount_text(_real(answer.capacity), unit)
    reason = answer.reason
    if reason == "beyond_capacity" and (answer.least is not None or _real(answer.capacity) is None):
        reason = "too_much" if answer.least is not None else "never"
    template = (_SAID | (_SAID_AFTERWARDS if is_over else {})).get(reason, _UNCERTAIN)
    said = _(template, lever=lever, amount=least, capacity=capacity)
    return _with_bound(said, answer, unit)


def _real(capacity: int | None) -> int | None:
    """What there is to take; more sales have no bound but the largest amount that can be entered."""
    return None if capacity is None or capacity >= LARGEST else capacity


def _with_bound(said: str, answer: Answer, unit: Unit) -> str:
    """With what any mixture costs at least, where the amount is not proven to be the least."""
    if answer.bound is None or answer.least is None or answer.bound >= answer.least:
        return said
    return _(
        "{said} (proven: no mixture does it below {bound})", said=said, bound=amount_text(answer.bound, unit)
    )


def _plan_text(answer: Answer, unit: Unit, *, is_over: bool) -> str:
    """A plan of several levers, and which goals stay unmet with it."""
    amount = amount_text(sum(lever.amount for lever in answer.steps), unit)
    steps = steps_text(answer.steps, unit)
    if answer.is_reachable:
        said = (
            steps
            if len({lever.kind for lever in answer.steps}) == 1
            else _("{amount} in all: {steps}", amount=amount, steps=steps)
        )
        return _with_bound(said, answer, unit)
    unmet = [goal for goal in str(answer.outcome_after).split(",") if goal in UNMET]
    names = _(", ").join(_(UNMET[goal]) for goal in unmet)
    if is_over:
        said = _("Not all of it could have been reached; unmet would have stayed: {goals}.", goals=names)
    elif "leave_last" in unmet:
        said = _("No plan was found for all of it; unmet stays: {goals}.", goals=names)
    else:
        said = _("Not all of it can be reached; unmet stays: {goals}.", goals=names)
    if not steps:
        return said
    if is_over:
        return _("{said} The rest would have taken {amount}: {steps}", said=said, amount=amount, steps=steps)
    return _("{said} The rest takes {amount}: {steps}", said=said, amount=amount, steps=steps)


def worth(answer: Answer) -> float:
    """What reaching the goal is worth in yuan: the awards after it less those before."""
    return answer.award_after - answer.award_before


def answer_table(goals: Sequence[Goal], unit: Unit, *, is_over: bool = False) -> Table:
    """Every lever's answer to each goal; what needs no lever earns none a reward."""
    rows = [
        {
            "goal": goal.title,
            "says": answer_text(a, unit, is_over=is_over),
            "least": yuan(a.least) if a.least else None,
            "capacity": yuan(_real(a.capacity)),
            "worth": worth(a) if a.is_reachable and a.least and a.reason != "reached" else None,
        }
        for goal in goals
        for a in goal.answers
    ]
    schema: dict[str, type[pl.DataType]] = {"goal": pl.String, "says": pl.String}
    schema |= {"least": pl.Float64, "capacity": pl.Float64, "worth": pl.Float64}
    return Table(
        "answers",
        other_ways_title(is_over=is_over),
        pl.DataFrame(rows, schema=schema),
        (
            Column("goal", _("Goal")),
            Column("says", _("In words")),
            Column("worth", _("Worth (yuan)"), "yuan"),
            Column("least", _("Least"), "money"),
            Column("capacity", _("There was") if is_over else _("There is"), "money"),
        ),
    )


def other_ways_title(*, is_over: bool) -> str:
    """The title of the table of all levers."""
    if is_over:
        return _("Other levers, and what each would have needed")
    return _("Other levers, and what each would need")


def mark_title(answer: Answer, policy: Policy) -> str:
    """What changes at an amount, in a word or two."""
    match answer.goal:
        case "checkpoint":
            return _("checkpoint")
        case "capital_tier":
            return _("overrun {tier}", tier=tier_name(policy.capital.tiers.steps, answer.tier or 0))
        case "expense_cap":
            return _("within the cap")
        case _:
            return _("not last")

"""What the what-if page says about each goal, and in which order."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.formats import YUAN
from dashboard.i18n import speaking
from dashboard.views.goals import ORDER, answer_text, goals
from engine.goalseek import Answer, answers
from engine.levers import Lever
from engine.parameters import Policies
from tests.engine.building import facts
from tests.engine.policies import policies_with, shipped
from tests.engine.scenarios import baseline_of

MARCH = date(2026, 3, 1)
COLLECT, CUT = Lever("collect_retail", "East", 10_000_000), Lever("cut_expenses", "East", 500_000)


def found(words: dict[str, object], policies: Policies | None = None) -> list[Answer]:
    return list(answers(baseline_of(facts(words), policies or shipped()), MARCH, "East"))


def test_no_fine_is_asked_first_and_everything_last() -> None:
    with speaking("en"):
        listed = goals(found({"retail": 800}), shipped().at(MARCH))
    assert (listed[0].title, listed[-1].title) == (
        "Avoid every fine",
        "Everything: no fine, within the cap, not last",
    )
    assert set(ORDER) >= {goal.best.goal for goal in listed}


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (
            Answer("no_fine", None, 10_500_000, "possible", steps=(COLLECT, CUT), outcome_after=""),
            "105,000 yuan in all: Collect retail receivables: 100,000 yuan; Cut expenses: 5,000 yuan",
        ),
        (
            Answer("no_fine", None, 10_000_000, "possible", steps=(COLLECT,), outcome_after=""),
            "Collect retail receivables: 100,000 yuan",
        ),
        (
            Answer("no_fine", None, None, "beyond_capacity", steps=(COLLECT,), outcome_after="checkpoint"),
            "Not all of it can be reached; unmet stays: the checkpoint. The rest takes 100,000 yuan: "
            "Collect retail receivables: 100,000 yuan",
        ),
        (
            Answer("everything", None, None, "beyond_capacity", outcome_after="expense_cap,leave_last"),
            "No plan was found for all of it; unmet stays: the expense cap, leaving the last place.",
        ),
    ],
)
def test_a_plan_is_told_with_its_steps_and_what_stays_unmet(answer: Answer, says: str) -> None:
    with speaking("en"):
        assert answer_text(answer, YUAN) == says


def test_both_sides_of_the_checkpoint_are_told_together_unless_one_is_enough() -> None:
    words: dict[str, object] = {"sales_28": 640, "collections_28": 600, "retail": 300}
    either = policies_with({"checkpoint.required": "either"})
    with speaking("en"):
        both, one = (
            next(g for g in goals(found(words, rules), rules.at(MARCH)) if g.best.goal == "checkpoint")
            for rules in (shipped(), either)
        )
        assert " and " in both.text(YUAN)
        assert one.text(YUAN) == "Sell more: 60 yuan"
    assert (both.is_joint, one.is_joint) == (True, False)

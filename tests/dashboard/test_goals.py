"""What the what-if page says about each goal, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.formats import WAN, YUAN
from dashboard.i18n import speaking
from dashboard.views.whatif.goals import ORDER, answer_table, answer_text, goals
from dashboard.views.whatif.whatif import moved_texts, steps_text
from engine.policy.parameters import Policies
from engine.whatif.goalseek import Answer, Terms, answers
from engine.whatif.levers import LARGEST, Lever
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


def test_the_goal_table_shows_no_placeholder_and_no_reward_for_nothing() -> None:
    """Only collections are short: more sales are no lever, have no bound, and earn nothing by themselves."""
    with speaking("en"):
        listed = [
            goal
            for goal in goals(found({"collections_28": 600, "retail": 300}), shipped().at(MARCH))
            if goal.best.goal == "checkpoint"
        ]
        table = answer_table(listed, YUAN)
    rows = {row["says"]: row for row in table.frame.to_dicts()}
    assert set(rows) == {
        "Reached already: nothing to do.",
        "Collect: overdue first, then retail, then not yet due: 100 yuan",
    }
    nothing = rows["Reached already: nothing to do."]
    assert (nothing["least"], nothing["capacity"], nothing["worth"]) == (None, None, None)
    assert rows["Collect: overdue first, then retail, then not yet due: 100 yuan"]["worth"] == 2000
    # The words stand beside the goal, where no scrolling is needed to see them.
    assert [column.name for column in table.columns][:2] == ["goal", "says"]


def test_sales_that_are_not_enough_name_no_capacity() -> None:
    endless = Answer("leave_last", "extra_sales", None, "beyond_capacity", capacity=LARGEST)
    with speaking("en"):
        assert answer_text(endless, YUAN) == "Sell more: no amount changes this"


def test_an_amount_that_may_not_be_the_least_says_how_near_it_is() -> None:
    mixed = Answer("leave_last", None, 10_500_000, "possible", steps=(COLLECT, CUT), bound=10_400_000)
    with speaking("en"):
        assert answer_text(mixed, YUAN).endswith("(proven: no mixture does it below 104,000 yuan)")
        assert "proven" not in answer_text(replace(mixed, bound=mixed.least), YUAN)


def test_of_a_month_that_is_over_everything_is_said_in_the_past() -> None:
    short = Answer("capital_tier", "collect_overdue", 10_000, "beyond_capacity", capacity=5_000)
    plan = Answer("no_fine", None, None, "beyond_capacity", steps=(COLLECT,), outcome_after="checkpoint")
    with speaking("en"):
        assert answer_text(short, YUAN, is_over=True) == (
            "Collect contract overdue: 100 yuan would have been needed, there were only 50 yuan"
        )
        assert answer_text(plan, YUAN, is_over=True) == (
            "Not all of it could have been reached; unmet would have stayed: the checkpoint. The rest would "
            "have taken 100,000 yuan: Collect retail receivables: 100,000 yuan"
        )


def test_once_the_checkpoint_is_over_no_goal_asks_for_it() -> None:
    words: dict[str, object] = {"collections_28": 600, "retail": 800}
    rules = shipped()
    late = answers(baseline_of(facts(words), rules), MARCH, "East", Terms(is_by_checkpoint=False))
    with speaking("en"):
        listed = goals(late, rules.at(MARCH), "past_checkpoint")
    assert "checkpoint" not in {goal.best.goal for goal in listed}
    unfined = next(goal.best for goal in listed if goal.best.goal == "no_fine")
    # 800 of 700 are 14.3 % over: 65 less are 5 %, and nobody asks for the 100 that the checkpoint lacked.
    assert (unfined.least, unfined.outcome_before, unfined.outcome_after) == (6_500, "capital_tier", "")
    assert (unfined.award_before, unfined.award_after) == (-2000, -1000)
    assert not any(lever.is_by_checkpoint for lever in unfined.steps)


def test_what_is_moved_is_told_in_one_unit() -> None:
    """256,200 yuan are 25.62 wan exactly; beside fen they stand in yuan, as their sum does."""
    retail, overdue = (
        Lever("collect_retail", "西北", 25_620_000),
        Lever("collect_overdue", "西北", 19_488_087),
    )
    with speaking("en"):
        assert "25.62 wan yuan" in steps_text([retail], WAN)
        both = steps_text([overdue, retail], WAN)
    assert "194,880.87 yuan" in both
    assert "256,200.00 yuan" in both


def test_what_several_regions_move_is_told_region_by_region() -> None:
    """Whoever opens a shared scenario sees who is to do what, not a sum over regions."""
    east, west = Lever("collect_retail", "华东", 10_000), Lever("collect_retail", "西北", 20_000)
    more = Lever("extra_sales", "华东", 30_000)
    with speaking("en"):
        assert moved_texts([east, west, more], YUAN) == [
            f"华东: {steps_text([east, more], YUAN)}",
            f"西北: {steps_text([west], YUAN)}",
        ]
        assert moved_texts([east, more], YUAN) == [steps_text([east, more], YUAN)]
        assert moved_texts([], YUAN) == []

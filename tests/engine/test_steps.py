"""How far the steps of January are on a day, by tables written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from engine.process.courses import Course, Done, Open
from engine.process.steps import Step, steps_of
from tests.engine.policies import policies_with

POLICY = policies_with({}).items[0]
JAN = date(2026, 1, 1)
NORTH, SOUTH = ("N", "a"), ("S", "b")
EARLY, MOMENT = Done(date(2025, 12, 20), by="north"), datetime(2026, 2, 9, 4, tzinfo=UTC)
FRESH = Course(
    JAN,
    "open",
    offices=(NORTH, SOUTH),
    undeclared=(NORTH, SOUTH),
    unloaded=("N", "S"),
    unsubmitted=("N", "S"),
)
DECLARED = replace(FRESH, undeclared=(), declared=(EARLY, Done(date(2025, 12, 27))))
LOADED = replace(DECLARED, has_data=True, unloaded=(), loaded=Done(date(2026, 2, 2)))
SUBMITTED = replace(LOADED, state="submitted", unsubmitted=(), submitted=Done(date(2026, 2, 4)))
VERIFIED = replace(SUBMITTED, state="verified", verified=Done(date(2026, 2, 7)))
PUBLISHED = replace(VERIFIED, state="published", published=Done(date(2026, 2, 9), MOMENT, "compliance"))


def step(course: Course, name: str, day: date) -> Step:
    return next(each for each in steps_of(course, POLICY, day) if each.step == name)


@pytest.mark.parametrize(
    ("course", "name", "day", "status"),
    [
        (FRESH, "declare", date(2025, 11, 30), "not_due"),
        (FRESH, "declare", date(2025, 12, 1), "open"),
        (FRESH, "declare", date(2025, 12, 28), "open"),
        (FRESH, "declare", date(2025, 12, 29), "late"),
        (replace(FRESH, undeclared=(SOUTH,)), "declare", date(2026, 1, 10), "late"),
        # After the tenth nobody can declare or approve any more.
        (replace(FRESH, undeclared=(SOUTH,)), "declare", date(2026, 1, 11), "lapsed"),
        (replace(PUBLISHED, undeclared=(SOUTH,)), "declare", date(2026, 7, 1), "lapsed"),
        (DECLARED, "declare", date(2025, 12, 28), "done"),
        (Course(JAN, "open"), "declare", date(2025, 12, 28), "not_applicable"),
        (DECLARED, "adjust", date(2026, 1, 10), "open"),
        (DECLARED, "adjust", date(2026, 1, 11), "not_applicable"),
        (replace(DECLARED, adjusted=(EARLY,)), "adjust", date(2026, 1, 11), "done"),
        (DECLARED, "approve", date(2026, 1, 5), "not_due"),
        (replace(DECLARED, pending=(NORTH,)), "approve", date(2026, 1, 10), "open"),
        (replace(DECLARED, pending=(NORTH,)), "approve", date(2026, 1, 11), "lapsed"),
        (replace(PUBLISHED, pending=(NORTH,), approved=(EARLY,)), "approve", date(2026, 7, 1), "lapsed"),
        (replace(DECLARED, approved=(EARLY,)), "approve", date(2026, 1, 5), "done"),
        (DECLARED, "approve", date(2026, 1, 11), "not_applicable"),
        (DECLARED, "checkpoint", date(2026, 1, 28), "not_due"),
        (DECLARED, "checkpoint", date(2026, 1, 29), "done"),
        (DECLARED, "load", date(2026, 1, 31), "not_due"),
        (DECLARED, "load", date(2026, 2, 3), "open"),
        (DECLARED, "load", date(2026, 2, 4), "late"),
        (LOADED, "load", date(2026, 2, 4), "done"),
        # A part of the regions is not the month; nor is a month without any data loaded.
        (replace(LOADED, unloaded=("S",)), "load", date(2026, 2, 4), "late"),
        (replace(LOADED, has_data=False), "load", date(2026, 2, 4), "late"),
        (LOADED, "submit", date(2026, 1, 31), "not_due"),
        (LOADED, "submit", date(2026, 2, 5), "open"),
        (LOADED, "submit", date(2026, 2, 6), "late"),
        (LOADED, "verify", date(2026, 2, 5), "not_due"),
        (LOADED, "verify", date(2026, 2, 8), "not_due"),
        (LOADED, "verify", date(2026, 2, 9), "late"),
        (VERIFIED, "verify", date(2026, 2, 9), "done"),
        (SUBMITTED, "submit", date(2026, 2, 9), "done"),
        (SUBMITTED, "verify", date(2026, 2, 8), "open"),
        (SUBMITTED, "publish", date(2026, 2, 8), "not_due"),
        (SUBMITTED, "publish", date(2026, 2, 10), "not_due"),
        (SUBMITTED, "publish", date(2026, 2, 11), "late"),
        (VERIFIED, "publish", date(2026, 2, 10), "open"),
        (VERIFIED, "publish", date(2026, 2, 11), "late"),
        (VERIFIED, "appeal", date(2026, 2, 11), "not_due"),
        (PUBLISHED, "publish", date(2026, 2, 11), "done"),
        # Published once and open again: its windows begin anew.
        (replace(PUBLISHED, state="open"), "appeal", date(2026, 2, 11), "not_due"),
        (PUBLISHED, "appeal", date(2026, 2, 16), "open"),
        (PUBLISHED, "appeal", date(2026, 2, 17), "not_applicable"),
        (replace(PUBLISHED, appeals=(EARLY,)), "appeal", date(2026, 2, 17), "done"),
        (PUBLISHED, "decide", date(2026, 2, 16), "not_due"),
        (PUBLISHED, "decide", date(2026, 2, 17), "not_applicable"),
        (
            replace(PUBLISHED, waiting=(Open("1", "N", date(2026, 2, 20)),)),
            "decide",
            date(2026, 2, 20),
            "open",
        ),
        (
            replace(PUBLISHED, waiting=(Open("1", "N", date(2026, 2, 20)),)),
            "decide",
            date(2026, 2, 21),
            "late",
        ),
        (replace(PUBLISHED, decided=(EARLY,)), "decide", date(2026, 2, 21), "done"),
        # One of two is decided, explained, reported, answered, transferred: the step is not done.
        (
            replace(PUBLISHED, decided=(EARLY,), waiting=(Open("1", "N", date(2026, 2, 20)),)),
            "decide",
            date(2026, 2, 21),
            "late",
        ),
        (replace(PUBLISHED, explained=(EARLY,), unexplained=("N",)), "explain", date(2026, 2, 14), "open"),
        (replace(PUBLISHED, reported=(EARLY,), unreported=("N",)), "report", date(2026, 2, 28), "open"),
        (replace(PUBLISHED, reported=(EARLY,), unanswered=("N",)), "report", date(2026, 2, 28), "open"),
        (replace(PUBLISHED, transfers=(EARLY,), undecided=("N",)), "transfer", date(2026, 2, 28), "open"),
        (VERIFIED, "explain", date(2026, 2, 11), "not_due"),
        (PUBLISHED, "explain", date(2026, 2, 11), "not_applicable"),
        (replace(PUBLISHED, unexplained=("N",)), "explain", date(2026, 2, 14), "open"),
        (replace(PUBLISHED, unexplained=("N",)), "explain", date(2026, 2, 15), "late"),
        (replace(PUBLISHED, explained=(EARLY,)), "explain", date(2026, 2, 15), "done"),
        (replace(PUBLISHED, unreported=("N",)), "report", date(2026, 2, 28), "open"),
        (replace(PUBLISHED, unanswered=("N",)), "report", date(2026, 3, 1), "late"),
        (replace(PUBLISHED, reported=(EARLY,)), "report", date(2026, 3, 1), "done"),
        (VERIFIED, "report", date(2026, 3, 1), "not_due"),
        (PUBLISHED, "report", date(2026, 3, 1), "not_applicable"),
        (replace(PUBLISHED, undecided=("N",)), "transfer", date(2026, 3, 1), "late"),
        (replace(PUBLISHED, transfers=(EARLY,)), "transfer", date(2026, 3, 1), "done"),
        (VERIFIED, "transfer", date(2026, 3, 1), "not_due"),
        (PUBLISHED, "transfer", date(2026, 3, 1), "not_applicable"),
        (PUBLISHED, "promise", date(2026, 3, 1), "not_applicable"),
        (replace(PUBLISHED, may_promise=True), "promise", date(2026, 3, 1), "open"),
        (replace(PUBLISHED, promised=(EARLY,)), "promise", date(2026, 3, 1), "done"),
    ],
)
def test_how_far_a_step_is(course: Course, name: str, day: date, status: str) -> None:
    assert step(course, name, day).status == status


def test_steps_stand_in_the_order_of_the_month() -> None:
    assert [each.step for each in steps_of(FRESH, POLICY, JAN)] == [
        *("declare", "adjust", "approve", "checkpoint", "load", "submit", "verify", "publish"),
        *("appeal", "decide", "explain", "report", "transfer", "promise"),
    ]


def test_who_completed_a_step_and_when_is_told_as_far_as_it_is_known() -> None:
    assert step(PUBLISHED, "publish", JAN) == Step("publish", date(2026, 2, 10), MOMENT, "compliance", "done")
    # A file brought it: its day is known, who wrote it is not.
    assert step(DECLARED, "declare", JAN) == Step(
        "declare", date(2025, 12, 28), date(2025, 12, 27), None, "done"
    )


def test_of_a_step_that_nobody_is_known_to_have_done_neither_moment_nor_name_is_told() -> None:
    assert step(replace(LOADED, loaded=None), "load", JAN) == Step(
        "load", date(2026, 2, 3), None, None, "done"
    )


def test_every_step_that_is_done_has_its_own_last_day_and_who_did_it_last() -> None:
    waited = Done(date(2025, 11, 1), by="earlier")

    def last(day: int, who: str) -> tuple[Done, Done]:
        return waited, Done(date(2026, 2, day), by=who)

    course = replace(
        PUBLISHED,
        declared=last(1, "declarer"),
        adjusted=last(2, "adjuster"),
        approved=last(3, "approver"),
        loaded=Done(date(2026, 2, 4), by="loader"),
        submitted=Done(date(2026, 2, 5), by="statistician"),
        verified=Done(date(2026, 2, 6), by="verifier"),
        published=Done(date(2026, 2, 9), by="publisher"),
        appeals=last(10, "appealer"),
        decided=last(11, "decider"),
        explained=last(12, "manager"),
        reported=last(13, "office"),
        transfers=last(14, "vp"),
        promised=last(15, "promiser"),
    )
    found = {each.step: (each.due, each.done_at, each.by) for each in steps_of(course, POLICY, JAN)}
    assert found == {
        "declare": (date(2025, 12, 28), date(2026, 2, 1), "declarer"),
        "adjust": (date(2026, 1, 10), date(2026, 2, 2), "adjuster"),
        "approve": (date(2026, 1, 10), date(2026, 2, 3), "approver"),
        "checkpoint": (date(2026, 1, 28), None, None),
        "load": (date(2026, 2, 3), date(2026, 2, 4), "loader"),
        "submit": (date(2026, 2, 5), date(2026, 2, 5), "statistician"),
        "verify": (date(2026, 2, 8), date(2026, 2, 6), "verifier"),
        "publish": (date(2026, 2, 10), date(2026, 2, 9), "publisher"),
        "appeal": (date(2026, 2, 16), date(2026, 2, 10), "appealer"),
        "decide": (None, date(2026, 2, 11), "decider"),
        "explain": (date(2026, 2, 14), date(2026, 2, 12), "manager"),
        "report": (date(2026, 2, 28), date(2026, 2, 13), "office"),
        "transfer": (date(2026, 2, 28), date(2026, 2, 14), "vp"),
        "promise": (None, date(2026, 2, 15), "promiser"),
    }


def test_the_first_appeal_that_waits_sets_the_day_to_decide_by() -> None:
    waiting = (Open("1", "N", date(2026, 2, 22)), Open("2", "S", date(2026, 2, 20)))
    assert step(replace(PUBLISHED, waiting=waiting), "decide", JAN).due == date(2026, 2, 20)


def test_windows_begin_with_the_publication() -> None:
    assert step(VERIFIED, "appeal", JAN).due is None
    assert step(PUBLISHED, "appeal", JAN).due == date(2026, 2, 16)
    assert step(PUBLISHED, "explain", JAN).due == date(2026, 2, 14)

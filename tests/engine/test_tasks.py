"""What is to be done about January on a day: only what can be done, and what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.process.courses import Course, Open
from engine.process.tasks import wanted
from tests.engine.policies import policies_with
from tests.engine.test_steps import DECLARED, FRESH, LOADED, NORTH, PUBLISHED, SOUTH, SUBMITTED, VERIFIED

POLICY = policies_with({}).items[0]
PROMISED = replace(PUBLISHED, promises=(Open("5", "N", date(2026, 2, 28)),))
APPEALED = replace(PUBLISHED, waiting=(Open("7", "N", date(2026, 2, 20)),))


@pytest.mark.parametrize(
    ("course", "day", "tasks"),
    [
        (FRESH, date(2025, 11, 30), []),
        (FRESH, date(2025, 12, 1), ["declare N a due", "declare S b due"]),
        (replace(FRESH, undeclared=(SOUTH,)), date(2025, 12, 29), ["declare S b late"]),
        # After the tenth nobody can declare any more.
        (FRESH, date(2026, 1, 11), []),
        (replace(DECLARED, pending=(NORTH,)), date(2026, 1, 10), ["approve N a due"]),
        (replace(DECLARED, pending=(NORTH,)), date(2026, 1, 11), []),
        (
            replace(DECLARED, unloaded=("S",)),
            date(2026, 2, 4),
            ["load S late", "submit upcoming", "verify upcoming", "publish upcoming"],
        ),
        # Nothing is asked for before the month is over.
        (LOADED, date(2026, 1, 31), []),
        (LOADED, date(2026, 2, 1), ["submit due", "verify upcoming", "publish upcoming"]),
        (LOADED, date(2026, 2, 5), ["submit due", "verify upcoming", "publish upcoming"]),
        (LOADED, date(2026, 2, 9), ["submit late", "verify upcoming", "publish upcoming"]),
        (SUBMITTED, date(2026, 2, 9), ["verify late", "publish upcoming"]),
        (VERIFIED, date(2026, 2, 10), ["publish due"]),
        # An earlier month comes first.
        (replace(VERIFIED, first_open=False), date(2026, 2, 10), []),
        (replace(LOADED, first_open=False), date(2026, 2, 5), ["submit due"]),
        (PUBLISHED, date(2026, 2, 10), []),
        (replace(PUBLISHED, undeclared=(NORTH,), pending=(SOUTH,)), date(2026, 1, 5), []),
        (APPEALED, date(2026, 2, 20), ["decide N 7 due"]),
        (APPEALED, date(2026, 2, 21), ["decide N 7 late"]),
        (replace(PUBLISHED, unexplained=("N",)), date(2026, 2, 15), ["explain N late"]),
        (replace(PUBLISHED, unreported=("N",)), date(2026, 2, 15), ["report N due"]),
        (replace(PUBLISHED, unanswered=("N",)), date(2026, 3, 1), ["retain N late"]),
        (replace(PUBLISHED, undecided=("N",)), date(2026, 2, 15), ["transfer N due"]),
        (
            replace(LOADED, adjustments=(Open("9", "S", date(2026, 1, 31)),)),
            date(2026, 1, 20),
            ["adjustment S 9 due"],
        ),
        # Reopened, the appeal still waits for its answer.
        (
            replace(LOADED, waiting=APPEALED.waiting),
            date(2026, 2, 21),
            [
                "decide N 7 late",
                "submit late",
                "verify upcoming",
                "publish upcoming",
            ],
        ),
        (PROMISED, date(2026, 2, 28), ["promise N 5 due"]),
        # What was not kept by its day is broken: nobody can keep it any more.
        (PROMISED, date(2026, 3, 1), []),
    ],
)
def test_what_is_to_be_done(course: Course, day: date, tasks: list[str]) -> None:
    said = [
        " ".join(filter(None, (each.task, each.region, each.office, each.item, each.status)))
        for each in wanted(course, POLICY, day)
    ]
    assert sorted(said) == sorted(tasks)


def test_a_task_is_of_its_month_and_due_on_the_last_day_of_its_step() -> None:
    declaring = replace(FRESH, undeclared=(NORTH,), pending=(SOUTH,))
    assert days(declaring, date(2026, 1, 2)) == {"declare": date(2025, 12, 28), "approve": date(2026, 1, 10)}
    closing = {"submit": date(2026, 2, 5), "verify": date(2026, 2, 8), "publish": date(2026, 2, 10)}
    assert days(replace(LOADED, unloaded=("S",)), date(2026, 2, 2)) == {"load": date(2026, 2, 3)} | closing
    assert days(LOADED, date(2026, 2, 2)) == closing
    del closing["submit"]
    assert days(SUBMITTED, date(2026, 2, 2)) == closing
    del closing["verify"]
    assert days(VERIFIED, date(2026, 2, 2)) == closing
    after = replace(
        PUBLISHED, unexplained=("N",), unreported=("N",), unanswered=("S",), undecided=("S",), promises=(),
        waiting=APPEALED.waiting, adjustments=(Open("9", "S", date(2026, 1, 31)),),
    )  # fmt: skip
    assert days(after, date(2026, 2, 11)) == {
        "adjustment": date(2026, 1, 31),
        "decide": date(2026, 2, 20),
        "explain": date(2026, 2, 14),
        "report": date(2026, 2, 28),
        "retain": date(2026, 2, 28),
        "transfer": date(2026, 2, 28),
    }
    assert days(PROMISED, date(2026, 2, 11)) == {"promise": date(2026, 2, 28)}


def test_where_nobody_knows_when_a_month_was_published_its_explanations_have_until_the_report() -> None:
    course = replace(PUBLISHED, published=None, unexplained=("N",))
    assert days(course, date(2026, 2, 11)) == {"explain": date(2026, 2, 28)}


def days(course: Course, day: date) -> dict[str, date]:
    """The last day of each task."""
    found = wanted(course, POLICY, day)
    assert {each.month for each in found} == {date(2026, 1, 1)}
    return {each.task: each.due for each in found}

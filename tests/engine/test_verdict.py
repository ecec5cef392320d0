"""Which month is cheaper, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.whatif.levers import Lever
from engine.whatif.nextmonth import Shift
from engine.whatif.verdict import Change, first_change, suggested, verdict
from tests.engine.building import fen
from tests.engine.test_nextmonth import APRIL, MARCH, MONTHS, loaded


def shift(amount: object) -> Shift:
    return Shift(Lever("collect_retail", "East", fen(amount)))


def changes(found: tuple[Change, ...], *figures: str) -> list[tuple[date, str, object, object]]:
    return [(each.month, each.figure, each.before, each.after) for each in found if each.figure in figures]


def test_the_cheaper_month_is_the_one_with_more_awards_over_both() -> None:
    """As it is −1,000 + 0 + 1,000 + 500; brought forward 1,000 + 500 + 1,000 + 500; put off another −500."""
    found = verdict(loaded(MONTHS), shift(50))
    assert dict(found.awards) == {"as_is": 500, "forward": 3000, "back": 0}
    assert found.best == ("forward",)


def test_what_makes_the_difference_is_named() -> None:
    found = verdict(loaded(MONTHS), shift(50))
    assert changes(found.of("forward"), "checkpoint_award", "capital_award", "last_place_streak") == [
        (MARCH, "checkpoint_award", -1000, 1000),
        (MARCH, "capital_award", 0, 500),
        (MARCH, "last_place_streak", 2, 0),
        (APRIL, "last_place_streak", 0, 1),
    ]
    assert found.of("as_is") == ()


def test_where_money_makes_no_difference_all_are_as_good() -> None:
    found = verdict(loaded(MONTHS), shift("0.01"))
    assert found.best == ("as_is", "forward", "back")
    assert "collections_checkpoint_ratio" in {change.figure for change in found.changes}


def test_a_way_that_is_not_possible_is_left_out_with_its_limit() -> None:
    found = verdict(loaded(MONTHS), shift(700))
    assert set(found.rows) == {"as_is", "forward"}
    assert dict(found.limits) == {"forward": fen(720), "back": fen(650)}


def test_what_cannot_come_earlier_may_still_be_put_off() -> None:
    """No overdue is owed, so that none can come in March; what came in can come in April."""
    found = verdict(loaded(MONTHS), Shift(Lever("collect_overdue", "East", fen(5))))
    assert set(found.rows) == {"as_is", "back"}
    assert dict(found.limits) == {"forward": 0, "back": fen(650)}


def test_the_amount_from_which_it_matters_is_found_to_the_fen() -> None:
    """720 owed: 20 less are within the quota of 700; 15.01 more exceed it by over 5 %, the next tier."""
    two = loaded(MONTHS)
    assert first_change(two, shift(0), "forward") == fen(20)
    assert first_change(two, shift(0), "back") == fen("15.01")


def test_where_no_amount_matters_none_is_named() -> None:
    """Everything is reached by far, and nothing is owed that could come earlier."""
    months = {name: {region: {} for region in ("East", "North", "West")} for name in MONTHS}
    two = loaded(months)
    assert first_change(two, shift(0), "forward") is None


def test_to_begin_with_the_amount_that_reaches_something_this_month_is_suggested() -> None:
    """50 are missing to the checkpoint, 20 exceed the quota: the nearer of the two."""
    two = loaded(MONTHS)
    assert suggested(two, shift(0), fen(100)) == fen(20)
    overdue = Shift(Lever("collect_overdue", "East", 0))
    # No overdue is owed: nothing can be brought forward.
    assert suggested(two, overdue, fen(100)) == 0
    not_due = Shift(Lever("collect_current", "East", 0))
    assert suggested(two, not_due, fen(100)) == fen(50)


def march(april: dict[str, Any] | None = None, **words: Any) -> dict[str, Any]:
    """`MONTHS` with other words for East in March and in April."""
    changed = MONTHS["2026-03"] | {"East": MONTHS["2026-03"]["East"] | words}
    return MONTHS | {
        "2026-03": changed,
        "2026-04": MONTHS["2026-04"] | {"East": MONTHS["2026-04"]["East"] | (april or {})},
    }


@pytest.mark.parametrize("missing", [1, 2, 3, 4])
def test_a_few_fen_that_are_missing_are_found_as_well(missing: int) -> None:
    two = loaded(march(collections=f"{700 - missing / 100:.2f}", retail=660))
    assert first_change(two, shift(0), "forward") == missing
    assert suggested(two, shift(0), fen(100)) == missing


@pytest.mark.parametrize(
    ("months", "region", "is_by_checkpoint", "amount"),
    [
        (MONTHS, "North", True, 20),  # its own 680.00, not East's 650.00
        (MONTHS, "East", False, 100),  # after the 28th nothing brings the checkpoint
        (march(collections=700), "East", True, 100),  # reached to the fen
        (march({"collections": 50}), "East", True, 50),  # all that comes in April is just enough
        (march({"collections": 49}), "East", True, 49),
    ],
)
def test_what_is_suggested_is_what_the_checkpoint_misses_or_else_what_is_usual(
    months: dict[str, Any], region: str, is_by_checkpoint: bool, amount: int
) -> None:
    lever = Lever("collect_current", region, 0, is_by_checkpoint=is_by_checkpoint)
    assert suggested(loaded(months), Shift(lever), fen(100)) == fen(amount)


def test_all_that_can_be_brought_forward_is_suggested_where_it_is_just_enough() -> None:
    lever = Lever("collect_current", "East", 0)
    assert suggested(loaded(march({"collections": 50})), Shift(lever), fen(30)) == fen(50)

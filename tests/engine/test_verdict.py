"""Which month is cheaper, and why."""

from __future__ import annotations

from datetime import date

from engine.whatif.levers import Lever
from engine.whatif.nextmonth import Shift
from engine.whatif.verdict import Change, verdict
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

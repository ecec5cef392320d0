"""Totals split over offices."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.whatif.shares import ShareError, pro_rata, rescaled

OFFICES = st.sampled_from(["A", "B", "C", "D", "E"])
AMOUNTS = st.dictionaries(OFFICES, st.integers(0, 10**6), min_size=1)


@given(AMOUNTS, AMOUNTS, st.integers(0, 100))
def test_the_parts_make_the_total_and_none_exceeds_its_room(
    room: dict[str, int], weights: dict[str, int], percent: int
) -> None:
    total = sum(room.values()) * percent // 100
    parts = pro_rata(total, weights, room)
    assert sum(parts.values()) == total
    assert parts.keys() == room.keys()
    assert all(0 <= parts[office] <= room[office] for office in room)


@given(AMOUNTS, st.integers(0, 10**9))
def test_with_room_enough_each_part_is_within_a_fen_of_its_share(weights: dict[str, int], total: int) -> None:
    whole = sum(weights.values())
    if whole:
        parts = pro_rata(total, weights, dict.fromkeys(weights, 10**12))
        assert all(abs(parts[office] * whole - total * weights[office]) < whole for office in weights)


@given(AMOUNTS, st.integers(0, 10**9))
def test_a_greater_share_never_gets_less(weights: dict[str, int], total: int) -> None:
    parts = pro_rata(total, weights, dict.fromkeys(weights, 10**12))
    ordered = sorted(weights, key=lambda office: weights[office])
    for smaller, greater in pairwise(ordered):
        assert weights[smaller] == weights[greater] or parts[smaller] <= parts[greater]


def test_what_one_office_cannot_bear_goes_to_the_others_in_proportion() -> None:
    assert pro_rata(100, {"A": 50, "B": 30, "C": 20}, {"A": 10, "B": 999, "C": 999}) == {
        "A": 10,
        "B": 54,
        "C": 36,
    }


def test_offices_without_weight_come_last() -> None:
    assert pro_rata(12, {"A": 1}, {"A": 10, "B": 5}) == {"A": 10, "B": 2}
    assert pro_rata(7, {}, {"A": 5, "B": 5}) == {"A": 4, "B": 3}


def test_more_than_there_is_room_for_is_refused_with_the_most_that_goes() -> None:
    with pytest.raises(ShareError) as refused:
        pro_rata(11, {"A": 1}, {"A": 4, "B": 6})
    assert (refused.value.code, refused.value.limit) == ("not_enough", 10)
    assert refused.value.args == ("not_enough", 10)


def test_editing_the_total_keeps_the_locked_offices() -> None:
    current, room = {"A": 10, "B": 20, "C": 30}, dict.fromkeys("ABC", 1000)
    assert rescaled(110, current, room, locked={"C"}) == {"A": 27, "B": 53, "C": 30}
    assert rescaled(30, current, room, locked={"C"}) == {"A": 0, "B": 0, "C": 30}


def test_a_total_below_the_locked_offices_is_refused() -> None:
    with pytest.raises(ShareError) as refused:
        rescaled(29, {"C": 30}, {"A": 5, "C": 100}, locked={"C"})
    assert (refused.value.code, refused.value.limit) == ("locked_exceed", 30)
    with pytest.raises(ShareError) as full:
        rescaled(36, {"C": 30}, {"A": 5, "C": 100}, locked={"C"})
    assert (full.value.code, full.value.limit) == ("not_enough", 35)


def test_from_nothing_the_room_decides() -> None:
    assert rescaled(9, {}, {"A": 10, "B": 20}) == {"A": 3, "B": 6}
    assert rescaled(9, {"A": 0, "B": 0, "C": 3}, {"A": 10, "B": 20, "C": 5}, {"C"}) == {
        "A": 2,
        "B": 4,
        "C": 3,
    }


def test_the_offices_keep_their_order_locked_or_not() -> None:
    room = {"C": 9, "A": 9, "B": 9}
    assert list(rescaled(9, {"A": 1, "B": 1, "C": 1}, room, locked={"A"})) == ["C", "A", "B"]
    assert list(pro_rata(9, {"A": 1}, room)) == ["C", "A", "B"]


def test_a_locked_office_without_an_amount_stays_without() -> None:
    assert rescaled(4, {"A": 1}, {"A": 9, "B": 9}, locked={"B"}) == {"A": 4, "B": 0}


def test_odd_fen_go_to_the_largest_remainders_then_to_the_first_names() -> None:
    """Of 10 in the proportion 1 : 1 : 4 the remainders are 2/3, 2/3 and 2/3; of 11, 5/6, 5/6 and 1/3."""
    room = dict.fromkeys("CBA", 99)
    assert pro_rata(10, {"A": 4, "B": 1, "C": 1}, room) == {"A": 7, "B": 2, "C": 1}
    assert pro_rata(11, {"A": 4, "B": 1, "C": 1}, room) == {"A": 7, "B": 2, "C": 2}


def test_what_just_fills_an_office_leaves_the_rest_to_the_others() -> None:
    assert pro_rata(20, {"A": 1, "B": 1}, {"A": 10, "B": 10}) == {"A": 10, "B": 10}
    assert pro_rata(12, {"A": 1, "B": 1}, {"A": 0, "B": 99}) == {"A": 0, "B": 12}
    assert pro_rata(0, {"A": 1, "B": 1}, {"A": 5, "B": 5}) == {"A": 0, "B": 0}


def test_a_negative_weight_is_no_weight() -> None:
    assert pro_rata(12, {"A": 1, "B": -3}, {"A": 10, "B": 5}) == {"A": 10, "B": 2}


@given(AMOUNTS, AMOUNTS, st.sets(OFFICES), st.integers(0, 2 * 10**6))
def test_an_edited_total_is_met_exactly_or_refused(
    room: dict[str, int], current: dict[str, int], locked: set[str], total: int
) -> None:
    kept = sum(current.get(office, 0) for office in room if office in locked)
    most = kept + sum(space for office, space in room.items() if office not in locked)
    if total < kept or total > most:
        with pytest.raises(ShareError) as refused:
            rescaled(total, current, room, locked)
        assert refused.value.limit == (kept if total < kept else most)
        return
    parts = rescaled(total, current, room, locked)
    assert sum(parts.values()) == total
    assert all(parts[office] == current.get(office, 0) for office in room if office in locked)

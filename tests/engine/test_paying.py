"""What is paid of a month comes to its latest version, whatever was paid before."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from engine.process.paying import PaidLine, payments
from tests.engine.repeatable import repeatable

LINES = st.lists(
    st.builds(
        PaidLine,
        st.sampled_from("ABC"),
        st.sampled_from(["own", "correction", "adjustment"]),
        st.integers(-500, 500),
        st.booleans(),
        st.sampled_from([None, "Li"]),
    ),
    max_size=6,
)


def test_a_line_that_is_held_is_not_in_the_list_until_it_is_released() -> None:
    line = PaidLine("A", "own", 100_000, True)
    [held] = payments([[line, PaidLine("A", "correction", -300, False)]])
    assert (held.own, held.correction, held.net, held.due) == (0, -300, -300, -300)
    [released] = payments([[PaidLine("A", "own", 100_000, False)]])
    assert released.due == 100_000


def test_a_second_version_pays_the_difference_to_the_first() -> None:
    first = [PaidLine("A", "own", 100_000, False), PaidLine("B", "own", 500, False)]
    second = [PaidLine("A", "own", -100_000, False)]
    a, b = payments([first, second])
    assert (a.net, a.paid, a.due) == (-100_000, [100_000], -200_000)
    # The region is gone: what it was paid is due back.
    assert (b.net, b.paid, b.due) == (0, [500], -500)


def test_a_version_that_names_another_manager_takes_back_what_the_first_was_paid() -> None:
    first, second = ([PaidLine("A", "own", -100_000, False, manager)] for manager in ("Li", "Wang"))
    li, wang = payments([first, second])
    assert [(each.manager, each.net, each.paid, each.due) for each in (li, wang)] == [
        ("Li", 0, [-100_000], 100_000),
        ("Wang", -100_000, [0], -100_000),
    ]


def test_what_names_no_manager_stands_before_who_is_named() -> None:
    named = [PaidLine("A", "own", 1, False, manager) for manager in ("Li", None, "An")]
    assert [each.manager for each in payments([named])] == [None, "An", "Li"]


@repeatable(100)
@given(versions=st.lists(LINES, min_size=1, max_size=4))
def test_all_that_is_paid_by_and_by_is_what_the_latest_version_comes_to(
    versions: list[list[PaidLine]],
) -> None:
    paid: dict[tuple[str, str | None], int] = defaultdict(int)
    for number in range(1, len(versions) + 1):
        for each in payments(versions[:number]):
            # What it says earlier versions paid is what they said was due.
            assert sum(each.paid) == paid[each.region, each.manager]
            paid[each.region, each.manager] += each.due
    for payee, total in paid.items():
        latest = [line for line in versions[-1] if (line.region, line.manager) == payee and not line.is_held]
        assert total == sum(line.amount for line in latest)

"""What is paid of a month comes to its latest version, whatever was paid before."""

from __future__ import annotations

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


@repeatable(100)
@given(versions=st.lists(LINES, min_size=1, max_size=4))
def test_all_that_is_paid_by_and_by_is_what_the_latest_version_comes_to(
    versions: list[list[PaidLine]],
) -> None:
    paid = dict.fromkeys("ABC", 0)
    for number in range(1, len(versions) + 1):
        for each in payments(versions[:number]):
            # What it says earlier versions paid is what they said was due.
            assert sum(each.paid) == paid[each.region]
            paid[each.region] += each.due
    for region, total in paid.items():
        latest = [line for line in versions[-1] if line.region == region and not line.is_held]
        assert total == sum(line.amount for line in latest)

"""Charts of very many regions draw both ends; nobody is left out without being counted."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.formats import plain
from dashboard.views.ends import ENDS, FIRST_NAMED, MOST, MOST_NAMED, ends, named


def rows(count: int) -> pl.DataFrame:
    return pl.DataFrame({"region": [f"R{number:04d}" for number in range(count)]})


def test_a_list_that_has_room_is_drawn_as_it_is() -> None:
    given = rows(MOST)
    drawn = ends(given)
    assert drawn.rows is given
    assert not drawn.others


@pytest.mark.parametrize("count", [MOST + 1, 1_000])
def test_of_a_longer_list_both_ends_are_drawn_and_everybody_else_is_named(count: int) -> None:
    drawn = ends(rows(count))
    names = rows(count)["region"].to_list()
    assert drawn.names == names[:ENDS] + names[-ENDS:]
    assert drawn.others == names[ENDS:-ENDS]


def test_a_sentence_names_so_many_and_counts_the_others() -> None:
    names = [plain(f"R{number}") for number in range(MOST_NAMED + 3)]
    assert named(names[:MOST_NAMED]) == "、".join(names[:MOST_NAMED])
    said = "、".join(names[:FIRST_NAMED]) + f" 等，另有 {MOST_NAMED + 3 - FIRST_NAMED} 个"
    assert named(names) == said
    # Where it is known how many they are, those that nobody reads are not made.
    rest = iter(names)
    assert named(rest, len(names)) == said
    assert list(rest) == names[MOST_NAMED + 1 :]

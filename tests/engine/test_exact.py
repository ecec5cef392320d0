"""Thresholds are decided on whole numbers: a fen more or less counts, however large the amounts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

from engine.exact import (
    hundredths,
    is_at_least,
    is_at_most,
    kind_of_products,
    known_sum,
    ratio,
    ratio_of_yuan,
    times,
    wide,
)

SEVEN_TENTHS = Fraction(7, 10)
#: 188,311.83 of 269,016.90 are seven tenths to the fen; as binary floats they come out below.
PART, WHOLE = 18_831_183, 26_901_690


def frame(*pairs: tuple[int | None, int | None]) -> pl.DataFrame:
    return pl.DataFrame(list(pairs), schema={"part": pl.Int64, "whole": pl.Int64}, orient="row")


def test_a_threshold_is_reached_to_the_fen() -> None:
    pairs = frame((PART - 1, WHOLE), (PART, WHOLE), (PART + 1, WHOLE))
    reached = pairs.select(is_at_least(wide("part"), wide("whole"), SEVEN_TENTHS)).to_series()
    within = pairs.select(is_at_most(wide("part"), wide("whole"), SEVEN_TENTHS)).to_series()
    assert reached.to_list() == [False, True, True]
    assert within.to_list() == [True, True, False]


def test_products_beyond_sixty_four_bits_do_not_wrap() -> None:
    most = 10**13 * 1000
    nearly = Fraction(10**9 - 1, 10**9)
    pairs = frame((most, most), (most - most // 10**9, most), (most - most // 10**9 - 1, most))
    reached = pairs.select(is_at_least(wide("part"), wide("whole"), nearly)).to_series()
    assert reached.to_list() == [True, True, False]


def test_a_factor_widens_the_column_that_it_multiplies() -> None:
    found = frame((10**13, None)).select(times(pl.col("part"), 10**9)).item()
    assert found == 10**22


def test_products_are_taken_in_64_bits_where_eight_of_them_are_held_together() -> None:
    most = (2**63 - 1) // (8 * 10)

    def kind(*amounts: int | None) -> object:
        rows = frame((0, None), *((amount, 1) for amount in amounts))
        found, ahead = (
            kind_of_products(each, ["part", "whole"], 3, SEVEN_TENTHS) for each in (rows, rows.lazy())
        )
        assert found == ahead, "of a frame that is still to be made it is the same"
        return found

    assert (kind(most), kind(-most), kind(), kind(None)) == (pl.Int64,) * 4
    assert (kind(most + 1), kind(-most - 1), kind(1, most + 1)) == (pl.Int128,) * 3


@pytest.mark.parametrize("pair", [(1, 0), (1, -1), (None, 1), (1, None)])
def test_there_is_no_ratio_of_what_is_unknown_or_to_what_is_not_positive(
    pair: tuple[int | None, int | None],
) -> None:
    assert frame(pair).select(ratio(wide("part"), wide("whole"))).item() is None


def test_a_ratio_may_be_negative_and_more_than_one() -> None:
    found = frame((-1, 4), (0, 4), (6, 4), (3, 1)).select(ratio(wide("part"), wide("whole"))).to_series()
    assert found.to_list() == [-0.25, 0, 1.5, 3]


def test_fen_become_the_nearest_number_of_yuan() -> None:
    fen = [*range(-2_000, 2_000), 10**13, 10**13 - 1, 5_082_958_152]
    found = pl.DataFrame({"fen": fen}).select(hundredths(pl.col("fen"))).to_series()
    assert found.to_list() == [float(Decimal(each) / 100) for each in fen]


def test_sums_far_beyond_any_entry_are_still_the_nearest_number_of_yuan() -> None:
    fen = range(8 * 10**14, 9 * 10**14, 10**11 + 37)
    found = pl.DataFrame({"fen": fen}).select(hundredths(pl.col("fen"))).to_series()
    assert found.to_list() == [float(Decimal(each) / 100) for each in fen]


def test_a_ratio_of_published_amounts_is_that_of_the_fen_they_stand_for() -> None:
    yuan = pl.DataFrame({"part": [188_311.83, 0.29], "whole": [269_016.90, 0.58]})
    assert yuan["part"][0] / yuan["whole"][0] != 0.7
    found = yuan.select(ratio_of_yuan(pl.col("part"), pl.col("whole"))).to_series()
    assert found.to_list() == [0.7, 0.5]


def test_a_sum_of_nothing_known_is_unknown() -> None:
    rows = pl.DataFrame({"key": ["a", "a", "b", "b"], "fen": [None, None, None, 3]})
    assert dict(rows.group_by("key").agg(known_sum("fen")).rows()) == {"a": None, "b": 3}

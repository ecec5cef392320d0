"""Which claims bring a region above the cap, by hand."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest

from engine.policy.readings import Readings
from engine.regulation.beyond_cap import beyond_cap

BOSS = "赵"
#: Letter, day, category, claimant, status, fen; as a file has them.
ROWS = (
    ("c", 20, "办公", "钱", "已批准", 30),
    ("a", 3, "办公", "钱", "已批准", 10),
    ("x", 4, "工资", "钱", "已批准", 500),
    ("y", 4, "差旅", BOSS, "已批准", 500),
    ("z", 4, "办公", "钱", "驳回", 500),
    ("b", 9, "办公", "钱", "待审批", 20),
    ("d", 20, "办公", "钱", "已批准", 1),
)


def beyond(counted: int, cap: Fraction) -> str:
    names = ["letter", "day", "category", "claimant", "status", "amount"]
    rows = pl.DataFrame(ROWS, names, orient="row").with_columns(
        pl.date(2026, 3, pl.col("day")).alias("date"), pl.lit(BOSS).alias("manager")
    )
    return "".join(beyond_cap(rows, Readings(), counted, cap)["letter"])


@pytest.mark.parametrize(
    ("counted", "cap", "letters"),
    [
        (61, Fraction(61), ""),
        # The claim that crosses the cap stands beyond it, one that reaches it exactly does not.
        (61, Fraction(60), "d"),
        (61, Fraction(3019, 100), "cd"),
        (61, Fraction(30), "cd"),
        (61, Fraction(2999, 100), "bcd"),
        (61, Fraction(0), "abcd"),
        # What earlier months or a summary brought comes first.
        (1061, Fraction(1000), "abcd"),
        (1061, Fraction(1015), "bcd"),
    ],
)
def test_claims_beyond_the_cap_are_those_of_the_last_days(counted: int, cap: Fraction, letters: str) -> None:
    assert beyond(counted, cap) == letters

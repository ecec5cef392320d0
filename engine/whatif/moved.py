"""Capital that fell in an office of one region and rose alike in another's over the same month (二).

What moves between offices of one region changes nothing about the region's capital, so that no reward can
rest on it; what moves to another region does. A like rise is a reason to ask, not a proof.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

#: How alike (percent of the larger) a fall and a rise must be to be asked about. A customer's name says
#: much; categories are few, and every office has them.
ALIKE: Mapping[str, int] = {"retail_receivables": 90, "contract_overdue": 90, "inventory": 99}
#: Columns of `moves`; amount (fen) is the smaller of what fell and what rose.
MOVES: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "figure": pl.String,
    "thing": pl.String,
    "region": pl.String,
    "office": pl.String,
    "to_region": pl.String,
    "to_office": pl.String,
    "amount": pl.Int64,
}
_THING = ["month", "figure", "thing"]
_FELL, _ROSE = [*_THING, "region", "office"], [*_THING, "to_region", "to_office"]


def moves(changes: pl.DataFrame) -> pl.DataFrame:
    """Pairs of a fall and a rise that are alike and in different regions: `MOVES`, the largest first.

    changes: month, figure, thing (customer or category), region, office, change (fen). Each fall and each
    rise is in one pair at most, with the one nearest to it; what is nearer to another is not paired.
    """
    fell = changes.filter(pl.col("change") < 0).with_columns(fallen=-pl.col("change")).drop("change")
    rose = changes.filter(pl.col("change") > 0).select(
        *_THING,
        pl.col("region").alias("to_region"),
        pl.col("office").alias("to_office"),
        pl.col("change").alias("risen"),
    )
    smaller, larger = pl.min_horizontal("fallen", "risen"), pl.max_horizontal("fallen", "risen")
    percent = pl.col("figure").replace_strict(ALIKE)
    pairs = (
        fell.join(rose, on=_THING)
        .filter(pl.col("region") != pl.col("to_region"))
        .filter(smaller.cast(pl.Int128) * 100 >= larger.cast(pl.Int128) * percent)
        .with_columns(smaller.alias("amount"), (larger - smaller).alias("unlike"))
        .sort(*_FELL, "to_region", "to_office")
    )
    nearest = pl.col("unlike").rank("ordinal")
    mutual = pairs.filter(nearest.over(_FELL) == 1, nearest.over(_ROSE) == 1)
    return mutual.sort("amount", *_FELL, descending=[True] + [False] * len(_FELL)).select(list(MOVES))


def moved_back(amounts: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """`amounts` (fen, a row per month and region) as if nothing in `moved` (`MOVES`) had left its region."""
    entries = pl.concat(
        [
            moved.select("month", "region", "figure", "amount"),
            moved.select("month", pl.col("to_region").alias("region"), "figure", -pl.col("amount")),
        ]
    )
    sums = entries.group_by("month", "region").agg(
        pl.col("amount").filter(pl.col("figure") == figure).sum().alias(f"{figure}.moved") for figure in ALIKE
    )
    return (
        amounts.join(sums, on=["month", "region"], how="left", maintain_order="left")
        .with_columns(pl.col(figure) + pl.col(f"{figure}.moved").fill_null(0) for figure in ALIKE)
        .drop(f"{figure}.moved" for figure in ALIKE)
    )

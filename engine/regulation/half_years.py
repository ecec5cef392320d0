"""四 "Half a year last" read as last place by the half-year's mean score."""

from __future__ import annotations

import polars as pl

from engine.policy.parameters import Policy
from engine.policy.readings import HALF_YEAR


def half_year_last(scores: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The region-months that end a half-year whose single lowest mean is the region's.

    Half-years run from January to June and from July to December.
    scores: month, region, manager, score_cents of all months. Compared are regions with a score in
    all six months, where there are at least `minimum_regions` of them; a shared lowest mean
    counts for nobody. Where a new manager restarts the streak, one who did not hold the region
    throughout is not meant. Columns: month, region.
    """
    half = (pl.col("month").dt.year() * 2 + (pl.col("month").dt.month() > HALF_YEAR)).alias("half")
    means = (
        scores.filter(pl.col("score_cents").is_not_null())
        .group_by(half, "region")
        .agg(
            pl.col("month").max(),
            pl.len().alias("months"),
            pl.col("score_cents").sum().alias("cents"),
            pl.col("manager").n_unique().alias("managers"),
        )
        .filter(pl.col("months") == HALF_YEAR)
    )
    lowest = means.filter(
        (pl.col("cents") == pl.col("cents").min().over("half"))
        & (pl.len().over("half") >= policy.appraisal.last_place.minimum_regions.value)
    )
    single = lowest.filter(pl.len().over("half") == 1)
    if policy.readings.new_manager.value == "restarts":
        single = single.filter(pl.col("managers") == 1)
    return single.select("month", "region")

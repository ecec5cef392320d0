"""Actuals out of all proportion to their plan: what a first file in a wrong unit can be told by."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from data.batches import Batch
from data.fields import BY_NAME
from data.issues import Issue
from data.plausibility.jumps import FLOOR
from data.plausibility.measures import PLACE, History, about, yuan

#: A slip of units is a factor of 1,000 or 10,000; the first days of a month are far below their plan.
UP, DOWN = 100, 1_000
#: Offices with both; fewer prove little.
OFFICES = 3
_PLANNED = (
    ("sales", "amount", "sales_plan"),
    ("summary", "sales", "sales_plan"),
    ("collections", "amount", "collections_plan"),
    ("summary", "collections", "collections_plan"),
)


def plan_issues(batches: Mapping[str, Batch], history: History) -> list[Issue]:
    """One warning per month and figure, for the office in the middle as for all of them together."""
    issues: list[Issue] = []
    for extract, measure, plan in _PLANNED:
        batch = batches.get(extract) or batches.get("monthly_plan")
        if batch is None:
            continue
        touched = history.uploaded.filter(pl.col("extract").is_in([extract, "monthly_plan"]))
        found = (
            _positive(history, extract, measure)
            .join(_positive(history, "monthly_plan", plan).rename({"amount": "plan"}), on=PLACE)
            .join(touched.select("month").unique(), on="month", how="semi")
            .group_by("month")
            .agg(
                pl.col("amount", "plan").sum(),
                middle=(pl.col("amount") / pl.col("plan")).median(),
                offices=pl.len(),
            )
            .filter(
                (pl.col("offices") >= OFFICES)
                & (pl.max_horizontal("amount", "plan") >= FLOOR)
                & ((pl.col("middle") >= UP) | (pl.col("middle") * DOWN <= 1))
                & ((pl.col("amount") >= UP * pl.col("plan")) | (pl.col("amount") * DOWN <= pl.col("plan")))
            )
            .sort("month")
        )
        field = measure if batch.extract.name == extract else plan
        issues += [
            about(
                batch,
                "warning",
                "far_from_plan",
                field,
                {"month": row["month"]},
                figure=BY_NAME[extract].field(measure).zh,
                amount=yuan(row["amount"]),
                plan=yuan(row["plan"]),
            )
            for row in found.iter_rows(named=True)
        ]
    return issues


def _positive(history: History, extract: str, measure: str) -> pl.DataFrame:
    of_measure = (pl.col("extract") == extract) & (pl.col("measure") == measure) & (pl.col("amount") > 0)
    return history.after.filter(of_measure).select(*PLACE, "amount")

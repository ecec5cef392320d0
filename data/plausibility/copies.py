"""Months whose figures are another month's to the fen: a file copied, and only its dates changed."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from data.batches import Batch
from data.issues import Issue
from data.plausibility.measures import History, about

#: Extracts whose figures never come to the same twice, unless somebody copies them. Plans do, stock may.
_LEDGERS = ("sales", "collections", "receivables", "expenses")
#: So few rows or different amounts may be the same by chance: rents, one customer with one contract.
_ROWS, _AMOUNTS = 5, 3


def copied_issues(batches: Mapping[str, Batch], history: History) -> list[Issue]:
    """A warning per month of an upload in which all that a region has, and has sold, was there before.

    A summary, typed by hand month by month, is one for all of its regions.
    """
    issues = []
    for name in (*_LEDGERS, "summary"):
        batch = batches.get(name)
        if batch is None:
            continue
        by = ["month", "other"] if name == "summary" else ["month", "other", "region"]
        for row in _copied(history, name, by).iter_rows(named=True):
            other = row["other"].strftime("%Y-%m")
            regions = "、".join(row["regions"])
            place = {"month": row["month"]}
            issues.append(
                about(batch, "warning", "month_copied", None, place, region=regions, other_month=other)
            )
    return issues


def _copied(history: History, name: str, by: list[str]) -> pl.DataFrame:
    """month, other, regions: where every sum but zeros is that of the other month; the first such month."""
    is_amount = (pl.col("extract") == name) & (pl.col("amount") != 0)
    now = history.uploaded.filter(is_amount)
    then = history.after.filter(is_amount).rename({"month": "other"}).drop("extract")
    same = now.join(then, on=["region", "office", "measure", "amount", "rows"])
    # Of two months that come together the later one is the copy.
    is_both = pl.col("other").is_in(now["month"].unique().implode())
    same = same.filter((pl.col("other") < pl.col("month")) | ((pl.col("other") > pl.col("month")) & ~is_both))
    whole = [key for key in by if key != "other"]
    return (
        same.group_by(by)
        .agg(
            same=pl.len(),
            amounts=pl.col("amount").n_unique(),
            rows=pl.col("rows").sum(),
            regions=pl.col("region").unique(),
        )
        .join(now.group_by(whole).agg(all=pl.len()), on=whole)
        .filter(
            (pl.col("same") == pl.col("all")) & (pl.col("amounts") >= _AMOUNTS) & (pl.col("rows") >= _ROWS)
        )
        .sort("month", "other")
        .unique(whole, keep="first", maintain_order=True)
        .group_by("month", "other", maintain_order=True)
        .agg(pl.col("regions").explode().unique().sort())
    )

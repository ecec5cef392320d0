"""What nobody would call wrong and somebody should look at: copied stock, silence, sales that go back."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from data.batches import Batch
from data.current_state import CurrentState
from data.issues import DETAILED, Issue
from data.plausibility.measures import MONTHS_BEFORE, PLACE, History, about, beyond, yuan

#: Three days against the other 25 to 28: so many times their daily mean.
RUSH_DAYS, RUSH_FACTOR = (26, 28), 5
#: An office that sold in so many months before and sells nothing now has fallen silent.
SILENT_AFTER = MONTHS_BEFORE


def pattern_issues(batches: Mapping[str, Batch], history: History, state: CurrentState) -> list[Issue]:
    """Notes only: each of these happens in honest books as well."""
    return [
        *_unchanged_inventory(batches, history),
        *_fell_silent(batches, history),
        *_month_end_rush(batches, state),
    ]


def _unchanged_inventory(batches: Mapping[str, Batch], history: History) -> list[Issue]:
    issues: list[Issue] = []
    for name, measure in (("inventory", "amount"), ("summary", "inventory")):
        batch = batches.get(name)
        if batch is None:
            continue
        of_measure = (pl.col("extract") == name) & (pl.col("measure") == measure)
        stock = history.after.filter(of_measure)
        before = stock.select("region", "office", month=pl.col("month").dt.offset_by("1mo"), earlier="amount")
        same = stock.join(before, on=PLACE).filter(
            (pl.col("amount") == pl.col("earlier")) & (pl.col("amount") != 0)
        )
        same = same.join(history.uploaded.filter(of_measure).select(PLACE), on=PLACE, how="semi")
        issues += [
            about(
                batch,
                "note",
                "inventory_unchanged",
                measure,
                {key: row[key] for key in PLACE},
                amount=yuan(row["amount"]),
            )
            for row in same.sort(PLACE).head(DETAILED).iter_rows(named=True)
        ]
        issues += beyond(batch, "note", "inventory_unchanged", same.height)
    return issues


def _fell_silent(batches: Mapping[str, Batch], history: History) -> list[Issue]:
    """Offices whose summary says 0 sales after months with sales. (A ledger without rows is a warning.)"""
    batch = batches.get("summary")
    if batch is None:
        return []
    of_sales = (pl.col("extract") == "summary") & (pl.col("measure") == "sales")
    silent = history.uploaded.filter(of_sales & (pl.col("amount") == 0)).select(PLACE)
    before = history.after.filter(of_sales).select("region", "office", "amount", earlier="month")
    found = (
        silent.join(before, on=["region", "office"])
        .filter(
            (pl.col("earlier") < pl.col("month"))
            & (pl.col("earlier") >= pl.col("month").dt.offset_by(f"-{SILENT_AFTER}mo"))
        )
        .group_by(PLACE)
        .agg(selling=(pl.col("amount") > 0).sum())
        .filter(pl.col("selling") == SILENT_AFTER)
        .sort(PLACE)
    )
    return [
        about(batch, "note", "fell_silent", "sales", {key: row[key] for key in PLACE}, months=row["selling"])
        for row in found.head(DETAILED).iter_rows(named=True)
    ] + beyond(batch, "note", "fell_silent", found.height)


def _by_month(days: pl.DataFrame) -> pl.DataFrame:
    """region, office, date, amount → per office-month: sold in the rush days, sold otherwise, returned."""
    is_late = pl.col("date").dt.day().is_between(*RUSH_DAYS)
    amount = pl.col("amount")
    return days.group_by(pl.col("date").dt.month_start().alias("month"), "region", "office").agg(
        rush=amount.filter(is_late & (amount > 0)).sum(),
        usual=amount.filter(~is_late & (amount > 0)).sum(),
        returned=-amount.filter(amount < 0).sum(),
    )


def _month_end_rush(batches: Mapping[str, Batch], state: CurrentState) -> list[Issue]:
    """Sales of the 26th to 28th far above the daily mean, half of them taken back the month after."""
    batch = batches.get("sales")
    if batch is None:
        return []
    months = _by_month(batch.frame.select("region", "office", "date", "amount"))
    # What goes back is in the upload; what was sold may have been loaded the month before.
    back = months.select(
        "region", "office", month=pl.col("month").dt.offset_by("-1mo"), returned_next="returned"
    )
    span = back["month"].min(), back["month"].max()
    loaded = _by_month(state.sales_days(span)).join(months, on=PLACE, how="anti")  # type: ignore[arg-type]
    found = (
        pl.concat([months, loaded.select(months.columns)])
        .join(back, on=PLACE)
        .filter(
            (pl.col("rush") * 25 > RUSH_FACTOR * 3 * pl.col("usual"))
            & (pl.col("usual") > 0)
            & (2 * pl.col("returned_next") >= pl.col("rush"))
        )
    )
    return [
        about(
            batch,
            "note",
            "month_end_rush",
            "amount",
            {key: row[key] for key in PLACE},
            rush=yuan(row["rush"]),
        )
        for row in found.sort(PLACE).head(DETAILED).iter_rows(named=True)
    ] + beyond(batch, "note", "month_end_rush", found.height)

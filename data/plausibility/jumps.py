"""Amounts that cannot be in the same unit as their neighbours.

The thresholds aim at slips of units, zeros and columns (factors of 1,000 and 10,000), far
beyond what trade does from month to month; whatever is merely unusual stays unsaid.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from data.batches import Batch
from data.issues import Issue
from data.plausibility.measures import PLACE, History, about, nearest, yuan

#: Against the office's own largest other month; fewer than three other months prove less.
OWN_FACTOR, OWN_FACTOR_SHORT = 50, 200
#: Against the median of the other offices of the month.
PEER_FACTOR, PEERS = 1_000, 5
#: Below both the office's own smallest other month and the median of the others.
OWN_FACTOR_DOWN, PEER_FACTOR_DOWN = 1_000, 100
#: Two columns of one row this far from the other offices: the row slipped sideways.
SHIFT_UP, SHIFT_DOWN = 100, 1_000
#: A whole month against the nearest other one, over the offices in both.
MONTH_UP, MONTH_DOWN, MONTH_OFFICES = 8, 50, 2
#: Below this (fen) a large factor means nothing.
FLOOR = 1_000_000
_SMALLEST = 100_000
_BROAD = {
    "summary": ("sales", "collections", "retail_receivables", "inventory"),
    "sales": ("amount",),
    "collections": ("amount",),
    "monthly_plan": ("sales_plan", "collections_plan"),
    "receivables": ("balance",),
    "inventory": ("amount",),
}
#: What does not come down to a thousandth of itself; of stocks only those that are typed by hand.
_STEADY = {
    "sales", "collections", "amount", "sales_plan", "collections_plan", "retail_receivables", "inventory",
}  # fmt: skip
_SERIES = ["extract", "measure", "region", "office"]


def _compared(history: History) -> pl.DataFrame:
    """Uploaded office-months with what they are held against: own other months and peers."""
    size = pl.col("amount").abs()
    nonzero = pl.when(pl.col("amount") != 0).then(size)
    group = ["extract", "measure", "month"]
    touched = history.uploaded.select(group).unique()
    peers = (
        history.after.join(touched, on=group, how="semi")
        .group_by(group)
        .agg(median=nonzero.median(), peers=nonzero.count())
    )
    own = history.uploaded.with_columns(size=size).join(peers, on=group, maintain_order="left")
    own = own.join(_extremes(history), on=_SERIES, maintain_order="left")
    # Not the office itself: the largest other month is the second largest for the largest.
    return own.with_columns(
        other_largest=pl.when(pl.col("size") == pl.col("largest")).then("second").otherwise("largest")
    )


def _extremes(history: History) -> pl.DataFrame:
    """Of an office's months, those replaced included: how many, the largest two and the second smallest."""
    versions = pl.concat([history.uploaded, history.replaced]).select(
        *_SERIES,
        size=pl.col("amount").abs(),
        above=pl.when(pl.col("amount") > 0).then("amount"),
        months=pl.lit(1, pl.Int64),
    )
    kept = history.kept.join(history.uploaded, on=_SERIES, how="semi")
    first = kept.select(*_SERIES, size="largest", above="smallest", months="months")
    second = kept.select(*_SERIES, size="second_largest", above="second_smallest", months=pl.lit(0, pl.Int64))
    return (
        pl.concat([versions, first, second])
        .group_by(_SERIES)
        .agg(
            largest=pl.col("size").max(),
            second=pl.col("size").top_k(2).min(),
            smallest=pl.col("above").bottom_k(2).max(),
            months=pl.col("months").sum(),
        )
    )


def _month_issues(
    batches: Mapping[str, Batch], history: History
) -> tuple[list[Issue], set[tuple[str, str, date]]]:
    issues, found = [], set()
    for name, measures in _BROAD.items():
        batch = batches.get(name)
        if batch is None:
            continue
        after = history.after.filter(pl.col("extract") == name)
        replaced = history.replaced.filter(pl.col("extract") == name)
        for month in sorted(history.uploaded.filter(pl.col("extract") == name)["month"].unique().to_list()):
            other = nearest(month, history.months[name])
            then_rows = after.filter(pl.col("month") == other) if other else replaced
            for measure in measures:
                of_measure = pl.col("measure") == measure
                pairs = after.filter(of_measure & (pl.col("month") == month)).join(
                    then_rows.filter(of_measure), on=["region", "office"], suffix="_other"
                )
                now, then = int(pairs["amount"].sum()), int(pairs["amount_other"].sum())
                if pairs.height < MONTH_OFFICES or then < FLOOR or now <= 0:
                    continue
                # One office's slip moves the sum; a unit mistake moves the office in the middle as well.
                middle = (
                    pairs.filter(pl.col("amount_other") > 0)
                    .select((pl.col("amount") / pl.col("amount_other")).median())
                    .item()
                )
                code = None
                kind = "month" if other else "correction"
                if now >= MONTH_UP * then and (middle or 0) >= MONTH_UP:
                    code = f"{kind}_far_above"
                elif now * MONTH_DOWN <= then and (middle or 1) * MONTH_DOWN <= 1:
                    code = f"{kind}_far_below"
                if code:
                    found.add((name, measure, month))
                    issues.append(
                        about(
                            batch,
                            "warning",
                            code,
                            measure,
                            {"month": month},
                            amount=yuan(now),
                            other=yuan(then),
                            other_month=(other or month).strftime("%Y-%m"),
                        )
                    )
    return issues, found


def _shifted(rows: pl.DataFrame) -> pl.DataFrame:
    """Summary office-months of which two columns or more are out of all proportion to the peers."""
    is_far = (pl.col("peers") > PEERS) & (
        ((pl.col("size") >= SHIFT_UP * pl.col("median")) & (pl.col("size") >= FLOOR))
        | ((pl.col("amount") > 0) & (pl.col("amount") * SHIFT_DOWN <= pl.col("median")))
    )
    return (
        rows.filter(pl.col("extract") == "summary")
        .group_by(PLACE)
        .agg(far=is_far.sum(), measure=pl.col("measure").filter(is_far).first())
        .filter(pl.col("far") >= 2)
        .sort(PLACE)
    )


def jump_issues(batches: Mapping[str, Batch], history: History) -> list[Issue]:
    """Warnings for amounts out of all proportion to the office's other months or to the other offices."""
    if history.uploaded.is_empty():
        return []
    issues, months = _month_issues(batches, history)
    rows = _compared(history)
    shifted = _shifted(rows)
    for row in shifted.iter_rows(named=True):
        issues.append(
            about(
                batches["summary"], "warning", "row_out_of_place", row["measure"], {k: row[k] for k in PLACE}
            )
        )
    rows = rows.join(shifted, on=PLACE, how="anti")
    factor = pl.when(pl.col("months") >= 4).then(OWN_FACTOR).otherwise(OWN_FACTOR_SHORT)
    above_own = (
        (pl.col("months") > 1)
        & (pl.col("other_largest") >= _SMALLEST)
        & (pl.col("size") >= factor * pl.col("other_largest"))
    )
    above_peers = (pl.col("peers") > PEERS) & (pl.col("size") >= PEER_FACTOR * pl.col("median"))
    above = rows.filter((pl.col("size") >= FLOOR) & (above_own | above_peers)).sort(
        "extract", *PLACE, maintain_order=True
    )
    below = rows.filter(
        (pl.col("amount") > 0)
        & pl.col("measure").is_in(_STEADY)
        & (pl.col("extract") != "expenses")
        & (pl.col("months") > 1)
        & (pl.col("peers") > PEERS)
        & (pl.col("amount") * OWN_FACTOR_DOWN <= pl.col("smallest"))
        & (pl.col("amount") * PEER_FACTOR_DOWN <= pl.col("median"))
    ).sort("extract", *PLACE, maintain_order=True)
    for code, found in (("far_above", above), ("far_below", below)):
        for row in found.iter_rows(named=True):
            batch = batches[row["extract"]]
            if (row["extract"], row["measure"], row["month"]) in months:
                continue
            usual = row["other_largest"] if row["months"] > 1 and code == "far_above" else row["median"]
            place = {key: row[key] for key in PLACE}
            issues.append(
                about(
                    batch,
                    "warning",
                    code,
                    row["measure"],
                    place,
                    amount=yuan(row["amount"]),
                    usual=yuan(int(usual)),
                )
            )
    return issues

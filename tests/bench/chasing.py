"""`make backtest`, second part: chances of chase lists in months that are over (docs/decisions/chase.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from data.sample import frames
from data.store import LoadFile, LoadRequest, Store
from engine.collecting.chase import Selection, candidates, selections
from engine.collecting.payments import CUSTOMER, KINDS, Kind, records
from engine.forecasting import month_after

#: Days of a month in which money came: all of it, and the last week before the checkpoint.
WINDOWS = ((1, 31), (21, 28))
#: Goals, in parts of what was to be expected.
PARTS = (0.5, 0.8, 1.0, 1.2)
MONTHS = tuple(month_after(date(2026, 1, 1), later) for later in range(0, 9, 2))


def promises(store: Store, months: tuple[date, ...] = MONTHS) -> Iterator[tuple[float, bool]]:
    """The chance that was given to each list, and whether those on it paid the goal."""
    for month in months:
        for region in store.customer_balances(month)["region"].unique().sort():
            for window in WINDOWS:
                came = store.customer_payments(region, month, month, window)
                known = store.customer_payments(
                    region, month_after(month, -12), month_after(month, -1), window
                )
                if not came.is_empty():
                    for kind in KINDS:
                        yield from _of_kind(came, known, kind)


def _of_kind(came: pl.DataFrame, known: pl.DataFrame, kind: Kind) -> Iterator[tuple[float, bool]]:
    found = candidates(came.select(*CUSTOMER, "balance", "overdue"), known, kind)
    expected = int(found.table["expected"].sum()) if found.has_record else 0
    paid = records(came, kind).select(*CUSTOMER, (pl.col("share") * pl.col("owed")).alias("paid"))
    for goal in (round(expected * part) for part in PARTS):
        for selection in selections(found, goal).values() if goal > 0 else ():
            if selection.chance is not None:
                yield selection.chance, _paid(selection, paid) >= goal


def _paid(selection: Selection, paid: pl.DataFrame) -> float:
    return float(selection.rows.join(paid, on=CUSTOMER, how="left")["paid"].sum())


def reliability(made: Iterator[tuple[float, bool]]) -> pl.DataFrame:
    """Per tenth of what was said: `said` and `happened` (means) and the number of `lists`."""
    frame = pl.DataFrame(made, schema={"said": pl.Float64, "happened": pl.Boolean}, orient="row")
    tenth = (pl.col("said") * 10).floor().clip(0, 9)
    return (
        frame.group_by(tenth.alias("tenth"))
        .agg(pl.col("said").mean(), pl.col("happened").mean(), pl.len().alias("lists"))
        .sort("tenth")
        .drop("tenth")
    )


def demo_store() -> Store:
    """The demo company in memory."""
    store = Store.open(":memory:")
    store.commit(LoadRequest(frames(), [LoadFile("demo.xlsx", "00", 1)], "bench"))
    return store


if __name__ == "__main__":
    with demo_store() as store:
        print("| said | happened | lists |\n| --- | --- | --- |")
        for said, happened, lists in reliability(promises(store)).iter_rows():
            print(f"| {said:.2f} | {happened:.2f} | {lists} |")

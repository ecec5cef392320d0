"""The expected course of several months: every region at the middle of its forecast."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from engine.ahead.months import OpenMonth
from engine.ahead.walk import State, places_of, region_names
from engine.exact import WIDE, wide
from engine.forecasting.balances import usually_moved
from engine.forecasting.possible import flow_of, middle_ends, told_of

#: What is spent is taken to keep to what is collected, as it did in the months of the year that are known.
SPENT = ("expense_counted", "manager_travel", "expense_pending", "manager_travel_pending")


def expected(months: Sequence[OpenMonth]) -> list[pl.DataFrame]:
    """By month the regions at the middle of the forecast, as `evaluation.region_amounts` has them, in fen.

    Chapters can be applied to them again. A region that cannot be forecast in a month is left out of it.
    Expenses are null where the year has no month with both expenses and collections yet.
    """
    names, found = region_names(months), []
    state = State(1, len(names))
    spent: dict[str, pl.DataFrame] = {}
    for number, each in enumerate(months):
        at = places_of(each.known.regions, names)
        ends = middle_ends(each.known, each.found)
        step = usually_moved(each.levels, flow_of(ends))
        rows = state.taken(each, at, ends, step, is_first=number == 0).collect(engine="in-memory")
        found.append(told_of(_with_spending(rows, each, spent), each.known, each.found))
    return found


def _with_spending(rows: pl.DataFrame, each: OpenMonth, spent: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Expenses of the year in the proportion to collections that is known, and of the month what is new.

    spent: what the year had spent by column at the end of a region's last month before; it is brought up to
    this one. A region's first month begins with what is known.
    """
    known = each.levels.start.select(
        "region",
        pl.col("collections_of_year").alias("held"),
        *(pl.col(f"{name}_of_year").alias(f"{name}.held") for name in SPENT),
    )
    joined = rows.drop(f"{name}_of_year" for name in SPENT).join(known, on="region", maintain_order="left")
    for name in SPENT:
        whole = wide(f"{name}.held") * wide("collections_of_year")
        share = (whole + pl.col("held").cast(WIDE) // 2) // wide("held")
        joined = joined.with_columns(
            pl.when(pl.col("held") > 0).then(share).cast(pl.Int64).alias(f"{name}_of_year")
        )
        of_year = joined.select("region", pl.col(f"{name}_of_year").alias("before"))
        before = spent.get(name, of_year.clear())
        joined = joined.join(before, on="region", how="left", maintain_order="left")
        joined = joined.with_columns(
            (pl.col(f"{name}_of_year") - pl.coalesce("before", f"{name}.held")).alias(name)
        ).drop("before")
        # Who is not there this month goes on from where it was.
        spent[name] = pl.concat([of_year, before.join(of_year, on="region", how="anti")])
    return joined.drop("held", *(f"{name}.held" for name in SPENT))

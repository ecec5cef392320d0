"""Actual figures per region and month, with "unknown" kept apart from zero.

No policy enters here: sums over offices, running totals of the year, trailing twelve months.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from engine.facts import Facts
from engine.regulation.places import (
    PLACE,
    PLACE_BEFORE,
    YEAR_PLACE,
    by_region,
    found_before,
    joined,
    placed,
    summed,
)
from engine.running_totals import running_totals, starts_run

#: Which upload makes a month's figure known.
LOADED_BY = {
    "sales": "is_sales_loaded",
    "collections": "is_collections_loaded",
    "retail_receivables": "is_receivables_loaded",
    "contract_overdue": "is_receivables_loaded",
    "inventory": "is_inventory_loaded",
    "expense_counted": "is_expenses_loaded",
    "manager_travel": "is_expenses_loaded",
    "expense_pending": "is_expenses_loaded",
    "manager_travel_pending": "is_expenses_loaded",
}
#: Month-to-date figures and those of the whole month that they are part of.
TO_CHECKPOINT = {"sales_to_checkpoint": "sales", "collections_to_checkpoint": "collections"}
#: Whether figures of a month were loaded, for any region.
_HAS_FIGURES = pl.any_horizontal(*sorted(set(LOADED_BY.values())))
_PLACE = ["month", "region"]
_OF_YEAR = (
    *("sales", "collections"),
    *("expense_counted", "manager_travel", "expense_pending", "manager_travel_pending"),
)
#: The columns of `region_actuals` that a month's figure is also summed up in.
SUMS_OF_MONTHS: Mapping[str, tuple[str, ...]] = {
    **{name: (f"{name}_of_year",) for name in _OF_YEAR},
    "collections": ("collections_of_year", "trailing_collections"),
}


def region_actuals(facts: Facts) -> pl.DataFrame:
    """Fen per region and month, sorted by month and region.

    Columns: month, region, manager, vice_president; the amounts of `Facts.office_months`
    summed over offices (null = not loaded for that month, 0 = loaded without rows; a
    month-to-date amount is null where any office's is unknown, 一.3); `*_of_year`, the
    running totals from January or the first loaded month; `trailing_collections`, the
    trailing twelve months, null unless all twelve are loaded (二); `opening_balances`, retail
    receivables and inventory at the end of the month before (二); `is_span_uneven`,
    whether expenses and collections were loaded for different months of the year (三);
    `is_past`, whether actual figures of this month or a later one were loaded; `is_loaded`, whether
    anything that came about in the month was (figures, sanctions, other indicators), for any region.
    """
    known = placed(facts)
    # Of how many offices, where it is any, a month-to-date figure is unknown.
    unknown = {
        part: (pl.col(whole).is_not_null() & pl.col(part).is_null()).cast(pl.Int64).alias(f"{part}_unknown")
        for part, whole in TO_CHECKPOINT.items()
        if known.office_months[part].null_count()
    }
    offices = known.office_months.with_columns(unknown.values())
    sums = summed(offices, (*LOADED_BY, *TO_CHECKPOINT, *(f"{part}_unknown" for part in unknown)))
    opening = _opening_balances(known.region_months, facts.loaded_months, sums)
    frame = (
        joined(known.region_months, sums, _PLACE)
        .join(facts.loaded_months, on="month", how="left", maintain_order="left")
        .with_columns(opening)
    )
    amounts = frame.with_columns(
        *(
            pl.when(pl.col(flag)).then(pl.col(column).fill_null(0)).alias(column)
            for column, flag in LOADED_BY.items()
        ),
        *(
            pl.when(
                pl.col(LOADED_BY[whole]),
                *([pl.col(f"{part}_unknown").fill_null(0) == 0] if part in unknown else []),
            )
            .then(pl.col(part).fill_null(0))
            .alias(part)
            for part, whole in TO_CHECKPOINT.items()
        ),
        _is_past(facts).alias("is_past"),
        pl.col("month").is_in(_loaded(facts)).alias("is_loaded"),
    )
    return amounts.hstack(by_region(amounts, [PLACE, PLACE_BEFORE, YEAR_PLACE, *_OF_YEAR], _totals)).select(
        *facts.region_months.columns,
        *LOADED_BY,
        *TO_CHECKPOINT,
        *(f"{column}_of_year" for column in _OF_YEAR),
        "opening_balances",
        "is_span_uneven",
        "is_past",
        "is_loaded",
        "trailing_collections",
    )


def _opening_balances(regions: pl.DataFrame, loaded_months: pl.DataFrame, sums: pl.DataFrame) -> pl.Series:
    """Per row of `regions` what the month before closed with, 0 without rows; null if it was not loaded."""
    is_loaded = pl.col("is_receivables_loaded") & pl.col("is_inventory_loaded")
    after_loaded = loaded_months.filter(is_loaded)["month"].dt.offset_by("1mo").to_list()
    closed = found_before(regions, sums, ("retail_receivables", "inventory"))
    closing = pl.col("retail_receivables").fill_null(0) + pl.col("inventory").fill_null(0)
    known = pl.when(pl.col("month").is_in(after_loaded)).then(closing)
    return closed.with_columns(regions["month"]).select(known.alias("opening_balances")).to_series()


def starts_of_years(regions: pl.DataFrame) -> pl.Series:
    """Whether each row is a region's first of its year; regions: sorted by region and month."""
    of_year = [YEAR_PLACE] if YEAR_PLACE in regions.columns else ["region", pl.col("month").dt.year()]
    return regions.select(starts_run(*of_year)).to_series()


def totals_of_year(regions: pl.DataFrame, columns: Sequence[str], starts: pl.Series) -> pl.DataFrame:
    """`<column>_of_year`: the sums from January to each month, null before the first known one.

    starts: `starts_of_years`.
    """
    with_gaps = [column for column in columns if regions[column].null_count()]
    known = (pl.col(column).is_not_null().alias(f"{column}.known") for column in with_gaps)
    totals = running_totals(regions.select(*columns, *known), starts)
    begun = {column: pl.when(pl.col(f"{column}.known") > 0).then(column) for column in with_gaps}
    return totals.select(begun.get(column, pl.col(column)).alias(f"{column}_of_year") for column in columns)


def _is_past(facts: Facts) -> pl.Expr:
    last = facts.loaded_months.filter(_HAS_FIGURES)["month"].max()
    return pl.lit(value=False) if last is None else pl.col("month") <= last


def _loaded(facts: Facts) -> list[date]:
    """The months of which anything that came about was loaded: plans and declarations are no such thing."""
    frames = (facts.loaded_months.filter(_HAS_FIGURES), facts.conduct, facts.indicators)
    return pl.concat([frame.select("month") for frame in frames])["month"].unique().to_list()


def _totals(regions: pl.DataFrame) -> pl.DataFrame:
    """`*_of_year`, `is_span_uneven` and `trailing_collections`; regions: sorted by region and month."""
    starts = starts_of_years(regions)
    differs = pl.col("expense_counted").is_null() != pl.col("collections").is_null()
    uneven = running_totals(regions.select(differs.alias("is_span_uneven")), starts) > 0
    trailing = _trailing_collections(regions)
    return pl.concat([totals_of_year(regions, _OF_YEAR, starts), uneven, trailing], how="horizontal")


def _trailing_collections(regions: pl.DataFrame) -> pl.DataFrame:
    """`trailing_collections`: the sum of twelve loaded months, else null.

    Twelve rows of a region, a row a month, are a year without a gap if the first is eleven months older.
    """
    # Places of a region lie as far apart, a month, as there are regions.
    place, a_month = pl.col(PLACE), pl.col(PLACE) - pl.col(PLACE_BEFORE)
    is_year = place - place.shift(11) == 11 * a_month
    total = pl.col("collections").rolling_sum(12)
    return regions.select(pl.when(is_year).then(total).alias("trailing_collections"))

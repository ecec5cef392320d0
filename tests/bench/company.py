"""Facts of a company of any size, seeded, for measuring only."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from engine.facts import SCHEMAS, Facts

OFFICES = 2


def facts(regions: int, months: int, seed: int = 7) -> Facts:
    """`regions` regions of two offices each over `months` months from January 2021 on."""
    random = np.random.default_rng(seed)
    starts = [date(2021 + m // 12, m % 12 + 1, 1) for m in range(months)]
    names = [f"R{number:04d}" for number in range(regions)]
    month = pl.DataFrame({"month": starts})
    region = pl.DataFrame({"region": names}).with_columns(
        manager="M" + pl.col("region"), vice_president=pl.lit("V")
    )
    region_months = month.join(region, how="cross")
    offices = (
        region_months.select("month", "region")
        .join(pl.DataFrame({"office": [f"O{n}" for n in range(OFFICES)]}), how="cross")
        .with_columns(office=pl.col("region") + pl.col("office"))
    )
    count = offices.height
    plan = random.integers(50_000_000, 200_000_000, count)

    def amounts(low: float, high: float) -> np.ndarray:
        return (plan * random.uniform(low, high, count)).astype(np.int64)

    plans = offices.with_columns(sales_plan=plan, collections_plan=amounts(0.8, 1.0))
    declared = plans.select(
        *("month", "region", "office"),
        declared_on=pl.col("month").dt.offset_by("-5d"),
        sales=(pl.col("sales_plan") * 0.97).cast(pl.Int64),
        collections=(pl.col("collections_plan") * 0.97).cast(pl.Int64),
        reason=pl.lit(None, dtype=pl.String),
        remedy=pl.lit(None, dtype=pl.String),
        approver=pl.lit(None, dtype=pl.String),
        approved_on=pl.lit(None, dtype=pl.Date),
    )
    adjusted = declared.sample(fraction=0.3, seed=seed).with_columns(
        declared_on=pl.col("month").dt.offset_by("8d")
    )
    sales, collections = amounts(0.5, 1.2), amounts(0.4, 1.1)
    actuals = offices.with_columns(
        sales=sales,
        collections=collections,
        sales_to_checkpoint=(sales * 0.8).astype(np.int64),
        collections_to_checkpoint=(collections * 0.8).astype(np.int64),
        retail_receivables=amounts(0.3, 0.6),
        inventory=amounts(0.1, 0.4),
        contract_overdue=amounts(0.0, 0.1),
        expense_counted=amounts(0.001, 0.004),
        manager_travel=amounts(0.0, 0.001),
        expense_pending=0,
        manager_travel_pending=0,
        contract_current=amounts(0.1, 0.3),
    )
    years = pl.DataFrame({"year": sorted({start.year for start in starts})})
    annual = years.join(region.select("region"), how="cross")
    sanctions = region_months.select("month", "region").sample(fraction=0.02, seed=seed)
    frames = {
        "region_months": region_months,
        "annual_plans": annual.with_columns(
            sales_target=random.integers(2_000_000_000, 4_000_000_000, annual.height),
            collections_target=random.integers(2_000_000_000, 4_000_000_000, annual.height),
        ),
        "office_plans": plans,
        "declarations": pl.concat([declared, adjusted]).with_row_index("position"),
        "office_months": actuals,
        "loaded_months": month.with_columns(
            pl.lit(value=True).alias(flag) for flag in SCHEMAS["loaded_months"] if flag != "month"
        ),
        "conduct": sanctions.with_columns(sanction=pl.lit("警告"), count=1),
        "indicators": pl.DataFrame(schema=SCHEMAS["indicators"]),
        "sources": pl.DataFrame(schema=SCHEMAS["sources"]),
    }
    return Facts(**{name: frame.select(*SCHEMAS[name]).cast(SCHEMAS[name]) for name, frame in frames.items()})

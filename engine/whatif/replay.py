"""Policy replay: had the regulation said something else, who would have gained and who lost?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from engine.evaluation import REGION_FIGURES, Evaluation, evaluate
from engine.facts import Facts
from engine.figures import names
from engine.policy.overrides import Overrides, overridden
from engine.policy.parameters import Policies

MONTHS = 12
#: What a replay sets side by side, per month and region: outcomes, places and money.
COMPARED = (
    *names(
        f for f in REGION_FIGURES if f.is_compared and not f.extracts and f.kind not in ("money", "ratio")
    ),
    "awards",
)


@dataclass(frozen=True, slots=True)
class Replay:
    """The past under the regulation as it was and as it might have been. Amounts in yuan.

    lines: one row per month and region, ordered by `worst_first`: `COMPARED`, each `_before` and `_after`,
    and the differences `awards_change` (the region's money) and `rank_change` (positive: places lost).
    regions: per region `awards_before`, `awards_after`, `awards_change`, `months_changed` (with
    other money), `rank_changes` (months with another rank), `last_before` and `last_after`
    (months in last place), in that order too. cost: what the company would have paid
    out more (negative: less), fines being income.
    """

    lines: pl.DataFrame
    regions: pl.DataFrame
    cost: float
    policies: Policies


def replay(
    facts: Facts,
    policies: Policies,
    overrides: Overrides,
    until: date,
    *,
    months: int = MONTHS,
    changed_facts: Facts | None = None,
) -> Replay:
    """The `months` up to `until` once more, the overrides in force from the first of them on.

    Earlier months keep their policy, so a streak that began before them is carried in as it
    was; what was published is left aside. A changed checkpoint day needs `changed_facts`: the facts
    with month-to-date figures up to that day. OverrideError for a value that may not be.
    """
    first = _month_before(until, months - 1)
    changed = overridden(policies, overrides, since=first)
    before = _compared(evaluate(facts.unpublished, policies), first, until)
    after = _compared(evaluate((changed_facts or facts).unpublished, changed), first, until)
    lines = before.join(after, on=["month", "region"], how="full", coalesce=True, suffix="_after").rename(
        {name: f"{name}_before" for name in COMPARED}
    )
    lines = lines.with_columns(
        (pl.col("awards_after") - pl.col("awards_before")).alias("awards_change"),
        (pl.col("rank_after") - pl.col("rank_before")).alias("rank_change"),
    )
    lines = worst_first(lines, "awards_change", "month", "region")
    regions = worst_first(
        lines.group_by("region").agg(
            pl.col("awards_before", "awards_after", "awards_change").sum(),
            (pl.col("awards_change") != 0).sum().cast(pl.Int64).alias("months_changed"),
            (pl.col("rank_change") != 0).sum().cast(pl.Int64).alias("rank_changes"),
            pl.col("is_last_before").sum().cast(pl.Int64).alias("last_before"),
            pl.col("is_last_after").sum().cast(pl.Int64).alias("last_after"),
        ),
        "awards_change",
        "region",
    )
    return Replay(lines, regions, float(lines["awards_change"].sum()), changed)


def worst_first(changes: pl.DataFrame, by: str, *then: str) -> pl.DataFrame:
    """Losses first, the greatest on top, then gains likewise; what stays as it was comes last."""
    order = [pl.col(by) >= 0, pl.col(by).abs(), *map(pl.col, then)]
    return changes.sort(order, descending=[False, True, *(False for _each in then)], nulls_last=True)


def _compared(evaluation: Evaluation, first: date, until: date) -> pl.DataFrame:
    rows = evaluation.regions.filter(pl.col("month").is_between(first, until))
    return rows.select("month", "region", *COMPARED)


def _month_before(month: date, count: int) -> date:
    """The first of the month `count` months earlier."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)

"""What a reward rests on: the plan, the last days, what went back, or capital moved to another region?

Each question is a world of its own: the same amounts with other targets of record, with less through the
checkpoint or with capital where it was before, put through the same steps as `evaluate`. Answers are
questions to ask, not verdicts on people.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

import polars as pl

from engine.evaluation import judged_regions
from engine.forecasting.panel import FIGURES, Days, month_after
from engine.policy.parameters import Policies
from engine.settlement.items import ITEMS, award_columns
from engine.whatif.baseline import Baseline
from engine.whatif.moved import moved_back

Question = Literal["plan", "last_days", "reversals", "moved"]
QUESTIONS: tuple[Question, ...] = ("plan", "last_days", "reversals", "moved")
#: The checkpoint's day and the one before it.
LAST_DAYS = 2
#: So many days of the next month are looked at for what went back.
DAYS_AFTER = 10
_PLACE = ["month", "region"]
_TOLD = (
    *(
        column
        for figure in FIGURES
        for column in (f"{figure}_checkpoint_ratio", f"is_{figure}_checkpoint_reached")
    ),
    "capital_overrun_ratio",
)


def last_days(month: date, policies: Policies) -> tuple[date, date]:
    """The last days that still count for the month's checkpoint, the first and the last of them."""
    end = month_after(month) - timedelta(days=1)
    last = min(month + timedelta(days=policies.at(month).checkpoint_day - 1), end)
    return last - timedelta(days=LAST_DAYS - 1), last


def rewards(
    start: Baseline, days: Days, went_back: pl.DataFrame, first: date, last: date, *, moved: pl.DataFrame
) -> pl.DataFrame:
    """Every reward of the months `first` to `last`, and what each question would have made of it.

    went_back: what the same customers gave back early in the next month: month (of the reward), region,
    office, figure (sales, collections), customer, amount (fen, negative) and brought, what that customer
    brought through the checkpoint; more than that is not taken off. moved: `engine.whatif.moved.MOVES`.
    Columns: month, region, item, amount (yuan); per question `amount_<question>`, `rests_on_<question>`,
    whether there would have been no reward, and `<figure>_checkpoint_ratio_<question>`,
    `is_<figure>_checkpoint_reached_<question>`, `capital_overrun_ratio_<question>`. Those of reversals
    are null, and nothing rests on them, where the next month's ledgers were loaded for nobody.
    """
    amounts = start.amounts.filter(pl.col("month").is_between(first, last))
    policies = start.evaluation.policies
    worlds: Mapping[Question, pl.DataFrame] = {
        "plan": _planned(amounts),
        "last_days": _without(amounts, _of_last_days(days, policies)),
        "reversals": _without(amounts, _returned(went_back)),
        "moved": moved_back(amounts, moved),
    }
    found = _paid(amounts, policies)
    for question, world in worlds.items():
        judged = judged_regions(world, policies)
        if question == "reversals":
            judged = judged.join(_followed(start), on="month", how="semi")
        told = judged.select(*_PLACE, *(pl.col(name).alias(f"{name}_{question}") for name in _TOLD))
        found = _asked(found, question, judged).join(told, on=_PLACE, how="left")
    return found.sort(*_PLACE, "item")


def lowered(start: Baseline, month: date) -> pl.DataFrame:
    """The month's rewards: month, region, item, `rests_on_plan` (the plan would not have brought it)."""
    amounts = start.amounts.filter(pl.col("month") == month)
    policies = start.evaluation.policies
    found = _asked(_paid(amounts, policies), "plan", judged_regions(_planned(amounts), policies))
    return found.select(*_PLACE, "item", "rests_on_plan")


def by_region(found: pl.DataFrame) -> pl.DataFrame:
    """Per region the sum of `rewards` and, by question, of those that rest on it; one may rest on several.

    Columns: region, rewards, and each of `QUESTIONS`, in yuan; sorted by region.
    """
    amount = pl.col("amount")
    return (
        found.group_by("region")
        .agg(
            amount.sum().alias("rewards"),
            *(amount.filter(pl.col(f"rests_on_{question}")).sum().alias(question) for question in QUESTIONS),
        )
        .sort("region")
    )


def _paid(amounts: pl.DataFrame, policies: Policies) -> pl.DataFrame:
    """The rewards of the amounts as they are."""
    return _lines(judged_regions(amounts, policies)).filter(pl.col("amount") > 0)


def _asked(found: pl.DataFrame, question: Question, judged: pl.DataFrame) -> pl.DataFrame:
    """`found` with what the question's world makes of each reward, and whether it rests on it."""
    lines = _lines(judged).rename({"amount": f"amount_{question}"})
    rests = (pl.col(f"amount_{question}") <= 0).fill_null(value=False).alias(f"rests_on_{question}")
    return found.join(lines, on=[*_PLACE, "item"], how="left").with_columns(rests)


def _lines(judged: pl.DataFrame) -> pl.DataFrame:
    """month, region, item, amount of judged regions."""
    items = {item.award: item.name for item in ITEMS}
    return judged.unpivot(award_columns(), index=_PLACE, variable_name="award", value_name="amount").select(
        *_PLACE, pl.col("award").replace_strict(items).alias("item"), "amount"
    )


def _planned(amounts: pl.DataFrame) -> pl.DataFrame:
    """`amounts` with the plan in place of the target of record."""
    return amounts.with_columns(pl.col(f"{figure}_plan").alias(f"{figure}_target") for figure in FIGURES)


def _without(amounts: pl.DataFrame, less: pl.DataFrame) -> pl.DataFrame:
    """`amounts` with what stands in `less` (month, region, a column per figure) taken off the checkpoint."""
    return (
        amounts.join(
            less.rename({f: f"{f}.less" for f in FIGURES}), on=_PLACE, how="left", maintain_order="left"
        )
        .with_columns(
            (pl.col(f"{figure}_to_checkpoint") - pl.col(f"{figure}.less").fill_null(0)).alias(
                f"{figure}_to_checkpoint"
            )
            for figure in FIGURES
        )
        .drop(f"{figure}.less" for figure in FIGURES)
    )


def _of_last_days(days: Days, policies: Policies) -> pl.DataFrame:
    months = days.totals["month"].unique().sort()
    spans = [last_days(month, policies) for month in months]
    schema = {"month": pl.Date, "from": pl.Int8, "through": pl.Int8}
    rows = [(month, begin.day, end.day) for month, (begin, end) in zip(months, spans, strict=True)]
    inside = days.totals.join(pl.DataFrame(rows, schema=schema, orient="row"), on="month").filter(
        pl.col("day").is_between(pl.col("from"), pl.col("through"))
    )
    return inside.group_by(_PLACE).agg(pl.col(*FIGURES).sum())


def _returned(went_back: pl.DataFrame) -> pl.DataFrame:
    """What went back by figure, of each customer at most what it had brought."""
    customers = went_back.group_by(*_PLACE, "figure", "office", "customer").agg(
        -pl.col("amount").sum(), pl.col("brought").first()
    )
    taken = customers.with_columns(pl.min_horizontal("amount", "brought").alias("taken"))
    return taken.group_by(_PLACE).agg(
        pl.col("taken").filter(pl.col("figure") == figure).sum().alias(figure) for figure in FIGURES
    )


def _followed(start: Baseline) -> pl.DataFrame:
    """The months whose next one has sales and collections."""
    loaded = start.facts.loaded_months.filter(pl.col("is_sales_loaded") & pl.col("is_collections_loaded"))
    return loaded.select(pl.col("month").dt.offset_by("-1mo"))

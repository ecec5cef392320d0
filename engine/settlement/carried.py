"""Lines that a month carries besides its own: corrections of published months, manual adjustments.

What was published stays. Where it would be another amount now, the difference is a line of the first
month that is not published yet, and is frozen with that month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from engine.exact import hundredths
from engine.facts import FEN, Facts
from engine.figures import names, of_level
from engine.policy.parameters import Policies
from engine.settlement.receipt import Operand, Receipt

CORRECTION, ADJUSTMENT = "correction", "adjustment"
#: The columns of `Evaluation.carried`.
COLUMNS = names(of_level("carried"))
#: A correction's amounts: operand of its receipt → column.
_AMOUNTS = {"now": "now", "published": "published", "corrected": "corrected", "due": "amount"}
#: What a correction is about.
_KEY = ["of", "region", "clause"]


def carried(
    facts: Facts, regions: pl.DataFrame, settlement: pl.DataFrame, policies: Policies
) -> pl.DataFrame:
    """Lines in yuan, as `settlement` has them, of published and of open months.

    Those of published months stand as they were published. Per published month, region and clause the
    first open month carries what is due: the amount now, less the published one, less what corrections
    published already; 0 makes no line. An adjustment stands in its own month, or in the first open one if
    that was published without it. regions, settlement: the months and their own lines, as they would be now.
    """
    frozen = facts.published_lines.filter(pl.col("item").is_in([CORRECTION, ADJUSTMENT])).with_columns(
        pl.lit(value=True).alias("is_published")
    )
    month = open_month(facts.publications, regions)
    parts = [frozen, _adjusted(facts, month)]
    if month is not None:
        parts.append(_due(facts, settlement).with_columns(pl.lit(month).alias("month")))
    lines = pl.concat(parts, how="diagonal")
    months = lines["month"].unique()
    stamps = pl.DataFrame(
        {"month": months, "policy_version": [policies.at(each).stamp for each in months]},
        schema={"month": pl.Date, "policy_version": pl.String},
    )
    return (
        lines.join(stamps, on="month", how="left")
        .with_columns(
            pl.col("clause").fill_null(""),
            pl.col("is_published").fill_null(value=False),
            pl.lit("proposed").alias("status"),
            pl.lit(value=False).alias("is_assumed"),
            pl.lit(value=False).alias("is_missing"),
            *(hundredths(pl.col(name)).alias(name) for name in ("amount", "now", "published", "corrected")),
        )
        .select(COLUMNS)
        .sort("month", "region", "item", "of", "clause", "adjustment")
    )


def open_month(publications: pl.DataFrame, regions: pl.DataFrame) -> date | None:
    """The first month after the published ones; None where none is published.

    The next one with sales or collections, the next one that is evaluated where there is none, else the next
    of the calendar.
    """
    latest = publications["month"].max()
    if not isinstance(latest, date):
        return None
    following = regions.filter(pl.col("month") > latest)
    known = following.filter(pl.col("sales").is_not_null() | pl.col("collections").is_not_null())
    first = (following if known.is_empty() else known)["month"].min()
    calendar = date(latest.year + latest.month // 12, latest.month % 12 + 1, 1)
    return first if isinstance(first, date) else calendar


def _due(facts: Facts, settlement: pl.DataFrame) -> pl.DataFrame:
    """`of`, `of_version`, region, clause and what the correction comes to, in fen; no row where it is 0."""
    is_correction = pl.col("item") == CORRECTION
    lines = facts.published_lines
    now = settlement.join(facts.publications, on="month", how="semi").select(
        pl.col("month").alias("of"),
        "region",
        "clause",
        (pl.col("amount") * 100).round().cast(FEN).alias("now"),
    )
    published = lines.filter(~is_correction & (pl.col("item") != ADJUSTMENT)).select(
        pl.col("month").alias("of"), "region", "clause", pl.col("amount").alias("published")
    )
    corrected = lines.filter(is_correction).select(*_KEY, pl.col("amount").alias("corrected"))
    amounts = ("now", "published", "corrected")
    # A month or region that is no longer there, or was not then, counts as 0.
    return (
        pl.concat([now, published, corrected], how="diagonal")
        .group_by(_KEY)
        .agg(pl.col(name).sum() for name in amounts)
        .with_columns((pl.col("now") - pl.col("published") - pl.col("corrected")).alias("amount"))
        .filter(pl.col("amount") != 0)
        .join(facts.publications.select(of="month", of_version="version"), on="of", how="left")
        .with_columns(pl.lit(CORRECTION).alias("item"))
    )


def _adjusted(facts: Facts, month: date | None) -> pl.DataFrame:
    """The approved adjustments that are not published yet, none before the open month."""
    waiting = facts.adjustments.join(facts.published_lines, on="adjustment", how="anti")
    if month is not None:
        waiting = waiting.with_columns(pl.max_horizontal("month", pl.lit(month)))
    return waiting.with_columns(pl.lit(ADJUSTMENT).alias("item"))


@dataclass(frozen=True, slots=True)
class Versions:
    """What an amount was made from: the versions of data and policy; no word for one that is not told."""

    data: str
    policy: str


def carried_receipt(line: Mapping[str, Any], then: Versions, now: Versions) -> Receipt:
    """The derivation of a line of `Evaluation.carried`; versions of what was published and of now."""
    made = _corrected(line, then, now) if line["item"] == CORRECTION else _given(line)
    return Receipt(
        month=line["month"],
        region=line["region"],
        item=line["item"],
        clause=line["clause"],
        amount=line["amount"],
        status=line["status"],
        steps=made[0],
        operands=made[1],
        policy_version=line["policy_version"],
    )


def _corrected(
    line: Mapping[str, Any], then: Versions, now: Versions
) -> tuple[tuple[str, ...], tuple[Operand, ...]]:
    clause = line["clause"]
    amounts = tuple(
        Operand(f"amount_{name}", line[column], "yuan", "result", clause) for name, column in _AMOUNTS.items()
    )
    words = {
        "correction_of": f"{line['of']:%Y-%m}",
        "published_version": str(line["of_version"]),
        "published_data": then.data,
        "published_policy": then.policy,
        "now_data": now.data,
        "now_policy": now.policy,
    }
    told = tuple(Operand(name, text, "choice", "told", clause) for name, text in words.items() if text)
    return ("amount_due = amount_now - amount_published - amount_corrected",), amounts + told


def _given(line: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[Operand, ...]]:
    """Nothing is calculated: somebody proposed it, another approved it."""
    operands = (
        Operand("adjusted_by", line["amount"], "yuan", "told", line["clause"]),
        Operand("adjusted_why", line["reason"], "choice", "told", line["clause"]),
    )
    return (), operands

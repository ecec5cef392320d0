"""What the year's rewards rest on, with the rows behind every question: declarations, documents, balances."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from data.store.around_checkpoint import PLACES, Ledger
from data.store.around_checkpoint import ROWS as LEDGER_ROWS
from data.store.reader import Reader
from engine.evaluation import Evaluation
from engine.exact import hundredths
from engine.forecasting import Days, month_after
from engine.policy.parameters import Policies
from engine.settlement.items import CAPITAL, CHECKPOINT
from engine.whatif.baseline import Baseline
from engine.whatif.earned import DAYS_AFTER, last_days, rewards
from engine.whatif.moved import moves

LEDGERS: tuple[Ledger, ...] = ("sales", "collections")
#: So many of the largest rows are listed of a month, region and figure.
LARGEST = 40
#: Columns of the rows behind the questions. amount is yuan: of a document, of a balance, or by how much a
#: declaration lies below the plan. note: why, as the declaration says it.
ROWS: dict[str, Any] = {
    "question": pl.String,
    **{name: kind for name, kind in LEDGER_ROWS.items() if name != "amount"},
    "amount": pl.Float64,
    "note": pl.String,
}
_ACCEPTED = ("declaration", "adjustment")


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """rewards: as `engine.whatif.earned.rewards`. rows: `ROWS`, those behind each question that arises.

    moves: `engine.whatif.moved.MOVES` of rewards that rest on them, amount in yuan.
    """

    rewards: pl.DataFrame
    rows: pl.DataFrame
    moves: pl.DataFrame


def questions(store: Reader, start: Baseline, days: Days, first: date, last: date) -> Questions:
    """What the rewards of the months `first` to `last` rest on.

    Of the ledgers only rows of rewarded regions are read: those of the last days where they tip the
    outcome, what went back early in the next month, and balances that fell here and rose elsewhere.
    """
    evaluation = start.evaluation
    paid = evaluation.settlement.filter(pl.col("month").is_between(first, last), pl.col("amount") > 0)
    place = ["month", "region"]
    after = _after(paid.filter(pl.col("item") == CHECKPOINT).select(place), evaluation.policies)
    back = pl.concat(store.went_back(ledger, after) for ledger in LEDGERS)
    capital = paid.filter(pl.col("item") == CAPITAL).select(place)
    moved = moves(store.capital_changes(capital)).join(capital, on=place, how="semi", maintain_order="left")
    found = rewards(start, days, back, first, last, moved=moved)
    resting = found.filter("rests_on_moved")
    moved = moved.join(resting, on=place, how="semi", maintain_order="left")
    rows = [
        *_declared(store, evaluation, _resting(found, "plan")),
        *_dated(store, evaluation.policies, found),
        *_behind("reversals", back.drop("brought"), found),
        _framed(store.rows_of_moves(moved).with_columns(hundredths(pl.col("amount"))), "moved"),
    ]
    return Questions(found, pl.concat(rows), moved.with_columns(hundredths(pl.col("amount"))))


def _resting(found: pl.DataFrame, question: str) -> pl.DataFrame:
    return found.filter(pl.col(f"rests_on_{question}"), pl.col("item") == CHECKPOINT)


def _after(rewarded: pl.DataFrame, policies: Policies) -> pl.DataFrame:
    """Per rewarded region and month the first days of the next one."""
    rows = []
    for month, region in rewarded.iter_rows():
        following = month_after(month)
        end = following + timedelta(days=DAYS_AFTER - 1)
        rows.append((month, region, following, following, end, last_days(month, policies)[1]))
    return pl.DataFrame(rows, schema=PLACES | {"until": pl.Date}, orient="row")


def _dated(store: Reader, policies: Policies, found: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Documents of the last days, and of the day after them, which does not count any more."""
    rows = []
    for month, region in _resting(found, "last_days").select("month", "region").iter_rows():
        begin, end = last_days(month, policies)
        after = min(end + timedelta(days=1), month_after(month) - timedelta(days=1))
        rows.append((month, region, month, begin, after))
    places = pl.DataFrame(rows, schema=PLACES, orient="row")
    for ledger in LEDGERS:
        yield from _behind("last_days", store.rows_of_days(ledger, places), found)


def _behind(question: str, documents: pl.DataFrame, found: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Rows of the figures that would have missed, the largest of each month, region and figure."""
    resting = _resting(found, question)
    for figure in LEDGERS:
        missing = resting.filter(~pl.col(f"is_{figure}_checkpoint_reached_{question}"))
        own = documents.filter(pl.col("figure") == figure).join(missing, on=["month", "region"], how="semi")
        for _place, rows in own.group_by("month", "region", maintain_order=True):
            largest = rows.sort(pl.col("amount").abs(), descending=True).head(LARGEST)
            yield _framed(
                largest.sort("date", "document").with_columns(hundredths(pl.col("amount"))), question
            )


def _declared(store: Reader, evaluation: Evaluation, resting: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The accepted declarations that put an office below its plan."""
    place = ["month", "region", "office"]
    accepted = evaluation.declarations.filter(pl.col("status").is_in(_ACCEPTED))
    final = accepted.unique(place, keep="last", maintain_order=True).join(
        resting, on=["month", "region"], how="semi"
    )
    if final.is_empty():
        return
    origins = pl.concat(
        store.source_rows("declarations", region, month)
        for month, region in final.select("month", "region").unique(maintain_order=True).iter_rows()
    ).with_columns(hundredths(pl.col("sales", "collections")))
    keys = [*place, "declared_on", "sales", "collections"]
    placed = final.join(origins, on=keys, how="left", suffix="_origin").unique(place, keep="last")
    planned = evaluation.offices.select(*place, "sales_plan", "collections_plan")
    lowered = placed.join(planned, on=place)
    for figure in LEDGERS:
        less = lowered.with_columns(
            pl.lit(figure).alias("figure"),
            (pl.col(figure) - pl.col(f"{figure}_plan")).round(2).alias("amount"),
            pl.col("declared_on").alias("date"),
            pl.col("reason").alias("note"),
        )
        yield _framed(less.filter(pl.col("amount") < 0).sort("month", "region", "office"), "plan")


def _framed(rows: pl.DataFrame, question: str) -> pl.DataFrame:
    """`ROWS` of rows that lack some of the columns."""
    absent = [pl.lit(None, dtype=kind).alias(name) for name, kind in ROWS.items() if name not in rows.columns]
    return (
        rows.with_columns(*absent)
        .with_columns(pl.lit(question).alias("question"))
        .select(list(ROWS))
        .cast(pl.Schema(ROWS))
    )

"""Whom to ask for money: three ways to a goal, side by side.

- largest first: by amount, until the goal is reached.
- fewest: as few customers as can be, and of such sets the one with the least beyond the goal.
- surest: as few as can be whose payments, by their own record, may be expected to reach it.

The first two suppose that whoever is asked pays in full; the smallest of them is asked for
no more than is missing, so that the amounts asked sum to the goal. The third asks for all
that is owed, since part of it will not come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from engine.collecting.payments import (
    CUSTOMER,
    ENOUGH_MONTHS,
    NO_RECORD,
    Credibility,
    Kind,
    Record,
    chance_to_reach,
    credibility,
    owed,
    records,
    swing,
)
from engine.collecting.selection import least_excess

Way = Literal["largest_first", "fewest", "surest"]
WAYS: tuple[Way, ...] = ("largest_first", "fewest", "surest")

CANDIDATES: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(CUSTOMER, pl.String),
    "owed": pl.Int64,
    "months": pl.Int32,
    "share": pl.Float64,
    "expected": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who owes something of a kind, most first, and what may be expected of each.

    `table` (`CANDIDATES`): owed in fen; months of record; share, what part of it is paid
    within the days of the records (Σ paid ÷ Σ owed); expected, owed × share in fen. Share and
    expected are null if there is no record of anybody. `own` are the records by row; months: of
    how many months anything is known.
    """

    kind: Kind
    table: pl.DataFrame
    own: list[Record]
    belief: Credibility
    months: int

    @property
    def has_record(self) -> bool:
        """Whether anything is known of who pays."""
        return len(self.belief.everybody) > 0


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom to ask, one way.

    rows: the candidates' table with `asked` (fen). total, asked and expected are sums in
    fen; chance is that of collecting the goal within the days of the records. The last two are
    None without any record, the chance also with records of too few months to say. `is_reached`:
    all of it together (for surest: the expected payments) suffices. `is_proven`: no better set
    exists (fewest, among more than thirty: none better by a ten-thousandth of the goal).
    """

    way: Way
    rows: pl.DataFrame
    total: int
    asked: int
    expected: int | None
    chance: float | None
    is_reached: bool
    is_proven: bool


def candidates(balances: pl.DataFrame, payments: pl.DataFrame, kind: Kind) -> Candidates:
    """Candidates of a kind from what is owed now and what was paid before.

    `balances`: `CUSTOMER`, balance, overdue (fen); `payments` as `payments.records` has them.
    """
    table = (
        balances.with_columns(owed(kind).alias("owed"))
        .filter(pl.col("owed") > 0)
        .select(*CUSTOMER, "owed")
        .sort("owed", *CUSTOMER, descending=[True, *(False for _ in CUSTOMER)])
    )
    history = records(payments, kind)
    grouped = {
        tuple(key): Record(rows["share"].to_numpy(), rows["owed"].cast(pl.Float64).to_numpy())
        for key, rows in history.group_by(CUSTOMER, maintain_order=True)
    }
    belief = replace(credibility(list(grouped.values())), swing=swing(history))
    own = [grouped.get(key, NO_RECORD) for key in table.select(CUSTOMER).iter_rows()]
    shares = [_share(record, belief) for record in own]
    expected = [
        None if share is None else round(amount * share)
        for amount, share in zip(table["owed"], shares, strict=True)
    ]
    full = table.with_columns(
        pl.Series("months", [len(record) for record in own], dtype=pl.Int32),
        pl.Series("share", shares, dtype=pl.Float64),
        pl.Series("expected", expected, dtype=pl.Int64),
    ).select(list(CANDIDATES))
    return Candidates(kind, full, own, belief, history["month"].n_unique())


def selections(found: Candidates, goal: int) -> dict[Way, Selection]:
    """The three ways to `goal` (fen); surest is missing without any record.

    A way that cannot reach the goal names everybody. Raises ValueError unless goal > 0.
    """
    ways = WAYS if found.has_record else tuple(way for way in WAYS if way != "surest")
    return {way: selection(found, goal, way) for way in ways}


def selection(found: Candidates, goal: int, way: Way) -> Selection:
    """One way to `goal` (fen). ValueError unless goal > 0, or for surest without any record."""
    if goal <= 0:
        raise ValueError("a goal is more than nothing")
    amounts = found.table["owed"].to_list()
    everybody = list(range(len(amounts)))
    if way == "largest_first":
        return _selection(way, found, goal, _reaching(everybody, amounts, goal), is_proven=True)
    if way == "fewest":
        fewest = least_excess(amounts, goal)
        rows = everybody if fewest is None else list(fewest.rows)
        return _selection(way, found, goal, rows, is_proven=fewest is None or fewest.is_proven)
    if not found.has_record:
        raise ValueError("nothing is known of who pays")
    expected = found.table["expected"].to_list()
    by_expectation = sorted(everybody, key=lambda row: (-expected[row], row))
    return _selection(way, found, goal, sorted(_reaching(by_expectation, expected, goal)), is_proven=True)


def _share(own: Record, belief: Credibility) -> float | None:
    if not len(belief.everybody):
        return None
    weight = belief.weight(len(own))
    everybody = belief.everybody.rate
    return weight * own.rate + (1 - weight) * everybody if len(own) else everybody


def _reaching(order: Sequence[int], amounts: Sequence[int], goal: int) -> list[int]:
    """The first rows of `order` that together reach the goal, or all."""
    chosen: list[int] = []
    total = 0
    for row in order:
        if total >= goal:
            break
        chosen.append(row)
        total += amounts[row]
    return chosen


def _selection(way: Way, found: Candidates, goal: int, rows: list[int], *, is_proven: bool) -> Selection:
    chosen = found.table[rows]
    amounts = chosen["owed"].to_list()
    total = sum(amounts)
    expected = int(chosen["expected"].sum()) if found.has_record else None
    asked = list(amounts)
    if way != "surest" and total > goal:
        asked[min(range(len(amounts)), key=lambda place: amounts[place])] -= total - goal
    parts = [
        (amount, found.own[row], found.belief.weight(len(found.own[row])))
        for row, amount in zip(rows, amounts, strict=True)
    ]
    return Selection(
        way,
        chosen.with_columns(pl.Series("asked", asked, dtype=pl.Int64)),
        total,
        sum(asked),
        expected,
        chance_to_reach(goal, parts, found.belief) if found.months >= ENOUGH_MONTHS else None,
        (total if way != "surest" or expected is None else expected) >= goal,
        is_proven,
    )

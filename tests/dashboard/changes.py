"""What may change in another region: quietly, and in ways that may move what is published of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import polars as pl
from hypothesis import strategies as st

from data.fields import EXTRACTS
from tests.dashboard.seen import OFFICES, SOUTH, Frames, changed, money_columns

_TEXTS = (
    "customer",
    "document",
    "salesperson",
    "product",
    "note",
    "behaviour",
    "reason",
    "remedy",
    "approver",
)
Change = Callable[[Frames], Frames]


def renamed(word: str, frames: Frames) -> Frames:
    """Other names and documents; each stays apart from the others that it was apart from."""
    return changed(frames, SOUTH, *(pl.format("{}" + word, pl.col(name)).alias(name) for name in _TEXTS))


def scaled(times: int, frames: Frames) -> Frames:
    """All amounts so many times as large: no ratio changes."""
    for extract in EXTRACTS:
        columns = [pl.col(name) * times for name in money_columns(extract.name)]
        frames = changed(frames, SOUTH, *columns, only=[extract.name])
    return frames


def swapped(extract: str, frames: Frames) -> Frames:
    """What one office did the other one did."""
    first, second = OFFICES[SOUTH]
    other = pl.col("office").replace({first: second, second: first})
    return changed(frames, SOUTH, other, only=[extract])


def split(frames: Frames) -> Frames:
    """Each sale in two rows."""
    own = pl.col("region") == SOUTH
    sales = frames["sales"]
    rest = sales.filter(own).with_columns(pl.lit(1, pl.Int64).alias("amount"), pl.col("document") + "B")
    less = sales.with_columns(pl.when(own).then(pl.col("amount") - 1).otherwise(pl.col("amount")))
    return frames | {"sales": pl.concat([less, rest])}


def shifted(day: int, frames: Frames) -> Frames:
    """Sales and collections on another day before the checkpoint."""
    moved = pl.col("date").dt.truncate("1mo") + pl.duration(days=day)
    return changed(frames, SOUTH, moved.alias("date"), only=["sales", "collections"])


def counted(number: int, frames: Frames) -> Frames:
    """Other pieces and other profit."""
    return changed(
        frames, SOUTH, pl.col("quantity") * number, pl.col("gross_profit") - number, only=["sales"]
    )


def moved(extract: str, row: int, to: int, fen: int, frames: Frames) -> Frames:
    """An amount off one row onto another one of the same month: the region's own sums stay."""
    column = money_columns(extract)[0]
    day = "date" if "date" in frames[extract].columns else "month"
    own = frames[extract].with_row_index("at").filter(pl.col("region") == SOUTH)
    first = own.row(row % own.height, named=True)
    beside = own.filter(pl.col(day).dt.truncate("1mo") == first[day].replace(day=1))["at"].to_list()
    at, there = pl.int_range(pl.len()), beside[to % len(beside)]
    amount = pl.col(column) - pl.when(at == first["at"]).then(fen).otherwise(0)
    return frames | {
        extract: frames[extract].with_columns(amount + pl.when(at == there).then(fen).otherwise(0))
    }


def poked(extract: str, row: int, fen: int, frames: Frames) -> Frames:
    """Another amount in one row; it may change a rank or an award."""
    column = money_columns(extract)[0]
    at = frames[extract].with_row_index("at").filter(pl.col("region") == SOUTH)["at"].to_list()
    is_it = pl.int_range(pl.len()) == at[row % len(at)]
    amount = pl.when(is_it).then(pl.col(column) + fen).otherwise(pl.col(column)).alias(column)
    return frames | {extract: frames[extract].with_columns(amount)}


LEDGERS = ("sales", "collections", "receivables", "inventory", "expenses")
QUIET = st.one_of(
    st.text("甲乙丙AB12", min_size=1, max_size=4).map(lambda word: partial(renamed, word)),
    st.integers(2, 9).map(lambda times: partial(scaled, times)),
    st.sampled_from((*LEDGERS, "monthly_plan")).map(lambda extract: partial(swapped, extract)),
    st.just(split),
    st.integers(0, 26).map(lambda day: partial(shifted, day)),
    st.integers(2, 1_000).map(lambda number: partial(counted, number)),
)
_POKED = st.builds(
    lambda extract, row, fen: partial(poked, extract, row, fen),
    st.sampled_from((*LEDGERS, "monthly_plan", "annual_plan", "declarations")),
    st.integers(0, 11),
    st.one_of(st.integers(-5_000, 5_000), st.integers(-300_000, 900_000)),
)
_MOVED = st.builds(
    lambda extract, row, to, fen: partial(moved, extract, row, to, fen),
    st.sampled_from((*LEDGERS, "monthly_plan")),
    *(st.integers(0, 29), st.integers(0, 29)),
    st.integers(-300_000, 900_000),
)
#: Most amounts that are poked move a score, which is published: such an example holds nothing.
LOUD = st.one_of(_MOVED, _MOVED, _POKED)
#: A few of the ones, and seldom of the others.
CHANGES = st.builds(
    lambda quiet, loud: [*quiet, *loud],
    st.lists(QUIET, min_size=1, max_size=3),
    st.one_of(st.just([]), st.lists(LOUD, min_size=1, max_size=2)),
)


def applied(frames: Frames, changes: Iterable[Change]) -> Frames:
    """The frames after all changes, one after the other."""
    for change in changes:
        frames = change(frames)
    return frames

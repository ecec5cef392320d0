"""Whatever changes in another region and is not published, every byte that somebody gets stays the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from dashboard.services.evaluation import snapshot
from dashboard.services.policies import policies
from data.fields import EXTRACTS
from data.store import Store
from tests.dashboard.seen import (
    HEAD,
    MANAGER,
    OFFICES,
    SOUTH,
    Frames,
    changed,
    company,
    money_columns,
    obtained,
    stored,
)

#: By night in so many parts, for the workers to share, each of so many examples: 5,000 together.
PARTS, EXAMPLES = 10, 500
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
LOUD = st.builds(
    lambda extract, row, fen: partial(poked, extract, row, fen),
    st.sampled_from((*LEDGERS, "monthly_plan", "annual_plan", "declarations")),
    st.integers(0, 11),
    st.one_of(st.integers(-5_000, 5_000), st.integers(-300_000, 900_000)),
)


def _applied(frames: Frames, changes: list[Change]) -> Frames:
    for change in changes:
        frames = change(frames)
    return frames


def _published(store: Store) -> str:
    """Names, scores, ranks and awards of the other region, by the words of the process and not by ours."""
    evaluation = snapshot(store, policies()).evaluation
    told = evaluation.regions.filter(pl.col("region") == SOUTH).select(
        *("month", "region", "manager", "vice_president", "score", "rank", "is_last", "last_place_streak"),
        *("checkpoint_award", "capital_award"),
    )
    return told.write_csv()


@cache
def _before(account: str) -> tuple[dict[str, bytes], str]:
    with tempfile.TemporaryDirectory() as folder, stored(Path(folder) / "store.duckdb", [company()]) as store:
        return obtained(Path(folder) / "store.duckdb", account, Path(folder), formats=""), _published(store)


def _stays_the_same(account: str, changes: list[Change], *, is_later: bool, is_loud: bool) -> None:
    """Holds what is got before and after; of loud changes only those count that change nothing published."""
    frames = _applied(company(), changes)
    loads = [frames]
    if is_later:
        # The change comes as a load of its own, over what was there.
        south = {name: rows.filter(pl.col("region") == SOUTH) for name, rows in frames.items()}
        loads = [company(), south]
    before, published = _before(account)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.duckdb"
        with stored(path, loads) as store:
            if not is_loud or _published(store) == published:
                assert obtained(path, account, Path(folder), formats="") == before


def _property(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    made = settings(
        max_examples=examples,
        deadline=None,
        derandomize=False,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    drawn = given(
        account=st.sampled_from((MANAGER, HEAD)),
        quiet=st.lists(QUIET, min_size=1, max_size=3),
        loud=st.lists(LOUD, max_size=2),
        is_later=st.booleans(),
    )
    return lambda test: made(drawn(test))


@seed(16)
@_property(3)
def test_a_change_elsewhere_changes_no_byte(
    account: str, quiet: list[Change], loud: list[Change], is_later: bool
) -> None:
    _stays_the_same(account, [*quiet, *loud], is_later=is_later, is_loud=bool(loud))


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(PARTS))
def test_five_thousand_changes_elsewhere_change_no_byte(part: int) -> None:
    @seed(part)
    @_property(EXAMPLES)
    def holds(account: str, quiet: list[Change], loud: list[Change], is_later: bool) -> None:
        _stays_the_same(account, [*quiet, *loud], is_later=is_later, is_loud=bool(loud))

    holds()


def test_no_byte_of_a_bulletin_changes_either_and_the_general_manager_sees_the_change(tmp_path: Path) -> None:
    before, after = tmp_path / "before.duckdb", tmp_path / "after.duckdb"
    changes = [partial(renamed, "乙"), partial(scaled, 3), partial(swapped, "sales")]

    def got(account: str, formats: str) -> list[dict[str, bytes]]:
        """All that somebody gets before and after; the folder that a verb names is not of the company."""
        made = []
        for path in (before, after):
            folder = tmp_path / account / path.stem
            folder.mkdir(parents=True)
            found = obtained(path, account, folder, formats=formats)
            made.append({name: value for name, value in found.items() if not name.startswith("bulletin 2")})
        return made

    with stored(before, [company()]), stored(after, [company(), _applied(company(), changes)]):
        first, second = got(MANAGER, "xlsx,pdf")
        assert set(first) >= {"bulletin-2026-02.xlsx", "bulletin-2026-02.pdf", "show sales", "evaluate table"}
        assert first == second
        first, second = got("gm", "")
        assert {name for name in first if first[name] != second[name]} >= {"show sales", "evaluate 2026-02"}

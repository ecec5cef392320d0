"""Possible ends of a month, each put through the chapters' own functions; no rule stands here.

Modelled: sales and collections of every region at both horizons, by the errors of past
forecasts; retail receivables and stock at month end, moved by sales less collections as
far as they moved with them in the past; contract overdue, moved as it moved in the past.
Regions go their ways independently. Held: targets, quotas, sanctions and other indicators
as they are known; expenses against collections as they stood at the end of last month.

There is no chance in it: ends are drawn by a fixed sequence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import isqrt, log

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.evaluation import with_chapters
from engine.forecasting.amounts import LEAST_ERRORS, Outlook, possible_ends
from engine.forecasting.balances import Balances, moved, usually_moved
from engine.forecasting.panel import FIGURES, HORIZONS, Fen, Panel, Shares
from engine.policy.parameters import Policy
from engine.regulation.appraisal import with_components, with_score
from engine.regulation.ranking import tie_columns, with_last
from engine.regulation.targets import checkpoint_target
from engine.settlement.items import award_columns

#: How many possible ends of the month are looked at, and how many region rows at most.
_DRAWS, _MOST_ROWS, _FEWEST = 1_000, 200_000, 200
#: Fen by figure and horizon: possible ends × regions.
Ends = Mapping[tuple[str, str], Fen]


def possible_months(known: Panel, found: Outlook, levels: Balances, policy: Policy) -> pl.DataFrame:
    """The regions in each possible end of the month, as `placed_ends` has them; `month` counts the ends."""
    size = len(known.regions)
    points = spread_points(draw_count(size), 2 * size)
    ends = drawn_ends(known, found, points[:, :size], 0)
    rows = evaluated(levels, ends, moved(levels, flow_of(ends), points[:, size:]), policy)
    return placed_ends(rows, policy, asked_of_ends(policy))


def expected_month(known: Panel, found: Outlook, levels: Balances, policy: Policy) -> pl.DataFrame:
    """The regions at the middle of the forecast, as `evaluation.measured_regions` has them.

    Amounts in fen. Regions that cannot be forecast are left out.
    """
    ends = middle_ends(known, found)
    rows = evaluated(levels, ends, usually_moved(levels, flow_of(ends)), policy)
    return told_of(rows.collect(engine="in-memory"), known, found)


def told_of(rows: pl.DataFrame, known: Panel, found: Outlook) -> pl.DataFrame:
    """Of the rows of one end those of regions that can be forecast, under their month."""
    told = [r for r, reason in zip(known.regions, found.reasons["month_end"], strict=True) if reason is None]
    return rows.filter(pl.col("region").is_in(told)).with_columns(pl.lit(known.month).alias("month"))


def drawn_ends(known: Panel, found: Outlook, points: Shares, later: int) -> Ends:
    """The ends with the past errors that `points` (ends × regions, 0 to 1) choose, or those so much `later`.

    Every region ends in the middle where there are too few errors.
    """
    count = len(found.errors[FIGURES[0], "month_end"])
    if count < LEAST_ERRORS:
        return _ends(known, found, dict.fromkeys(found.errors, np.zeros(points.shape)))
    chosen = (np.floor(points * count).astype(np.int64) + later) % count
    return _ends(known, found, {pair: errors[chosen] for pair, errors in found.errors.items()})


def middle_ends(known: Panel, found: Outlook) -> Ends:
    """One end, in which every region is at the middle of its forecast."""
    return _ends(known, found, dict.fromkeys(found.errors, np.zeros((1, len(known.regions)))))


def _ends(known: Panel, found: Outlook, errors: Mapping[tuple[str, str], Shares]) -> Ends:
    return {
        (figure, horizon): fen
        for figure in FIGURES
        for horizon, fen in possible_ends(
            known, found, figure, {horizon: errors[figure, horizon] for horizon in HORIZONS}
        ).items()
    }


def flow_of(ends: Ends) -> Fen:
    """Sales less collections of the month."""
    return ends["sales", "month_end"] - ends["collections", "month_end"]


def draw_count(size: int) -> int:
    """How many possible ends are looked at of so many regions."""
    return max(_FEWEST, min(_DRAWS, _MOST_ROWS // max(size, 1)))


def evaluated(
    levels: Balances,
    ends: Ends,
    changes: tuple[Fen, Fen],
    policy: Policy,
    *,
    further: Mapping[str, Fen] | None = None,
    of_year: Mapping[str, Fen] | None = None,
) -> pl.LazyFrame:
    """Chapters 一 to 三 over `ends` (possible ends × regions), to be collected; `month` counts the ends.

    changes: of what is occupied and of what is overdue since the balances in `levels`. further: other columns
    that differ between the ends. of_year: what the year brought by figure besides what is known and this
    month.
    """
    occupied, overdue = changes
    draws = len(occupied)
    balance = pl.col("retail_receivables") + pl.col("inventory") + pl.Series(occupied.ravel())
    # A date per possible end, so that the ranking keeps them apart.
    numbers = pl.int_range(draws, dtype=pl.Int32, eager=True).cast(pl.Date).alias("month").to_frame()
    start = levels.start.lazy().drop("month")
    rows = (
        numbers.lazy()
        .join(start, how="cross", maintain_order="left_right")
        .with_columns(
            *(
                pl.Series(f"{figure}{suffix}", ends[figure, horizon].ravel())
                for figure in FIGURES
                for horizon, suffix in (("checkpoint", "_to_checkpoint"), ("month_end", ""))
            ),
            # Occupied is what counts; the stock stays, and receivables take all of the change.
            (balance.clip(lower_bound=0) - pl.col("inventory")).alias("retail_receivables"),
            (pl.col("contract_overdue") + pl.Series(overdue.ravel())).clip(lower_bound=0),
            *(pl.Series(name, fen.ravel()) for name, fen in (further or {}).items()),
            pl.lit(value=True).alias("is_past"),
            pl.lit(value=True).alias("is_loaded"),
        )
    )
    # Expenses were evaluated against collections through last month; scores of the year to
    # date, if a scheme has them, take this month in.
    brought = {
        figure: pl.col(figure) + pl.Series(of_year[figure].ravel()) if of_year else pl.col(figure)
        for figure in FIGURES
    }
    return with_chapters(rows, policy).with_columns(
        (pl.col(f"{figure}_of_year").fill_null(0) + fen).alias(f"{figure}_of_year")
        for figure, fen in brought.items()
    )


def asked_of_ends(policy: Policy) -> tuple[str, ...]:
    """The columns that chances, awards and what is needed are taken from."""
    suffixes = ("", "_target", "_to_checkpoint", "_checkpoint_ratio")
    asked = (
        *award_columns(),
        *("checkpoint_outcome", "capital_tier"),
        *(f"{figure}{suffix}" for figure in FIGURES for suffix in suffixes),
        *(checkpoint_target(figure, policy) for figure in FIGURES),
    )
    return tuple(dict.fromkeys(asked))


def placed_ends(rows: pl.LazyFrame, policy: Policy, asked: Sequence[str]) -> pl.DataFrame:
    """`month`, `region`, `asked` and `is_last` (四) of possible ends; of them nothing else is made."""
    scored = with_score(with_components(rows, policy), policy)
    needed = ("month", "region", *asked, "score_cents", *tie_columns(policy))
    made = scored.select(*dict.fromkeys(needed)).collect(engine="in-memory")
    return with_last(made, policy).select("month", "region", *asked, "is_last")


def spread_points(count: int, dimensions: int) -> Shares:
    """`count` points spread evenly over a cube: multiples of the square roots of primes."""
    roots = np.sqrt(_primes(dimensions)) % 1.0
    points: Shares = (np.arange(1, count + 1)[:, None] * roots[None, :]) % 1.0
    return points


@cache
def _primes(count: int) -> npt.NDArray[np.int64]:
    """The first primes."""
    # The nth is less than n (ln n + ln ln n) from the sixth on.
    end = max(15, int(count * (log(max(count, 3)) + log(log(max(count, 3))))) + 1)
    is_prime = np.ones(end, dtype=bool)
    is_prime[:2] = False
    for number in range(2, isqrt(end) + 1):
        if is_prime[number]:
            is_prime[number * number :: number] = False
    return np.flatnonzero(is_prime)[:count]

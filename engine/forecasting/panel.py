"""What was known on a day: facts and days cut off there, as arrays of regions × months."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.evaluation import judged_regions, recorded
from engine.exact import hundredths
from engine.facts import Facts
from engine.policy.parameters import Policies

Fen = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FIGURES = ("sales", "collections")
HORIZONS = ("checkpoint", "month_end")
#: A month at more than this multiple of its target says nothing about other months.
FARTHEST = 5.0
_LONGEST = 31


@dataclass(frozen=True, slots=True)
class Days:
    """Sales and collections by day.

    totals: month, region, day (of the month), sales, collections (fen), one row per region
    and day with rows. undated: month, region of which a part has no days (the summary
    supplies it), so that the totals are too low there.
    """

    totals: pl.DataFrame
    undated: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Panel:
    """The regions of a month on a day, with their past.

    `regions` (sorted) and `past` (months, ascending, without gaps) name rows and columns.
    By figure, in fen: `targets` (0 = none), `to_date` and `to_checkpoint` of the month
    itself, the latter two through the as-of day at most; `past_targets` of past months. `standing` on the
    same day and, by figure and horizon, `ends` of past months are shares of their targets; a month that ends
    on its checkpoint's day is laid beside others by its end. `valid` says
    which past region-months count, `is_dated` of which regions the month's own days are
    known. `rows` are the regions' figures of all months as `evaluation.judged_regions` has them, `now`
    those of the month itself as `evaluation.region_amounts` has them, in the order of `regions`.
    """

    month: date
    as_of_day: int
    checkpoint_day: int
    regions: list[str]
    past: list[date]
    targets: dict[str, Fen]
    past_targets: dict[str, Fen]
    to_date: dict[str, Fen]
    to_checkpoint: dict[str, Fen]
    standing: dict[str, Shares]
    ends: dict[tuple[str, str], Shares]
    valid: Flags
    is_dated: Flags
    rows: pl.DataFrame
    now: pl.DataFrame

    def is_known(self, horizon: str) -> bool:
        """Whether the as-of day has reached the horizon, so that nothing is left to forecast."""
        return self.as_of_day >= (
            self.checkpoint_day if horizon == "checkpoint" else month_length(self.month)
        )


def month_length(month: date) -> int:
    """How many days the month has."""
    return (month_after(month) - timedelta(days=1)).day


def month_after(month: date, count: int = 1) -> date:
    """The first day of the month `count` months later (earlier, if negative)."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def known_facts(facts: Facts, month: date, as_of_day: int) -> Facts:
    """`facts` without any amount of `month` or later, and without declarations after the as-of day.

    Sanctions and uploaded indicators of the month itself stay: they carry no day.
    """
    as_of = month + timedelta(days=min(as_of_day, month_length(month)) - 1)
    is_before, is_not_later = pl.col("month") < month, pl.col("month") <= month
    approved_on = pl.when(pl.col("approved_on") <= as_of).then(pl.col("approved_on"))
    return replace(
        facts,
        region_months=facts.region_months.filter(is_not_later),
        declarations=facts.declarations.filter(pl.col("declared_on") <= as_of, is_not_later).with_columns(
            approved_on.alias("approved_on")
        ),
        office_plans=facts.office_plans.filter(is_not_later),
        office_months=facts.office_months.filter(is_before),
        loaded_months=facts.loaded_months.filter(is_before),
        conduct=facts.conduct.filter(is_not_later),
        indicators=facts.indicators.filter(is_not_later),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """Running totals of months without gaps: by figure regions × months × days of the month, 0 to 31; fen."""

    places: dict[str, int]
    totals: dict[str, Fen]

    @classmethod
    def of(cls, rows: pl.DataFrame, totals: pl.DataFrame, last: date) -> Running:
        """Those of all regions of `rows` from their first month through `last`; totals: of `Days`."""
        months, regions = [*_months_before(rows, last), last], rows["region"].unique().sort().to_list()
        grid = _grid(regions, months)
        shape = len(regions), len(months), _LONGEST + 1
        through = _running_totals(grid, totals)
        places = {region: place for place, region in enumerate(regions)}
        return cls(places, {figure: fen.reshape(shape) for figure, fen in through.items()})

    def first(self, figure: str, regions: list[str], count: int) -> Fen:
        """The totals of these regions in the first so many months."""
        found: Fen = self.totals[figure][[self.places[region] for region in regions], :count]
        return found


@dataclass(frozen=True, slots=True)
class Measured:
    """The regions of all months, from what is known: `region_amounts`, and judged by the chapters.

    running: what sales and collections came to by day.
    """

    amounts: pl.DataFrame
    rows: pl.DataFrame
    running: Running

    def through(self, month: date) -> Measured:
        """The same without later months, on which nothing of earlier ones rests."""
        is_not_later = pl.col("month") <= month
        return replace(self, amounts=self.amounts.filter(is_not_later), rows=self.rows.filter(is_not_later))


def measured(known: Facts, policies: Policies, days: Days, last: date) -> Measured:
    """The regions in the months through `last` of facts that were cut off."""
    _, amounts = recorded(known, policies)
    rows = judged_regions(amounts, policies)
    return Measured(amounts, rows, Running.of(rows, days.totals, last))


def panel(facts: Facts, policies: Policies, days: Days, month: date, as_of_day: int) -> Panel:
    """The panel of `month` on `as_of_day`; see `forecast` for the arguments. Day 0: it has not begun."""
    found = measured(known_facts(facts, month, as_of_day), policies, days, month)
    return panel_of(found, facts, policies, days, month=month, as_of_day=as_of_day)


def panel_of(
    found: Measured, facts: Facts, policies: Policies, days: Days, *, month: date, as_of_day: int
) -> Panel:
    """As `panel`, of regions that are measured already, through `month`."""
    rows, now = found.rows, found.amounts.filter(pl.col("month") == month).sort("region")
    regions: list[str] = now["region"].to_list()
    past = _months_before(rows, month)
    grid = _grid(regions, [*past, month])
    dated = _is_dated(grid, facts, days.undated).reshape(len(regions), len(past) + 1)
    day = min(_checkpoint_day(policies, month), month_length(month))
    checkpoint_days, same_days = _past_days(policies, past, month, as_of_day)
    targets, past_targets, to_date, to_checkpoint, standing, ends = {}, {}, {}, {}, {}, {}
    valid: Flags = dated[:, :-1].copy()
    asked = rows.select("region", "month", "policy_version", *(f"{figure}_target" for figure in FIGURES))
    known = grid.join(asked, on=["region", "month"], how="left", maintain_order="left")
    valid &= known["policy_version"].is_not_null().to_numpy().reshape(dated.shape)[:, :-1]
    for figure in FIGURES:
        target = known[f"{figure}_target"].fill_null(0).to_numpy().reshape(dated.shape)
        totals = found.running.first(figure, regions, len(past) + 1)
        targets[figure], past_targets[figure] = target[:, -1], target[:, :-1]
        to_date[figure] = totals[:, -1, as_of_day]
        to_checkpoint[figure] = totals[:, -1, min(day, as_of_day)]
        valid &= past_targets[figure] > 0
        whole = np.maximum(past_targets[figure], 1).astype(np.float64)
        months = np.arange(len(past))
        standing[figure] = totals[:, months, same_days] / whole
        ends[figure, "checkpoint"] = totals[:, months, checkpoint_days] / whole
        ends[figure, "month_end"] = totals[:, :-1, _LONGEST] / whole
    for shares in (*standing.values(), *ends.values()):
        valid &= np.abs(shares) <= FARTHEST
    return Panel(
        month, as_of_day, day, regions, past, targets, past_targets, to_date, to_checkpoint, standing, ends,
        valid, dated[:, -1], rows, now,
    )  # fmt: skip


def yuan(fen: Fen) -> pl.Series:
    """Fen as the nearest Float64 of yuan."""
    return pl.Series(fen, dtype=pl.Int64).to_frame("fen").select(hundredths(pl.col("fen"))).to_series()


def _checkpoint_day(policies: Policies, month: date) -> int:
    return policies.at(month).checkpoint_day


def _past_days(policies: Policies, past: list[date], month: date, as_of_day: int) -> tuple[Fen, Fen]:
    """Of past months, the days that answer to the checkpoint's day and to the as-of day of `month`.

    The same days of the month; where one of the two months ends on its checkpoint's day, as
    a February does on its 28th, as many days before the end: what comes late in a month
    comes late in that one too.
    """
    left = month_length(month) - min(_checkpoint_day(policies, month), month_length(month))
    lengths = np.array([month_length(m) for m in past], dtype=np.int64)
    days = np.array([_checkpoint_day(policies, m) for m in past], dtype=np.int64)
    own = np.minimum(days, lengths)
    checkpoint_days = np.where((own == lengths) != (left == 0), lengths - left, own)
    shift = (checkpoint_days - own) * (as_of_day > 0)
    return checkpoint_days, np.clip(as_of_day + shift, 0, _LONGEST)


def _months_before(rows: pl.DataFrame, month: date) -> list[date]:
    """All months from the first one of `rows` until `month`."""
    first: date | None = rows["month"].min()  # type: ignore[assignment]
    found: list[date] = []
    while first is not None and first < month:
        found.append(first)
        first = month_after(first)
    return found


def _grid(regions: list[str], months: list[date]) -> pl.DataFrame:
    """A row for each region and month, by region."""
    columns = pl.DataFrame({"month": months}, schema={"month": pl.Date})
    return pl.DataFrame({"region": regions}, schema={"region": pl.String}).join(columns, how="cross")


def _is_dated(grid: pl.DataFrame, facts: Facts, undated: pl.DataFrame) -> Flags:
    """Whether sales and collections of a region-month were loaded, all of them with their days."""
    loaded = facts.loaded_months.filter("is_sales_loaded", "is_collections_loaded").select("month")
    marked = grid.join(
        loaded.with_columns(is_loaded=True), on="month", how="left", maintain_order="left"
    ).join(
        undated.select("region", "month").unique().with_columns(is_undated=True),
        on=["region", "month"],
        how="left",
        maintain_order="left",
    )
    flags: Flags = marked.select(
        pl.col("is_loaded").fill_null(value=False) & pl.col("is_undated").is_null()
    ).to_series().to_numpy()  # fmt: skip
    return flags


def _running_totals(grid: pl.DataFrame, totals: pl.DataFrame) -> dict[str, Fen]:
    """By figure the amounts through each day of the month, 0 to 31, for every row of `grid`; fen."""
    placed = totals.select("month", "region", "day", *FIGURES).join(
        grid.with_row_index("row"), on=["month", "region"]
    )
    days = _LONGEST + 1
    at = placed["row"].to_numpy().astype(np.int64) * days + placed["day"].to_numpy()
    summed = {}
    for figure in FIGURES:
        amounts = np.zeros(grid.height * days, dtype=np.int64)
        np.add.at(amounts, at, placed[figure].fill_null(0).to_numpy())
        summed[figure] = np.cumsum(amounts.reshape(-1, days), axis=1)
    return summed

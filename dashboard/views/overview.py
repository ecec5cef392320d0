"""Overview: the figures of the whole, exceptions in sentences, money at stake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl

from dashboard.formats import award, money, percent, points_of_percent
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.services.exports import Column, Table
from dashboard.views.scope import Scope
from dashboard.words import OUTCOMES, words


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the top row: its value in words, its change, whether that is good, its course."""

    label: str
    value: str
    change: str | None
    is_good: bool | None
    course: tuple[float, ...]
    help: str


@remembered
def totals(scope: Scope) -> pl.DataFrame:
    """A row per month: sums over regions, and rates of the sums over regions that have both parts."""

    def known(part: str, whole: str) -> list[pl.Expr]:
        has_both = pl.col(part).is_not_null() & (pl.col(whole) > 0)
        return [
            pl.col(part).filter(has_both).sum().alias(f"{part}_part"),
            pl.col(whole).filter(has_both).sum().alias(f"{part}_whole"),
        ]

    pairs = {
        "sales_rate": ("sales", "sales_target"),
        "collections_rate": ("collections", "collections_target"),
        "capital_rate": ("capital_occupied", "capital_quota"),
        "expense_rate": ("expense_counted", "expense_cap"),
    }
    frame = scope.trend(scope.evaluation.regions).group_by("month", maintain_order=True)
    summed = frame.agg(
        *(expression for part, whole in pairs.values() for expression in known(part, whole)),
        *(_sum(column) for column in ("sales", "collections")),
        (pl.col("checkpoint_outcome") == "met").sum().alias("met"),
        pl.col("checkpoint_outcome").is_in(["met", "missed"]).sum().alias("judged"),
        pl.sum_horizontal(*_awards("> 0")).sum().alias("rewards"),
        pl.sum_horizontal(*_awards("< 0")).sum().alias("fines"),
    )
    return summed.with_columns(
        pl.when(pl.col(f"{part}_whole") > 0)
        .then(pl.col(f"{part}_part") / pl.col(f"{part}_whole"))
        .alias(rate)
        for rate, (part, _whole) in pairs.items()
    ).sort("month")


def _sum(column: str) -> pl.Expr:
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum()).alias(column)


def _awards(sign: str) -> list[pl.Expr]:
    columns = [pl.col("checkpoint_award"), pl.col("capital_award")]
    return [c.clip(lower_bound=0) if sign == "> 0" else c.clip(upper_bound=0) for c in columns]


@remembered
def figures(scope: Scope) -> list[Figure]:
    """The top row: at most seven figures with their change against the month before."""
    course = _Course(totals(scope))
    now, met_before = course.now, course.earlier("met")
    return [
        _amount(scope, _("Sales"), "sales", "sales_rate", course),
        _amount(scope, _("Collections"), "collections", "collections_rate", course),
        Figure(
            _("Checkpoint met"),
            _("{met} of {judged}", met=now["met"], judged=now["judged"]),
            None if met_before is None else f"{now['met'] - met_before:+d}",
            _judged(now["met"], met_before),
            course.values("met"),
            _("Regions whose sales and collections both reached the threshold in time."),
        ),
        _rate(_("Capital ÷ quota"), "capital_rate", course),
        _rate(_("Expenses ÷ cap"), "expense_rate", course),
        _fines(course),
    ]


def _fines(course: _Course) -> Figure:
    now, earlier = abs(course.now["fines"]), course.earlier("fines")
    before = None if earlier is None else abs(earlier)
    return Figure(
        _("Fines (yuan)"),
        f"▼ {money(now)}" if now else money(now),
        None if before is None else money(now - before, plus=True),
        _judged(now, before, less_is_better=True),
        tuple(abs(value) for value in course.values("fines")),
        _("Sum of this month's fines; rewards proposed: {rewards}.", rewards=award(course.now["rewards"])),
    )


@dataclass(frozen=True, slots=True)
class _Course:
    """The months of the trend, the month looked at and the one before it."""

    frame: pl.DataFrame

    @property
    def now(self) -> dict[str, Any]:
        return self.frame.row(-1, named=True)

    @property
    def before(self) -> dict[str, Any] | None:
        previous = self.now["month"] - timedelta(days=1)
        rows = self.frame.filter(pl.col("month") == previous.replace(day=1))
        return rows.row(0, named=True) if rows.height else None

    def earlier(self, column: str) -> float | None:
        return None if self.before is None else self.before[column]

    def values(self, column: str) -> tuple[float, ...]:
        return tuple(value for value in self.frame[column].to_list() if value is not None)


def _judged(now: float | None, before: float | None, *, less_is_better: bool = False) -> bool | None:
    if now is None or before is None or now == before:
        return None
    return (now < before) if less_is_better else (now > before)


def _amount(scope: Scope, title: str, column: str, rate: str, course: _Course) -> Figure:
    now, earlier = course.now[column], course.earlier(column)
    change = None
    if now is not None and earlier:
        relative = percent((now - earlier) / abs(earlier), thresholds=(), plus=True)
        change = f"{money(now - earlier, scope.unit, plus=True, digits=0)} ({relative})"
    return Figure(
        title,
        money(now, scope.unit),
        change,
        _judged(now, earlier),
        course.values(column),
        _("Whole month ÷ target of record: {rate}", rate=percent(course.now[rate])),
    )


def _rate(title: str, column: str, course: _Course) -> Figure:
    now, earlier = course.now[column], course.earlier(column)
    return Figure(
        title,
        percent(now),
        None if now is None or earlier is None else points_of_percent(now - earlier),
        _judged(now, earlier, less_is_better=True),
        course.values(column),
        _("Sum over regions ÷ sum over regions; below 100 % is within the limit."),
    )


@remembered
def region_table(scope: Scope) -> Table:
    """Regions against measures."""
    frame = scope.regions.with_columns(
        pl.when(pl.col("expense_cap") > 0)
        .then(pl.col("expense_counted") / pl.col("expense_cap"))
        .alias("expense_to_cap"),
        (pl.col("checkpoint_award") + pl.col("capital_award")).alias("awards"),
    )
    return Table(
        "regions",
        _("Regions and measures, {month}", month=f"{scope.month:%Y-%m}"),
        frame,
        (
            Column("rank", _("Rank"), "count"),
            Column("region", _("Region")),
            Column("score", _("Score"), "score"),
            Column("checkpoint_outcome", _("Checkpoint"), words=words(OUTCOMES)),
            Column("sales_checkpoint_ratio", _("Sales to checkpoint"), "ratio", edges=scope.edges),
            Column(
                "collections_checkpoint_ratio", _("Collections to checkpoint"), "ratio", edges=scope.edges
            ),
            Column("sales_attainment", _("Sales, whole month"), "ratio", edges=scope.edges),
            Column("collections_attainment", _("Collections, whole month"), "ratio", edges=scope.edges),
            Column("capital_overrun_ratio", _("Capital overrun ratio"), "ratio", edges=scope.edges),
            Column("expense_to_cap", _("Expenses ÷ cap"), "ratio", edges=scope.edges),
            Column("awards", _("Rewards and fines (yuan)"), "yuan"),
        ),
    )


def judgements(scope: Scope, row: dict[str, float | None]) -> dict[str, bool | None]:
    """For each measure of a region: good, bad, or without data."""
    threshold = float(scope.policy.checkpoint.threshold.value)

    def at_least(column: str, edge: float) -> bool | None:
        value = row[column]
        return None if value is None else value >= edge

    def at_most(column: str, edge: float) -> bool | None:
        value = row[column]
        return None if value is None else value <= edge

    return {
        "sales_checkpoint_ratio": at_least("sales_checkpoint_ratio", threshold),
        "collections_checkpoint_ratio": at_least("collections_checkpoint_ratio", threshold),
        "sales_attainment": at_least("sales_attainment", 1.0),
        "collections_attainment": at_least("collections_attainment", 1.0),
        "capital_overrun_ratio": at_most("capital_overrun_ratio", 0.0),
        "expense_to_cap": at_most("expense_to_cap", 1.0),
    }


@remembered
def stakes(scope: Scope) -> pl.DataFrame:
    """The month's money by region, worst first."""
    return scope.regions.select(
        "region",
        "checkpoint_award",
        "capital_award",
        (pl.col("checkpoint_award") + pl.col("capital_award")).alias("awards"),
    ).sort("awards", "region")


@remembered
def stakes_table(scope: Scope) -> Table:
    """The month's money by region; the total is the sum of the rows."""
    frame = stakes(scope)
    total = frame.select(pl.lit(_("Total")).alias("region"), pl.exclude("region").sum())
    return Table(
        "stakes",
        _("Money at stake, {month} (yuan)", month=f"{scope.month:%Y-%m}"),
        pl.concat([frame, total]),
        (
            Column("region", _("Region")),
            Column("checkpoint_award", _("Checkpoint (yuan)"), "yuan"),
            Column("capital_award", _("Capital (yuan)"), "yuan"),
            Column("awards", _("Together (yuan)"), "yuan"),
        ),
    )


@remembered
def course_table(scope: Scope) -> Table:
    """The months behind the course of attainment."""
    return Table(
        "course",
        _("Months up to {month}", month=f"{scope.month:%Y-%m}"),
        totals(scope).sort("month", descending=True),
        (
            Column("month", _("Month"), "month"),
            Column("sales", _("Sales"), "money"),
            Column("sales_rate", _("Sales attainment"), "ratio", edges=scope.edges),
            Column("collections", _("Collections"), "money"),
            Column("collections_rate", _("Collections attainment"), "ratio", edges=scope.edges),
            Column("met", _("Checkpoint met"), "count"),
            Column("rewards", _("Rewards (yuan)"), "yuan"),
            Column("fines", _("Fines (yuan)"), "yuan"),
        ),
    )

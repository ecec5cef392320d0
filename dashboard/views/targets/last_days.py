"""Late-month rush (一): how much of the month came in on its last days."""

from __future__ import annotations

import polars as pl

from dashboard.formats import NONE, Markdown, percent, plain
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import column
from dashboard.tables import Column, Table
from dashboard.views.month.progress import Progress, last_day
from dashboard.views.scope import Scope
from dashboard.views.targets.pace import MEASURES
from engine.forecasting import Days
from engine.forecasting.panel import month_after

#: The days up to and including the checkpoint that count as the last ones.
SPAN = 3


def last_days_frame(scope: Scope, days: Days) -> pl.DataFrame:
    """Shares of what has come in, per region and measure.

    Columns `{measure}_before`, `_last_days` (the last three days to the checkpoint) and `_after`, null
    for a region without days or whose total is not positive.
    """
    return _frame(scope, days.totals, days.undated)


@remembered
def _frame(scope: Scope, totals: pl.DataFrame, undated: pl.DataFrame) -> pl.DataFrame:
    first, checkpoint, _length = day_span(scope)
    parts = {
        "before": pl.col("day") < first,
        "last_days": pl.col("day").is_between(first, checkpoint),
        "after": pl.col("day") > checkpoint,
    }
    no_days = undated.filter(pl.col("month") == scope.month)["region"].to_list()
    mine = totals.filter(pl.col("month") == scope.month, ~pl.col("region").is_in(no_days))
    shares = mine.group_by("region").agg(
        pl.when(pl.col(measure).sum() > 0)
        .then(pl.col(measure).filter(is_in).sum() / pl.col(measure).sum())
        .alias(f"{measure}_{part}")
        for measure in MEASURES
        for part, is_in in parts.items()
    )
    return scope.regions.select("region", "rank").join(shares, on="region", how="left", maintain_order="left")


def last_days_table(scope: Scope, days: Days) -> Table:
    """The late-month rush by region."""
    return _table(scope, last_days_frame(scope, days))


@remembered
def _table(scope: Scope, frame: pl.DataFrame) -> Table:
    first, checkpoint, _length = day_span(scope)
    before = _("before day {day}", day=first)
    those = _("days {first} to {last}", first=first, last=checkpoint)
    after = _("after day {day}", day=checkpoint)
    names = {"collections": _("Collections"), "sales": _("Sales")}
    return Table(
        "last_days",
        _("Late-month rush, {month} (share of the month, %)", month=scope.title),
        frame,
        (
            column("region"),
            *(
                Column(f"{measure}_{part}", f"{names[measure]} {word}", "ratio", digits=1, edges=())
                for measure in MEASURES
                for part, word in (("before", before), ("last_days", those), ("after", after))
            ),
        ),
    )


def last_days_scope(scope: Scope, now: Progress) -> Scope:
    """The month whose rush can be seen: this one, or the one before while the checkpoint is to come."""
    if not now.days_to_checkpoint:
        return scope
    return Scope(scope.evaluation, month_after(scope.month, -1), scope.region, scope.unit)


def day_span(scope: Scope) -> tuple[int, int, int]:
    """The first and the last of the days that count as the last ones, and the month's length."""
    length = last_day(scope.month).day
    checkpoint = min(scope.policy.checkpoint_day, length)
    return checkpoint - SPAN + 1, checkpoint, length


def last_days_sentence(scope: Scope, days: Days) -> Markdown:
    """Who leaned most on the last days, against what an even month would bring."""
    frame = last_days_frame(scope, days).filter(pl.col("collections_last_days").is_not_null())
    if frame.is_empty():
        return NONE
    late = frame.with_columns((pl.col("collections_last_days") + pl.col("collections_after")).alias("late"))
    top = late.sort("late", descending=True).row(0, named=True)
    first, checkpoint, length = day_span(scope)
    return _(
        "An even month brings {even_rush} on days {first} to {last} and {even_after} after them. Latest: "
        "{region} collected {rush} on those days and {after} after them.",
        even_rush=percent(SPAN / length, 1, ()),
        even_after=percent((length - checkpoint) / length, 1, ()),
        first=first,
        last=checkpoint,
        region=plain(top["region"]),
        rush=percent(top["collections_last_days"], 1, ()),
        after=percent(top["collections_after"], 1, ()),
    )

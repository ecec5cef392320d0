"""The overview's row of figures: the whole company's, each with its change and its course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl

from dashboard.formats import YUAN, Markdown, award, money, percent, plain, points_of_percent
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import title
from dashboard.views.month.progress import Progress, progress_text
from dashboard.views.overview.overview import totals
from dashboard.views.scope import Scope
from dashboard.views.targets.pace import Measure, same_day_change
from engine.forecasting import Days

#: Yuan and share by which an amount differs from an earlier one; None where they do not compare.
Change = tuple[float, float] | None
_AMOUNTS: tuple[Measure, Measure] = ("sales", "collections")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the top row: its value in words, its change, whether that is good, its course."""

    label: Markdown
    value: Markdown
    change: Markdown | None
    is_good: bool | None
    course: tuple[float, ...]
    help: Markdown


def figures(scope: Scope, now: Progress | None = None, days: Days | None = None) -> list[Figure]:
    """The top row: at most seven figures with their change against the month before.

    While days of the month are to come (`now`), sales and collections are compared with the
    same day of last month (by `days`; without them not at all), what is judged at the
    checkpoint with nothing before it is reached, and courses end with the last whole month.
    """
    if now is None or days is None or not now.is_open:
        return _figures(scope, now, (None, None))
    return _figures(scope, now, tuple(same_day_change(scope, days, now, measure) for measure in _AMOUNTS))


@remembered
def _figures(scope: Scope, now: Progress | None, same_day: tuple[Change, ...]) -> list[Figure]:
    course = _Course(totals(scope), now, dict(zip(_AMOUNTS, same_day, strict=True)))
    latest = course.now
    # Of fewer regions judged, fewer met it without anybody having missed it.
    is_alike = latest["judged"] and course.earlier("judged") == latest["judged"]
    met_before = course.earlier("met") if is_alike else None
    return [
        _amount(scope, _("Sales"), "sales", "sales_rate", course),
        _amount(scope, _("Collections"), "collections", "collections_rate", course),
        Figure(
            _("Checkpoint reached so far") if scope.is_checkpoint_ahead else _("Checkpoint met"),
            _("{met} of {judged}", met=plain(latest["met"]), judged=plain(latest["judged"]))
            if latest["judged"]
            else money(None),
            None if met_before is None else _counted(latest["met"] - met_before),
            _judged(latest["met"], met_before),
            course.values("met"),
            _("Regions whose sales and collections both reached the threshold in time."),
        ),
        _rate(_("Capital ÷ quota"), "capital_rate", course),
        _rate(title("expense_to_cap"), "expense_rate", course),
        _fines(course, is_over=scope.until is None),
    ]


def _counted(difference: float) -> Markdown:
    return f"{difference:+.0f}" if difference else f"{0}"


def progress_line(scope: Scope, now: Progress) -> Markdown:
    """Time progress and, beside it, how far sales and collections have come."""
    row = totals(scope).row(-1, named=True)
    rates = [percent(row[f"{figure}_rate"], 1, scope.edges) for figure in ("sales", "collections")]
    attained = _("attainment: sales {sales}, collections {collections}", sales=rates[0], collections=rates[1])
    if now.as_of is None:
        return f"{progress_text(now)} {attained}"
    return _(
        "**Time progress {share}** (through {day}, {left} days left); {attained}",
        share=percent(now.share),
        day=f"{now.as_of:%m-%d}",
        left=now.days_left,
        attained=attained,
    )


def _fines(course: _Course, *, is_over: bool) -> Figure:
    now, earlier = abs(course.now["fines"]), course.earlier("fines")
    before = None if earlier is None else abs(earlier)
    return Figure(
        _("Fines (yuan)") if is_over else _("Fines as it stands (yuan)"),
        money(now),
        None if before is None else money(now - before, plus=True),
        _judged(now, before, less_is_better=True),
        tuple(abs(value) for value in course.values("fines")),
        _("Sum of this month's fines; rewards proposed: {rewards}.", rewards=award(course.now["rewards"])),
    )


@dataclass(frozen=True, slots=True)
class _Course:
    """The months of the trend, the month looked at and the one before it."""

    frame: pl.DataFrame
    progress: Progress | None
    same_day: dict[Measure, Change]

    @property
    def is_open(self) -> bool:
        """Whether days of the month are to come."""
        return self.progress is not None and self.progress.is_open

    @property
    def now(self) -> dict[str, Any]:
        return self.frame.row(-1, named=True)

    @property
    def before(self) -> dict[str, Any] | None:
        previous = self.now["month"] - timedelta(days=1)
        rows = self.frame.filter(pl.col("month") == previous.replace(day=1))
        return rows.row(0, named=True) if rows.height else None

    def earlier(self, column: str) -> float | None:
        """The figure of the month before; None where a month under way would not compare."""
        is_awaited = self.progress is not None and self.progress.days_to_checkpoint > 0
        if self.before is None or (is_awaited and column in _JUDGED_AT_CHECKPOINT):
            return None
        return self.before[column]  # type: ignore[no-any-return]

    def change(self, measure: Measure) -> Change:
        """By how much the amount differs from the month before, or from its same day: yuan and share."""
        if self.is_open:
            return self.same_day[measure]
        now, earlier = self.now[measure], self.earlier(measure)
        return None if now is None or not earlier else (now - earlier, (now - earlier) / abs(earlier))

    def values(self, column: str) -> tuple[float, ...]:
        """The figure month by month, without a month under way."""
        whole = self.frame.head(-1) if self.is_open else self.frame
        return tuple(value for value in whole[column].to_list() if value is not None)


#: What the checkpoint decides: before it, last month's says nothing about this one's.
_JUDGED_AT_CHECKPOINT = ("met", "fines")


def _judged(now: float | None, before: float | None, *, less_is_better: bool = False) -> bool | None:
    if now is None or before is None or now == before:
        return None
    return (now < before) if less_is_better else (now > before)


def _amount(scope: Scope, word: Markdown, measure: Measure, rate: str, course: _Course) -> Figure:
    found = course.change(measure)
    change = None
    if found is not None:
        relative = percent(found[1], thresholds=(), plus=True)
        amount = money(found[0], scope.unit, plus=True, digits=0)
        # In yuan there is no room for both.
        change = relative if scope.unit is YUAN else f"{amount} ({relative})"
    return Figure(
        _("{title} ({unit})", title=word, unit=scope.unit.label),
        money(course.now[measure], scope.unit),
        change,
        None if found is None or found[0] == 0 else found[0] > 0,
        course.values(measure),
        _("Whole month ÷ target of record: {rate}", rate=percent(course.now[rate])),
    )


def _rate(title: Markdown, column: str, course: _Course) -> Figure:
    now, earlier = course.now[column], course.earlier(column)
    return Figure(
        title,
        percent(now),
        None if now is None or earlier is None else points_of_percent(now - earlier),
        _judged(now, earlier, less_is_better=True),
        course.values(column),
        _("Sum over regions ÷ sum over regions; below 100 % is within the limit."),
    )

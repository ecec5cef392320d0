"""The year up to a month, per region and in total: targets, awards by item, the cap, months won and lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from engine.evaluation import Evaluation
from engine.figures import Figure, Kind, of_level
from engine.policy.parameters import Policies
from engine.settlement.items import ITEMS, award_columns
from engine.year.courses import (
    MEASURES,
    Measure,
    YearCourse,
    exact_sum,
    ratio,
    reached,
    together,
    year_course,
    yuan,
)
from engine.year.months import Calendar, calendars, months_of
from engine.year.outcomes import outcomes

_DTYPES: Mapping[Kind, pl.DataType | type[pl.DataType]] = {
    "name": pl.String,
    "month": pl.Date,
    "count": pl.Int64,
    "flag": pl.Boolean,
}


@dataclass(frozen=True, slots=True, eq=False)
class Year:
    """A year up to `month`.

    regions: a row per region that exists in it, sorted by name, the columns of `year_figures`. total: one
    row, the same columns, `region` null; what only a single region has (months last, best month) is
    null. Sums are over what is known. unknown: region, measure, month of every month due whose figure was not
    loaded. unplanned: likewise, known but without a plan. coming: regions that begin later in the
    year. until: the last day with figures of `month` if that is not over: it counts towards
    the amounts, but no award and no outcome of it does.
    """

    month: date
    until: date | None
    regions: pl.DataFrame
    total: pl.DataFrame
    unknown: pl.DataFrame
    unplanned: pl.DataFrame
    coming: tuple[str, ...]


def year_figures() -> tuple[Figure, ...]:
    """Every figure of `Year.regions`, in order; awards the catalogue does not hold come last."""
    known = of_level("year_to_date")
    return (*known, *(item.figure for item in ITEMS if item.figure not in known))


@dataclass(frozen=True, slots=True, eq=False)
class Courses:
    """The calendars of a year's regions, and the course of each measure, by region."""

    calendars: Mapping[str, Calendar]
    of: Mapping[str, Sequence[YearCourse]]


def year_courses(
    evaluation: Evaluation, month: date, until: date | None = None, region: str | None = None
) -> Courses:
    """What both `year_to_date` and `year_together` are made of; arguments as theirs."""
    found = calendars(evaluation.regions, month, until)
    own = {name: each for name, each in found.items() if region in (None, name)}
    return Courses(
        own, {name: [year_course(each, measure) for measure in MEASURES] for name, each in own.items()}
    )


def year_to_date(
    evaluation: Evaluation,
    month: date,
    until: date | None = None,
    region: str | None = None,
    *,
    made: Courses | None = None,
) -> Year:
    """The year of `month`, from January through it; of one region, if one is named.

    made: its courses, where they are known already.
    """
    made = made or year_courses(evaluation, month, until, region)
    found, courses = made.calendars, made.of
    of_year = evaluation.regions.filter(pl.col("month").is_in(months_of(month.year)))
    later = set(of_year["region"])
    spent = {name: _Spending.of(each, evaluation.policies) for name, each in found.items()}
    records = [
        {"region": name, "opened_in": _within(each.opened, month), "closed_in": _within(each.closed, month)}
        | _amounts(courses[name])
        | spent[name].figures()
        for name, each in found.items()
    ]
    brought = outcomes(evaluation.regions, [*found], month, until) if found else {}
    total = year_together(made)
    counted = {name: sum(brought[name]) for name in _COUNTED if name in brought}
    whole = total | _Spending.sum(tuple(spent.values())).figures() | counted
    return Year(
        month,
        until,
        _frame(records, brought),
        _frame([whole] if found else [], {}),
        _listed(found, _unknown),
        _listed(found, _unplanned),
        tuple(sorted(later - found.keys())) if region is None else (),
    )


def year_together(made: Courses) -> dict[str, Any]:
    """The amounts alone that a year's `total` has of sales and collections; empty without any region."""
    return _amounts([together(column) for column in zip(*made.of.values(), strict=True)]) if made.of else {}


def _within(at: date | None, month: date) -> date | None:
    return at if at is not None and at.year == month.year else None


def _amounts(courses: Sequence[YearCourse]) -> dict[str, Any]:
    figures: dict[str, Any] = {"months_left": float(courses[0].left)}
    for measure, course in zip(MEASURES, courses, strict=True):
        figures |= course.figures(measure)
    return figures


@dataclass(frozen=True, slots=True)
class _Spending:
    """Expenses of the year in fen: counted, the cap by collections so far, the cap by the annual target."""

    counted: int | None
    cap: Fraction | None
    year_cap: Fraction | None

    @classmethod
    def of(cls, calendar: Calendar, policies: Policies) -> _Spending:
        """A region's: as published to date where the policy counts so, else its months added up."""
        latest = calendar.latest()
        policy = policies.at(latest)
        if policy.expenses.span.value == "year_to_date":
            months, columns = [latest], ("expense_counted", "expense_collections")
        else:
            months, columns = calendar.due, ("expense_counted_month", "collections")
        counted, cap, collected_of_all, is_known = 0, Fraction(0), 0, False
        for month in months:
            spent, collected = (calendar.fen(month, column) for column in columns)
            if spent is not None and collected is not None:
                is_known, counted = True, counted + spent
                cap += policies.at(month).expenses.cap_rate.value * collected
                collected_of_all += collected
        target = calendar.fen(latest, "annual_collections_target")
        return cls(
            counted if is_known else None,
            cap if is_known and (cap > 0 or (cap == 0 and collected_of_all > 0)) else None,
            policy.expenses.cap_rate.value * target if target is not None and target > 0 else None,
        )

    @classmethod
    def sum(cls, parts: Sequence[_Spending]) -> _Spending:
        """Several regions: those with a cap for what is held against it, all for the rest."""
        both = [part for part in parts if part.counted is not None and part.cap is not None]
        years = [part.year_cap for part in parts if part.year_cap is not None]
        return cls(
            sum(part.counted or 0 for part in both) if both else None,
            Fraction(exact_sum([part.cap for part in both if part.cap is not None])) if both else None,
            Fraction(exact_sum(years)) if years else None,
        )

    def figures(self) -> dict[str, Any]:
        """The published figures of 三, amounts in yuan."""
        gap = None if self.counted is None or self.cap is None else self.counted - self.cap
        return {
            "expense_counted": yuan(self.counted),
            "expense_cap": yuan(self.cap),
            "expense_to_cap": ratio(self.counted, self.cap),
            "is_within_cap": reached(gap),
            "expense_gap": yuan(gap),
            "expense_year_cap": yuan(self.year_cap),
            "expense_of_year_cap": ratio(self.counted, self.year_cap),
        }


_COUNTED = (
    *award_columns(),
    *("rewards", "fines", "awards", "months_met", "months_missed", "months_not_judged"),
)


def _frame(records: Sequence[Mapping[str, Any]], columns: Mapping[str, list[Any]]) -> pl.DataFrame:
    """The figures of `records`, those in `columns` as they stand there."""
    schema = {each.name: _DTYPES.get(each.kind, pl.Float64) for each in year_figures()}
    values = {name: columns.get(name) or [record.get(name) for record in records] for name in schema}
    return pl.DataFrame(values, schema=schema)


def _unknown(calendar: Calendar, measure: Measure) -> list[date]:
    """The months due whose figure was not loaded."""
    known = calendar.amounts[measure]
    return [month for month in calendar.due if month not in known]


def _unplanned(calendar: Calendar, measure: Measure) -> list[date]:
    """The months due that are known without a plan."""
    plans = calendar.amounts[f"{measure}_plan"]
    return [month for month in calendar.known(measure) if month not in plans]


def _listed(
    found: Mapping[str, Calendar], months_of_measure: Callable[[Calendar, Measure], list[date]]
) -> pl.DataFrame:
    rows = [
        (region, measure, month)
        for region, calendar in found.items()
        for measure in MEASURES
        for month in months_of_measure(calendar, measure)
    ]
    return pl.DataFrame(rows, {"region": pl.String, "measure": pl.String, "month": pl.Date}, orient="row")

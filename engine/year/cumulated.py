"""The course of a year: running totals of actual, plan and last year, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from engine.evaluation import Evaluation
from engine.year.courses import MEASURES, Measure, yuan
from engine.year.months import Calendar, a_year_before, calendars, months_of


def cumulated(evaluation: Evaluation, month: date, region: str | None = None) -> pl.DataFrame:
    """Twelve rows: `month`, and in yuan per measure `<measure>`, `_plan`, `_last_year`, each from January on.

    Through `month` a plan or last year's amount enters only with the actual of its region and month, so that
    the lines compare like with like: a month that is not known enters none of them and is null in all.
    Plan and last year run on to December. Last year is null from its first gap on.
    """
    # A month under way counts like any other.
    found = calendars(evaluation.regions, month, None)
    chosen = [each for name, each in found.items() if region in (None, name)]
    columns: dict[str, list[Any]] = {"month": list(months_of(month.year))}
    for measure in MEASURES:
        columns |= _lines(chosen, month, measure)
    schema = {name: pl.Date if name == "month" else pl.Float64 for name in columns}
    return pl.DataFrame(columns, schema=schema)


def _lines(chosen: list[Calendar], month: date, measure: Measure) -> Mapping[str, list[float | None]]:
    known = {id(each): each.known(measure) for each in chosen}
    lines: dict[str, list[float | None]] = {measure: [], f"{measure}_plan": [], f"{measure}_last_year": []}
    sums: dict[str, int | None] = dict.fromkeys(lines, 0)
    for at in months_of(month.year):
        heard = [each for each in chosen if at > month or at in known[id(each)]]
        for name, amounts in (
            (measure, [known[id(each)].get(at) for each in heard]),
            (f"{measure}_plan", [each.fen(at, f"{measure}_plan") for each in heard]),
            (f"{measure}_last_year", [each.fen(a_year_before(at), measure) for each in heard]),
        ):
            found = [amount for amount in amounts if amount is not None]
            is_gap = bool(heard) and len(found) < len(heard) and name.endswith("_last_year")
            total = sums[name]
            sums[name] = None if is_gap or total is None else total + sum(found)
            lines[name].append(yuan(sums[name]) if found else None)
    return lines

"""Pace and rush: running totals end where the evaluation does, and what a day must bring closes the gap."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl
import pytest

from dashboard.charts import template
from dashboard.charts.pace import course_lines, last_days_bars
from dashboard.formats import WAN
from dashboard.views.month.progress import Progress, progress
from dashboard.views.overview.figures import figures, progress_line
from dashboard.views.overview.findings import findings
from dashboard.views.overview.overview import judgements, region_table
from dashboard.views.scope import Scope
from dashboard.views.targets.last_days import (
    day_span,
    last_days_frame,
    last_days_scope,
    last_days_sentence,
    last_days_table,
)
from dashboard.views.targets.pace import (
    MEASURES,
    Measure,
    course,
    course_sentence,
    left_out_note,
    pace_frame,
    pace_table,
    same_day_change,
)
from engine.forecasting import Days
from tests.dashboard.demo import demo, demo_scope


@cache
def scope_of_demo() -> Scope:
    return demo_scope()


def over() -> Progress:
    return progress(scope_of_demo(), demo().days)


#: September as it stood on its 20th day.
OPEN = Progress(date(2026, 9, 1), date(2026, 9, 20), 28)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("region", [None, "东北"])
def test_a_running_total_ends_at_the_evaluations_figure(measure: Measure, region: str | None) -> None:
    scope = demo_scope(region=region)
    found = course(scope, demo().days, over(), measure)
    assert found.left_out == ()
    assert found.days["day"].to_list() == list(range(1, 31))
    assert found.days["amount"][-1] == pytest.approx(scope.regions[measure].sum())
    assert found.target == pytest.approx(scope.regions[f"{measure}_target"].sum())


def test_a_region_without_days_is_named_and_its_target_left_out() -> None:
    undated = pl.DataFrame(
        {"month": [date(2026, 9, 1)], "region": ["华东"]}, schema=demo().days.undated.schema
    )
    found = course(scope_of_demo(), Days(demo().days.totals, undated), over(), "sales")
    rest = scope_of_demo().regions.filter(pl.col("region") != "华东")
    assert found.left_out == ("华东",)
    assert "华东" in left_out_note(found)
    assert found.target == pytest.approx(rest["sales_target"].sum())
    assert found.days["amount"][-1] == pytest.approx(rest["sales"].sum())


def test_the_average_needed_a_day_closes_the_gap_exactly() -> None:
    frame = pace_frame(scope_of_demo(), OPEN)
    for measure in MEASURES:
        reached = frame[measure] + 10 * frame[f"{measure}_required"]
        target = frame[f"{measure}_target"]
        is_short = frame[f"{measure}_gap"] > 0
        assert ((reached - target).abs().filter(is_short) < 0.01).all()
        assert (frame[f"{measure}_required"].filter(~is_short) == 0).all()
        assert is_short.any()


def test_ahead_of_time_is_attainment_less_time_progress() -> None:
    row = pace_frame(scope_of_demo(), OPEN).filter(pl.col("region") == "东北").row(0, named=True)
    assert row["sales_ahead"] == pytest.approx(row["sales_attainment"] - 20 / 30)


def test_a_month_that_is_over_needs_nothing_more_a_day() -> None:
    names = {column.name for column in pace_table(scope_of_demo(), over()).columns}
    assert not {name for name in names if name.endswith("_required")}
    assert {"sales_required", "sales_to_checkpoint_required"} <= {
        column.name for column in pace_table(scope_of_demo(), OPEN).columns
    }
    assert "剩余" not in course_sentence(
        scope_of_demo(), course(scope_of_demo(), demo().days, over(), "sales"), over()
    )


def test_an_open_month_is_compared_with_the_same_day_of_last_month() -> None:
    found = same_day_change(scope_of_demo(), demo().days, OPEN, "sales")
    is_early = pl.col("day") <= 20
    august, september = (
        demo().days.totals.filter(pl.col("month") == month, is_early)["sales"].sum() / 100
        for month in (date(2026, 8, 1), date(2026, 9, 1))
    )
    assert found is not None
    assert found[0] == pytest.approx(september - august)
    undated = pl.DataFrame(
        {"month": [date(2026, 8, 1)], "region": ["华东"]}, schema=demo().days.undated.schema
    )
    assert same_day_change(scope_of_demo(), Days(demo().days.totals, undated), OPEN, "sales") is None


def test_figures_of_an_open_month_compare_nothing_that_does_not_compare() -> None:
    sales, _collections, met, *_rest, fines = figures(scope_of_demo(), OPEN, demo().days)
    assert met.change is None
    assert fines.change is None
    assert len(sales.course) == len(figures(scope_of_demo())[0].course) - 1
    assert figures(scope_of_demo(), OPEN)[0].change is None
    assert "66.7 %" in progress_line(scope_of_demo(), OPEN)


def test_attainment_to_date_is_held_against_time_progress() -> None:
    row = region_table(scope_of_demo(), OPEN).frame.filter(pl.col("region") == "西南").row(0, named=True)
    assert judgements(row)["sales_attainment"] is False
    assert judgements(row, OPEN)["sales_attainment"] is True


def test_before_the_checkpoint_no_finding_judges_it() -> None:
    """What it still takes is the month's story to tell."""
    assert not [f for f in findings(demo_scope(region="华北"), OPEN) if f.page == "targets"]
    assert [f for f in findings(demo_scope(region="华北"), over()) if f.page == "targets"]


@pytest.mark.parametrize("measure", MEASURES)
def test_the_shares_of_the_last_days_make_the_whole_month(measure: Measure) -> None:
    frame = last_days_frame(scope_of_demo(), demo().days)
    whole = sum(frame[f"{measure}_{part}"] for part in ("before", "last_days", "after"))
    assert ((whole - 1).abs() < 1e-12).all()
    through = scope_of_demo().regions.join(frame, on="region")
    by_checkpoint = through[f"{measure}_before"] + through[f"{measure}_last_days"]
    known = through[f"{measure}_to_checkpoint"] / through[measure]
    assert ((by_checkpoint - known).abs() < 1e-9).all()


def test_the_latest_region_is_named() -> None:
    assert "华北" in last_days_sentence(scope_of_demo(), demo().days)


def test_before_the_checkpoint_last_months_rush_is_shown() -> None:
    assert last_days_scope(scope_of_demo(), OPEN).month == date(2026, 8, 1)
    assert last_days_scope(scope_of_demo(), over()) is scope_of_demo()
    assert day_span(demo_scope("2026-02")) == (26, 28, 28)


def test_a_region_without_days_has_no_last_days() -> None:
    undated = pl.DataFrame(
        {"month": [date(2026, 9, 1)], "region": ["华北"]}, schema=demo().days.undated.schema
    )
    days = Days(demo().days.totals, undated)
    row = last_days_frame(scope_of_demo(), days).filter(pl.col("region") == "华北").row(0, named=True)
    assert row["sales_last_days"] is None
    assert "华北" not in last_days_sentence(scope_of_demo(), days)
    figure = last_days_bars(last_days_frame(scope_of_demo(), days), "sales", day_span(scope_of_demo()))
    texts = dict(zip(figure.data[-1].y, figure.data[-1].text, strict=True))
    assert texts["华北"] == "? 无逐日数据"
    assert last_days_table(scope_of_demo(), days).frame.height == 8


def test_the_running_total_is_judged_against_the_calendar() -> None:
    for region, colour in (("华东", template.GOOD), ("东北", template.BAD)):
        found = course(demo_scope(region=region), demo().days, over(), "collections")
        figure = course_lines(found, over(), WAN, 0.7)
        (line,) = (trace for trace in figure.data if trace.line.color in (template.GOOD, template.BAD))
        assert line.line.color == colour
        assert line.y[-1] == pytest.approx(found.days["amount"][-1] / 10_000)

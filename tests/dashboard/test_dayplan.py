"""The day plan in words and tables: worst first, totals of what is shown, holidays named or unknown."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from dashboard.services.dayplans import month_plan
from dashboard.services.evaluation import snapshot
from dashboard.services.exports import csv_bytes, xlsx_bytes
from dashboard.services.forecasts import forecast_basis, month_forecast
from dashboard.services.policies import policies
from dashboard.tables import total_row
from dashboard.views.scope import Scope
from dashboard.views.targets.dayplan import (
    behind_sentences,
    behind_table,
    calendar_text,
    missing_text,
    on_course_text,
    sheets,
    whole_table,
)
from data.people.person import Grant
from data.people.scope import scope_of_grants
from data.store import Store
from data.store.reader import Reader
from engine.planning.day_plan import LAID_OUT, LINES, STANDINGS, DayPlan
from tests.dashboard.demo import demo_scope, store_with_demo

OCTOBER = date(2026, 10, 1)


@cache
def scope() -> Scope:
    """The demo company in the month under way."""
    return demo_scope("2026-10")


def line(
    office: str, day: int, rest: int, figure: str = "collections", region: str = "华北"
) -> dict[str, object]:
    place = {"month": OCTOBER, "region": region, "office": office, "figure": figure}
    return place | {"date": OCTOBER.replace(day=day)} | dict.fromkeys(LAID_OUT, 0) | {"rest": rest}


def stand(
    office: str, behind: int | None, since: int | None, rest: int, region: str = "华北"
) -> dict[str, object]:
    return (
        {"month": OCTOBER, "region": region, "office": office, "figure": "collections"}
        | {"due": 700, "to_date": 100, "usual": 300, "behind": behind, "rest": rest}
        | {
            "is_behind": None if behind is None else since is not None,
            "behind_since": None if since is None else OCTOBER.replace(day=since),
        }
    )


def plan(lines: list[dict[str, object]], standings: list[dict[str, object]]) -> DayPlan:
    return DayPlan(
        OCTOBER, 8, 10, pl.DataFrame(lines, schema=LINES), pl.DataFrame(standings, schema=STANDINGS)
    )


def two_offices() -> DayPlan:
    return plan(
        [
            *(line("北京", 9, 12_345), line("北京", 10, 5), line("天津", 9, 100), line("天津", 10, 0)),
            *(line("上海", 9, 900_000, region="华东"), line("上海", 10, 1, region="华东")),
        ],
        [stand("北京", 2_000, 3, 12_350), stand("天津", 9_000, 5, 100), stand("上海", 5, 7, 900_001, "华东")],
    )


def test_who_is_behind_is_told_with_the_day_the_furthest_first() -> None:
    said = behind_sentences(scope(), two_offices())
    assert [text.split("：")[0] for text in said] == ["**华北·天津**", "**华北·北京**", "**华东·上海**"]
    assert "10\\-05" in said[0]
    assert "90" in said[0]


def test_who_is_behind_without_any_share_in_what_is_missing_comes_after_those_with_one() -> None:
    rich = plan([], [stand("北京", 9_999_999, 1, 0), stand("天津", 5, 8, 10)])
    assert behind_table(scope(), rich).frame["office"].to_list() == ["天津", "北京"]


def test_nobody_behind_and_nobody_known_differ_in_words() -> None:
    assert on_course_text(scope(), plan([], [stand("北京", 0, None, 0)])).startswith("✓")
    unknown = on_course_text(scope(), plan([], [stand("北京", None, None, 0)]))
    assert "无逐日数据" in unknown
    assert on_course_text(scope(), two_offices()) == ""


def test_the_region_that_misses_most_comes_first_and_its_totals_are_those_of_its_days() -> None:
    east, north = sheets(scope(), two_offices())
    assert east[0].title.startswith("华东")
    (table,) = north
    assert table.frame["day"].to_list() == ["10-09 周五", "10-10 周六 · 调休上班"]
    assert total_row(table) == ["合计", 123.50, 1.0, 124.50]


def test_a_chosen_region_has_its_own_sheet_only() -> None:
    assert len(sheets(replace(scope(), region="华北"), two_offices())) == 1


def test_regions_and_offices_that_need_nothing_have_no_sheet_and_no_column() -> None:
    found = sheets(
        scope(), plan([line("北京", 9, 1), line("北京", 10, 1), line("天津", 9, 0), line("天津", 10, 0)], [])
    )
    assert [column.title for column in found[0][0].columns] == ["日期", "北京", "合计"]
    assert sheets(scope(), plan([line("北京", 9, 0), line("北京", 10, 0)], [])) == []
    assert missing_text(scope(), plan([], [stand("北京", 0, None, 0)])).startswith("✓")


def test_days_worked_instead_count_as_working_days_and_an_unknown_year_says_so() -> None:
    assert "还有 2 天，其中工作日 2 天" in calendar_text(scope(), two_offices())
    later = replace(two_offices(), month=date(2031, 10, 1))
    assert "2031" in calendar_text(replace(scope(), month=date(2031, 10, 1)), later)
    assert "法定节假日" not in calendar_text(scope(), two_offices())


def test_files_hold_every_office_and_day_that_has_something_to_bring() -> None:
    table = whole_table(scope(), two_offices())
    text = csv_bytes(table).decode("utf-8-sig")
    assert "华北,北京,回款,2026-10-09,工作日,123.45" in text
    assert "天津,回款,2026-10-10" not in text
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table))).active
    assert sheet is not None
    assert sheet.cell(2, 6).value == 123.45


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> DayPlan:
    folder: Path = tmp_path_factory.mktemp("plan")
    with Store.open(store_with_demo(folder)) as store:
        forecast = month_forecast(forecast_basis(store, policies()), policies(), OCTOBER)
        assert forecast is not None
        found = month_plan(store, snapshot(store, policies()).evaluation, forecast)
    assert found is not None
    return found


def test_what_a_region_lacks_is_not_laid_on_the_one_office_that_is_seen(tmp_path: Path) -> None:
    head = scope_of_grants([Grant("office_head", frozenset({"华北"}), frozenset({"北京"}))])
    with Store.open(store_with_demo(tmp_path)) as store:
        reader = Reader(store, head)
        forecast = month_forecast(forecast_basis(reader, policies()), policies(), OCTOBER)
        assert forecast is not None
        assert month_plan(reader, snapshot(reader, policies()).evaluation, forecast) is None


def test_the_plan_of_the_demo_company_adds_up_to_what_the_story_says_is_missing(made: DayPlan) -> None:
    rows = scope().all_regions.filter(pl.col("checkpoint_outcome") == "missed")
    assert rows.height
    for figure in ("sales", "collections"):
        sums = dict(made.lines.filter(figure=figure).group_by("region").agg(pl.col("rest").sum()).rows())
        for region, gap in rows.select("region", f"{figure}_checkpoint_gap").rows():
            assert sums[region] == pytest.approx(max(0.0, gap) * 100, abs=1)

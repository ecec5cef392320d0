"""The page of the year: the answer first, the overview's line to it, and spans that stand in the address."""

from __future__ import annotations

from tests.dashboard.demo import demo_scope
from tests.pages.conftest import Opened
from tests.pages.shown import tiles, ways
from tests.pages.test_pages import texts


def test_the_page_says_first_whether_the_year_is_made_and_who_misses_it(opened: Opened) -> None:
    app = opened("year", month="2026-09")
    assert not app.exception
    first = next(element.value for element in app.markdown if element.value.startswith("× "))
    assert "× 按当前进度，**销售完不成年度指标**" in first
    assert "8 个区域中 7 个完不成全年指标" in first
    assert first.index("西南") < first.index("华南")
    assert tiles(app)[:2] == [("销售完成年度指标", "67.7 %"), ("销售剩余每月需", "4,790.08")]


def test_a_chosen_region_has_its_own_year(opened: Opened) -> None:
    app = opened("year", month="2026-09", region="华东", part="年度数据")
    text = texts(app)
    assert "✓ 按当前进度，**销售可完成年度指标**" in text
    assert "个完不成" not in text
    named = [set(frame.value["区域"]) for frame in app.dataframe if "区域" in frame.value]
    assert named
    assert all(names == {"华东"} for names in named)


def test_a_month_under_way_says_what_of_it_counts(opened: Opened) -> None:
    text = texts(opened("year", month="2026-10"))
    assert "计划按已过天数折算" in text
    assert "剩余 2.2 个月" in text


def test_the_overview_leads_to_the_year_in_a_line(opened: Opened) -> None:
    app = opened(month="2026-09")
    assert "销售完成年度指标 67.7 %，落后计划" in texts(app)
    assert ("看年度", "/year", {"month": "2026-09"}) in ways(app)


def test_spans_begin_with_last_years_same_months(opened: Opened) -> None:
    text = texts(opened("year", month="2026-09", part="任意对比"))
    assert "时段 A：2026-04 至 2026-09，全部区域" in text
    assert "时段 B：2025-04 至 2025-09，全部区域" in text


def test_any_spans_and_regions_come_from_the_address(opened: Opened) -> None:
    chosen = {
        "a_from": "2026-03",
        "a_to": "2026-01",
        "a_region": "华东",
        "b_from": "2026-04",
        "b_to": "2026-04",
    }
    app = opened("year", month="2026-09", part="任意对比", **chosen)
    text = texts(app)
    assert "时段 A：2026-01 至 2026-03，华东" in text
    assert "时段 B：2026-04，全部区域" in text
    rows = demo_scope().evaluation.regions.to_dicts()
    one = sum(row["sales"] for row in rows if row["region"] == "华东" and f"{row['month']}" < "2026-04"
              and row["month"].year == 2026)  # fmt: skip
    table = next(frame.value for frame in app.dataframe if "时段 A" in frame.value.columns)
    assert abs(table["时段 A"][0] * 10_000 - one) < 0.01


def test_a_choice_of_span_is_carried_to_the_address(opened: Opened) -> None:
    app = opened("year", month="2026-09", part="任意对比")
    start = next(box for box in app.selectbox if box.label == "时段 A：起")
    start.select("2026-07").run()
    app.multiselect[0].select("华北").run()
    assert app.query_params["a_from"] == "2026-07"
    assert app.query_params["a_region"] == "华北"
    assert "时段 A：2026-07 至 2026-09，华北" in texts(app)


def test_months_without_figures_are_said_and_not_drawn_as_zero(opened: Opened) -> None:
    text = texts(opened("year", month="2025-09"))
    assert "缺 2025-01、2025-02、2025-03 的销售数据：已剔除，不按 0 计算" in text
    assert "暂无法计算剩余月份需要多少" in text

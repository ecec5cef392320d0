"""Charts say what the figures say: marks, judgement, order, nothing for what is missing."""

from __future__ import annotations

import polars as pl
import pytest
from streamlit.elements.lib import streamlit_plotly_theme

from dashboard.charts import appraisal, capital, expenses, overview, settlement, targets, template
from dashboard.formats import WAN
from dashboard.views.appraisal.appraisal import component_frame, history
from dashboard.views.overview.overview import stakes, totals
from tests.dashboard.demo import demo_scope


def test_the_checkpoint_bars_are_judged_and_marked() -> None:
    regions = demo_scope().regions
    figure = targets.attainment_bullets(regions, "collections", 0.7)
    bars = figure.data[1]
    colours = dict(zip(bars.y, bars.marker.color, strict=True))
    assert colours["华北"] == template.BAD
    assert colours["华东"] == template.GOOD
    assert sorted(shape.x0 for shape in figure.layout.shapes) == [0.7, 1.0]
    texts = dict(zip(figure.data[2].y, figure.data[2].text, strict=True))
    assert texts["华北"] == "× 69.97 %"


def test_missing_ratios_are_named_not_drawn_as_misses() -> None:
    regions = demo_scope().regions.with_columns(
        pl.lit(None, dtype=pl.Float64).alias("sales_checkpoint_ratio"),
        pl.lit(None, dtype=pl.Boolean).alias("is_sales_checkpoint_reached"),
        pl.lit("no_data").alias("checkpoint_outcome"),
    )
    figure = targets.attainment_bullets(regions, "sales", 0.7)
    assert set(figure.data[1].marker.color) == {template.NEUTRAL}
    assert set(figure.data[2].text) == {"? 无数据"}


def test_bars_start_from_zero() -> None:
    scope = demo_scope()
    for figure in (
        targets.attainment_bullets(scope.regions, "sales", 0.7),
        capital.quota_bullets(scope.regions, WAN),
        expenses.cap_bullets(scope.regions, WAN, 0.003),
        appraisal.score_bars(scope.regions, component_frame(scope)),
    ):
        assert figure.layout.xaxis.range[0] == 0


def test_the_parts_of_a_capital_bar_add_up() -> None:
    regions = demo_scope().regions
    figure = capital.quota_bullets(regions, WAN)
    *occupied, overdue = (trace.x for trace in figure.data if trace.type == "bar")
    for position, row in enumerate(regions.iter_rows(named=True)):
        together = sum(part[position] for part in occupied)
        assert together == pytest.approx(row["capital_occupied"] / 10_000)
        assert overdue[position] == pytest.approx(row["contract_overdue"] / 10_000)


def test_words_beside_bars_have_a_margin_as_wide_as_they_are_and_long_names_lines() -> None:
    regions = demo_scope().regions.with_columns(pl.lit("长" * 20).alias("region")).head(1)
    figure = targets.attainment_bullets(regions, "sales", 0.7)
    (words,) = (trace for trace in figure.data if trace.type == "scatter")
    assert words.cliponaxis is False
    assert figure.layout.margin.r >= 7 * len(words.text[0])
    assert figure.layout.yaxis.ticktext == ("长" * 12 + "<br>" + "长" * 8,)


def test_the_legend_of_a_capital_bar_has_the_colours_of_its_parts() -> None:
    bars = {trace.name: trace for trace in capital.quota_bullets(demo_scope().regions, WAN).data}
    assert bars["超额度占用"].marker.color == template.BAD
    assert max(bars["超额度占用"].x) > 0


def test_rewards_and_fines_differ_in_colour_and_side() -> None:
    figure = settlement.award_bars(stakes(demo_scope()))
    for trace in figure.data:
        if trace.type == "bar" and trace.x[0] is not None:
            for value, colour in zip(trace.x, trace.marker.color, strict=True):
                assert colour == template.verdict(None if value == 0 else value > 0)


def test_names_from_files_cannot_write_html() -> None:
    regions = demo_scope().regions.with_columns(pl.lit('<a href="x">y</a>').alias("region")).head(1)
    for figure in (
        targets.attainment_bullets(regions, "sales", 0.7),
        capital.quota_bullets(regions, WAN),
        expenses.cap_bullets(regions, WAN, 0.003),
    ):
        assert "<a" not in figure.to_json().replace("\\u003c", "<")


@pytest.mark.parametrize("month", ["2025-04", "2026-12"])
def test_charts_stand_months_without_figures(month: str) -> None:
    scope = demo_scope(month)
    of_regions = [
        expenses.cap_bullets(scope.regions, WAN, 0.003),
        capital.quota_bullets(scope.regions, WAN),
        settlement.award_bars(stakes(scope)),
    ]
    for figure in of_regions:
        assert set(figure.data[0].y) == set(scope.region_names)
    assert overview.attainment_lines(totals(scope)).data
    assert appraisal.score_bars(scope.regions, component_frame(scope)).layout.height
    assert not appraisal.rank_lines(history(scope).clear(), None).data


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (0.0, 1.15, ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]),
        (-0.3, 1.2, ["-25 %", "0 %", "25 %", "50 %", "75 %", "100 %"]),
        (0.93, 0.951, ["93.0 %", "93.5 %", "94.0 %", "94.5 %", "95.0 %"]),
        (0.0, 30.0, ["0 %", "500 %", "1,000 %", "1,500 %", "2,000 %", "2,500 %", "3,000 %"]),
    ],
)
def test_an_axis_of_shares_is_marked_as_percentages_are_written(
    low: float, high: float, marks: list[str]
) -> None:
    assert template.share_ticks(low, high)["ticktext"] == marks


def test_the_stand_in_for_the_text_colour_is_still_streamlits() -> None:
    assert template.TEXT == streamlit_plotly_theme.GRAY_90


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (-2_100.0, 3_900.0, ["-2,000", "0", "+2,000"]),
        (0.0, 1_080.0, ["0", "+500", "+1,000"]),
        (-0.4, 0.4, ["0"]),
    ],
)
def test_an_axis_of_amounts_is_labelled_like_every_amount(low: float, high: float, texts: list[str]) -> None:
    axis = template.amount_axis(low, high, "yuan", most=4)
    assert axis["ticktext"] == texts
    assert all(low <= value <= high for value in axis["tickvals"])

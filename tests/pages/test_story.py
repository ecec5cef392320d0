"""The month under way: overview, what-if, targets page and bulletin say the same numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.bulletins.document import document_data
from dashboard.bulletins.texts import unmarked
from dashboard.cache.ahead import current_forecast
from dashboard.formats import WAN
from dashboard.views.month.progress import progress
from dashboard.views.month.story import Line, story
from dashboard.views.month.telling import (
    difference_text,
    headline_text,
    rest_text,
    story_findings,
    story_table,
)
from tests.dashboard.bulletins.building import demo_bulletin_under_way
from tests.dashboard.demo import demo, demo_scope
from tests.pages.conftest import Opened
from tests.pages.shown import ways
from tests.pages.test_pages import as_read, texts

PAGES = Path(__file__).parents[2] / "pages"


def lines() -> list[Line]:
    """The story of the store that the page just opened shows."""
    scope = demo_scope("2026-10")
    return story(scope, progress(scope, demo().days), current_forecast(scope.month))


@pytest.mark.parametrize("month", ["2026-09", "2026-10"])
def test_the_overview_begins_with_what_the_month_under_way_still_takes(opened: Opened, month: str) -> None:
    app = opened("overview", month=month)
    text, told = texts(app), lines()
    places = [text.index(as_read(finding.sentence)) for finding in story_findings(told, WAN)[:3]]
    assert places
    assert places == sorted(places)
    assert max(places) < text.index("需要关注")
    assert [line.cost for line in told] == sorted((line.cost or 0 for line in told), reverse=True)


def test_why_and_how_to_avoid_land_on_the_region(opened: Opened) -> None:
    mine = [link for link in ways(opened("overview", month="2026-09")) if link[2]["month"] == "2026-10"]
    there = {"month": "2026-10", "region": lines()[0].region}
    assert mine[:2] == [
        ("为什么？", "/targets", {**there, "receipt": "checkpoint"}),
        ("如何避免", "/whatif", there),
    ]


def test_a_month_that_is_not_shown_is_a_click_away(opened: Opened) -> None:
    found = {label: query for label, path, query in ways(opened("overview", month="2026-09")) if path == "/"}
    assert found["查看 2026-10"] == {"month": "2026-10"}


def test_the_what_if_says_the_same_and_what_its_goal_means_by_missing(opened: Opened) -> None:
    app = opened("whatif", month="2026-10", region="华北")
    text = texts(app)
    (line,) = [line for line in lines() if line.region == "华北"]
    assert as_read(headline_text(line, WAN)) in text
    assert as_read(rest_text(line, WAN)) in text
    assert as_read(difference_text(line)) in text
    assert text.index(as_read(headline_text(line, WAN))) < text.index("避免全部罚款")


def test_the_targets_page_and_the_bulletin_say_the_same(opened: Opened) -> None:
    app = opened("targets", month="2026-10")
    table = story_table(demo_scope("2026-10"), lines())
    shown = app.dataframe[0].value
    assert shown.iloc[:, 0].tolist() == table.frame["region"].to_list()
    for place, column in enumerate(table.columns):
        if column.kind == "money":
            assert shown.iloc[:, place].tolist() == pytest.approx(
                [v / 10_000 for v in table.frame[column.name]]
            )
    printed = document_data(demo_bulletin_under_way(current_forecast(demo_scope("2026-10").month)))
    said = [(row["region"], row["text"]) for row in printed["findings"]]
    expected = [(f.region, unmarked(f.sentence.partition("** ")[2])) for f in story_findings(lines(), WAN)]
    assert said[: len(expected)] == expected


@pytest.mark.parametrize("key", ["targets", "whatif"])
def test_of_a_month_that_is_over_nothing_of_it_is_shown(opened: Opened, key: str) -> None:
    assert "预计到账之外" not in texts(opened(key, month="2026-09", region="华北"))

"""The month under way: who lacks what, what it takes beyond what comes anyway, the dearest region first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from dashboard.formats import WAN, YUAN
from dashboard.i18n import speaking
from dashboard.views.month.outlook import basis_note, chance_text, shown_chance
from dashboard.views.month.progress import Progress
from dashboard.views.month.story import story
from dashboard.views.month.telling import (
    difference_text,
    headline_text,
    needed_text,
    others_text,
    rest_text,
    rest_texts,
    story_findings,
    story_table,
)
from dashboard.views.scope import Scope
from engine.forecasting import Forecast
from engine.forecasting.chances import CHANCE_SCHEMA
from engine.forecasting.needed import NEEDED_SCHEMA
from tests.dashboard.demo import demo_scope

OCTOBER = date(2026, 10, 1)
NOW = Progress(OCTOBER, date(2026, 10, 25), 28)
#: By region: the chance, and what 50, 80 and 95 % need of collections and of sales (yuan).
TOLD: dict[str, tuple[float, list[float], list[float]]] = {
    "东北": (0.2, [0.0, 60_000.0, 61_000.0], [10_000.0, 20_000.0, 30_000.0]),
    "华北": (0.94, [0.0, 0.0, 12_345.67], [0.0, 0.0, 0.0]),
    "西北": (0.7, [0.0, 500.0, 900.0], [0.0, 0.0, 0.0]),
    "西南": (0.97, [0.0] * 3, [0.0] * 3),
}


def test_on_what_chances_rest_is_said_to_who_sees_a_part_and_to_nobody_else() -> None:
    scope = october()
    with speaking("en"):
        assert basis_note(scope) == ""
        assert "the regions you see" in basis_note(replace(scope, published=scope.evaluation))


def october() -> Scope:
    return demo_scope("2026-10")


def made(told: dict[str, tuple[float, list[float], list[float]]] = TOLD, **reasons: str) -> Forecast:
    chances: list[dict[str, Any]] = [
        {"region": region, "checkpoint_chance": chance, "checkpoint_stake": 2_000.0}
        | {"checkpoint_cost": (1 - chance) * 2_000}
        for region, (chance, _collections, _sales) in told.items()
    ]
    chances += [{"region": region, "checkpoint_reason": reason} for region, reason in reasons.items()]
    needed = [
        {"region": region, "certainty": certainty, "collections": collections[n], "sales": sales[n]}
        for region, (_chance, collections, sales) in told.items()
        for n, certainty in enumerate((0.5, 0.8, 0.95))
    ]
    of_all = pl.DataFrame([dict.fromkeys(NEEDED_SCHEMA) | row for row in needed], schema=NEEDED_SCHEMA)
    return Forecast(
        OCTOBER,
        25,
        pl.DataFrame(),
        pl.DataFrame([dict.fromkeys(CHANCE_SCHEMA) | row for row in chances], schema=CHANCE_SCHEMA),
        lambda regions: of_all.filter(pl.col("region").is_in(regions)),
        pl.DataFrame(),
        pl.DataFrame(),
    )


def test_the_region_in_danger_stands_before_those_that_will_make_it() -> None:
    regions = [line.region for line in story(october(), NOW, made(华东="short_history"))]
    assert regions[:4] == ["东北", "西北", "华北", "西南"]
    assert set(regions[4:]) == set(october().region_names) - set(TOLD), "nobody knows, and so they come last"


def test_only_who_needs_something_has_a_line_and_the_others_share_one() -> None:
    short = october().regions.filter(checkpoint_outcome="missed")["region"].to_list()
    lines = [line for line in story(october(), NOW, made()) if line.region in TOLD]
    assert [(f.region, f.tone, f.page, f.avoid) for f in story_findings(lines, WAN)] == [
        (region, tone, "targets", "whatif")
        for region, tone in (("东北", "bad"), ("西北", "watch"), ("华北", "watch"))
        if region in short
    ]
    with speaking("en"):
        assert "Expected to reach it without doing more: 西南 (97 %)" in others_text(lines).replace("\\", "")


def test_why_more_is_needed_than_is_missing_is_said_of_those_regions_and_of_no_other() -> None:
    """What is missing is read from the month; a yuan more of one certainty is more than that."""
    rows = {row["region"]: row for row in october().regions.iter_rows(named=True)}
    gap = rows["东北"]["collections_checkpoint_gap"]
    told = {
        "东北": (0.2, [0.0, gap, gap + 1], [0.0, 0.0, 0.0]),
        "华北": (0.9, [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]),
    }
    lines = [line for line in story(october(), NOW, made(told)) if line.region in told]
    with speaking("en"):
        *_each, said = rest_texts(lines, WAN)
        assert said.startswith("东北: to be so certain takes more than is missing today")
        assert "华北" not in said
        alone = rest_texts([line for line in lines if line.region == "华北"], WAN)
        assert not any("more than is missing" in each for each in alone)


def test_a_headline_says_chance_missing_and_price_and_the_rest_what_is_needed() -> None:
    (line,) = [line for line in story(october(), NOW, made()) if line.region == "东北"]
    row = october().regions.filter(region="东北").row(0, named=True)
    with speaking("en"):
        said = headline_text(line, YUAN).replace("\\", "")
        assert said.startswith("20 % likely to reach the checkpoint; missing today: ")
        assert f"collections {row['collections_checkpoint_gap']:,.0f} yuan" in said
        assert said.endswith("expected loss 1,600 yuan")
        rest = rest_text(line, YUAN).replace("\\", "")
        assert rest.startswith("3 days left")
        assert "50 %: sales 10,000 yuan; 80 %: collections 60,000 yuan, sales 20,000 yuan" in rest
        assert rest.endswith("at stake 2,000 yuan")
        assert needed_text(line, None) in difference_text(line).replace("\\", "")


def test_what_needs_nothing_says_so_and_fen_are_not_nothing() -> None:
    told = {"华北": (0.94, [0.0, 0.0, 0.01], [0.0, 0.0, 0.0])}
    (line,) = [line for line in story(october(), NOW, made(told)) if line.region == "华北"]
    with speaking("en"):
        assert needed_text(line, WAN) == "50 %, 80 %: nothing; 95 %: collections 0.01 yuan"


def test_without_a_chance_the_reason_is_told_and_no_amount() -> None:
    with speaking("en"):
        lines = story(october(), NOW, made({}, 东北="short_history"))
        (line,) = [line for line in lines if line.region == "东北"]
        assert "cannot be told: ? too little history" in headline_text(line, WAN).replace("\\", "")
        assert not rest_text(line, WAN)
        assert difference_text(line) == ""
        table = story_table(october(), [line]).frame
    assert table["collections_needed_2"].to_list() == [None]


@pytest.mark.parametrize("day", [28, 30, 31])
def test_once_the_checkpoint_has_come_there_is_no_story(day: int) -> None:
    assert story(october(), Progress(OCTOBER, date(2026, 10, day), 28), made()) == []


def test_a_month_that_is_over_or_without_days_has_no_story() -> None:
    september = replace(october(), month=date(2026, 9, 1))
    assert story(september, Progress(date(2026, 9, 1), date(2026, 9, 30), 28), made()) == []
    assert story(october(), Progress(OCTOBER, None, 28), None) == []
    assert story(october(), None, None) == []


@pytest.mark.parametrize(
    ("chance", "shown"),
    [(0.9499, 94), (0.95, 95), (0.796, 79), (0.4999, 49), (0.5, 50), (0.936, 94), (0.999, 99), (0.001, 1)],
)
def test_a_chance_is_not_rounded_up_to_a_certainty_that_still_needs_something(
    chance: float, shown: int
) -> None:
    assert chance_text(chance) == f"{shown} %"
    assert shown_chance(chance) == shown / 100


def test_a_leap_february_has_the_days_to_its_own_checkpoint() -> None:
    found = story(october(), Progress(date(2028, 2, 1), date(2028, 2, 20), 28), made())
    assert {line.days_left for line in found} == {8}

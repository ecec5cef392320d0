"""The catalogue describes what is published: all of it, once, truly."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from engine.evaluation import Evaluation, evaluate
from engine.figures import FIGURES, Level, figure, names, of_level
from engine.policy.parameters import load_policies
from engine.settlement.items import ITEMS, region_figures
from tests.reference.pack import acceptance_facts

FRAMES: dict[Level, str] = {
    "region": "regions",
    "office": "offices",
    "declaration": "declarations",
    "component": "components",
    "line": "settlement",
    "carried": "carried",
    "year": "plan_differences",
}
DTYPES = {
    "money": {pl.Float64},
    "award": {pl.Float64},
    "ratio": {pl.Float64},
    "points": {pl.Float64},
    "name": {pl.String},
    "text": {pl.String},
    "state": {pl.String},
    "month": {pl.Date},
    "date": {pl.Date},
    "count": {pl.Int32, pl.Int64},
    "flag": {pl.Boolean},
}


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return evaluate(acceptance_facts(), load_policies())


@pytest.mark.parametrize("level", FRAMES)
def test_every_published_column_is_described_and_every_described_one_published(
    level: Level, evaluation: Evaluation
) -> None:
    frame: pl.DataFrame = getattr(evaluation, FRAMES[level])
    assert Counter(frame.columns) == Counter(each.name for each in of_level(level))


@pytest.mark.parametrize("level", FRAMES)
def test_a_figure_is_of_the_kind_and_absent_only_where_the_catalogue_says_so(
    level: Level, evaluation: Evaluation
) -> None:
    frame: pl.DataFrame = getattr(evaluation, FRAMES[level])
    for each in of_level(level):
        assert frame.schema[each.name] in DTYPES[each.kind], each.name
        assert each.null != "never" or frame[each.name].null_count() == 0, each.name


def test_titles_tell_the_figures_of_a_level_apart_in_both_languages() -> None:
    levels: tuple[Level, ...] = (*FRAMES, "year_to_date")
    for level in levels:
        for language in ("zh", "en"):
            named = Counter(each.title(language) for each in of_level(level))
            assert [title for title, count in named.items() if count > 1] == [], (level, language)


@pytest.mark.parametrize(
    ("name", "language", "is_short", "title"),
    [
        ("sales_target", "zh", False, "销售认定指标"),
        ("sales_target", "zh", True, "销售指标"),
        ("sales_target", "en", False, "Sales target of record"),
        ("sales_target", "en", True, "Sales target"),
        # What has no short title goes by its full one.
        ("sales_plan", "zh", True, "销售计划"),
        ("sales_plan", "en", True, "Sales plan"),
    ],
)
def test_a_figure_has_a_title_in_each_language_and_a_short_one_in_its_chapter(
    name: str, language: str, is_short: bool, title: str
) -> None:
    assert figure(name).title(language, is_short=is_short) == title


def test_figures_are_named_in_their_order() -> None:
    assert names([figure("rank"), figure("awards")]) == ("rank", "awards")


def test_every_item_of_the_settlement_has_its_award_among_the_regions_figures() -> None:
    assert {item.award for item in ITEMS} <= {each.name for each in region_figures() if each.kind == "award"}
    assert all(figure(item.award).clause == item.clause for item in ITEMS)


def test_clauses_lead_to_a_chapter_of_the_regulation() -> None:
    assert {each.chapter for each in FIGURES} == {"", *"一二三四六"}


#: What other regions see of a region and of its settlement: names, scores, ranks, awards.
PUBLIC = {
    "region": {
        *("month", "region", "manager", "vice_president", "policy_version"),
        *("score", "rank", "is_rank_shared", "is_last", "is_last_shared", "last_place_streak"),
        *("awards", "checkpoint_award", "capital_award"),
    },
    "line": {"month", "region", "policy_version", "clause", "item", "amount"},
}


def test_other_regions_see_names_scores_ranks_and_awards_and_nothing_else() -> None:
    region = {each.name for each in region_figures() if each.is_public}
    line = {each.name for each in of_level("line") if each.is_public}
    assert {"region": region, "line": line} == PUBLIC


def test_no_amount_but_an_award_is_public() -> None:
    assert {each.kind for each in FIGURES if each.is_public and each.is_amount} == {"award"}
    loaded = {each.name for each in FIGURES if each.is_public and (each.extracts or each.is_fen)}
    assert loaded == {"manager", "vice_president"}

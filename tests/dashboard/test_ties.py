"""Ties say what broke them; a streak that begins anew says why."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboard.formats import WAN
from dashboard.i18n import speaking
from dashboard.views.appraisal.ties import restart_sentences, tie_sentences
from dashboard.views.scope import Scope
from engine.evaluation import evaluate
from tests.engine.building import facts
from tests.engine.policies import shipped


def scope(words: dict[str, Any], month: date = date(2026, 3, 1)) -> Scope:
    return Scope(evaluate(facts(words), shipped()), month, None, WAN)


def regions(**others: dict[str, Any]) -> dict[str, Any]:
    return {"East": {}, "North": {}, "South": {}, **others}


def test_equal_scores_name_the_measure_that_decided_and_both_its_values() -> None:
    # Sales beyond 120 % of the target earn no more points, but break the tie.
    found = scope({"regions": regions(West={"sales": "1,300.00"}, Best={"sales": "1,250.00"})})
    with speaking("en"):
        said = tie_sentences(found)
    assert [sentence for sentence in said if "**West**" in sentence and "**Best**" in sentence] == [
        "**West** (rank 1) stands before **Best**: both have 107\\.00 points, and Sales attainment decides, "
        "130\\.0 % against 125\\.0 %."
    ]


def test_a_rank_that_is_shared_is_no_broken_tie() -> None:
    with speaking("en"):
        assert tie_sentences(scope({"regions": regions()})) == []


def months(*names: str, managers: tuple[str, ...]) -> dict[str, Any]:
    return {
        name: regions(West={"sales": "100.00", "manager": manager})
        for name, manager in zip(names, managers, strict=True)
    }


def test_a_new_manager_is_why_the_months_count_from_one() -> None:
    words = {"months": months("2026-02", "2026-03", managers=("A", "B"))}
    with speaking("en"):
        assert restart_sentences(scope(words)) == [
            "**West** was last in 2026-02 as well, but counts from one again: B has taken over from A."
        ]


def test_a_month_that_is_not_loaded_is_why_the_months_count_from_one() -> None:
    words = {"months": months("2026-01", "2026-03", managers=("A", "A"))}
    with speaking("en"):
        (said,) = restart_sentences(scope(words))
    assert "the months between them are not loaded" in said


def test_whoever_is_last_in_a_row_or_for_the_first_time_needs_no_explanation() -> None:
    words = {"months": months("2026-02", "2026-03", managers=("A", "A"))}
    assert restart_sentences(scope(words)) == []
    assert restart_sentences(scope(words, date(2026, 2, 1))) == []

"""What the regulation names: further sanctions are accepted, misspelled or missing indicators asked about."""

from __future__ import annotations

from datetime import date

import pytest

from data.ingestion import Ingestion, Upload, ingest
from data.vocabulary import Vocabulary, vocabulary_of
from engine.policy.parameters import load_policies
from tests.data.workbooks import TODAY, organisation
from tests.engine.policies import policies_with

SINCE = date(2025, 1, 1)
CONDUCT = "日期,区域,办事处,行为,处分,说明\n"
INDICATORS = "年月,区域,指标,目标值,实际值\n"


def region() -> str:
    return str(organisation().organisation()["region"][0])


def loaded(text: str, vocabulary: Vocabulary) -> Ingestion:
    upload = Upload("extract.csv", text.replace("REGION", region()).encode())
    return ingest([upload], organisation(), today=TODAY, vocabulary=vocabulary)


def codes(found: Ingestion) -> list[tuple[str, str]]:
    return [(issue.severity, issue.code) for issue in found.issues]


def sanctioned(sanction: str, *named: str) -> Ingestion:
    return loaded(f"{CONDUCT}2026-03-05,REGION,,窜货,{sanction},\n", Vocabulary(named or None))


def rated(names: list[str], *named: str, month: str = "2026-03") -> Ingestion:
    rows = "".join(f"{month},REGION,{name},10,9\n" for name in names)
    return loaded(INDICATORS + rows, Vocabulary(("警告",), ((SINCE, named),)))


def test_a_sanction_that_the_policy_names_is_accepted() -> None:
    found = sanctioned("降级", "警告", "降级")
    assert not found.issues
    assert found.frames["conduct"]["sanction"].to_list() == ["降级"]


def test_a_sanction_that_nobody_names_is_refused_with_what_may_stand_there() -> None:
    found = sanctioned("降级", "警告", "留用察看")
    (issue,) = found.errors
    assert (issue.code, issue.value) == ("choice", "降级")
    assert "留用察看" in str(issue.parameters["choices"])
    assert found.unknown_values[0].counts == {"降级": 1}


def test_a_sanction_of_the_regulation_that_costs_no_points_is_asked_about() -> None:
    assert codes(sanctioned("记过", "警告", "降级")) == [("warning", "sanction_without_points")]


@pytest.mark.parametrize("sanction", ["警告", "记过", "记大过", "调岗"])
def test_the_shipped_policy_names_every_sanction_of_the_regulation(sanction: str) -> None:
    upload = Upload("a.csv", f"{CONDUCT}2026-03-05,{region()},,窜货,{sanction},\n".encode())
    found = ingest([upload], organisation(), today=TODAY, vocabulary=vocabulary_of(load_policies()))
    assert not found.issues


def test_named_indicators_are_taken_as_they_are() -> None:
    assert not rated(["满意度", "安全"], "满意度", "安全").issues


def test_an_indicator_that_no_scheme_names_is_asked_about_with_the_nearest_spelling() -> None:
    found = rated(["客户满意率"], "客户满意度")
    assert codes(found) == [("warning", "indicator_like_named")]
    assert found.issues[0].parameters["nearest"] == "客户满意度"
    assert found.issues[0].value == "客户满意率"


def test_an_indicator_like_no_named_one_is_asked_about_without_a_spelling() -> None:
    found = rated(["客户满意度", "市场份额"], "客户满意度")
    assert codes(found) == [("warning", "indicator_not_named")]


def test_a_named_indicator_that_the_file_does_not_bring_is_asked_about() -> None:
    found = rated(["客户满意度"], "客户满意度", "安全事故")
    assert codes(found) == [("warning", "named_indicator_missing")]
    assert found.issues[0].parameters == {"indicator": "安全事故", "month": "2026-03"}


def test_what_the_scheme_of_another_month_names_need_not_be_brought() -> None:
    text = f"{INDICATORS}2026-02,REGION,安全,10,9\n2026-03,REGION,满意度,10,9\n"
    named = ((SINCE, ("安全",)), (date(2026, 3, 1), ("满意度",)))
    assert not loaded(text, Vocabulary((), named)).issues


def test_where_no_scheme_names_indicators_theirs_is_a_note() -> None:
    assert codes(rated(["客户满意度"])) == [("note", "indicator_not_named")]


def test_a_policys_words_are_those_of_its_scheme_and_its_tie_breaks() -> None:
    scheme = [
        {
            "name": "satisfaction",
            "measure": "indicator:客户满意度",
            "clause": "四",
            "kind": "assumed",
            "weight": 95,
            "shape": {"name": "proportional", "cap": 1, "floor": 0},
        },
        {
            "name": "conduct",
            "measure": "conduct",
            "clause": "六",
            "kind": "assumed",
            "weight": 5,
            "shape": {"name": "deduction", "points": {"警告": 1, "降级": 4}},
        },
    ]
    ties = [{"measure": "indicator:安全事故", "better": "lower"}]
    policies = policies_with({"appraisal.indicators": scheme, "appraisal.tie_breaks.order": ties})
    found = vocabulary_of(policies)
    assert found.sanctions == ("警告", "降级")
    assert found.named == ("客户满意度", "安全事故")

"""Chapter 六 on screen and on paper: what was recorded in the month, and what it costs."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl
import polars as pl

from dashboard.bulletins.document import document_data
from dashboard.bulletins.workbook import workbook_bytes
from dashboard.charts.standings import streak_clock
from dashboard.views.appraisal.appraisal import proposals
from dashboard.views.appraisal.conduct import conduct_sentence, conduct_table
from dashboard.views.appraisal.standings import clock_months, clock_sentences, clock_steps, last_places
from dashboard.views.evidence.clauses import standing_rule
from dashboard.views.evidence.regulation import consequence_table
from dashboard.views.scope import Scope
from engine.policy.parameters import Policies
from tests.dashboard.bulletins.building import demo_bulletin
from tests.dashboard.demo import SEPTEMBER, demo, demo_scope
from tests.engine.policies import policies_with


def test_a_months_records_name_what_they_cost_and_the_row_they_stand_in() -> None:
    table = conduct_table(demo_scope(), demo().conduct[SEPTEMBER])
    (row,) = table.frame.to_dicts()
    assert (row["date"], row["region"], row["office"]) == (date(2026, 9, 16), "东北", None)
    assert (row["sanction"], row["points"]) == ("记过", 3.0)
    assert (row["source_sheet"], row["source_file"]) == ("违规记录", "demo.xlsx")
    assert row["source_row"] == 8  # the seventh record below the header
    assert "1 条记录，合计扣 3.00 分" in conduct_sentence(table)


def test_points_are_those_of_the_policy_and_nothing_where_it_names_none() -> None:
    changes = {"appraisal.indicators.4.shape.points": {"警告": 1, "记过": 4.5}}
    scope = demo_scope()
    evaluation = replace(scope.evaluation, policies=policies_with(changes))
    rows = demo().conduct[SEPTEMBER]
    several = pl.concat([rows, rows.with_columns(sanction=pl.lit("记大过"))])
    table = conduct_table(replace(scope, evaluation=evaluation), several)
    assert table.frame["points"].to_list() == [4.5, 0.0]


def test_another_regions_records_are_not_shown_with_a_region() -> None:
    assert conduct_table(demo_scope(region="华北"), demo().conduct[SEPTEMBER]).frame.is_empty()
    assert conduct_table(demo_scope(region="东北"), demo().conduct[SEPTEMBER]).frame.height == 1


def test_a_month_without_records_says_so() -> None:
    table = conduct_table(demo_scope("2026-03"), demo().conduct[date(2026, 3, 1)])
    assert conduct_sentence(table) == "本月无违规记录，行为项得满分。"


def test_the_bulletins_workbook_has_a_sheet_of_conduct() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(demo_bulletin())))
    cells = [cell.value for line in book["行为"].iter_rows() for cell in line]
    assert {"东北", "记过", "阻碍第三方打假调查", "demo.xlsx"} <= set(cells)


def test_the_bulletins_pages_print_the_months_conduct() -> None:
    printed = document_data(demo_bulletin())
    texts = [cell["text"] for row in printed["conduct"]["rows"] for cell in row]
    assert {"2026-09-16", "东北", "记过", "3.00"} <= set(texts)
    assert "1 条记录" in printed["conduct_said"]


def without_escalations(scope: Scope) -> Scope:
    return replace(scope, evaluation=replace(scope.evaluation, policies=_policies()))


def _policies() -> Policies:
    return policies_with({"appraisal.last_place.escalations": []})


def test_no_sentence_breaks_where_a_scheme_has_no_escalations() -> None:
    scope = without_escalations(demo_scope("2026-06"))
    policy = scope.policy
    assert standing_rule(policy).startswith("本方案未规定连续末位的处理建议。")
    rows = scope.evaluation.regions.with_columns(escalation=pl.lit("none"))
    scope = replace(scope, evaluation=replace(scope.evaluation, regions=rows))
    (clock,) = clock_sentences(scope)
    assert "本方案未规定相应处理" in clock
    assert "最后" not in clock
    said = [sentence for sentence in proposals(scope) if "末位" in sentence]
    assert said
    assert not any("建议" in sentence for sentence in said)
    chart = streak_clock(last_places(scope), clock_months(scope), clock_steps(scope))
    assert [trace.name for trace in chart.data] == ["末位"]
    assert consequence_table(policy).frame.height == 3


def test_a_proposal_by_the_half_years_mean_does_not_speak_of_a_streak() -> None:
    scope = demo_scope("2026-06")
    is_meant = pl.col("region") == "华北"
    rows = scope.evaluation.regions.with_columns(
        escalation=pl.when(is_meant).then(pl.lit("transfer")).otherwise(pl.lit("none"))
    )
    policies = policies_with({"readings.half_year_last": "half_year_mean"})
    scope = replace(scope, evaluation=replace(scope.evaluation, policies=policies, regions=rows))
    said = next(sentence for sentence in proposals(scope) if sentence.startswith("**华北**"))
    assert "半年平均得分末位" in said
    assert "连续 0" not in said


STEPS = "appraisal.last_place.escalations"


def test_months_in_a_row_announce_nothing_that_the_half_years_mean_decides() -> None:
    """东北 is last for the fifth month in September; the sixth would bring nothing of itself."""
    scope = demo_scope()
    policies = policies_with({"readings.half_year_last": "half_year_mean"})
    scope = replace(scope, evaluation=replace(scope.evaluation, policies=policies))
    (clock,) = clock_sentences(scope)
    assert "已到最后一级" in clock
    assert clock_steps(scope) == (3,)
    assert "半年平均得分末位" in consequence_table(policies.items[0]).frame["case"].to_list()
    assert "没有满 6 个月的一档" not in standing_rule(policies.items[0])


def test_a_mean_of_the_half_year_without_a_step_of_six_months_is_said_to_lead_to_nothing() -> None:
    steps = [{"months": 3, "action": "report_to_vp"}]
    (policy,) = policies_with({"readings.half_year_last": "half_year_mean", STEPS: steps}).items
    assert "没有满 6 个月的一档" in standing_rule(policy)
    assert (
        consequence_table(policy).frame["consequence"].to_list()[-1] == "无：政策文件中没有满 6 个月的一档。"
    )
    (running,) = policies_with({STEPS: steps}).items
    assert "没有满 6 个月的一档" not in standing_rule(running)
    assert consequence_table(running).frame.height == consequence_table(policy).frame.height - 1

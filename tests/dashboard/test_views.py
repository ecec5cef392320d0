"""What pages say agrees with the evaluation, and totals equal their visible parts."""

from __future__ import annotations

import dataclasses
from datetime import date

import polars as pl
import pytest

from dashboard.components.elements.tables import shown_frame
from dashboard.formats import WAN, YUAN
from dashboard.services.exports import csv_bytes, xlsx_bytes
from dashboard.tables import Table, rows
from dashboard.views.appraisal import appraisal
from dashboard.views.capital import capital
from dashboard.views.evidence import receipts, regulation, settlement
from dashboard.views.expenses import expenses
from dashboard.views.overview import overview
from dashboard.views.overview.figures import figures
from dashboard.views.overview.findings import findings
from dashboard.views.scope import Scope
from dashboard.views.targets import targets
from tests.dashboard.demo import demo_scope, demo_snapshot


def tables(scope: Scope) -> list[Table]:
    derived = [
        receipts.input_table(scope.evaluation.receipt(line["month"], line["region"], line["item"]), ())
        for line in settlement.lines(scope).head(2).iter_rows(named=True)
    ]
    return [
        overview.region_table(scope),
        overview.stakes_table(scope),
        overview.course_table(scope),
        targets.region_table(scope),
        targets.office_table(scope),
        targets.declaration_table(scope),
        capital.region_table(scope),
        capital.tier_table(scope),
        expenses.region_table(scope),
        appraisal.rank_table(scope),
        appraisal.history_table(scope),
        settlement.line_table(scope),
        regulation.value_table(scope.policy),
        regulation.scheme_table(scope.policy),
        regulation.tier_table(scope.policy),
        regulation.band_table(scope.policy),
        regulation.consequence_table(scope.policy),
        *derived,
    ]


@pytest.mark.parametrize("region", [None, "华北"])
@pytest.mark.parametrize("month", ["2025-04", "2026-09", "2026-12"])
def test_every_table_can_be_shown_and_exported_in_every_month(month: str, region: str | None) -> None:
    for table in tables(demo_scope(month, region)):
        assert shown_frame(table, WAN).width == len(table.columns), table.name
        assert csv_bytes(table)
        assert xlsx_bytes(table)


def test_a_declaration_without_its_approval_is_told_on_the_targets_page_as_on_the_months() -> None:
    scope = demo_scope()
    whole = targets.declaration_table(scope)
    last = whole.frame.sort("declared_on", "position").row(-1, named=True)
    told = rows(
        targets.stood_table(scope, {(last["region"], last["office"]): "lapsed", ("X", "Y"): "waiting"})
    )
    changed = [new[:3] for new, old in zip(told, rows(whole), strict=True) if new != old]
    assert changed == [[last["region"], last["office"], "× 批准过期未办"]]


def test_the_settlement_totals_equal_the_visible_lines() -> None:
    scope = demo_scope()
    sums = settlement.sums(scope)
    amounts = settlement.line_table(scope).frame["amount"].to_list()
    assert sums["rewards"] == sum(a for a in amounts if a > 0)
    assert sums["fines"] == sum(a for a in amounts if a < 0)
    assert sums["balance"] == sum(amounts) == sums["rewards"] + sums["fines"]


def test_the_stakes_total_equals_its_rows() -> None:
    frame = overview.stakes_table(demo_scope()).frame
    assert frame["awards"][-1] == frame["awards"][:-1].sum()


def test_points_shown_add_up_to_the_score() -> None:
    scope = demo_scope()
    parts = appraisal.component_frame(scope).group_by("region").agg(pl.col("shown").sum())
    joined = scope.regions.join(parts, on="region")
    assert (joined["score"] - joined["shown"]).abs().max() <= 0.005 + 1e-9


def test_rates_of_the_whole_are_sums_over_sums() -> None:
    scope = demo_scope()
    row = overview.totals(scope).row(-1, named=True)
    regions = scope.regions
    assert row["sales_rate"] == pytest.approx(regions["sales"].sum() / regions["sales_target"].sum())
    assert row["capital_rate"] == pytest.approx(
        regions["capital_occupied"].sum() / regions["capital_quota"].sum()
    )


def test_at_most_seven_figures_lead_the_overview() -> None:
    assert len(figures(demo_scope())) <= 7


def test_every_fine_and_every_escalation_is_among_the_findings() -> None:
    scope = demo_scope()
    found = {(finding.region, finding.page) for finding in findings(scope)}
    fined = settlement.lines(scope).filter(pl.col("amount") < 0)
    pages = {"checkpoint": "targets", "capital_overrun": "capital"}
    assert {(row["region"], pages[row["item"]]) for row in fined.iter_rows(named=True)} <= found
    escalated = scope.regions.filter(pl.col("escalation") != "none")["region"]
    assert {(region, "appraisal") for region in escalated} <= found


def test_the_worst_finding_comes_first() -> None:
    weights = [finding.weight for finding in findings(demo_scope())]
    assert weights == sorted(weights, reverse=True)


def test_the_near_miss_is_told_as_a_miss() -> None:
    sentences = [f.sentence for f in findings(demo_scope(region="华北")) if f.page == "targets"]
    assert len(sentences) == 1
    assert "69.97 %" in sentences[0]
    assert "罚 1,000 元" in sentences[0]


def test_names_from_files_cannot_write_markdown() -> None:
    evaluation = demo_snapshot().evaluation
    evil = "![x](http://evil.example/x.png)"
    regions = evaluation.regions.with_columns(pl.col("region").replace({"华北": evil}))
    scope = Scope(dataclasses.replace(evaluation, regions=regions), date(2026, 9, 1), evil, YUAN)
    for sentence in [f.sentence for f in findings(scope)] + appraisal.proposals(scope):
        assert "![" not in sentence
        assert "](" not in sentence


def test_missing_figures_are_said_never_zero() -> None:
    evaluation = demo_snapshot().evaluation
    is_it = pl.col("region") == "华北"
    regions = evaluation.regions.with_columns(
        pl.when(is_it).then(pl.lit("no_data")).otherwise("checkpoint_outcome").alias("checkpoint_outcome"),
        *(
            pl.when(is_it).then(None).otherwise(name).alias(name)
            for name in ("sales_to_checkpoint", "sales_checkpoint_ratio", "capital_overrun_ratio")
        ),
        pl.when(is_it).then(pl.lit("no_data")).otherwise("capital_status").alias("capital_status"),
    )
    scope = Scope(dataclasses.replace(evaluation, regions=regions), date(2026, 9, 1), "华北", WAN)
    assert {f.tone for f in findings(scope) if f.page in ("targets", "capital")} == {"unknown"}
    row = shown_frame(targets.region_table(scope), WAN).row(0, named=True)
    assert row["节点考核"] == "? 无数据"
    assert row["节点销售（%）"] is None


def test_the_year_adds_up_by_month_by_sign_and_in_its_total() -> None:
    scope = demo_scope()
    frame = settlement.year_table(scope).frame
    months = [name for name in frame.columns if name.startswith("2026-")]
    assert months == [f"2026-{number:02d}" for number in range(1, 10)]
    lines = scope.evaluation.settlement.filter(pl.col("month").is_between(date(2026, 1, 1), date(2026, 9, 1)))
    for row in frame.iter_rows(named=True):
        own = lines.filter(region=row["region"]) if row["region"] != frame["region"][-1] else lines
        assert row["awards"] == own["amount"].sum() == sum(row[name] for name in months)
        assert row["rewards"] + row["fines"] == row["awards"]
    assert frame.height == scope.regions.height + 1

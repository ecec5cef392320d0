"""The manager's own travel is money: who claims it is read for certain or asked about."""

from __future__ import annotations

import polars as pl
import pytest

from data.ingestion import Ingestion
from tests.data.workbooks import DECLARED, Loaded, codes, csv_bytes, organisation, read_in

HEADER = ["日期", "单据号", "区域", "办事处", "费用类别", "报销人", "金额", "审批状态"]


def manager() -> str:
    return str(organisation().frames["org"].filter(pl.col("region") == "华东")["manager"][0])


def claimed(claimant: str, category: str = "差旅") -> Ingestion:
    return read_in(
        csv_bytes([HEADER, ["2026-03-05", "B1", "华东", "上海办", category, claimant, "2000", "已批准"]]),
        "a.csv",
    )


def own(found: Ingestion) -> list[str]:
    return found.frames["expenses"]["claimant"].to_list()


@pytest.mark.parametrize("spelling", ["{0}　{1}", "{0} {1}", " {0}{1} ", "{0}\u00a0{1}"])
def test_blanks_in_a_name_make_nobody_else(spelling: str) -> None:
    name = manager()
    found = claimed(spelling.format(name[0], name[1:]))
    assert own(found) == [name]
    assert codes(found, "warning") == set()


@pytest.mark.parametrize("spelling", ["{}(1001)", "1001 {}", "{}/A-07", "（1001）{}", "{}1001"])
def test_a_staff_number_is_taken_off_and_asked_about(spelling: str) -> None:
    found = claimed(spelling.format(manager()))
    assert own(found) == [manager()]
    assert [(i.code, i.row) for i in found.warnings] == [("claimant_read_as", 2)]


@pytest.mark.parametrize("spelling", ["销售部-{}", "{}总", "{}代", "{}、王五"])
def test_a_name_that_merely_contains_the_managers_stays_another_and_is_asked_about(spelling: str) -> None:
    found = claimed(spelling.format(manager()))
    assert own(found) == [spelling.format(manager())]
    assert [(i.code, i.row) for i in found.warnings] == [("claimant_like_manager", 2)]


def test_other_claims_of_such_a_person_are_not_asked_about() -> None:
    assert codes(claimed(f"{manager()}总", "招待费"), "warning") == set()


@pytest.mark.parametrize(("written", "kept"), [("差 旅 费", "差旅"), ("工 资", "工资")])
def test_a_category_that_counts_apart_is_read_without_its_blanks_and_asked_about(
    written: str, kept: str
) -> None:
    found = claimed("王五", written)
    assert found.frames["expenses"]["category"].to_list() == [kept]
    assert [(i.code, i.row) for i in found.warnings] == [("spaced_word", 2)]


def test_blanks_in_an_ordinary_category_are_taken_out_without_a_word() -> None:
    found = claimed("王五", "招 待 费")
    assert found.frames["expenses"]["category"].to_list() == ["招待费"]
    assert codes(found, "warning") == set()


def test_traditional_characters_make_the_manager_nobody_else_but_are_asked_about() -> None:
    """張瑋 is how 张玮 is written in Hong Kong and Taiwan; the travel is the manager's own."""
    org = organisation().frames["org"].with_columns(manager=pl.lit("张玮"))
    line = ["2026-03-05", "B1", "华东", "上海办", "差旅", "張瑋", "2000", "已批准"]
    found = read_in(csv_bytes([HEADER, line]), "a.csv", Loaded({"org": org}))
    assert own(found) == ["张玮"]
    assert [(i.code, i.row) for i in found.warnings] == [("claimant_read_as", 2)]


def approved_by(approver: str, reason: str = "因") -> Ingestion:
    line = ["2026-03", "华东", "上海办", "2026-02-27", "1", "1", reason, "施", approver, "2026-03-05"]
    org = organisation().frames["org"].with_columns(manager=pl.lit("张玮"), vice_president=pl.lit("Li Lei"))
    return read_in(csv_bytes([DECLARED, line]), "a.csv", Loaded({"org": org}))


@pytest.mark.parametrize(
    ("approver", "read", "code"),
    [
        ("张玮", "张玮", None),
        ("张 玮", "张玮", None),
        ("LI LEI", "Li Lei", None),
        ("張瑋", "张玮", "approver_read_as"),
        ("张玮(1001)", "张玮", "approver_read_as"),
        ("Li Lei 1001", "Li Lei", "approver_read_as"),
        ("张玮总", "张玮总", "approver_like_leader"),
        ("李磊", "李磊", None),
    ],
)
def test_who_approved_a_lowered_declaration_is_read_for_certain_or_asked_about(
    approver: str, read: str, code: str | None
) -> None:
    found = approved_by(approver)
    assert found.frames["declarations"]["approver"].to_list() == [read]
    asked = [issue.code for issue in found.warnings if issue.code.startswith("approver")]
    assert asked == ([code] if code else [])


def test_an_approval_that_decides_nothing_is_not_asked_about() -> None:
    found = approved_by("张玮总", reason="")
    assert not [issue for issue in found.issues if issue.code.startswith("approver")]

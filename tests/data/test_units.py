# ruff: noqa: E501 - tables of cases read across
"""Units and currencies in every spelling, and what merely looks like one."""

from __future__ import annotations

import pytest

from data.cleaning.meaning.currencies import is_currency, is_foreign, is_yuan
from data.cleaning.meaning.units import (
    foreign_in_title,
    is_bare_unit,
    split_unit,
    unit_of,
    units_in_title,
    units_mentioned,
)
from data.cleaning.texts import plain


@pytest.mark.parametrize(
    ("text", "exponent"),
    [
        ("单位：万", 4), ("金额：万元", 4), ("金额以万元计", 4), ("以千元为单位", 3), ("单位：十万元", 5), ("单位：百元", 2),
        ("计量单位：RMB 10K", 4), ("单位：人民币（万元）", 4), ("单位-万元", 4), ("（万）", 4), ("金额单位为人民币万元", 4),
        ("单位：万圆", 4), ("单位： 万 元", 4), ("単位：万元", 4), ("万元/人民币", 4), ("单位：分", -2), ("单位：角", -1),
        ("￥万元", 4), ("单位 万元", 4), ("单位：元", 0), ("编制单位：华东公司  金额单位：人民币亿元", 8), ("RMB'000", 3),
        ("Unit: RMB million", 6), ("Unit: 10,000 RMB", 4), ("华北、西南 单位：万元", 4), ("币种：人民币 单位：万元", 4),
        ("金额单位:人民币 万元 编制人：王五", 4), ("单位:分(人民币)", -2), ("單位：仟元", 3), ("金额以仟元计", 3),
    ],
)  # fmt: skip
def test_a_declared_unit_is_read(text: str, exponent: int) -> None:
    assert units_in_title(text) == {exponent}


@pytest.mark.parametrize(
    "text",
    [
        "编制单位：万达公司",
        "单位负责人：",
        "单位：件",
        "单位：元/件",
        "2026年3月各办事处经营数据表",
        "得分(分)",
        "目标5000万元客户",
    ],
)
def test_what_merely_looks_like_a_unit_declares_none(text: str) -> None:
    assert units_in_title(text) == set()


def test_a_unit_in_running_text_is_mentioned_and_one_behind_a_number_is_an_amount() -> None:
    assert units_mentioned("2026年3月万元表") == {4}
    assert units_mentioned("目标5000万元客户") == set()


@pytest.mark.parametrize(
    ("text", "exponent"),
    [
        ("单位：10000元", 4), ("单位：1,000元", 3), ("单位：10^4元", 4), ("单位：1000", 3), ("倍率：1000", 3), ("金额(×1000)", 3),
        ("Unit：RMB 1,000", 3), ("RMB MM", 6), ("in RMB mio", 6), ("TCNY", 3),
    ],
)  # fmt: skip
def test_a_unit_in_figures_or_signs_is_mentioned_and_never_taken_for_yuan(text: str, exponent: int) -> None:
    assert units_mentioned(text) == {exponent}
    assert 0 not in units_in_title(text)


@pytest.mark.parametrize(
    "text",
    ["单位：元", "单位：1000件", "2026年3月", "编号：10000元店", "RMB total", "单位：台 1000", "x1000型"],
)
def test_figures_that_are_no_unit_are_not_mentioned(text: str) -> None:
    assert units_mentioned(text) == set()


@pytest.mark.parametrize(
    ("text", "is_bare"), [("单位：万", True), ("（万）", True), ("单位：分", True), ("单位：万元", False)]
)
def test_a_unit_without_yuan_is_bare(text: str, is_bare: bool) -> None:
    assert is_bare_unit(text) == is_bare


@pytest.mark.parametrize(
    ("header", "bare", "exponent"),
    [
        ("销售额（万）", "销售额", 4), ("销售额万元", "销售额", 4), ("销售额(RMB万元)", "销售额", 4),
        ("销售额（单位：万）", "销售额", 4), ("期末应收(零售)（万）", "期末应收(零售)", 4),
        ("期末应收(零售)(单位：人民币万元)", "期末应收(零售)", 4), ("销售额(人民币（万元）)", "销售额", 4),
        ("销售额￥万元", "销售额", 4), ("销售额_万", "销售额", 4), ("期末应收(零售)", "期末应收(零售)", None),
        ("数量(件)", "数量", None),
    ],
)  # fmt: skip
def test_a_header_is_split_from_its_unit(header: str, bare: str, exponent: int | None) -> None:
    assert split_unit(plain(header)) == (bare, exponent)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("币种：澳元", "澳元"), ("单位：万澳元", "万澳元"), ("金额单位：泰铢", "泰铢"), ("单位：万港元", "万港元"),
        ("单位: USD", "usd"), ("销售(USD)", "usd"), ("币种：XYZ", "xyz"), ("单位：万円", "万円"), ("以美元计", "美元"),
        ("币种:人民币", None), ("单位：万元", None), ("单位：华东公司", None), ("填报单位：某某币厂", None),
    ],
)  # fmt: skip
def test_another_currency_in_a_title_is_told_whatever_its_name(text: str, currency: str | None) -> None:
    assert foreign_in_title(text) == currency


@pytest.mark.parametrize(
    "text", ["RMB", "CNH", "本位币", "人民币元", "CNY-人民币", "人民币(CNY)", "￥", "元", "本币"]
)
def test_yuan_has_many_names(text: str) -> None:
    assert is_yuan(text)
    assert not is_foreign(text)


@pytest.mark.parametrize("text", ["AUD", "澳门元", "新台币", "瑞士法郎", "$", "₽", "THB", "万美元"])
def test_foreign_currencies_are_foreign(text: str) -> None:
    assert is_foreign(text)
    assert not is_yuan(text)


def test_only_names_of_currencies_make_a_column_one_of_currencies() -> None:
    assert is_currency("USD")
    assert not is_currency("张元")
    assert unit_of("张元") is None

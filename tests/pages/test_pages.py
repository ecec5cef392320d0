"""Every page shows, in both languages, with data and without; trouble is told in a sentence."""

from __future__ import annotations

import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache import current
from dashboard.navigation import ENTRIES
from tests.pages.conftest import Opened
from tests.pages.shown import menu

CHAPTERS = [
    entry.key
    for entry in ENTRIES
    if entry.key not in ("home", "upload", "regulation", "people", "mine", "conduct")
]


def texts(app: AppTest) -> str:
    """Everything a reader could read as text."""
    kinds = ("title", "markdown", "caption", "error", "warning", "info", "success")
    written = "\n".join(
        element.value for kind in kinds for element in app.get(kind) if hasattr(element, "value")
    )
    return as_read(written)


def as_read(text: str) -> str:
    """Signs of dates and names of files, which mean nothing by themselves, as they are read."""
    return re.sub(r"\\(?=[-.:/])", "", text)


@pytest.mark.parametrize("key", [entry.key for entry in ENTRIES])
def test_a_page_shows_without_trouble(opened: Opened, key: str) -> None:
    app = opened(key)
    assert not app.exception
    assert not app.error
    titles = {"overview": "总览", "targets": "指标达成", "capital": "资金占用", "expenses": "费用"}
    titles |= {
        "home": "我的待办",
        "month": "月度流程",
        "year": "年度",
        "appraisal": "考评排名",
        "settlement": "奖惩",
        "trace": "明细追溯",
        "whatif": "模拟测算",
        "replay": "制度推演",
        "upload": "数据上传",
        "regulation": "制度参数",
        "people": "人员",
        "conduct": "违规记录",
        "mine": "我的",
    }
    assert app.title[0].value == titles[key]


@pytest.mark.parametrize("key", [entry.key for entry in ENTRIES])
def test_a_page_speaks_english_by_the_switch(opened: Opened, key: str) -> None:
    app = opened(key, lang="en")
    assert not app.error
    assert app.title[0].value == next(entry.title for entry in ENTRIES if entry.key == key)


@pytest.mark.parametrize("key", CHAPTERS)
def test_an_empty_store_leads_to_demo_and_upload(opened: Opened, key: str) -> None:
    app = opened(key, is_empty=True)
    assert not app.error
    assert "尚未载入任何数据" in texts(app)
    assert [button.label for button in app.button] == ["载入演示公司"]


def test_the_demo_company_is_one_click_away(opened: Opened) -> None:
    app = opened(is_empty=True)
    app.button[0].click().run()
    assert not app.error
    assert "需要关注" in texts(app)


@pytest.mark.parametrize("key", CHAPTERS)
def test_a_page_says_what_its_figures_rest_on(opened: Opened, key: str) -> None:
    text = texts(opened(key))
    for stamp in ("数据截至 2026-10-25", "制度版本 2025-01", "数据版本 "):
        assert stamp in text


def test_month_region_and_unit_come_from_the_address(opened: Opened) -> None:
    app = opened(month="2026-03", region="华北", unit="yuan")
    assert app.selectbox[0].value == "2026-03"
    assert app.selectbox[1].value == "华北"
    assert "2026-03，金额单位 元" in texts(app)


def test_a_choice_stands_in_the_address_and_in_every_link(opened: Opened) -> None:
    app = opened(lang="en")
    app.selectbox[0].select("2026-05").run()
    app.selectbox[1].select("华南").run()
    assert app.query_params["month"] == "2026-05"
    assert app.query_params["region"] == "华南"
    there = {"month": "2026-05", "region": "华南", "lang": "en"}
    paths = ["/" if entry.is_default else f"/{entry.key}" for entry in ENTRIES]
    assert menu(app) == [(path, there) for path in paths]


def test_the_table_of_regions_is_sorted_as_the_address_says(opened: Opened) -> None:
    def regions(sort: str) -> list[str]:
        (table,) = (
            e.proto.body for e in opened(sort=sort).main.get("html") if 'class="heat"' in e.proto.body
        )
        return re.findall(r'<th scope="row"[^>]*>([^<]+)</th>', table)

    by_rank = regions("rank")
    assert by_rank[:2] + by_rank[-1:] == ["华东", "华南", "东北"]
    assert regions("-rank") == by_rank[::-1]
    assert regions("score")[0] == "东北"
    assert regions("no such column") == by_rank


def test_nonsense_in_the_address_is_ignored(opened: Opened) -> None:
    app = opened(month="2026-13", region="<script>", unit="€", lang="tlh")
    assert not app.error
    assert app.selectbox[0].value == "2026-09"
    assert app.selectbox[1].value is None


def test_a_line_of_the_settlement_opens_its_receipt(opened: Opened) -> None:
    app = opened("settlement", region="东北")
    assert "核算依据：东北 · 资金超占 · 2026-09" in texts(app)
    assert "财务核实前均为核算建议" in texts(app)
    operands = app.dataframe[1].value
    assert "年度回款指标" in operands["项目"].tolist()


@pytest.mark.own_store
def test_an_unexpected_error_is_a_sentence_with_a_reference(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(current, "snapshot", broken)
    app = opened()
    assert not app.exception
    assert "本页暂时无法显示" in app.error[0].value
    assert "secret detail" not in texts(app)
    assert app.error[0].value.rstrip("。").rsplit("：", 1)[1] in caplog.text


def test_a_bad_policy_file_is_told_in_words(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "2025-01.yaml").write_text("version: x", encoding="utf-8")
    monkeypatch.setenv("REGION_COCKPIT_POLICY", str(tmp_path / "p"))
    app = opened()
    assert "制度参数文件无法使用" in app.error[0].value


def test_a_month_under_way_is_not_the_one_shown_first_and_says_that_nothing_is_settled(
    opened: Opened,
) -> None:
    assert opened("settlement").selectbox[0].value == "2026-09"
    assert "尚在进行" not in texts(opened("settlement"))
    running = texts(opened("settlement", month="2026-10"))
    assert "2026-10 尚在进行：数据截至 10-25，距节点考核还有 3 天" in running


def test_a_month_that_is_not_there_is_said_and_the_address_corrected(opened: Opened) -> None:
    app = opened("overview", month="2027-13")
    (said,) = [element.value for element in app.warning if "2027" in element.value]
    assert "没有数据" in said
    shown = (
        app.query_params["month"][0]
        if isinstance(app.query_params["month"], list)
        else app.query_params["month"]
    )
    assert shown in said.replace("\\", "")
    assert shown != "2027-13"


def test_a_region_that_is_not_there_is_said_and_taken_out(opened: Opened) -> None:
    app = opened("overview", month="2026-09", region="火星", unit="斗", lang="tlh")
    said = "\n".join(element.value for element in app.warning)
    assert "“火星”在 2026" in said
    assert "“斗”不存在" in said
    assert "“tlh”不存在" in said
    assert not {"region", "unit", "lang"} & set(app.query_params)


def test_a_step_of_the_trace_that_is_not_there_is_said(opened: Opened) -> None:
    app = opened("trace", month="2026-09", region="华北", figure="profit", office="火星办")
    said = "\n".join(element.value for element in app.warning)
    assert "“profit”" in said
    assert "“火星办”" in said
    assert not {"figure", "office"} & set(app.query_params)


@pytest.mark.parametrize(("month", "is_open"), [("2026-10", True), ("2026-09", False)])
def test_a_receipt_of_a_month_under_way_says_that_it_is_not_over(
    opened: Opened, month: str, is_open: bool
) -> None:
    app = opened("settlement", month=month)
    assert not app.exception
    assert ("若月末仍如此" in texts(app)) is is_open

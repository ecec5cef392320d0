"""The chapters' pages: what is drawn is also said, an open month says so, gaps lead to the upload."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache import current_store
from dashboard.services.stores.stores import STORE_VARIABLE
from dashboard.services.uploads.ingest import check, commit
from data.ingestion import Upload
from data.store import Store
from tests.pages.conftest import APP, Opened
from tests.pages.test_pages import texts

MESSY = Path(__file__).parents[1] / "fixtures" / "messy"
CHAPTERS = {"overview": 2, "targets": 8, "capital": 3, "expenses": 3, "appraisal": 3}


@pytest.mark.parametrize(("key", "charts"), CHAPTERS.items())
def test_every_chart_is_told_in_words_with_figures(opened: Opened, key: str, charts: int) -> None:
    drawn = opened(key, month="2026-09").get("plotly_chart")
    assert len(drawn) == charts
    for chart in drawn:
        title, _dot, told = chart.proto.alt.partition(". ")
        assert title
        assert any(sign.isdigit() for sign in told), chart.proto.alt


@pytest.mark.parametrize("key", CHAPTERS)
def test_a_page_explains_itself_in_place(opened: Opened, key: str) -> None:
    app = opened(key, month="2026-09")
    assert "回答什么问题" in texts(app)
    assert "**条款 " in texts(app)


@pytest.mark.parametrize("key", CHAPTERS)
@pytest.mark.parametrize("month", ["2025-04", "2026-09"])
def test_a_page_stands_one_region_and_the_first_month(opened: Opened, key: str, month: str) -> None:
    app = opened(key, month=month, region="华北")
    assert not app.error
    assert not app.exception


def test_the_targets_page_opens_the_receipt_of_the_checkpoint_and_of_each_attainment(opened: Opened) -> None:
    app = opened("targets", month="2026-09", region="华北")
    assert "核算依据：华北 · 节点考核 · 2026-09" in texts(app)
    choice = next(each for each in app.segmented_control if each.label == "查看哪一项的核算依据")
    choice.set_value("collections_attainment").run()
    assert "核算依据：华北 · 回款达成率 · 2026-09" in texts(app)
    operands = app.dataframe[-1].value
    assert operands["项目"].tolist() == [
        "当月回款",
        "回款认定指标",
        "调整截止日",
        "低于计划的此比例须批准",
        "−5% 按谁衡量",
        "截止日是否含当日",
    ]


def test_the_capital_page_opens_the_receipt_of_an_overrun(opened: Opened) -> None:
    assert "核算依据：东北 · 资金超占 · 2026-09" in texts(opened("capital", month="2026-09", region="东北"))


def test_tables_behind_charts_are_sent_only_once_opened(opened: Opened) -> None:
    app = opened("expenses", month="2026-09")
    assert len(app.dataframe) == 2


def test_the_overview_says_time_progress_changes_and_money(opened: Opened) -> None:
    text = texts(opened(month="2026-09"))
    assert "2026-09 较上月的变化" in text
    assert "合计 奖 7,000 元，罚 8,500 元；净额 -1,500 元。" in text


def test_debtors_lead_to_the_trace_page(opened: Opened) -> None:
    app = opened("capital", month="2026-09", region="东北")
    links = [link.proto for link in app.get("page_link") if "customer=" in link.proto.query_string]
    assert len(links) == 1
    assert links[0].page.endswith("trace")
    assert "figure=" in links[0].query_string


@pytest.fixture
def summary_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A store that knows its months from the summary alone."""
    path = tmp_path / "summary.duckdb"
    with Store.open(path) as store:
        for name in ("org.xlsx", "b00_baseline.xlsx"):
            checked = check(store, [Upload(name, (MESSY / name).read_bytes())], date(2026, 12, 31))
            commit(store, checked, actor="test", reason="test")
    monkeypatch.setenv(STORE_VARIABLE, str(path))
    yield
    current_store().close()


@pytest.mark.usefixtures("summary_only")
@pytest.mark.parametrize("key", CHAPTERS)
def test_a_company_without_ledgers_is_told_what_is_missing(key: str) -> None:
    app = AppTest.from_file(APP, default_timeout=30)
    app.run()
    if key != "overview":
        app.switch_page(f"../pages/{key}.py").run()
    assert not app.error
    assert not app.exception
    if key == "overview":
        assert "时间进度未知" in texts(app)
    if key == "targets":
        assert "因无逐日数据或无指标未计入" in texts(app)

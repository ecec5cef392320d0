"""The chapters' pages: what is drawn is also said, an open month says so, gaps lead to the upload."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache.opened import current_store
from dashboard.services.stores.stores import STORE_VARIABLE
from dashboard.services.uploads.ingest import check, commit
from data.ingestion import Upload
from data.store import Store
from tests.nightly import by_night
from tests.pages.conftest import APP, Opened
from tests.pages.test_pages import texts

MESSY = Path(__file__).parents[1] / "fixtures" / "messy"
CHAPTERS = ("overview", "targets", "capital", "expenses", "appraisal")
#: Page, its part, how many charts it draws.
CHARTS = (
    ("overview", "", 2),
    *(("targets", part, 2) for part in ("达成", "时间进度", "计划到实际", "节点前后")),
    ("capital", "", 3),
    ("expenses", "", 3),
    ("appraisal", "", 3),
)


@pytest.mark.parametrize(("key", "part", "charts"), CHARTS)
def test_every_chart_is_told_in_words_with_figures(opened: Opened, key: str, part: str, charts: int) -> None:
    drawn = opened(key, month="2026-09", **({"part": part} if part else {})).get("plotly_chart")
    assert len(drawn) == charts
    for chart in drawn:
        title, _dot, told = chart.proto.alt.partition(". ")
        assert title
        assert any(sign.isdigit() for sign in told), chart.proto.alt


@pytest.mark.parametrize(("lang", "title"), [("zh", "时间进度"), ("en", "Against time")])
@pytest.mark.parametrize("part", ["时间进度", "Against time"])
def test_an_address_opens_the_part_that_it_names_in_whichever_language(
    opened: Opened, lang: str, title: str, part: str
) -> None:
    app = opened("targets", month="2026-09", lang=lang, part=part)
    assert [tab.label for tab in app.tabs if tab.children] == [title]


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
    app = opened("targets", month="2026-09", region="华北", receipt="checkpoint")
    assert "核算依据：华北 · 节点考核 · 2026-09" in texts(app)
    app.button(key="receipt_of/collections_attainment/华北").click().run()
    assert "核算依据：华北 · 回款达成率 · 2026-09" in texts(app)
    operands = app.dataframe[0].value
    assert operands["项目"].tolist() == [
        "当月回款",
        "回款认定指标",
        "调整截止日",
        "低于计划的此比例须批准",
        "−5% 按谁衡量",
        "截止日是否含当日",
    ]


def test_the_capital_page_opens_the_receipt_of_an_overrun(opened: Opened) -> None:
    app = opened("capital", month="2026-09")
    app.button(key="receipt_of/capital_overrun/东北").click().run()
    assert "核算依据：东北 · 资金超占 · 2026-09" in texts(app)
    assert app.selectbox[1].value == "东北"
    app.button(key="close_receipt").click().run()
    assert "核算依据：东北" not in texts(app)


@pytest.mark.parametrize("asked", ["profit", "score"])
def test_a_receipt_that_a_page_does_not_have_is_not_opened(opened: Opened, asked: str) -> None:
    app = opened("capital", month="2026-09", region="东北", receipt=asked)
    assert not app.error
    assert "核算依据：" not in texts(app)


def test_tables_behind_charts_are_sent_only_once_opened(opened: Opened) -> None:
    assert len(opened("expenses", month="2026-09").dataframe) == 0
    # What awaits approval, and what came beyond the cap without one.
    assert len(opened("expenses", month="2026-09", part="待审批").dataframe) == 2


def test_the_overview_says_time_progress_changes_and_money(opened: Opened) -> None:
    text = texts(opened(month="2026-09"))
    assert "2026-09 较上月的变化" in text
    assert "合计：奖 7,000 元，罚 8,500 元；净额 -1,500 元。" in text


def test_debtors_lead_to_the_trace_page(opened: Opened) -> None:
    app = opened("capital", month="2026-09", region="东北", part="占用客户")
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
@pytest.mark.parametrize("key", by_night(CHAPTERS, but=["overview", "targets"]))
def test_a_company_without_ledgers_is_told_what_is_missing(key: str) -> None:
    app = AppTest.from_file(APP, default_timeout=30)
    app.run()
    if key == "targets":
        app.query_params["part"] = "时间进度"
    if key != "overview":
        app.switch_page(f"../pages/{key}.py").run()
    assert not app.error
    assert not app.exception
    if key == "overview":
        assert "时间进度未知" in texts(app)
    if key == "targets":
        assert "因无逐日数据或无指标未计入" in texts(app)

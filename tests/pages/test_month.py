"""我的待办 and 月度流程: what each role finds to do, forms and refusals in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache.opened import current_store
from dashboard.services.stores import people
from tests.pages.conftest import Opened
from tests.pages.test_pages import texts
from tests.pages.test_people import button, viewed

NOVEMBER = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _the_day_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The 27th of October 2026 by the company's calendar."""
    monkeypatch.setattr(people, "now", lambda: datetime(2026, 10, 27, 4, tzinfo=UTC))


def seen_by(opened: Opened, account: str, key: str, **address: str) -> AppTest:
    """A page with an address as somebody sees it."""
    app = viewed(opened(key, **address), account)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def typed(app: AppTest, key: str, text: str) -> AppTest:
    """Fill the field whose key ends so."""
    fields = [*app.text_input, *app.text_area]
    found: AppTest = next(each for each in fields if (each.key or "").endswith(key)).set_value(text).run()
    return found


def test_a_manager_finds_what_to_declare_and_a_way_to_its_form(opened: Opened) -> None:
    told = texts(seen_by(opened, "manager-huadong", "home"))
    assert "**提报当月指标** · 2026-11 · 华东" in told
    assert "10-28 截止，还有 1 天" in told
    assert "/month?month=2026-11" in told
    assert "谁已逾期" not in told
    assert "华南" not in told


def test_the_general_manager_sees_who_is_late(opened: Opened) -> None:
    app = seen_by(opened, "gm", "home")
    late = next(table.value for table in app.dataframe if "逾期天数" in table.value.columns)
    assert late["责任人"].to_list() == ["北方统计员、南方统计员"]
    assert late["逾期天数"].to_list() == [22]
    # What the page of an earlier month calls late stands here too, as a count with a way there.
    assert "另有更早的 17 个月（2025-04 至 2026-08）未公布、已逾期" in texts(app)
    assert "month=2026-08" in texts(app)


@pytest.mark.own_store
def test_what_is_below_95_percent_is_marked_and_needs_a_reason(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = seen_by(opened, "manager-huadong", "month", month="2026-11", part="提报")
    assert "低于计划" not in texts(app)
    app = typed(app, "上海/collections", "228.9万")  # planned: 2,409,500; 95 % of it: 2,289,025
    assert "回款低于计划的 95 %" in texts(app)
    app = button(app, "declare_send")
    assert "请写明 上海 的原因和补救措施" in app.error[0].value
    app = typed(typed(app, "上海/reason", "停产"), "上海/remedy", "月底补足")
    app = button(app, "declare_send")
    assert not app.error
    assert "已提报 2026-11：5 个办事处。上海：下一步" in app.success[0].value
    rows = current_store().current("declarations", NOVEMBER)
    assert set(rows["source_file"]) == {"form"}
    shanghai = rows.filter(office="上海")
    assert (shanghai["collections"][0], shanghai["reason"][0]) == (228_900_000, "停产")
    # Not by who declared; said in a sentence.
    app.query_params["part"] = "批准"
    app.run()
    assert "**华东 上海** ● 待批准" in texts(app)
    assert "您本人提报的，须由其他人批准" in texts(app)
    assert "approve_all" not in {each.key for each in app.button}
    # After the 10th nothing is offered that would be refused, and one word says so.
    monkeypatch.setattr(people, "now", lambda: datetime(2026, 11, 11, 4, tzinfo=UTC))
    app = viewed(app, "vp-south")
    assert "**华东 上海** × 批准过期未办" in texts(app)
    assert not {"approve_all", "refuse_all"} & {each.key for each in app.button}
    app.query_params["part"] = "提报"
    app = viewed(app, "manager-huadong")
    assert "2026-11 的提报与调整截止于 2026-11-10" in texts(app)
    assert "declare_send" not in {each.key for each in app.button}


@pytest.mark.own_store
def test_a_draft_is_found_again_by_who_kept_it_alone(opened: Opened) -> None:
    place = {"month": "2026-11", "part": "提报", "region": "华东"}
    app = typed(seen_by(opened, "head-shanghai", "month", **place), "上海/sales", "2,600,000")
    assert len([each for each in app.text_input if "/sales" in (each.key or "")]) == 1
    app = button(app, "declare_draft")
    assert "草稿已保存" in app.success[0].value
    book = current_store().process.book()
    assert book.drafts["head-shanghai", "declare/2026-11/华东"]["上海"]["sales"] == "2,600,000"
    others = seen_by(opened, "manager-huadong", "month", **place)
    assert "2,600,000" not in [each.value for each in others.text_input]


def test_who_may_not_reads_who_may(opened: Opened) -> None:
    app = seen_by(opened, "manager-huadong", "month", month="2026-09")
    assert "month_submit" not in {each.key for each in app.button}
    assert "月度数据由各区域的统计员提交" in texts(app)
    settled = {text for table in app.dataframe for text in table.value.get("结果", ())}
    assert settled
    assert not any("未到期" in text for text in settled)
    app.query_params["month"] = "2026-10"
    (lines,) = [table.value["结果"] for table in app.run().dataframe if "结果" in table.value]
    assert all(text.startswith("… 未到期") for text in lines), "the month is not over by the calendar"


def test_a_month_whose_figures_stop_short_says_so_before_it_is_submitted(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "2026-10 的数据只到 10-25"
    app = seen_by(opened, "statistician-north", "month", month="2026-10")
    assert told not in [each.value[: len(told)] for each in app.warning], "it is not over yet"
    monkeypatch.setattr(people, "now", lambda: datetime(2026, 11, 3, 4, tzinfo=UTC))
    assert told in [each.value[: len(told)] for each in app.run().warning]
    # Before any month that is known, as with next year's plan alone, the page stands all the same.
    monkeypatch.setattr(people, "now", lambda: datetime(2024, 1, 1, 4, tzinfo=UTC))
    assert not app.run().error
    assert not app.exception


@pytest.mark.own_store
def test_a_month_goes_from_hand_to_hand_and_nobody_verifies_too_early(opened: Opened) -> None:
    place = {"month": "2026-07"}
    app = button(seen_by(opened, "statistician-north", "month", **place), "month_submit")
    assert "还缺：华东、华中、华南、西南、闽赣" in texts(app)
    assert "month_verify" not in {each.key for each in viewed(app, "finance").button}
    app = button(viewed(app, "statistician-south"), "month_submit")
    app = viewed(app, "finance")
    app = button(app, "month_verify")
    assert "2026-07 已核实" in texts(app)
    assert "month_publish" in {each.key for each in viewed(app, "compliance").button}


@pytest.mark.own_store
def test_finance_proposes_an_adjustment_and_the_general_manager_approves_it(opened: Opened) -> None:
    place = {"month": "2026-09", "part": "人工调整", "region": "华东"}
    app = typed(seen_by(opened, "finance", "month", **place), "adjust_amount/2026-09-01", "-200")
    app = button(app, "adjust_send")
    assert "请写明理由" in app.error[0].value
    app = button(typed(app, "adjust_reason/2026-09-01", "多领样品"), "adjust_send")
    assert "罚 200 元。下一步由总经理审批" in app.success[0].value
    (proposed,) = current_store().process.book().adjustments.values()
    assert (proposed.region, proposed.amount_fen, proposed.by) == ("华东", -200_00, "finance")
    app = button(seen_by(opened, "gm", "month", **place), f"adjustment/{proposed.adjustment_id}/approve")
    assert "已审批" in app.success[0].value
    assert "罚 200 元" in texts(viewed(app, "manager-huadong"))

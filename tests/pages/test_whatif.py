"""A manager sees what is missing, fills in the least, and what is stays beside what would be."""

from __future__ import annotations

from fractions import Fraction

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache.opened import current_store
from engine.whatif.levers import Lever
from tests.pages.boards import amounts, board_data, figures, move, positions_ahead
from tests.pages.conftest import Opened
from tests.pages.test_pages import texts

PLACE = {"month": "2026-10", "region": "华北"}


def button(app: AppTest, label: str, number: int = 0) -> AppTest:
    return [found for found in app.button if found.label == label][number].click().run()


def kept_levers_of(app: AppTest, month: str, region: str) -> tuple[Lever, ...]:
    levers: tuple[Lever, ...] = app.session_state[f"kept_levers/{month}/{region}"]
    return levers


def metrics(app: AppTest) -> dict[str, tuple[str, str]]:
    return {metric.label: (metric.value, metric.delta) for metric in app.metric}


def test_without_a_region_every_region_is_offered(opened: Opened) -> None:
    app = opened("whatif", month="2026-10")
    assert not app.error
    assert "请选择区域" in texts(app)
    assert len(app.dataframe[0].value) == 8


def test_the_outlook_says_where_the_checkpoint_is_heading(opened: Opened) -> None:
    app = opened("whatif", **PLACE)
    app.session_state["tier_chances_open"] = True
    text = texts(app.run())
    assert "回款：已完成 388.00 万元（指标的 67.7 %）" in text
    assert "须达 70 %" in text


def test_avoiding_every_fine_is_the_first_goal_and_everything_the_last(opened: Opened) -> None:
    text = texts(opened("whatif", **PLACE))
    places = [text.index(title) for title in ("避免全部罚款", "节点考核达标", "各项全部达到")]
    assert places == sorted(places)


def test_filling_in_the_least_meets_the_checkpoint_and_keeps_what_is_beside_it(opened: Opened) -> None:
    app = opened("whatif", **PLACE)
    assert figures(app)["节点考核"] == ("… 未到期", "")
    app = button(app, "填入")
    assert not app.error
    assert figures(app)["节点考核"] == ("▨ ✓ 达到", "原为 … 未到期")
    assert figures(app)["节点回款"] == ("▨ 70.0 %", "原为 67.7 %")
    assert figures(app)["节点销售"] == ("76.9 %", "")


def test_a_fen_less_than_the_least_still_misses(opened: Opened) -> None:
    app = button(opened("whatif", **PLACE), "填入")
    (kind,) = [kind for kind, amount in amounts(app).items() if amount == 12915266]
    app = move(app, **{kind: 12915265})
    assert figures(app)["节点考核"][0] == "… 未到期"
    assert figures(app)["节点回款"][0] == "▨ 69.999 %"


def test_the_marks_of_a_lever_are_where_its_outcome_changes(opened: Opened) -> None:
    app = opened("whatif", **PLACE)
    lever = next(one for one in board_data(app)["levers"] if one["kind"] == "collect_overdue")
    (checkpoint,) = [mark["at"] for mark in lever["marks"] if "节点达标" in mark["text"]]
    assert figures(move(app, collect_overdue=checkpoint - 1))["节点考核"][0] == "… 未到期"
    assert figures(move(app, collect_overdue=checkpoint))["节点考核"][0] == "▨ ✓ 达到"


def test_no_lever_takes_more_than_is_there_or_less_than_nothing(opened: Opened) -> None:
    app = opened("whatif", **PLACE)
    most = next(one["most"] for one in board_data(app)["levers"] if one["kind"] == "collect_overdue")
    app = move(app, collect_overdue=most + 1, collect_retail=-5)
    assert not app.exception
    assert amounts(app)["collect_overdue"] == most
    assert amounts(app)["collect_retail"] == 0


def test_an_edit_that_was_counted_already_is_not_taken_twice(opened: Opened) -> None:
    app = move(opened("whatif", **PLACE), collect_overdue=500_000)
    known = board_data(app)["number"]
    app = move(app, known, collect_overdue=900_000)
    assert amounts(app)["collect_overdue"] == 500_000


def test_the_next_step_is_on_the_board_before_its_key_is_pressed(opened: Opened) -> None:
    app = move(opened("whatif", **PLACE), collect_overdue=500_000)
    context = board_data(app)["context"]
    ahead = positions_ahead(move(app, collect_overdue=600_000))
    told = ahead[f"{context}|0,700000,0,0,0,0"]
    app = move(app, collect_overdue=700_000)
    assert board_data(app)["position"] == f"{context}|0,700000,0,0,0,0"
    assert told == {title: value for title, (value, _was) in figures(app).items()}


def test_all_levers_go_back_to_nothing(opened: Opened) -> None:
    app = button(opened("whatif", **PLACE), "填入")
    app = move(app, **dict.fromkeys(amounts(app), 0))
    assert figures(app)["节点考核"] == ("… 未到期", "")
    assert set(amounts(app).values()) == {0}


def test_extra_sales_split_over_offices_keep_their_terms(opened: Opened) -> None:
    app = move(opened("whatif", **PLACE), extra_sales=30_000_000)
    app.session_state["splits_open"] = True
    app.run()
    offices = {field.label: field for field in app.number_input if "/office/" in str(field.key)}
    assert len(offices) > 1
    assert round(sum(field.value for field in offices.values()) * 100) == 30_000_000
    next(field for field in app.number_input if str(field.key).endswith("/share")).set_value(40).run()
    first, *others = offices
    app.number_input(key=offices[first].key).set_value(0.0).run()
    levers = kept_levers_of(app, "2026-10", "华北")
    assert {lever.office for lever in levers} == set(others)
    assert {lever.receivable_share for lever in levers} == {Fraction(2, 5)}
    assert amounts(app)["extra_sales"] == sum(lever.amount for lever in levers) < 30_000_000
    # Locked at nothing, it stays there when the total grows.
    app = move(app, extra_sales=36_000_000)
    assert {lever.office for lever in kept_levers_of(app, "2026-10", "华北")} == set(others)
    assert amounts(app)["extra_sales"] == 36_000_000


@pytest.mark.own_store
def test_a_saved_scenario_is_a_link_with_an_id_and_nothing_else(opened: Opened) -> None:
    app = button(opened("whatif", **PLACE), "填入")
    next(found for found in app.text_input if found.label == "方案名称").set_value("先收逾期")
    app = button(app, "保存")
    assert not app.error
    (scenario_id,) = current_store().saved_scenarios()
    assert app.query_params["scenario"] == scenario_id
    assert "先收逾期" in texts(app)


@pytest.mark.own_store
def test_a_link_to_a_scenario_restores_it_and_a_broken_link_says_so(opened: Opened) -> None:
    app = button(opened("whatif", **PLACE), "填入")
    next(found for found in app.text_input if found.label == "方案名称").set_value("先收逾期")
    button(app, "保存")
    (scenario_id,) = current_store().saved_scenarios()
    again = AppTest.from_file(app._script_path, default_timeout=30)
    again.query_params["scenario"] = scenario_id
    again.run()
    again.switch_page("../pages/whatif.py").run()
    assert figures(again)["节点考核"][0] == "▨ ✓ 达到"
    broken = opened("whatif", **PLACE, scenario="0123456789abcdef")
    assert "该方案已不存在" in texts(broken)
    assert figures(broken)["节点考核"][0] == "… 未到期"


@pytest.mark.own_store
def test_a_scenario_may_assume_another_regulation_and_its_link_brings_that_along(opened: Opened) -> None:
    app = opened("replay", **PLACE)
    app.button(key="example/checkpoint.fine").click().run()
    app.switch_page("../pages/whatif.py").run()
    assert figures(app)["奖惩合计"][0] == "罚 1,500 元"
    app.toggle(key="assume").set_value(True).run()
    assert figures(app)["奖惩合计"][0] == "▨ 罚 2,500 元"
    next(found for found in app.text_input if found.label == "方案名称").set_value("罚款加倍")
    app = button(app, "保存")
    assert "制度改动 1 项" in texts(app)
    (scenario_id,) = current_store().saved_scenarios()
    again = AppTest.from_file(app._script_path, default_timeout=30)
    again.query_params["scenario"] = scenario_id
    again.run()
    again.switch_page("../pages/whatif.py").run()
    assert not again.error
    again.query_params["month"], again.query_params["region"] = PLACE["month"], PLACE["region"]
    again.run()
    assert figures(again)["奖惩合计"][0] == "▨ 罚 2,500 元"


@pytest.mark.parametrize("month", ["2025-04", "2026-09", "2026-12"])
def test_other_months_show_without_trouble(opened: Opened, month: str) -> None:
    app = opened("whatif", month=month, region="东北")
    assert not app.error
    assert not app.exception


def test_a_closed_month_is_told_in_the_past_and_offers_nothing(opened: Opened) -> None:
    """In September 华北 missed its checkpoint by collections."""
    app = opened("whatif", month="2026-09", region="华北")
    text = texts(app)
    assert not app.error
    for said in ("本月结果", "当时怎样就够了", "尚差", "节点考核：× 未达"):
        assert said in text, said
    for offered in ("可能性", "如果不再额外努力", "#### 向谁催收", "改变结果最少要做多少"):
        assert offered not in text, offered
    assert not [found for found in app.button if found.label == "填入"]
    assert not metrics(app)


def test_the_chase_list_says_by_when_its_chance_holds(opened: Opened) -> None:
    assert "日节点前预计可收" in texts(opened("whatif", **PLACE))


def test_english_is_complete(opened: Opened) -> None:
    app = opened("whatif", **PLACE, lang="en")
    assert not app.error
    assert "Chance to meet the checkpoint" in metrics(app)


def test_a_changed_regulation_is_replayed_over_the_past_year(opened: Opened) -> None:
    app = opened("replay", month="2026-09")
    assert not app.error
    app.selectbox(key="override_key").set_value("checkpoint.fine").run()
    next(found for found in app.text_input if "改为" in found.label).set_value("2000")
    app = button(app, "修改")
    assert not app.error
    assert "公司将少支出" in texts(app)
    lines = [frame.value for frame in app.dataframe if "推演奖惩（元）" in frame.value.columns]
    assert (lines[0]["推演奖惩（元）"] <= lines[0]["原奖惩（元）"]).all()


@pytest.mark.parametrize("name", ["checkpoint.threshold", "checkpoint.fine", "capital.quota_rate"])
def test_an_example_is_replayed_by_one_click_and_taken_back_by_another(opened: Opened, name: str) -> None:
    app = opened("replay", month="2026-09")
    app.button(key=f"example/{name}").click().run()
    assert not app.error
    assert "公司将" in texts(app)
    app.button(key=f"drop/{name}").click().run()
    assert "公司将" not in texts(app)


def test_a_value_out_of_its_range_is_refused_in_words(opened: Opened) -> None:
    app = opened("replay", month="2026-09")
    app.selectbox(key="override_key").set_value("checkpoint.threshold").run()
    next(found for found in app.text_input if "改为" in found.label).set_value("七成")
    app = button(app, "修改")
    assert "不是数字" in texts(app)
    for typed in ("1/0", "1e10000000"):
        next(found for found in app.text_input if "改为" in found.label).set_value(typed)
        app = button(app, "修改")
        assert "不是数字" in texts(app)
        assert not app.exception
    next(found for found in app.text_input if "改为" in found.label).set_value("700 %")
    app = button(app, "修改")
    assert "不能改为 700.00 %：允许范围是 0.00 % 至 200.00 %" in texts(app).replace("\\", "")

"""Several regions in one scenario, and rivals that move: saved and opened together, said with the rank."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache.opened import current_store
from tests.pages.boards import figures, move
from tests.pages.conftest import Opened
from tests.pages.test_pages import texts

MONTH = "2026-10"


@pytest.mark.own_store
def test_levers_of_several_regions_and_moved_rivals_are_one_scenario(opened: Opened) -> None:
    app = move(opened("whatif", month=MONTH, region="华北"), extra_sales=50_000_000)
    app.query_params["region"] = "华东"
    app.run()
    assert not app.error
    alone = figures(app)["名次"]
    app.toggle(key="levers_of_others").set_value(True).run()
    assert "名次同时计入华北的调节；其余区域照现状" in texts(app)
    app.selectbox(key="rivals_way").set_value("percent").run()
    app.number_input(key="rivals_change").set_value(50.0).run()
    assert not app.error
    assert "其余区域销售与回款变动 +50.0 %" in texts(app)
    # Everybody else brings half as much again.
    behind = figures(app)["名次"]
    assert behind != alone
    next(found for found in app.text_input if found.label == "方案名称").set_value("多区域")
    next(found for found in app.button if found.label == "保存").click().run()
    (saved,) = current_store().saved_scenarios().values()
    assert {lever["region"] for lever in saved.body["levers"]} == {"华北"}
    assert saved.body["rivals"] == {"region": "华东", "way": "percent", "change": "1/2"}
    again = AppTest.from_file(app._script_path, default_timeout=30)
    again.query_params["scenario"] = saved.scenario_id
    again.run()
    again.switch_page("../pages/whatif.py").run()
    again.query_params["month"], again.query_params["region"] = MONTH, "华东"
    again.run()
    assert not again.error
    assert figures(again)["名次"] == behind


def test_rivals_at_their_forecast_are_offered_while_the_month_is_under_way(opened: Opened) -> None:
    app = opened("whatif", month=MONTH, region="华北")
    app.selectbox(key="rivals_way").set_value("forecast").run()
    assert not app.error
    assert "其余区域按月末预测中值" in texts(app)
    over = opened("whatif", month="2026-09", region="华北")
    assert "各按预测" not in over.selectbox(key="rivals_way").options

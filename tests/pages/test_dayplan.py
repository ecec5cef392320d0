"""The day plan on the targets page: in sight until the checkpoint, opened on request, gone after it."""

from __future__ import annotations

from tests.pages.conftest import Opened
from tests.pages.test_pages import texts


def test_the_plan_of_the_month_under_way_opens_into_a_sheet_per_region(opened: Opened) -> None:
    app = opened("targets", month="2026-10", part="逐日计划")
    assert "到 28 日的日计划" in texts(app)
    assert not app.table
    app.session_state["day_plan"] = True
    app.run()
    assert not app.exception
    first = app.table[0].value
    assert first.iloc[-1, 0] == "合计"
    assert first.shape[0] == 4  # the 26th to the 28th and their total


def test_a_month_whose_checkpoint_has_come_has_no_plan(opened: Opened) -> None:
    assert "日计划，" not in texts(opened("targets", month="2026-09", part="逐日计划"))

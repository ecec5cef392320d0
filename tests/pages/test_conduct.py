"""违规记录: recorded by compliance from the page, read by who sees the region, refused in words."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache.opened import current_store
from tests.pages.conftest import Opened
from tests.pages.test_pages import texts
from tests.pages.test_people import button, viewed


def named(app: AppTest, kind: str, start: str) -> object:
    return next(each for each in app.get(kind) if str(each.key).startswith(start))


@pytest.mark.own_store
def test_a_violation_is_recorded_ruled_on_and_seen_by_its_region_alone(opened: Opened) -> None:
    app = viewed(opened("conduct"), "compliance")
    named(app, "selectbox", "conduct_region").select("华北")  # type: ignore[attr-defined]
    named(app, "text_input", "conduct_person").set_value("周某")  # type: ignore[attr-defined]
    named(app, "date_input", "conduct_day").set_value(date(2026, 9, 15))  # type: ignore[attr-defined]
    named(app, "file_uploader", "conduct_files").set_value([("a.pdf", b"%PDF-1.7 x", "application/pdf")])  # type: ignore[attr-defined]
    app = button(app.run(), "conduct_record")
    assert "当事人和行为" in app.error[0].value
    assert not current_store().process.book().cases
    named(app, "selectbox", "conduct_act").select("销售假冒或无标识产品")  # type: ignore[attr-defined]
    app = button(app.run(), "conduct_record")
    assert not app.error
    (case,) = current_store().process.book().cases.values()
    assert (case.by, case.operator, case.details["person"]) == ("compliance", "dashboard", "周某")
    assert [file["name"] for file in case.details["files"]] == ["a.pdf"]

    app.query_params["case"] = case.case_id
    app = app.run()
    next(each for each in app.selectbox if str(each.key).startswith("ruling/")).select("警告")
    next(each for each in app.text_input if str(each.key).startswith("ruling_by/")).set_value("合规部")
    app = button(app.run(), f"rule/{case.case_id}")
    assert not app.error
    rows = current_store().current("conduct", date(2026, 9, 1))
    assert ("华北", "警告", "form") in rows.select("region", "sanction", "source_file").rows()

    app = viewed(opened("conduct", case=case.case_id), "manager-huabei")
    assert "周某" in texts(app)
    assert "违规由合规部记录" in texts(app)
    assert not app.get("file_uploader")
    app = viewed(opened("conduct", case=case.case_id), "manager-huadong")
    assert "周某" not in texts(app)
    assert not any("周某" in str(frame.value) for frame in app.dataframe)

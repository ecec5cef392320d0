"""A month of which only the plan is known, between loaded ones: every page stands and shows no score."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache.opened import current_store
from dashboard.services.stores.stores import STORE_VARIABLE
from tests.dashboard.seen import NORTH, company, stored
from tests.pages.conftest import APP
from tests.pages.test_pages import texts

MONTHS = tuple(date(2026, month, 1) for month in (1, 2, 3))
PLANNED = {"org", "annual_plan", "monthly_plan", "declarations"}


def without_february() -> dict[str, pl.DataFrame]:
    """Three months' plans and declarations, and what came about in January and March."""
    found = {}
    for name, rows in company(MONTHS).items():
        day = "month" if "month" in rows.columns else "date"
        found[name] = rows if name in PLANNED else rows.filter(pl.col(day).dt.month() != 2)
    return found


@pytest.fixture
def _with_a_hole(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    path = tmp_path / "store.duckdb"
    with stored(path, [without_february()]):
        pass
    monkeypatch.setenv(STORE_VARIABLE, str(path))
    yield
    current_store().close()


@pytest.mark.usefixtures("_with_a_hole")
def test_nobody_is_last_in_it_and_the_next_last_place_counts_one() -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.run()
    for page in (
        *("overview", "targets", "capital", "expenses", "appraisal", "settlement", "month", "whatif"),
        *("year", "trace", "home"),
    ):
        app.query_params["month"] = "2026-02"
        app.switch_page(f"../pages/{page}.py").run()
        assert not app.exception, page
        if page == "appraisal":
            assert "末位，连续第" not in texts(app)
            assert "2026-02 未载入任何业务数据" in texts(app)
    app.query_params["month"] = "2026-03"
    app.switch_page("../pages/appraisal.py").run()
    assert f"**{NORTH}**" in texts(app)
    assert "连续第 1 个月" in texts(app)
    assert "未载入任何业务数据" not in texts(app)

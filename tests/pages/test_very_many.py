"""Pages of a company of more regions than a chart has room for: both ends, and a field for the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.entrance.opened import store_at
from dashboard.services.stores.stores import STORE_VARIABLE
from dashboard.views.ends import ENDS
from tests.bench.wide import fill, opened

COPIES = 8  # of eight regions
OTHERS = 8 * COPIES - 2 * ENDS
BETWEEN = f"图中为前 {ENDS} 名与后 {ENDS} 名，中间另有 {OTHERS} 个未画出。"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("wide") / "store.duckdb"
    fill(path, COPIES)
    yield path
    store_at(str(path)).close()


@pytest.fixture(autouse=True)
def _here(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STORE_VARIABLE, str(company))


def page(company: Path, key: str, **address: str) -> AppTest:
    app = opened(company, key)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    assert not app.error
    return app


def lookups(app: AppTest) -> list[str]:
    return [box.label for box in app.selectbox if "未画出" in box.label]


@pytest.mark.parametrize(
    ("key", "charts"),
    [("overview", 1), ("targets", 2), ("capital", 2), ("expenses", 1), ("year", 2)],
)
def test_every_chart_of_regions_says_how_many_it_leaves_out(company: Path, key: str, charts: int) -> None:
    assert lookups(page(company, key, month="2026-09")) == [BETWEEN] * charts


def test_ranks_are_drawn_of_both_ends_and_of_the_rest_one_at_a_time(company: Path) -> None:
    app = page(company, "appraisal", month="2026-09")
    scores, ranks = (box for box in app.selectbox if "未画出" in box.label)
    assert len(scores.options) == len(ranks.options) == OTHERS
    chosen = scores.options[7]
    scores.select(chosen).run()
    assert app.query_params["region"] == chosen
    assert not lookups(app)[1:], "the chosen region's score has room"


def test_a_receipt_of_very_many_regions_is_looked_up(company: Path) -> None:
    app = page(company, "targets", month="2026-09")
    assert not [button for button in app.button if str(button.key).startswith("receipt_of/")]
    field = app.selectbox(key="receipt_of/checkpoint")
    assert len(field.options) == 8 * COPIES
    field.select(field.options[40]).run()
    assert app.query_params["region"] == field.options[40]
    assert app.query_params["receipt"] == "checkpoint"

"""Pages under a policy of other readings: a checkpoint of no day, travel inside the cap, claims left out."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import polars as pl
import pytest

from dashboard.formats import YUAN
from dashboard.services.policies import policies
from dashboard.views.overview import possible
from engine.policy.parameters import DEFAULT_FOLDER
from engine.regulation.actuals import LOADED_BY, TO_CHECKPOINT
from engine.whatif.missing import missing_figures
from tests.pages.conftest import Opened

_CHANGED = {
    "  day: {value: 28, clause: 一.3": "  day: {value: 1, clause: 一.3",
    "value: included": "value: excluded",
    "value: outside_cap": "value: inside_cap",
    "pending_claims: {value: count,": "pending_claims: {value: do_not_count,",
}


@pytest.fixture(autouse=True)
def _other_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (DEFAULT_FOLDER / "2025-01.yaml").read_text("utf-8")
    for ours, other in _CHANGED.items():
        assert ours in text
        text = text.replace(ours, other)
    folder = tmp_path / "policy"
    folder.mkdir()
    (folder / "2025-01.yaml").write_text(text, "utf-8")
    monkeypatch.setenv("REGION_COCKPIT_POLICY", str(folder))


@pytest.mark.parametrize("key", ["overview", "year", "targets", "settlement", "whatif", "replay"])
@pytest.mark.parametrize("month", ["2026-09", "2026-10"])
def test_every_page_that_looks_ahead_is_drawn(opened: Opened, key: str, month: str) -> None:
    app = opened(key, month=month)
    assert [box.value for box in app.error] == []
    assert not app.exception


def test_every_figure_that_such_a_policy_may_lack_is_called_by_a_name() -> None:
    nothing = pl.DataFrame({"region": ["东"], **{name: [None] for name in (*LOADED_BY, *TO_CHECKPOINT)}})
    missing = missing_figures(nothing, policies().items[0])
    assert "manager_travel_pending" in missing["figure"]
    found = SimpleNamespace(figures=missing.with_columns(least=0.0, most=1.0, is_own=True, is_of_month=False))
    scope = SimpleNamespace(region=None, unit=YUAN)
    assert len(possible._bounds(cast(Any, scope), cast(Any, found))) == missing.height

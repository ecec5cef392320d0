"""A click on a bar chooses its region, a second click takes the choice back."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard import state
from dashboard.components.elements.cards import _chooses_region

REGIONS = ("华东", '<b>"区"</b>')


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The address bar and what was clicked, without a running page."""
    bar: dict[str, Any] = {}
    monkeypatch.setattr(state.st, "query_params", _Bar(bar))
    monkeypatch.setattr(state.st, "session_state", {})
    return bar


class _Bar(dict[str, str]):
    """Query parameters as Streamlit keeps them."""

    def __init__(self, shown: dict[str, Any]) -> None:
        super().__init__()
        self._shown = shown

    def __setitem__(self, name: str, value: str) -> None:
        super().__setitem__(name, value)
        self._shown[name] = value

    def pop(self, name: str, default: Any = None) -> Any:
        self._shown.pop(name, None)
        return super().pop(name, default)

    def to_dict(self) -> dict[str, str]:
        return dict(self)


def click(*rows: Any) -> None:
    points = [{"y": row} for row in rows]
    state.st.session_state["chart"] = {"selection": {"points": points}}
    _chooses_region("chart", REGIONS)()


def test_a_click_chooses_and_a_second_click_takes_it_back(address: dict[str, Any]) -> None:
    click("华东")
    assert address == {"region": "华东"}
    click("华东")
    assert address == {}


def test_a_label_leads_to_the_name_it_stands_for(address: dict[str, Any]) -> None:
    click("&lt;b&gt;&quot;区&quot;&lt;/b&gt;")
    assert address == {"region": '<b>"区"</b>'}


@pytest.mark.parametrize("rows", [(), (None,), ("不是区域",), (3,)])
def test_a_click_beside_the_bars_changes_nothing(address: dict[str, Any], rows: tuple[Any, ...]) -> None:
    click(*rows)
    assert address == {}

"""The lever board of a page run in process: what it was told, and edits as its browser side sends them."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest


def board_data(app: AppTest) -> dict[str, Any]:
    """What the board was told."""
    return next(data for data in _told(app) if "levers" in data)


def positions_ahead(app: AppTest) -> dict[str, dict[str, str]]:
    """The figures' values of positions the board was told in advance."""
    return {
        known["position"]: {figure["title"]: figure["value"] for figure in known["figures"]}
        for data in _told(app)
        for known in data.get("ahead", ())
    }


def figures(app: AppTest) -> dict[str, tuple[str, str]]:
    """The board's figures: value and what it was."""
    return {figure["title"]: (figure["value"], figure["was"]) for figure in board_data(app)["figures"]}


def amounts(app: AppTest) -> dict[str, int]:
    """What each lever moves, in fen."""
    return {
        lever["kind"]: lever["amount"] for lever in board_data(app)["levers"] if lever["most"] is not None
    }


def move(app: AppTest, number: int | None = None, **moved: int) -> AppTest:
    """Move levers (kind=fen); `number` is that of the edit, by default the next."""
    board = next(element for element in app.get("bidi_component") if '"levers"' in element.proto.json)
    states = app._tree.get_widget_states()
    edits = {"number": board_data(app)["number"] + 1 if number is None else number, "amounts": moved}
    states.widgets.add(id=board.proto.id, json_value=json.dumps({"edits": edits}))
    return app._run(states)


def _told(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(element.proto.json) for element in app.get("bidi_component")]

"""What is set customer by customer, the levers of the offices and the lists say the same."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
from streamlit.testing.v1 import AppTest

from tests.pages.boards import amounts, figures, move
from tests.pages.conftest import Opened
from tests.pages.test_pages import texts

REGION = "西南"
KIND, LEVER = "contract_overdue", "collect_overdue"


def told(app: AppTest) -> dict[str, Any]:
    """What the board of customers was told."""
    found = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    return next(data for data in found if "offices" in data)


def pay(app: AppTest, **rows: tuple[int | None, int]) -> AppTest:
    """Set customers (row number → amount in fen and certainty) as the board's browser side sends it."""
    board = next(each for each in app.get("bidi_component") if '"offices"' in each.proto.json)
    states = app._tree.get_widget_states()
    edits = {"number": told(app)["number"] + 1, "rows": {name[1:]: value for name, value in rows.items()}}
    states.widgets.add(id=board.proto.id, json_value=json.dumps({"edits": edits}))
    return app._run(states)


def listed(app: AppTest) -> dict[str, float]:
    """What each list of an office asks for, by its first customer's office, in wan yuan."""
    frames: list[pl.DataFrame] = [frame.value for frame in app.dataframe if "需催收" in frame.value.columns]
    return {frame["客户"][0][:2]: round(float(frame["需催收"].sum()), 6) for frame in frames}


def show(app: AppTest, view: str) -> AppTest:
    app.session_state[f"chase_view/{REGION}"] = view
    return app.run()


def test_customers_levers_and_lists_come_to_the_same(opened: Opened) -> None:
    app = opened("whatif", month="2026-10", region=REGION)
    app.session_state[f"chase_kind/2026-10/{REGION}"] = KIND
    app = show(app, "customers")
    rows = told(app)["rows"]
    first, second = rows[0], next(row for row in rows if row["office"] != rows[0]["office"])
    app = pay(app, **{f"r{first['id']}": (first["owed"], 80), f"r{second['id']}": (second["half"], 100)})
    assert not app.error
    assert amounts(app)[LEVER] == first["owed"] + second["half"]
    assert "达标的可能性" in texts(app)
    assert "▨" in figures(app)["节点回款"][0]
    parts = {
        row["office"]: amount / 1_000_000
        for row, amount in ((first, first["owed"]), (second, second["half"]))
    }
    app = show(app, "list")
    assert listed(app) == {office: round(amount, 6) for office, amount in parts.items()}

    # A lever moved on its own board takes the place of what was set; the lists follow it at once.
    app = move(app, **{LEVER: 30_000_000})
    assert "各办事处清单合计与调节项分摊的回收金额一致" in texts(app)
    assert round(sum(listed(app).values()), 6) == 30
    assert all(row["amount"] is None for row in told(show(app, "customers"))["rows"])

    # Whoever is left out is not asked; others are.
    app = pay(app, **{f"r{first['id']}": (0, 100)})
    assert amounts(app)[LEVER] == 30_000_000
    app = show(app, "list")
    asked = [
        name for frame in app.dataframe if "需催收" in frame.value.columns for name in frame.value["客户"]
    ]
    assert first["name"] not in asked
    assert round(sum(listed(app).values()), 6) <= 30

"""Which declaration is an office's latest, and what becomes of each at once."""

from __future__ import annotations

from datetime import date

import polars as pl

from engine.facts import DECLARATIONS, OFFICE_PLANS, REGION_MONTHS
from engine.process.declaring import latest, statuses
from tests.engine.policies import policies_with

MAR = date(2026, 3, 1)


def declared(*rows: tuple[str, date, int]) -> pl.DataFrame:
    """Office, day and fen of sales and collections alike."""
    return pl.DataFrame(
        [
            {
                "month": MAR,
                "region": "N",
                "office": office,
                "declared_on": day,
                "sales": fen,
                "collections": fen,
                "reason": None,
                "remedy": None,
                "approver": None,
                "approved_on": None,
                "position": at,
            }
            for at, (office, day, fen) in enumerate(rows)
        ],
        schema=DECLARATIONS,
    )


def test_the_latest_is_the_last_by_day_and_then_by_place() -> None:
    rows = declared(("a", date(2026, 3, 5), 1), ("a", date(2026, 2, 27), 2), ("b", date(2026, 3, 9), 3))
    assert (latest(rows, "a"), latest(rows, "b"), latest(rows, "c")) == (0, 2, None)
    same = declared(("a", date(2026, 3, 5), 1), ("a", date(2026, 3, 5), 2))
    assert latest(same, "a") == 1
    assert latest(same.reverse(), "a") == 1


def test_each_is_judged_by_the_rules_of_the_regulation() -> None:
    plan = {"month": MAR, "region": "N", "office": "a", "sales_plan": 100, "collections_plan": 100}
    region = {"month": MAR, "region": "N", "manager": "m", "vice_president": "v"}
    rows = declared(
        ("a", date(2026, 2, 27), 94),
        ("a", date(2026, 2, 28), 95),
        ("a", date(2026, 3, 10), 100),
        ("a", date(2026, 3, 10), 101),
        ("a", date(2026, 3, 11), 102),
        ("b", date(2026, 2, 27), 1),
    )
    found = statuses(
        rows,
        pl.DataFrame([plan], schema=OFFICE_PLANS),
        pl.DataFrame([region], schema=REGION_MONTHS),
        policies_with({}).items[0],
    )
    assert found == {
        0: "not_approved",
        1: "declaration",
        2: "adjustment",
        3: "second_adjustment",
        4: "after_deadline",
        5: "no_plan",
    }

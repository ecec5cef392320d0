"""What the year's rewards rest on, from the store to the sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.formats import YUAN
from dashboard.i18n import speaking
from dashboard.services.earned import questions
from dashboard.services.evaluation import snapshot
from dashboard.services.policies import policies
from dashboard.services.simulation import basis
from dashboard.views.evidence.earned import question_sentences, question_table, row_table
from dashboard.views.overview.possible import possible_note, possible_sentences
from dashboard.views.scope import Scope
from data.store import Store
from engine.evaluation import evaluate
from engine.whatif.missing import Possible
from tests.data.store.building import BEIJING, GUANGZHOU, NORTH, SOUTH, frame, load
from tests.engine.building import from_rows

DECEMBER, JANUARY = date(2025, 12, 1), date(2026, 1, 1)
PLACES = ({"region": NORTH, "office": BEIJING}, {"region": SOUTH, "office": GUANGZHOU})


def _stock(month: date, north: int, south: int) -> list[dict[str, Any]]:
    return [
        {"month": month, "category": "水泵", "amount": 100 * amount} | place
        for place, amount in zip(PLACES, (north, south), strict=True)
    ]


def test_stock_that_went_to_another_region_is_asked_about_with_its_rows(tmp_path: Path) -> None:
    """The quota is 700.00. The north's stock falls from 900.00 to 600.00, the south's rises by 298.00; with
    those the north would hold 898.00, 198.00 too much: 28.3 % of the quota."""
    with Store.open(tmp_path / "store.duckdb") as store:
        load(
            store,
            org=frame("org", *({"effective_month": DECEMBER} | place for place in PLACES)),
            annual_plan=frame(
                "annual_plan",
                *(
                    {"year": 2026, "sales_target": 0, "collections_target": 1_000_000, "region": name}
                    for name in (NORTH, SOUTH)
                ),
            ),
            sales=frame("sales", *({"date": JANUARY, "amount": 1} | place for place in PLACES)),
            receivables=frame(
                "receivables", *({"month": JANUARY, "balance": 0, "overdue": 0} | place for place in PLACES)
            ),
            inventory=frame("inventory", *_stock(DECEMBER, 900, 100), *_stock(JANUARY, 600, 398)),
        )
        now = snapshot(store, policies())
        start = basis(store, now).baseline
        asked = questions(store, start, store.daily_totals(), JANUARY, JANUARY)
        scope = Scope(now.evaluation, JANUARY, None, YUAN)
        with speaking("zh"):
            (said,) = question_sentences(scope, asked)
            assert said == (
                f"**{NORTH}** 2026-01：资金占用获奖 500 元；本区域减少的同时，其他区域同月有相近的增加："
                f"水泵的库存 298 元（{BEIJING} → {SOUTH}{GUANGZHOU}）；若未转移，超占为额度的 28.3 %。"
                "变动的原因是什么？"
            )
            resting = question_table(scope, asked).frame
            assert dict(resting.select("region", "moved").rows()) == {NORTH: 500.0, SOUTH: 0.0}
            table = row_table(scope, asked).frame
        assert table.select("office", "date", "amount").rows() == [
            (BEIJING, date(2025, 12, 31), 900.0),
            (BEIJING, date(2026, 1, 31), 600.0),
            (f"{GUANGZHOU} ({SOUTH})", date(2025, 12, 31), 100.0),
            (f"{GUANGZHOU} ({SOUTH})", date(2026, 1, 31), 398.0),
        ]


def test_a_missing_file_is_told_with_the_price_of_all_regions_and_who_may_be_last() -> None:
    """Each region goes its own way: the ends add up; East alone is last at its worst and at its best."""
    scope = Scope(evaluate(from_rows({}), policies()), date(2026, 3, 1), None, YUAN)
    regions = pl.DataFrame(
        {
            "region": ["East", "North", "West"],
            "extracts": [["inventory"]] * 3,
            "awards_least": [-4000.0, -1000.0, 0.0],
            "awards_most": [-3000.0, 1500.0, 500.0],
            "score_least": [40.0, 80.0, 85.0],
            "score_most": [50.0, 90.0, 95.0],
            "rank_best": [3, 1, 1],
            "rank_worst": [3, 2, 2],
        }
    )
    bounds = pl.DataFrame({"most": [1.0], "is_of_month": [False]})
    found = Possible(scope.month, ("inventory",), bounds, regions, pl.DataFrame())
    with speaking("en"):
        told = possible_sentences(scope, found)
        partly = possible_sentences(replace(scope, published=scope.evaluation), found)
    assert "from fine 5,000 yuan to fine 1,000 yuan" in told[0]
    assert "last in any case: East" in told[0]
    assert told[1].startswith("**North**")
    assert partly[0].startswith("**Your regions together**")
    assert "last" not in partly[0]


@pytest.mark.parametrize("is_of_month", [False, True])
def test_what_a_known_month_is_taken_to_bound_is_said(*, is_of_month: bool) -> None:
    scope = Scope(evaluate(from_rows({}), policies()), date(2026, 3, 1), None, YUAN)
    bounds = pl.DataFrame({"most": [1.0], "is_of_month": [is_of_month]})
    regions = pl.DataFrame({"region": ["East"], "awards_least": [0.0], "awards_most": [0.0]})
    found = Possible(scope.month, ("sales",), bounds, regions, pl.DataFrame())
    with speaking("en"):
        assert ("no more came in than in the whole month" in possible_note(scope, found)) is is_of_month

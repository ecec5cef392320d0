"""四 The score: rescaled where something is unknown, exact next to half a cent, and what it is paid."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from engine.evaluation import evaluate
from engine.regulation.appraisal import components, with_components, with_score
from engine.regulation.scoring import points_expression, quotient
from tests.engine.building import REGION, facts
from tests.engine.policies import policies_with, shipped

POLICY = shipped().items[0]
WEIGHTS = {"sales": 35, "collections": 35, "capital": 15, "expense": 10, "conduct": 5}


def pointed(is_past: bool = True, is_loaded: bool = True, **points: tuple[int | None, int]) -> pl.DataFrame:
    """A region's points from its pairs, part and whole; what is left out is full."""
    full = {"sales": (1, 1), "collections": (1, 1), "capital": (0, 1), "expense": (1, 1), "conduct": (0, 1)}
    columns: dict[str, Any] = {"is_past": is_past, "is_loaded": is_loaded}
    for name, (part, whole) in (full | points).items():
        columns |= {f"{name}.part": part, f"{name}.whole": None if part is None else whole}
    frame = pl.DataFrame([columns], schema_overrides={f"{name}.part": pl.Int64 for name in full})
    pairs = [(i, pl.col(f"{i.name}.part"), pl.col(f"{i.name}.whole")) for i in POLICY.appraisal.indicators]
    return frame.with_columns(
        points_expression(i, quotient(part, whole), part, whole).alias(f"{i.name}.points")
        for i, part, whole in pairs
    )


def scored(is_past: bool = True, is_loaded: bool = True, **points: tuple[int | None, int]) -> dict[str, Any]:
    return with_score(pointed(is_past, is_loaded, **points), POLICY).row(0, named=True)


def test_everything_met_is_a_hundred_and_overfulfilment_counts_to_its_cap() -> None:
    assert scored()["score"] == 100
    assert scored(sales=(12, 10), collections=(13, 10))["score"] == 114


def test_what_is_unknown_drops_out_and_the_rest_is_rescaled() -> None:
    # Half of 35 twice, and the 15 of expenses and conduct: 50 of the 85 points left without capital.
    assert scored(sales=(1, 2), collections=(1, 2), capital=(None, 1))["score"] == 58.82


def test_without_anything_known_or_over_there_is_no_score() -> None:
    nothing = dict.fromkeys(WEIGHTS, (None, 1))
    assert scored(**nothing)["score"] is None
    for found in (scored(is_past=False), scored(is_loaded=False)):
        assert (found["score"], found["pay_coefficient"]) == (None, None)


def test_a_part_that_weighs_less_than_a_point_makes_a_score_of_its_own() -> None:
    light = policies_with({"appraisal.indicators.4.weight": 0.5})
    only_conduct = {"annual": "none", "plan": "none", "not_loaded": ["sales", "collections", "expenses"]}
    assert evaluate(facts(only_conduct), light).regions["score"].to_list() == [100]


def test_half_a_cent_is_rounded_up_however_floats_see_it() -> None:
    # 65 + 35 × part ÷ whole = 89.995 exactly, and a hair below.
    part, whole = 24_995, 35_000
    assert scored(sales=(part, whole))["score_cents"] == 9000
    assert scored(sales=(part * 10**9 - 1, whole * 10**9))["score_cents"] == 8999
    # Less below it than a float can tell.
    assert scored(sales=(part * 10**14 - 1, whole * 10**14))["score_cents"] == 8999
    # 65 + 35 × 105 ÷ 35,000 = 65.105, which comes out as 65.10499999999999 in floats.
    assert scored(sales=(105, 35_000))["score_cents"] == 6511


@pytest.mark.parametrize(
    ("part", "coefficient"),
    [(35_000, 1.2), (34_994, 1.0), (24_995, 1.0), (24_994, 0.8), (9_995, 0.8), (9_994, 0.6)],
)
def test_pay_follows_the_published_score(part: int, coefficient: float) -> None:
    # 65 + part ÷ 1,000 points: 99.994 shows as 99.99, 89.995 as 90.00, 74.995 as 75.00.
    assert scored(sales=(part, 35_000))["pay_coefficient"] == coefficient


def test_who_just_reaches_a_band_lacks_something_to_the_next_one_only() -> None:
    found = scored(sales=(25_000, 35_000))  # 65 + 25
    assert (found["pay_coefficient"], found["next_pay_coefficient"], found["pay_band_gap"]) == (1.0, 1.2, 10)


def test_the_parts_of_a_score_are_told_one_by_one() -> None:
    found = evaluate(facts({"sales": 500, "sanctions": {"记过": 1}}), shipped()).components
    rows = {row["indicator"]: row for row in found.filter(region=REGION).to_dicts()}
    assert {name: row["weight"] for name, row in rows.items()} == WEIGHTS
    assert (rows["sales"]["value"], rows["sales"]["points"]) == (0.5, 17.5)
    assert (rows["conduct"]["value"], rows["conduct"]["points"]) == (3, 2)
    assert all(row["has_data"] for row in rows.values())


def test_a_part_without_data_is_told_to_have_none() -> None:
    given = facts({"not_loaded": ["inventory"]})
    rows = evaluate(given, shipped()).components.filter(region=REGION, indicator="capital").to_dicts()
    assert [(row["value"], row["points"], row["has_data"]) for row in rows] == [(None, None, False)]


def test_pairs_are_those_of_the_scheme() -> None:
    regions = pl.DataFrame(
        {
            "month": [1],
            "region": ["A"],
            "sales": [30],
            "sales_target": [40],
            "collections": [1],
            "collections_target": [0],
            "capital_overrun_scaled": [0],
            "capital_quota_scaled": [7],
            "expense_to_cap_part": [3],
            "expense_to_cap_whole": [2],
        }
        | {sanction: [0] for sanction in ("警告", "记过", "记大过", "调岗")}
    )
    framed = with_components(regions, POLICY).row(0, named=True)
    assert (framed["sales.part"], framed["sales.whole"], framed["sales.points"]) == (30, 40, 26.25)
    assert (framed["collections.part"], framed["collections.points"]) == (None, None)
    assert (framed["expense.points"], framed["conduct.points"]) == (5, 5)
    assert components(with_components(regions, POLICY), POLICY).height == 5


def test_a_ladder_is_climbed_by_the_exact_pair() -> None:
    shape = {"name": "ladder", "rungs": [{"at_least": 1, "share": 1}, {"share": 0.5}]}
    stepped = policies_with({"appraisal.indicators.0.shape": shape})
    regions = {"A": {"sales": 1000}, "B": {"sales": 999.99}}
    found = evaluate(facts({"regions": regions}), stepped).components.filter(indicator="sales")
    assert dict(found.select("region", "points").rows()) == {"A": 35, "B": 17.5}


def test_nothing_is_added_but_what_is_told_of_a_score() -> None:
    # The second comes next to half a cent, and is summed up again.
    regions = pl.concat([pointed(), pointed(sales=(105, 35_000)), pointed(sales=(1, 2))])
    found = with_score(regions, POLICY)
    added = set(found.columns) - set(regions.columns)
    assert added == {"score_cents", "score", "pay_coefficient", "next_pay_coefficient", "pay_band_gap"}
    assert found["score_cents"].to_list() == [10_000, 6_511, 8_250]


def test_another_weight_is_another_score() -> None:
    heavy = policies_with({"appraisal.indicators.0.weight": 135})
    found = evaluate(facts({"sales": 0}), heavy).regions.filter(region=REGION)
    assert found["score"].to_list() == [32.5]  # 65 of 200

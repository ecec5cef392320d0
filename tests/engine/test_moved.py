"""Capital that fell in one region and rose alike in another's; worked out by hand."""

from __future__ import annotations

import polars as pl

from engine.evaluation import evaluate
from engine.settlement.items import CAPITAL, CHECKPOINT
from engine.whatif.baseline import baseline
from engine.whatif.earned import rewards
from engine.whatif.moved import MOVES, moved_back, moves
from tests.engine.building import facts, month_day
from tests.engine.policies import shipped
from tests.engine.test_earned import back, days

MARCH = month_day("2026-03")
_CHANGES = {
    "month": pl.Date,
    "figure": pl.String,
    "thing": pl.String,
    "region": pl.String,
    "office": pl.String,
    "change": pl.Int64,
}


def changes(*rows: tuple[str, str, str, str, int]) -> pl.DataFrame:
    """March's changes: figure, thing, region, office and by how much, in fen."""
    return pl.DataFrame([(MARCH, *row) for row in rows], schema=_CHANGES, orient="row")


def pairs(*rows: tuple[str, str, str, str, int]) -> list[tuple[object, ...]]:
    found = moves(changes(*rows))
    assert found.columns == list(MOVES)
    return found.select("thing", "office", "to_region", "to_office", "amount").rows()


def test_a_customers_fall_and_a_rise_of_nine_tenths_elsewhere_are_a_pair_of_the_smaller_amount() -> None:
    fell = ("retail_receivables", "A", "East", "E1", -1000)
    assert pairs(fell, ("retail_receivables", "A", "West", "W1", 900)) == [("A", "E1", "West", "W1", 900)]
    assert pairs(fell, ("retail_receivables", "A", "West", "W1", 899)) == []
    assert pairs(fell, ("retail_receivables", "A", "West", "W1", 1112)) == []


def test_of_stock_which_every_office_has_a_rise_must_be_within_a_hundredth() -> None:
    fell = ("inventory", "Pumps", "East", "E1", -1000)
    assert pairs(fell, ("inventory", "Pumps", "West", "W1", 990)) == [("Pumps", "E1", "West", "W1", 990)]
    assert pairs(fell, ("inventory", "Pumps", "West", "W1", 989)) == []


def test_another_customer_another_figure_or_an_office_of_the_same_region_is_no_pair() -> None:
    fell = ("retail_receivables", "A", "East", "E1", -1000)
    assert pairs(fell, ("retail_receivables", "B", "West", "W1", 1000)) == []
    assert pairs(fell, ("contract_overdue", "A", "West", "W1", 1000)) == []
    assert pairs(fell, ("retail_receivables", "A", "East", "E2", 1000)) == []


def test_each_fall_and_each_rise_is_in_one_pair_with_the_nearest() -> None:
    """W1's rise is nearest to E2's fall; E1's only other way is W2."""
    found = pairs(
        ("inventory", "Pumps", "East", "E1", -1000),
        ("inventory", "Pumps", "East", "E2", -1003),
        ("inventory", "Pumps", "West", "W1", 1004),
        ("inventory", "Pumps", "West", "W2", 997),
    )
    assert found == [("Pumps", "E2", "West", "W1", 1003), ("Pumps", "E1", "West", "W2", 997)]


def test_an_amount_of_one_fen_is_one() -> None:
    fell = ("retail_receivables", "A", "East", "E1", -1)
    assert pairs(fell, ("retail_receivables", "A", "West", "W1", 1)) == [("A", "E1", "West", "W1", 1)]


def test_of_two_rises_or_two_falls_that_are_alike_only_the_nearer_is_paired() -> None:
    fell, rose = ("inventory", "Pumps", "East", "E1", -1000), ("inventory", "Pumps", "West", "W1", 1000)
    only = [("Pumps", "E1", "West", "W1", 1000)]
    assert pairs(fell, ("inventory", "Pumps", "West", "W2", 995), rose) == only
    assert pairs(("inventory", "Pumps", "East", "E2", -995), fell, rose) == only


def test_of_what_is_as_near_the_first_names_are_paired_however_the_rows_stand() -> None:
    falls = [("inventory", "Pumps", "East", office, -1000) for office in ("E2", "E1")]
    rises = [
        ("inventory", "Pumps", region, office, 1000)
        for region, office in (("West", "A"), ("North", "Z"), ("North", "Y"))
    ]
    assert pairs(*falls, *rises) == [("Pumps", "E1", "North", "Y", 1000)]


def test_pairs_of_the_same_amount_stand_by_name() -> None:
    rows = [
        (figure, thing, region, "O", by * 1000)
        for figure, thing in (("retail_receivables", "B"), ("retail_receivables", "A"), ("inventory", "C"))
        for region, by in (("East", -1), ("West", 1))
    ]
    assert [row[0] for row in pairs(*rows)] == ["C", "A", "B"]


def test_regions_out_of_which_nothing_moved_are_there_as_they_were() -> None:
    figures = {"retail_receivables": [1, 2, 3], "contract_overdue": [4, 5, 6], "inventory": [7, 8, 9]}
    amounts = pl.DataFrame({"month": [MARCH] * 3, "region": ["East", "North", "West"]} | figures)
    moved = moves(
        changes(("inventory", "Pumps", "East", "E1", -30), ("inventory", "Pumps", "West", "W1", 30))
    )
    assert moved_back(amounts, moved).rows() == [
        (MARCH, "East", 1, 4, 37),
        (MARCH, "North", 2, 5, 8),
        (MARCH, "West", 3, 6, -21),
    ]


def test_moved_back_is_what_was_there_before_and_what_is_unknown_stays_unknown() -> None:
    amounts = pl.DataFrame(
        {
            "month": [MARCH, MARCH],
            "region": ["East", "West"],
            "retail_receivables": [100, None],
            "contract_overdue": [0, 40],
            "inventory": [500, 700],
        }
    )
    moved = moves(
        changes(
            ("inventory", "Pumps", "East", "E1", -30),
            ("inventory", "Pumps", "West", "W1", 30),
            ("contract_overdue", "C", "East", "E1", -10),
            ("contract_overdue", "C", "West", "W1", 10),
        )
    )
    assert moved_back(amounts, moved).rows() == [
        (MARCH, "East", 100, 10, 530),
        (MARCH, "West", None, 30, 670),
    ]


def test_a_reward_for_capital_that_stock_moved_away_brought_rests_on_it_and_nothing_else_does() -> None:
    """The quota is 700.00, of which 690.00 are occupied: 10.00 back fill it, a fen more is an overrun."""
    company = {"regions": {"East": {"inventory": 690}, "West": {"inventory": 500}}}
    given = facts(company)
    start = baseline(given, evaluate(given, shipped()))
    for more, rests, ratio in ((1_000, False, 0.0), (1_001, True, 1 / 70_000)):
        moved = moves(
            changes(("inventory", "Pumps", "East", "E1", -more), ("inventory", "Pumps", "West", "W1", more))
        )
        found = rewards(start, days(), back(), MARCH, MARCH, moved=moved).filter(pl.col("region") == "East")
        lines = {row["item"]: row for row in found.iter_rows(named=True)}
        assert lines[CAPITAL]["rests_on_moved"] is rests
        assert lines[CAPITAL]["capital_overrun_ratio_moved"] == ratio
        assert lines[CHECKPOINT]["rests_on_moved"] is False

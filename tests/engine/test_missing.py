"""The price of a missing file: ranges of award and rank, held against every value tried by brute force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import polars as pl
import pytest

from engine.evaluation import Evaluation, evaluate
from engine.facts import Facts
from engine.policy.parameters import Policies
from engine.settlement.items import CAPITAL, CHECKPOINT
from engine.whatif.baseline import baseline
from engine.whatif.missing import Possible, has_gap, possible
from tests.engine.building import facts, fen, month_day
from tests.engine.policies import policies_with, shipped
from tests.engine.test_baseline import part_of

MONTH = "2026-03"
MARCH = month_day(MONTH)
BEFORE = ("2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02")
#: What March is without its missing extract: three regions close to one another.
OF_MARCH: dict[str, dict[str, Any]] = {
    "East": {"sales": 960, "collections": 980, "expenses": 2},
    "North": {"sales": 1000, "collections": 940, "expenses": 4},
    "West": {"sales": 930, "collections": 1010, "overdue": 20, "expenses": 3},
}


def company(
    past: Mapping[str, Sequence[Mapping[str, Any]]], *not_loaded: str, march: Mapping[str, Any] | None = None
) -> Facts:
    """The regions of `past` with the months before, and March without some extracts."""
    months: dict[str, Any] = {}
    for number, name in enumerate(BEFORE):
        months[name] = {region: dict(own[number]) for region, own in past.items() if number < len(own)}
    months[MONTH] = dict(march or {region: OF_MARCH[region] for region in past})
    months[MONTH] |= {"not_loaded": list(not_loaded)}
    return facts({"months": {name: words for name, words in months.items() if words}})


def asked(given: Facts, policies: Policies | None = None, *, is_over: bool = True) -> Possible | None:
    return possible(baseline(given, evaluate(given, policies or shipped())), MARCH, is_over=is_over)


def known(given: Facts, policies: Policies | None = None) -> Possible:
    found = asked(given, policies)
    assert found is not None
    return found


def with_file(given: Facts, extract: str, brought: Mapping[str, Mapping[str, int]]) -> Facts:
    """The facts after the extract came in, with these fen by region and figure."""
    here = pl.col("month") == MARCH
    offices = given.office_months
    for region, figures in brought.items():
        offices = offices.with_columns(
            pl.when(here & (pl.col("region") == region)).then(pl.lit(amount)).otherwise(name).alias(name)
            for name, amount in figures.items()
        )
    flag = f"is_{extract}_loaded"
    loaded = given.loaded_months.with_columns((pl.col(flag) | here).alias(flag))
    return replace(given, office_months=offices, loaded_months=loaded)


def of_march(evaluation: Evaluation) -> dict[str, dict[str, Any]]:
    rows = evaluation.regions.filter(pl.col("month") == MARCH)
    return {row["region"]: row for row in rows.iter_rows(named=True)}


def tried(
    given: Facts, extract: str, values: Mapping[str, Mapping[str, Sequence[int]]], policies: Policies
) -> list[dict[str, dict[str, Any]]]:
    """March as `evaluate` gives it, for every combination of values of every region's figures."""
    places = [(region, figure) for region, figures in values.items() for figure in figures]
    found = []
    for chosen in product(*(values[region][figure] for region, figure in places)):
        brought: dict[str, dict[str, int]] = {}
        for (region, figure), amount in zip(places, chosen, strict=True):
            brought.setdefault(region, {})[figure] = amount
        found.append(of_march(evaluate(with_file(given, extract, brought), policies)))
    return found


def between(found: Possible, steps: int) -> dict[str, dict[str, list[int]]]:
    """Per region and figure `steps` values from the least to the most, both ends among them, in fen."""
    values: dict[str, dict[str, list[int]]] = {}
    for row in found.figures.iter_rows(named=True):
        least, most = fen(row["least"]), fen(row["most"])
        inner = [least + (most - least) * step // (steps - 1) for step in range(steps)]
        values.setdefault(row["region"], {})[row["figure"]] = sorted(set(inner))
    return values


def held(found: Possible, worlds: Sequence[Mapping[str, Mapping[str, Any]]], *, are_ends_tried: bool) -> None:
    """Every outcome lies within the ranges; where the ends were tried, they are reached too."""
    for row in found.regions.iter_rows(named=True):
        for column, least, most in (
            ("awards", row["awards_least"], row["awards_most"]),
            ("score", row["score_least"], row["score_most"]),
            ("rank", row["rank_best"], row["rank_worst"]),
        ):
            values = [world[row["region"]][column] for world in worlds]
            assert least <= min(values)
            assert max(values) <= most
            if are_ends_tried:
                assert (min(values), max(values)) == (least, most)
    for row in found.lines.iter_rows(named=True):
        column = {CHECKPOINT: "checkpoint_award", CAPITAL: "capital_award"}[row["item"]]
        values = [world[row["region"]][column] for world in worlds]
        assert row["amount_least"] <= min(values) <= max(values) <= row["amount_most"]


def months_of(word: str, *amounts: float) -> list[dict[str, Any]]:
    return [{word: amount} for amount in amounts]


STOCK = {
    "East": months_of("inventory", 600, 650, 700, 690, 710, 730),
    "North": months_of("inventory", 720, 690, 705, 800, 760, 700),
    "West": months_of("inventory", 100, 90, 80, 120, 100, 95),
}


def test_nothing_is_said_of_a_month_that_has_all_its_extracts() -> None:
    assert asked(company(STOCK)) is None


def test_an_extract_that_brought_nothing_for_one_region_is_not_missing() -> None:
    given = company(STOCK, march=OF_MARCH | {"East": {"rows": "none"}})
    assert asked(given) is None


def test_a_missing_stock_list_leaves_the_tiers_between_the_least_and_the_most_stock_of_the_past() -> None:
    """The quota is 700.00. East's stock was 600 to 730: at most 30/700, in the tier up to 5 %, which costs
    nothing. North's was 690 to 800: 100/700 is 14.3 %, a fine of 1,000. West stays under its quota, but
    20.00 overdue count in full: 2.9 %, 0 whatever its stock is. The checkpoint is met: 1,000 for each."""
    found = known(company(STOCK, "inventory"))
    assert found.extracts == ("inventory",)
    capital = found.lines.filter(pl.col("item") == CAPITAL)
    assert found.lines.select("region", "item").rows() == [
        (region, item) for region in ("East", "North", "West") for item in sorted((CAPITAL, CHECKPOINT))
    ]
    assert capital.select("region", "amount_least", "amount_most").rows() == [
        ("East", 0.0, 500.0),
        ("North", -1000.0, 500.0),
        ("West", 0.0, 0.0),
    ]
    assert found.regions.select("region", "awards_least", "awards_most").rows() == [
        ("East", 1000.0, 1500.0),
        ("North", 0.0, 1500.0),
        ("West", 1000.0, 1000.0),
    ]
    # Stock cannot change what West is due: its file decides nothing there.
    assert found.regions["extracts"].to_list() == [["inventory"], ["inventory"], []]


@pytest.mark.parametrize(
    ("extract", "word", "amounts"),
    [
        ("inventory", "inventory", ((600, 650, 700, 690, 710, 730), (720, 690, 705, 800, 760, 700))),
        pytest.param(
            "expenses", "expenses", ((1, 2, 3, 4, 5, 6), (0, 9, 2, 2, 1, 7)), marks=pytest.mark.nightly
        ),
    ],
)
def test_no_value_between_the_ends_brings_anything_beyond_the_ranges_and_the_ends_reach_them(
    extract: str, word: str, amounts: tuple[tuple[int, ...], ...]
) -> None:
    past = {name: months_of(word, *own) for name, own in zip(("East", "North"), amounts, strict=True)}
    past["West"] = months_of(word, 2, 2, 3, 2, 2, 2)
    given = company(past, extract)
    found = known(given)
    held(found, tried(given, extract, between(found, 3), shipped()), are_ends_tried=True)


@pytest.mark.parametrize(
    ("extract", "changes"),
    [
        pytest.param("sales", {"readings.one_miss_of_two": "fine_for_each"}, marks=pytest.mark.nightly),
        pytest.param("collections", {}, marks=pytest.mark.nightly),
        ("collections", {"capital.collections_basis": "trailing_twelve_months", "expenses.span": "month"}),
        pytest.param("receivables", {}, marks=pytest.mark.nightly),
        ("expenses", {"readings.manager_travel": "inside_cap", "readings.pending_claims": "do_not_count"}),
    ],
)
def test_an_extract_with_several_figures_is_bounded_by_the_corners_under_every_reading(
    extract: str, changes: dict[str, Any]
) -> None:
    words = {
        "sales": [{"sales": each, "sales_28": part} for each, part in ((900, 650), (1100, 800), (960, 700))],
        "collections": [
            {"collections": each, "collections_28": part}
            for each, part in ((400, 650), (1250, 800), (960, 700))
        ],
        "receivables": [{"retail": each, "overdue": part} for each, part in ((650, 0), (740, 60), (700, 9))],
        "expenses": [
            {"expenses": each, "travel": part, "pending": each} for each, part in ((1, 0), (5, 3), (2, 1))
        ],
    }[extract]
    given = company({"East": words * 2, "North": words[::-1] * 2}, extract)
    policies = policies_with(changes)
    found = known(given, policies)
    values = between(found, 3)
    for north in (0, -1):
        one_end = {figure: [own[north]] for figure, own in values["North"].items()}
        worlds = tried(given, extract, {"East": values["East"], "North": one_end}, policies)
        held(found, worlds, are_ends_tried=False)


def test_a_region_is_ranked_best_with_its_own_best_and_the_others_worst() -> None:
    """Each ends its own way: the ranges are those of two evaluations of everybody at opposite ends."""
    given = company(STOCK, "inventory")
    found = known(given)
    ends = {(r["region"]): (fen(r["least"]), fen(r["most"])) for r in found.figures.iter_rows(named=True)}
    for row in found.regions.iter_rows(named=True):
        best = {
            name: {"inventory": low if name == row["region"] else high} for name, (low, high) in ends.items()
        }
        worst = {
            name: {"inventory": high if name == row["region"] else low} for name, (low, high) in ends.items()
        }
        assert (
            of_march(evaluate(with_file(given, "inventory", best), shipped()))[row["region"]]["rank"]
            == (row["rank_best"])
        )
        assert (
            of_march(evaluate(with_file(given, "inventory", worst), shipped()))[row["region"]]["rank"]
            == (row["rank_worst"])
        )


def test_collections_that_turn_a_year_positive_are_an_end_of_their_own() -> None:
    """In January and February as much was paid back as came in, and 60 more. Up to collections of 60 in March
    there is no expense ratio and the component drops out; a fen above, expenses are far over the cap. The
    score at 60.00 is higher, and at 60.01 lower, than the values beside them."""
    back = [{"collections": 1000}] * 4 + [{"collections": 500}, {"collections": -560}]
    given = company(
        {"East": back, "North": back}, "collections", march={"East": {"expenses": 9}, "North": {}}
    )
    found = known(given)
    values = {"East": {"collections": [fen(each) for each in (-560, 0, 59, 60, 60.01, 61, 500, 1000)]}}
    values["East"]["collections_to_checkpoint"] = [fen(1000)]
    held(found, tried(given, "collections", values, shipped()), are_ends_tried=False)


def test_the_fen_on_both_sides_of_where_a_year_turns_positive_bound_the_score() -> None:
    """January and February come to −60.13. With that there is no expense ratio: 35 for sales, 2.10455 for
    collections, 15 and 5 of 90. A fen more, and expenses are worth nothing: 57.1049 of 100; another fen more
    would be 57.10525. With 150 collected there would be 60.25, with nothing 61.11."""
    past = months_of("collections", 100, 120, 100, 110, 150, -210.13)
    found = known(company({"East": past}, "collections", march={"East": {"expenses": 9}}))
    assert found.regions.select("score_least", "score_most").rows() == [(57.1, 63.45)]


def test_who_is_level_with_another_is_not_ahead() -> None:
    past = {name: months_of("inventory", *[600] * 6) for name in ("East", "North", "West")}
    found = known(company(past, "inventory", march={name: {} for name in past}))
    assert found.regions.select("rank_best", "rank_worst").rows() == [(1, 1)] * 3


def test_with_a_short_past_the_company_says_how_much_and_nothing_is_possible_too() -> None:
    """Three months are too few: East may have nothing, or what North once had."""
    past = {"East": months_of("inventory", 10, 20, 30), "North": STOCK["North"]}
    found = known(company(past, "inventory"))
    assert found.figures.select("region", "least", "most", "is_own").rows() == [
        ("East", 0.0, 800.0, False),
        ("North", 690.0, 800.0, True),
    ]


def test_a_first_month_is_bounded_by_nothing() -> None:
    given = facts({"month": MONTH, "regions": {"East": {}, "North": {}}, "not_loaded": ["inventory"]})
    found = known(given)
    assert not found.is_bounded
    nothing = dict.fromkeys(found.regions.columns[2:])
    assert found.regions.to_dicts() == [
        {"region": name, "extracts": []} | nothing for name in ("East", "North")
    ]
    assert found.lines.rows() == [
        (name, item, None, None) for name in ("East", "North") for item in sorted((CAPITAL, CHECKPOINT))
    ]
    bounded = known(company(STOCK, "inventory"))
    assert (found.regions.schema, found.lines.schema) == (bounded.regions.schema, bounded.lines.schema)


def test_a_month_of_which_nothing_was_loaded_between_two_others_has_ranges_too() -> None:
    given = company(STOCK, *("sales", "collections", "receivables", "inventory", "expenses"))
    later = facts({"months": {"2026-04": {name: {} for name in STOCK}}})
    names = ("region_months", "office_plans", "office_months", "loaded_months")
    given = replace(given, **{n: pl.concat([getattr(given, n), getattr(later, n)]) for n in names})
    found = known(given)
    assert len(found.extracts) == 5
    assert found.regions.select("rank_best", "rank_worst").rows()[0] == (1, 3)


def test_a_region_whose_month_to_date_figure_is_unknown_is_the_only_one_in_question() -> None:
    """East's summary said nothing of the 28th: its checkpoint is open, everybody's capital is known."""
    march = {"East": {"sales_28": "unknown"}, "North": {}, "West": {"sales_28": 699.99}}
    past = {name: [{"sales_28": each} for each in (500, 900, 600, 800, 700, 750)] for name in march}
    found = known(company(past, march=march))
    assert found.figures.select("region", "figure", "least", "most").rows() == [
        ("East", "sales_to_checkpoint", 500.0, 900.0)
    ]
    assert found.regions["extracts"].to_list() == [["sales"], [], []]
    awards = found.regions.select("region", "awards_least", "awards_most").rows()
    # West misses its checkpoint by a fen, whatever is not known of East.
    assert awards == [("East", -500.0, 1500.0), ("North", 1500.0, 1500.0), ("West", -500.0, -500.0)]


def test_a_month_to_date_figure_lies_within_the_whole_month_where_that_is_known() -> None:
    """East had 500 to 900 by the 28th before; of March's 650.00 no more can have come by then, which is less
    than 70 % of 1,000.00: the checkpoint is missed in any case. Of West nothing before is known."""
    march = {"East": {"sales": 650, "sales_28": "unknown"}, "West": {"sales": 690, "sales_28": "unknown"}}
    past = {"East": [{"sales_28": each} for each in (500, 900, 600, 800, 700, 750)], "West": []}
    found = known(company(past, march=march))
    assert found.figures.select("region", "least", "most", "is_own", "is_of_month").rows() == [
        ("East", 500.0, 650.0, True, True),
        ("West", 0.0, 690.0, False, True),
    ]
    awards = found.regions.select("awards_least", "awards_most").rows()
    assert awards == [(-500.0, -500.0)] * 2


def test_a_past_that_the_month_contradicts_is_not_believed() -> None:
    """One office brought 100.00 by the 28th, the other 50.00 in all of March: 150.00 are the most."""
    offices = {"A": {"sales": 200, "sales_28": 100}, "B": {"sales": 50, "sales_28": "unknown"}}
    past = {"East": [{"sales_28": each} for each in (500, 900, 600, 800, 700, 750)]}
    found = known(company(past, march={"East": {"offices": offices}}))
    assert found.figures.select("least", "most", "is_of_month").rows() == [(100.0, 150.0, True)]


def test_a_company_that_never_knew_the_28th_is_bounded_by_its_whole_month() -> None:
    """Returns of 30.00 in all of March: by the 28th no less than that, and nothing at most."""
    march = {"East": {"sales": -30, "sales_28": "unknown"}}
    found = known(company({"East": [{"sales_28": "unknown"}] * 6}, march=march))
    assert found.is_bounded
    assert found.figures.select("least", "most").rows() == [(-30.0, 0.0)]


def test_of_a_month_under_way_a_file_may_bring_nothing_yet() -> None:
    found = asked(company(STOCK, "inventory"), is_over=False)
    assert found is not None
    assert set(found.figures["least"]) == {0.0}


def test_a_month_has_a_gap_if_one_figure_of_one_region_is_not_known() -> None:
    february = month_day("2026-02")
    for given in (
        company(STOCK, "inventory"),
        company(STOCK, march=OF_MARCH | {"East": {"sales_28": "unknown"}}),
    ):
        evaluation = evaluate(given, shipped())
        assert has_gap(evaluation, MARCH)
        assert not has_gap(evaluation, february)
    assert not has_gap(evaluate(company(STOCK), shipped()), MARCH)


def test_a_company_that_never_loaded_anything_has_no_gaps() -> None:
    nothing = ["sales", "collections", "receivables", "inventory", "expenses"]
    planned = facts({"months": {MONTH: {"East": {"rows": "none"}, "not_loaded": nothing}}})
    assert not has_gap(evaluate(planned, shipped()), MARCH)


def test_missing_figures_stand_by_region_and_name_with_the_extract_that_brings_them() -> None:
    found = known(company(STOCK, "sales", "inventory"))
    assert (found.month, found.extracts) == (MARCH, ("inventory", "sales"))
    figures = (("inventory", "inventory"), ("sales", "sales"), ("sales_to_checkpoint", "sales"))
    assert found.figures.select("region", "figure", "extract").rows() == [
        (region, *each) for region in ("East", "North", "West") for each in figures
    ]
    unbounded = known(facts({"month": MONTH, "regions": {"East": {}}, "not_loaded": ["inventory"]}))
    assert (unbounded.month, unbounded.extracts) == (MARCH, ("inventory",))


def test_the_month_itself_says_nothing_of_what_is_usual() -> None:
    """North brought 990 by the 28th of March, more than anybody before."""
    march = {"East": {"sales_28": "unknown"}, "North": {"sales_28": 990}}
    past = {"East": [], "North": [{"sales_28": each} for each in (500, 900, 600, 800, 700, 750)]}
    found = known(company(past, march=march))
    assert found.figures.select("region", "least", "most").rows() == [("East", 0.0, 900.0)]


def test_who_sees_one_region_is_told_its_money_and_score_and_no_rank() -> None:
    given = company(STOCK, "inventory")
    among_all = known(given).regions.filter(region="East")
    found = possible(part_of(given, shipped(), "East"), MARCH)
    assert found is not None
    assert found.regions.drop("rank_best", "rank_worst").equals(among_all.drop("rank_best", "rank_worst"))
    assert found.regions.schema == among_all.schema
    assert found.regions.select("rank_best", "rank_worst").rows() == [(None, None)]
    # Unless it is said that it is under way, a month is over: East never had less than 600.00 then.
    assert found.figures["least"].to_list() == [600.0]


def test_a_file_decides_if_it_alone_can_change_the_score_whatever_the_others_bring() -> None:
    """Stock of 710 to 730 is over the quota of 700, in the tier that pays nothing; sales never change."""
    past = {"East": [{"sales": 900, "inventory": each} for each in (710, 715, 720, 725, 730, 712)]}
    found = known(company(past, "sales", "inventory", march={"East": {}}))
    (east,) = found.regions.to_dicts()
    assert (east["awards_least"], east["awards_most"], east["extracts"]) == (1000.0, 1000.0, ["inventory"])


def test_where_there_may_be_no_score_neither_score_nor_rank_is_bounded() -> None:
    """Expenses alone are appraised: of nothing collected yet there is no ratio."""
    indicator = {
        "name": "expense", "measure": "expense_to_cap", "weight": 100, "clause": "四", "kind": "assumed",
        "shape": {"name": "declining", "full_at": 1, "zero_at": 2}, "period": "month",
    }  # fmt: skip
    past = {"East": months_of("collections", 900, 950, 990, 980, 970, 960)}
    given = company(past | {"North": past["East"]}, "collections")
    policies = policies_with({"appraisal.indicators": [indicator], "expenses.span": "month"})
    for is_over in (True, False):
        found = asked(given, policies, is_over=is_over)
        assert found is not None
        for row in found.regions.to_dicts():
            bounds = [row[name] for name in ("score_least", "score_most", "rank_best", "rank_worst")]
            assert [bound is not None for bound in bounds] == [is_over] * 4
            assert row["awards_least"] is not None

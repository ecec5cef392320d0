"""The parts of a goal seek by hand: ranking, whole answers, candidates."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from engine.whatif.goalseek import Answer, answers
from engine.whatif.goalseek.candidates import candidate_rows
from engine.whatif.lastplace.ranking import breakpoints, is_regular, is_searchable
from engine.whatif.levers import LARGEST, Lever, LeverError
from engine.whatif.plans.path import Path, path
from engine.whatif.plans.position import Position, Terms
from tests.engine.building import facts, fen
from tests.engine.policies import policies_with, shipped
from tests.engine.scenarios import baseline_of
from tests.engine.test_baseline import part_of
from tests.engine.test_plans import HALF, MARCH, OFFSET, start, steps

# --- ranking


def ladder(upper: Fraction | int, lower: Fraction | int) -> dict[str, Any]:
    """Shares of the weight from a ratio of 1 on, and below it."""
    return {"name": "ladder", "rungs": [{"at_least": 1, "share": str(upper)}, {"share": str(lower)}]}


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, True),
        ({"appraisal.tie_breaks.order.0.better": "lower"}, False),
        ({"appraisal.tie_breaks.order.2.better": "higher"}, False),
        ({"appraisal.indicators.0.shape": {"name": "declining", "full_at": 1, "zero_at": 2}}, False),
        ({"appraisal.indicators.2.shape": {"name": "proportional", "cap": 1, "floor": 0}}, False),
        ({"appraisal.indicators.0.shape.floor": 1.2}, True),
        ({"appraisal.indicators.0.shape.floor": 1.3}, False),
        ({"appraisal.indicators.0.shape": ladder(1, HALF)}, True),
        ({"appraisal.indicators.0.shape": ladder(HALF, 1)}, False),
        ({"appraisal.indicators.2.shape": ladder(HALF, 1)}, True),
        ({"appraisal.indicators.2.shape": ladder(1, HALF)}, False),
    ],
)
def test_a_scheme_is_regular_if_no_better_figure_costs_points(changed: dict[str, Any], found: bool) -> None:
    policy = policies_with(changed).items[0]
    assert is_regular(policy.appraisal) is found
    assert is_searchable(path("collect", start({"retail": 1})), policy) is found


@pytest.mark.parametrize(("share", "found"), [(Fraction(0), True), (HALF, False), (Fraction(1), True)])
def test_sales_paid_in_part_cannot_be_searched(share: Fraction, found: bool) -> None:
    at = start({}, receivable_share=share)
    assert is_searchable(path("extra_sales", at), shipped().items[0]) is found
    assert is_searchable(path("cut_expenses", at), shipped().items[0])


def test_the_score_changes_its_course_where_credit_sales_cross_an_edge() -> None:
    """Sales of 1,000 are full at 1,200; with 500 occupied, 200 are free, and 410 are 30 % over the quota.

    Named are the first amount at which sales are full and the first beyond each edge of the capital.
    """
    points = breakpoints(path("extra_sales", start({"retail": 500})), shipped().items[0])
    assert points == [0, 20_000, 20_001, 41_001]


@pytest.mark.parametrize(
    ("words", "changed", "terms", "found"),
    [
        # Sales of 900 are full at 1,200; 300 are over 700 by 30 % from 610 on.
        ({"sales": 900, "retail": 300}, {}, {}, [0, 30_000, 40_001, 61_001]),
        ({"sales": 900, "retail": 300}, {}, {"receivable_type": "contract"}, [0, 30_000]),
        # 20 overdue: with them the quota is passed from 380 on, without from 400, and 30 % from 590.
        *(
            ({"sales": 900, "retail": 300, "overdue": 20}, way, {}, [0, 30_000, 38_001, 40_001, 59_001])
            for way in ({}, OFFSET)
        ),
        # Within 300 there are two rungs: from 90 % of the target on, and from all of it.
        (
            {"sales": 850, "retail": 300},
            {"appraisal.indicators.0.shape": {"name": "ladder", "rungs": [
                {"at_least": 1, "share": 1}, {"at_least": "9/10", "share": "1/2"}, {"share": 0},
            ]}},
            {}, [0, 5_000, 15_000, 40_001, 61_001],
        ),
        # The overrun comes down from above where more than its quota is tied up already.
        ({"sales": 1300, "retail": 800}, {}, {}, [0, 11_001]),
        ({"not_loaded": ["sales"]}, {}, {}, []),
        ({"plan": "none", "not_loaded": ["inventory"]}, {}, {}, [0]),
    ],
)  # fmt: skip
def test_credit_sales_cross_every_edge_of_sales_and_of_capital(
    words: dict[str, Any], changed: dict[str, Any], terms: dict[str, Any], found: list[int]
) -> None:
    way = path("extra_sales", start(words, changed=changed, **terms))
    assert breakpoints(way, policies_with(changed).items[0]) == found


def test_credit_sales_cross_the_edges_of_a_year_where_a_year_is_appraised() -> None:
    """Of 2,000 in two months 2,400 are full, and 1,500 are there; of March 1,200, and 900 are."""
    months = {"2026-02": {"East": {"sales": 600}}, "2026-03": {"East": {"sales": 900}}}
    for period, edge in (("year_to_date", 90_000), ("month", 30_000)):
        changed = {"appraisal.indicators.0.period": period}
        way = path("extra_sales", start({"months": months}, changed=changed))
        assert breakpoints(way, policies_with(changed).items[0]) == sorted([0, edge, 70_001, 91_001])


def test_a_path_breaks_where_a_ratio_first_appears() -> None:
    """Nothing was collected but 5.00 went back: from the 501st fen on there is a ratio to collections."""
    at = start({"collections": -5, "retail": 9})
    assert breakpoints(path("collect_retail", at), shipped().items[0]) == [0, 501]
    assert breakpoints(path("collect_current", start({}, current=None)), shipped().items[0]) == []


# --- whole answers

#: A scheme that scores nothing but sales.
SALES_ALONE: dict[str, Any] = {
    "appraisal.indicators": [
        {
            "name": "sales", "measure": "sales_attainment", "weight": 100, "clause": "四", "kind": "assumed",
            "shape": {"name": "proportional", "cap": 1.2, "floor": 0}, "period": "month",
        }
    ]
}  # fmt: skip


def found(
    words: dict[str, Any], goal: str, changed: dict[str, Any] | None = None
) -> dict[tuple[str | None, int | None], Answer]:
    """East's answers to a goal by lever and tier."""
    made = answers(baseline_of(facts(words), policies_with(changed or {})), MARCH, "East")
    return {(answer.lever, answer.tier): answer for answer in made if answer.goal == goal}


MENDED: dict[str, Any] = {
    "outcome_before": "missed", "outcome_after": "met", "award_before": -1000.0, "award_after": 1000.0,
}  # fmt: skip


def test_the_checkpoint_is_answered_by_sales_and_collections_together() -> None:
    both = found({"sales_28": 640, "collections_28": 699.99, "retail": 300}, "checkpoint")
    told = MENDED | {"steps": steps(collect_retail=1, extra_sales=6_000)}
    assert list(both.values()) == [
        Answer("checkpoint", "extra_sales", 6_000, "possible", LARGEST, **told),
        Answer("checkpoint", "collect", 1, "possible", 30_000, **told),
    ]


def test_where_either_suffices_each_is_answered_alone() -> None:
    required = {"checkpoint.required": "either"}
    either = found({"sales_28": 640, "collections_28": 699, "retail": 300}, "checkpoint", required)
    selling, collecting = steps(extra_sales=6_000), steps(collect_retail=100)
    assert list(either.values()) == [
        Answer("checkpoint", "extra_sales", 6_000, "possible", LARGEST, steps=selling, **MENDED),
        Answer("checkpoint", "collect", 100, "possible", 30_000, steps=collecting, **MENDED),
    ]
    met = MENDED | {"outcome_before": "met", "award_before": 1000.0}
    assert list(found({"sales_28": 640, "retail": 300}, "checkpoint", required).values()) == [
        Answer("checkpoint", "extra_sales", 0, "reached", LARGEST, **met),
        Answer("checkpoint", "collect", 0, "reached", 30_000, **met),
    ]


def test_a_tier_is_answered_by_every_way_there_is() -> None:
    """50 retail, 690 stock and 20 overdue are 60 over 700 (8.6 %): 25 less make 5 %, 60 less nothing."""
    made = found({"retail": 50, "inventory": 690, "overdue": 20}, "capital_tier")
    assert list(made) == [
        (lever, tier)
        for tier in (1, 0)
        for lever in ("collect", "collect_overdue", "collect_retail", "collect_current", "reduce_inventory")
    ]
    before: dict[str, Any] = {"outcome_before": 2, "award_before": -500.0}
    better = before | {"tier": 1, "outcome_after": 1, "award_after": 0.0}
    best = before | {"tier": 0, "outcome_after": 0, "award_after": 500.0}
    same = before | {"tier": 1, "outcome_after": 2, "award_after": -500.0}

    def answer(lever: Any, amount: int | None, reason: str, most: int | None, **told: Any) -> Answer:
        return Answer("capital_tier", lever, amount, reason, most, **told)

    by_turns, by_stock = steps(collect_overdue=2_000, collect_retail=500), steps(reduce_inventory=2_500)
    assert [made[lever, 1] for lever, tier in made if tier == 1] == [
        answer("collect", 2_500, "possible", 7_000, steps=by_turns, **better),
        answer("collect_overdue", None, "beyond_capacity", 2_000, steps=steps(collect_overdue=2_000), **same),
        answer("collect_retail", 2_500, "possible", 5_000, steps=steps(collect_retail=2_500), **better),
        answer("collect_current", None, "not_available", None, detail="unknown_balance", **same),
        answer("reduce_inventory", 2_500, "possible", 69_000, steps=by_stock, **better),
    ]
    all_over = steps(collect_overdue=2_000, collect_retail=4_000)
    assert made["collect", 0] == answer("collect", 6_000, "possible", 7_000, steps=all_over, **best)


def test_the_cap_is_answered_by_cuts_and_by_collections() -> None:
    """3.3 of expenses on 1,000 collected: 0.3 less, or 100 more collected of 400."""
    made = found({"expenses": 3.3, "retail": 400}, "expense_cap")
    told: dict[str, Any] = {"outcome_before": "above_cap", "outcome_after": "within_cap"}
    assert list(made.values()) == [
        Answer("expense_cap", "cut_expenses", 30, "possible", 330, steps=steps(cut_expenses=30), **told),
        Answer(
            "expense_cap", "collect", 10_000, "possible", 40_000, steps=steps(collect_retail=10_000), **told
        ),
    ]
    within: dict[str, Any] = {"outcome_before": "within_cap", "outcome_after": "within_cap"}
    assert list(found({"expenses": 3}, "expense_cap").values()) == [
        Answer("expense_cap", None, 0, "reached", **within)
    ]
    unknown: dict[str, Any] = {"outcome_before": "no_data", "outcome_after": "no_data"}
    assert list(found({"not_loaded": ["expenses"]}, "expense_cap").values()) == [
        Answer("expense_cap", None, None, "no_data", **unknown)
    ]


def test_the_way_out_of_the_last_place_is_answered_by_every_way_there_is() -> None:
    """East scores 93 and West 96.5; 100 more collected are a shared second place, 2 less spent nothing."""
    three = {
        "regions": {
            "East": {"collections": 800, "retail": 500, "expenses": 2},
            "West": {"collections": 900},
            "North": {},
        }
    }
    made = found(three, "leave_last")
    assert list(made) == [
        (lever, None) for lever in ("collect", "reduce_inventory", "cut_expenses", "extra_sales")
    ]
    assert made["collect", None] == Answer(
        "leave_last", "collect", 10_000, "possible", 50_000,
        steps=steps(collect_retail=10_000), outcome_before=3, outcome_after=2, bound=10_000,
    )  # fmt: skip
    assert made["cut_expenses", None] == Answer(
        "leave_last", "cut_expenses", None, "beyond_capacity", 200,
        steps=steps(cut_expenses=200), outcome_before=3, outcome_after=3,
    )  # fmt: skip
    first = {"regions": three["regions"] | {"East": {}}}
    assert list(found(first, "leave_last").values()) == [
        Answer("leave_last", None, 0, "reached", outcome_before=1, outcome_after=1)
    ]


def test_a_region_without_a_score_has_no_place_to_leave() -> None:
    words = {"regions": {"East": {"plan": "none"}, "West": {}, "North": {}}}
    assert list(found(words, "leave_last", SALES_ALONE).values()) == [
        Answer("leave_last", None, None, "no_data")
    ]


LAST = {"collections": 800, "retail": 500, "expenses": 2}


@pytest.fixture
def without_mixtures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each way by itself is all that is looked for."""
    monkeypatch.setattr("engine.whatif.goalseek.seek.last_place", lambda *_: None)


@pytest.mark.usefixtures("without_mixtures")
@pytest.mark.parametrize(
    ("east", "missing", "lever", "told"),
    [
        # Nothing says what the stock is, or what was sold.
        (LAST, ["inventory"], "reduce_inventory",
         Answer("leave_last", "reduce_inventory", None, "not_available", detail="not_loaded")),
        (LAST, ["sales"], "extra_sales",
         Answer("leave_last", "extra_sales", None, "not_available", detail="not_loaded")),
        # A fifth above the plan sales are full: no amount of them makes up for collections.
        (LAST | {"sales": 1200}, [], "extra_sales",
         Answer("leave_last", "extra_sales", None, "never", LARGEST)),
        # Level with 96.50 West wins the tie: 96.505 is rounded up, 3.505 points of 35.
        (LAST, [], "extra_sales",
         Answer("leave_last", "extra_sales", 10_015, "possible", LARGEST, steps=steps(extra_sales=10_015))),
    ],
)  # fmt: skip
def test_each_way_out_of_the_last_place_says_why_it_is_none(
    east: dict[str, Any], missing: list[str], lever: str, told: Answer
) -> None:
    """East is 35 × 0.2 points short in collections and lies behind West, which is half as short."""
    beside = {
        name: east | {"collections": 900 + 100 * better} for better, name in enumerate(("West", "North"))
    }
    made = found({"regions": {"East": east, **beside}, "not_loaded": missing}, "leave_last")
    after = 2 if told.reason == "possible" else 3
    assert made[lever, None] == replace(told, outcome_before=3, outcome_after=after)


@pytest.mark.usefixtures("without_mixtures")
def test_sales_paid_in_part_are_undecided_up_to_all_that_can_be_sold() -> None:
    words = {"regions": {"East": LAST, "West": {"collections": 900}, "North": {}}}
    made = answers(baseline_of(facts(words), shipped()), MARCH, "East", Terms(HALF))
    told = Answer("leave_last", "extra_sales", None, "undecided", LARGEST, outcome_before=3, outcome_after=3)
    assert told in made


def test_the_way_out_starts_from_what_conduct_cost_the_region_itself() -> None:
    """A warning costs East a point: 28.57 collected make up for it, less half a cent of the score."""
    words = {
        "East": {"collections": 900, "retail": 500, "sanctions": {"警告": 1}},
        "North": {},
        "West": {"collections": 900},
    }
    made = found({"regions": words}, "leave_last")["collect", None]
    # From 96.495 on it is as good as 96.50, and more was collected.
    assert made.least == fen(28.43)
    assert made.bound is not None
    assert fen(28.41) <= made.bound <= made.least


@pytest.mark.usefixtures("without_mixtures")
def test_a_way_out_is_believed_only_if_a_fen_less_does_not_do_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """100 collected leave the last place; of 100.01 a fen can be spared, and 99.99 do not do it."""
    words = {"regions": {"East": LAST, "West": {"collections": 900}, "North": {}}}

    def told(amount: int) -> Answer:
        def ways(at: Position, *_: object) -> dict[str, tuple[Path, int]]:
            return {"collect": (path("collect", at), amount)}

        monkeypatch.setattr("engine.whatif.goalseek.seek.ways_out_of_last", ways)
        return found(words, "leave_last")["collect", None]

    assert [(told(amount).reason, told(amount).least) for amount in (9_999, 10_000, 10_001)] == [
        ("unproven", None), ("possible", 10_000), ("unproven", None),
    ]  # fmt: skip


def test_no_fine_and_everything_name_what_is_missed_before_and_after() -> None:
    """50 of collections are missing and the overrun of 100 has to come down to 35: 65 do both."""
    words = {"collections_28": 650, "retail": 800, "expenses": 3.3}
    (unfined,) = found(words, "no_fine").values()
    assert unfined == Answer(
        "no_fine", None, 6_500, "possible", tier=1, steps=steps(collect_retail=6_500),
        outcome_before="checkpoint,capital_tier", outcome_after="", award_before=-2000.0, award_after=1000.0,
    )  # fmt: skip
    (everything,) = found(words, "everything").values()
    # 65 more collected allow 3.195 of 3.3: 0.105 are cut, in whole fen 0.11.
    assert everything == Answer(
        "everything", None, 6_511, "possible", tier=1, steps=steps(collect_retail=6_500, cut_expenses=11),
        outcome_before="checkpoint,capital_tier,expense_cap", outcome_after="",
        award_before=-2000.0, award_after=1000.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("east", "moved"),
    [
        ({"collections": 900, "retail": 200}, [("collect_retail", 10_000)]),
        ({"sales": 900}, [("extra_sales", 10_000)]),
        # The fen that can be collected wins the tie, from a score of 99.995 on: 14 fen less are sold.
        ({"sales": 900, "retail": 0.01}, [("collect_retail", 1), ("extra_sales", 9_985)]),
    ],
)
def test_everything_leaves_the_last_place_by_the_cheapest_mixture(
    east: dict[str, Any], moved: list[tuple[str, int]]
) -> None:
    """100 are missing to be level with the others; a shared last place counts for nobody."""
    (everything,) = found({"regions": {"East": east, "West": {}, "North": {}}}, "everything").values()
    assert [(lever.kind, lever.amount) for lever in everything.steps] == moved
    assert (everything.outcome_before, everything.outcome_after) == ("leave_last", "")


# --- candidates


def test_candidates_are_placed_among_the_others_and_not_among_each_other() -> None:
    """East scores 93 with 800 of 1,000 collected; 100 more make it level with West, 200 with North."""
    given = facts(
        {"regions": {"East": {"collections": 800, "retail": 500}, "West": {"collections": 900}, "North": {}}}
    )
    plans = [(), (Lever("collect_retail", "East", fen(100)),), (Lever("collect_retail", "East", fen(200)),)]
    rows = candidate_rows(baseline_of(given, shipped()), MARCH, "East", plans)
    assert [row["region"] for row in rows] == ["East"] * 3
    names = ("rank", "is_rank_shared", "is_last", "is_last_shared", "score", "worst_score")
    assert [tuple(row[name] for name in names) for row in rows] == [
        (3, False, True, False, 93.0, 96.5),
        (2, True, False, True, 96.5, 96.5),
        (1, True, False, False, 100.0, 96.5),
    ]
    assert all(row["is_within_cap"] for row in rows)
    assert "last_place_streak" not in rows[0]
    assert "escalation" not in rows[0]


def test_among_regions_of_which_only_the_score_is_known_a_candidate_finds_its_place_too() -> None:
    """East scores 93 and 3.5 more for every 100 collected; the others 100, 98.25 and 96.5."""
    words = {
        "East": {"collections": 800, "retail": 500},
        "North": {},
        "South": {"collections": 950},
        "West": {"collections": 900},
    }
    given = facts({"regions": words})
    plans = [(Lever("collect_retail", "East", fen(yuan)),) for yuan in (50, 120, 180, 250)]
    whole = baseline_of(given, shipped())
    for start_ in (whole, part_of(given, shipped(), "East")):
        rows = candidate_rows(start_, MARCH, "East", plans)
        assert [(row["rank"], row["is_last"], row["worst_score"]) for row in rows] == [
            (4, True, 96.5), (3, False, 96.5), (2, False, 96.5), (1, False, 96.5),
        ]  # fmt: skip
    # Level with West the last place is shared, level with South the second; equal plans share nothing.
    level = [(Lever("collect_retail", "East", fen(yuan)),) for yuan in (50, 50, 100, 100, 150, 150)]
    assert [
        (row["rank"], row["is_rank_shared"], row["is_last_shared"])
        for row in candidate_rows(whole, MARCH, "East", level)
    ] == [(4, False, False)] * 2 + [(3, True, True)] * 2 + [(2, True, False)] * 2


def test_too_few_regions_have_no_last_and_a_lone_one_is_first() -> None:
    two = facts({"regions": {"East": {"collections": 800, "expenses": 2.41}, "West": {}}})
    (row,) = candidate_rows(baseline_of(two, shipped()), MARCH, "East", [()])
    assert (row["rank"], row["is_last"], row["is_last_shared"]) == (2, False, False)
    assert (row["worst_score"], row["is_within_cap"]) == (100.0, False)
    names = ("rank", "is_rank_shared", "is_last", "is_last_shared", "worst_score")
    # Candidates of a lone region are as good as each other, and share nothing.
    for alone in candidate_rows(baseline_of(facts({}), shipped()), MARCH, "East", [()] * 3):
        assert tuple(alone[name] for name in names) == (1, False, False, False, None)
    behind = baseline_of(facts({"collections": 800, "retail": 500}), shipped())
    plans = [(Lever("collect_retail", "East", fen(yuan)),) for yuan in (100, 200, 300)]
    for alone in candidate_rows(behind, MARCH, "East", plans):
        assert tuple(alone[name] for name in names) == (1, False, False, False, None)


def test_a_region_without_a_score_has_no_place_among_others_nor_alone() -> None:
    policies = policies_with(SALES_ALONE)
    for others in ({}, {"West": {}, "North": {}, "South": {}}):
        given = facts({"regions": {"East": {"plan": "none"}, **others}})
        (row,) = candidate_rows(baseline_of(given, policies), MARCH, "East", [()])
        assert (row["rank"], row["is_last"], row["is_last_shared"]) == (None, False, False)


def test_a_candidate_that_takes_more_than_there_is_is_refused() -> None:
    with pytest.raises(LeverError, match="beyond_capacity"):
        candidate_rows(
            baseline_of(facts({}), shipped()), MARCH, "East", [(Lever("collect_retail", "East", LARGEST),)]
        )

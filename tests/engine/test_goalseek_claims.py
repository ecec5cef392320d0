"""Claims of a goal seek by hand: what is aimed at, what is claimed, and what is believed of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from engine.whatif.goalseek import Answer
from engine.whatif.goalseek.aims import Aims, aims
from engine.whatif.goalseek.claims import capital_claims, checkpoint_claims, expense_claims
from engine.whatif.goalseek.combined import Combined, answer, combined
from engine.whatif.goalseek.everything import all_at_once, mixture_claims
from engine.whatif.lastplace.least import WayOut
from engine.whatif.levers import LARGEST, Lever
from engine.whatif.plans.plan import LeastPlan
from engine.whatif.plans.position import Position
from engine.whatif.plans.proof import Claim, Plan, Row, award, is_met, outcome, proven
from tests.engine.policies import policies_with, shipped
from tests.engine.test_plans import HALF, TRAILING, start, steps

# --- aims and proof

ROW: dict[str, Any] = {
    "checkpoint_outcome": "missed", "checkpoint_award": -1000.0,
    "capital_tier": 3, "capital_status": "proposed", "capital_award": -1000.0,
    "expense_status": "known", "is_within_cap": False, "rank": 3, "is_last": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "goal", "tier", "found"),
    [
        ({}, "checkpoint", None, False),
        ({"checkpoint_outcome": "met"}, "checkpoint", None, True),
        ({"checkpoint_outcome": "no_target"}, "checkpoint", None, False),
        ({}, "capital_tier", 2, False),
        ({}, "capital_tier", 3, True),
        ({}, "capital_tier", None, False),
        ({"capital_tier": 0}, "capital_tier", 0, True),
        ({"capital_tier": None}, "capital_tier", 5, False),
        ({}, "expense_cap", None, False),
        ({"is_within_cap": True}, "expense_cap", None, True),
        ({"is_within_cap": None}, "expense_cap", None, False),
        ({}, "leave_last", None, False),
        ({"is_last": False}, "leave_last", None, True),
        ({"is_last": False, "rank": None}, "leave_last", None, False),
    ],
)
def test_a_row_meets_a_goal(changed: dict[str, Any], goal: str, tier: int | None, found: bool) -> None:
    assert is_met(ROW | changed, goal, tier) is found


def test_no_row_meets_a_goal_that_there_is_not() -> None:
    with pytest.raises(KeyError, match="glory"):
        is_met(ROW, "glory")


@pytest.mark.parametrize(
    ("changed", "goal", "found", "yuan"),
    [
        ({}, "checkpoint", "missed", -1000.0),
        ({}, "capital_tier", 3, -1000.0),
        ({"capital_award": 500.0}, "capital_tier", 3, 500.0),
        ({}, "expense_cap", "above_cap", 0.0),
        ({"is_within_cap": True}, "expense_cap", "within_cap", 0.0),
        ({"is_within_cap": None, "expense_status": "no_ratio"}, "expense_cap", "no_ratio", 0.0),
        ({}, "leave_last", 3, 0.0),
    ],
)
def test_a_row_has_an_outcome_and_an_award_per_goal(
    changed: dict[str, Any], goal: str, found: object, yuan: float
) -> None:
    assert (outcome(ROW | changed, goal), award(ROW | changed, goal)) == (found, yuan)


def test_what_can_be_judged_can_be_aimed_at() -> None:
    """The first two of six tiers pay no fine."""
    policy = shipped().items[0]
    assert aims(ROW, policy) == Aims(("checkpoint", "capital_tier", "expense_cap", "leave_last"), 1)
    unjudged = {
        "checkpoint_outcome": "no_target",
        "capital_status": "no_data",
        "expense_status": "no_data",
        "rank": None,
    }
    assert aims(ROW | unjudged, policy).goals == ()
    assert aims(ROW | {"checkpoint_outcome": "met"}, policy).goals[0] == "checkpoint"
    fined = policies_with({"capital.tiers.steps.0.award": -1}).items[0]
    assert aims(ROW, fined).tier == -1


def test_aims_name_what_a_row_misses_and_a_fine_that_comes_anew() -> None:
    all_four = aims(ROW, shipped().items[0])
    assert all_four.unmet(ROW) == ("checkpoint", "capital_tier", "expense_cap", "leave_last")
    assert all_four.unmet(ROW | {"capital_tier": 1, "is_last": False}) == ("checkpoint", "expense_cap")
    assert all_four.clauses == ("checkpoint", "capital_tier", "expense_cap")
    fewer = all_four.without("checkpoint", "leave_last")
    assert (fewer.goals, fewer.tier) == (("capital_tier", "expense_cap"), 1)
    without = all_four.without("capital_tier")
    assert without.unmet(ROW) == ("checkpoint", "expense_cap", "leave_last", "capital_tier")
    assert without.unmet(ROW | {"capital_tier": 1}) == ("checkpoint", "expense_cap", "leave_last")
    assert without.unmet(ROW | {"capital_tier": None}) == ("checkpoint", "expense_cap", "leave_last")


MISSED, MET = ROW, ROW | {"checkpoint_outcome": "met", "checkpoint_award": 1000.0}


@pytest.mark.parametrize(
    ("reason", "after", "below", "found"),
    [
        ("possible", MET, MISSED, ("possible", 7)),
        ("possible", MET, MET, ("unproven", None)),
        ("possible", MISSED, MISSED, ("unproven", None)),
        ("beyond_capacity", MISSED, MISSED, ("beyond_capacity", 7)),
        ("beyond_capacity", MET, MISSED, ("unproven", None)),
        ("reached", MET, MISSED, ("reached", 7)),
    ],
)
def test_a_claim_is_believed_once_its_rows_bear_it_out(
    reason: str, after: dict[str, Any], below: dict[str, Any], found: tuple[str, int | None]
) -> None:
    """A second claim without a plan below, to see that every row comes to its own claim."""
    step, less = (Lever("collect_retail", "East", amount) for amount in (7, 6))
    claims = [
        Claim(Answer("checkpoint", "collect", 7, reason, steps=(step,)), ((less,),)),
        Claim(Answer("leave_last", None, 0, "never")),
    ]
    asked: list[Plan] = []

    def rows_of(plans: Sequence[Plan]) -> list[dict[str, Any]]:
        asked.extend(plans)
        return [MISSED, after, below, ROW | {"rank": 2}]

    first, second = proven(claims, rows_of)
    assert asked == [(), (step,), (less,), ()]
    assert (first.reason, first.least) == found
    assert (first.outcome_before, first.outcome_after) == ("missed", after["checkpoint_outcome"])
    assert (first.award_before, first.award_after) == (-1000.0, after["checkpoint_award"])
    assert (second.reason, second.outcome_before, second.outcome_after) == ("never", 3, 2)
    assert (second.award_before, second.award_after) == (0.0, 0.0)


def test_a_fen_less_must_miss_the_tier_that_is_aimed_at() -> None:
    step, less = (Lever("collect_retail", "East", amount) for amount in (7, 6))
    claim = Claim(Answer("capital_tier", "collect", 7, "possible", tier=2, steps=(step,)), ((less,),))
    for tier_below, reason in ((3, "possible"), (2, "unproven")):
        rows = [ROW, ROW | {"capital_tier": 2}, ROW | {"capital_tier": tier_below}]
        (found,) = proven([claim], lambda _, rows=rows: rows)
        assert (found.reason, found.outcome_before, found.outcome_after) == (reason, 3, 2)


# --- claims


def of_checkpoint(
    words: dict[str, Any], outcome: str, changed: dict[str, Any] | None = None, **terms: Any
) -> list[Claim]:
    policy = policies_with(changed or {}).items[0]
    return checkpoint_claims(start(words, changed=changed, **terms), policy, {"checkpoint_outcome": outcome})


@pytest.mark.parametrize(
    ("outcome", "terms", "least", "reason"),
    [
        ("no_target", {}, None, "no_target"),
        ("no_data", {"is_by_checkpoint": False}, None, "no_data"),
        ("met", {"is_by_checkpoint": False}, 0, "reached"),
        ("missed", {"is_by_checkpoint": False}, None, "over"),
    ],
)
def test_a_checkpoint_that_is_past_or_not_judged_asks_for_nothing(
    outcome: str, terms: dict[str, Any], least: int | None, reason: str
) -> None:
    found = of_checkpoint({"sales_28": 640, "retail": 300}, outcome, **terms)
    assert found == [Claim(Answer("checkpoint", None, least, reason))]


def test_both_sides_of_a_checkpoint_stand_on_the_same_steps_and_each_on_a_fen_less() -> None:
    """60 of sales are missing and 9.99 of collections: 5 overdue and 4.99 of retail."""
    found = of_checkpoint(
        {"sales_28": 640, "collections_28": "690.01", "retail": 300, "overdue": 5}, "missed"
    )
    told = {"steps": steps(collect_overdue=500, collect_retail=499, extra_sales=6_000)}
    assert found == [
        Claim(
            Answer("checkpoint", "extra_sales", 6_000, "possible", LARGEST, **told),
            (steps(collect_overdue=500, collect_retail=499, extra_sales=5_999),),
        ),
        Claim(
            Answer("checkpoint", "collect", 999, "possible", 30_500, **told),
            (steps(collect_overdue=500, collect_retail=498, extra_sales=6_000),),
        ),
    ]


def test_a_side_that_is_reached_has_no_fen_to_spare() -> None:
    told = {"steps": steps(collect_retail=999)}
    found = of_checkpoint({"collections_28": "690.01", "retail": 300}, "missed")
    assert found == [
        Claim(Answer("checkpoint", "extra_sales", 0, "reached", LARGEST, **told)),
        Claim(Answer("checkpoint", "collect", 999, "possible", 30_000, **told), (steps(collect_retail=998),)),
    ]


def test_a_side_does_its_part_where_the_other_stays_short() -> None:
    told = {"steps": steps(collect_retail=900, extra_sales=6_000)}
    short = {"sales_28": 640, "collections_28": "690.01"}
    assert of_checkpoint(short | {"retail": 9}, "missed") == [
        Claim(Answer("checkpoint", "extra_sales", 6_000, "other_side_short", LARGEST, **told)),
        Claim(Answer("checkpoint", "collect", 999, "beyond_capacity", 900, **told)),
    ]
    told = {"steps": steps(extra_sales=6_000)}
    assert of_checkpoint(short | {"not_loaded": ["receivables"]}, "missed") == [
        Claim(Answer("checkpoint", "extra_sales", 6_000, "other_side_short", LARGEST, **told)),
        Claim(Answer("checkpoint", "collect", None, "not_available", None, detail="not_loaded", **told)),
    ]
    # What is met needs no way to it.
    assert of_checkpoint({"sales_28": 640, "not_loaded": ["receivables"]}, "missed") == [
        Claim(
            Answer("checkpoint", "extra_sales", 6_000, "possible", LARGEST, **told),
            (steps(extra_sales=5_999),),
        ),
        Claim(Answer("checkpoint", "collect", 0, "reached", None, detail="not_loaded", **told)),
    ]


def test_credit_sold_for_the_checkpoint_is_not_there_to_be_collected() -> None:
    """100 of sales at half cash bring 50 of 60 that are missing; for the rest there are the 4 owed before."""
    words = {"sales_28": 600, "collections_28": 640, "retail": 4}
    selling, collecting = of_checkpoint(words, "missed", receivable_share=HALF)
    assert (selling.answer.least, selling.answer.reason) == (10_000, "other_side_short")
    assert (collecting.answer.least, collecting.answer.capacity) == (1_000, 400)
    assert collecting.answer.reason == "beyond_capacity"


@pytest.mark.parametrize(
    ("words", "share", "found"),
    [
        # 60 of sales are missing; what is paid of them are collections too, of which 10 are missing.
        ({"collections_28": 690}, Fraction(1), 6_000),
        ({"collections_28": 690}, Fraction(0), 1_000),
        ({"collections_28": 690}, HALF, 2_000),
        ({"collections_28": 600}, Fraction(0), 6_000),
        ({"collections_28": "unknown"}, Fraction(0), 6_000),
    ],
)
def test_where_either_is_enough_sales_count_by_what_they_reach_first(
    words: dict[str, Any], share: Fraction, found: int
) -> None:
    required = {"checkpoint.required": "either"}
    selling, _ = of_checkpoint({"sales_28": 640, **words}, "missed", required, receivable_share=share)
    sold = Lever("extra_sales", "East", found, receivable_share=share)
    assert selling == Claim(
        Answer("checkpoint", "extra_sales", found, "possible", LARGEST, steps=(sold,)),
        ((sold.less(1),),),
    )


def test_where_either_is_enough_and_met_each_way_is_reached() -> None:
    found = of_checkpoint({"sales_28": 640, "retail": 3}, "met", {"checkpoint.required": "either"})
    assert found == [
        Claim(Answer("checkpoint", "extra_sales", 0, "reached", LARGEST)),
        Claim(Answer("checkpoint", "collect", 0, "reached", 300)),
    ]


def test_the_best_tier_is_reached_and_without_a_quota_none_can_be() -> None:
    policy = shipped().items[0]
    assert capital_claims(start({}), policy, {"capital_tier": 0}) == [
        Claim(Answer("capital_tier", None, 0, "reached", tier=0))
    ]
    assert capital_claims(start({"annual": "none", "retail": 9}), policy, {"capital_tier": None}) == [
        Claim(Answer("capital_tier", None, None, "no_data"))
    ]


def test_without_a_quota_yet_a_tier_is_reached_by_what_makes_one_alone() -> None:
    """Nothing was collected in a year; of 107 of retail, 100 collected make 7 of quota, and 7 are left."""
    months = {f"2025-{at:02d}": {"East": {"collections": 0}} for at in range(4, 13)}
    months |= {f"2026-{at:02d}": {"East": {"collections": 0, "retail": 107}} for at in range(1, 4)}
    at = start({"months": months}, changed=TRAILING)
    found = capital_claims(at, policies_with(TRAILING).items[0], {"capital_tier": None})
    assert {claim.answer.tier for claim in found} == {0, 1, 2, 3, 4}
    best = {claim.answer.lever: claim for claim in found if claim.answer.tier == 0}
    told: dict[str, Any] = {"capacity": 10_700, "tier": 0, "steps": steps(collect_retail=10_000)}
    less = (steps(collect_retail=9_999),)
    assert best["collect"] == Claim(Answer("capital_tier", "collect", 10_000, "possible", **told), less)
    assert best["reduce_inventory"] == Claim(
        Answer("capital_tier", "reduce_inventory", None, "no_data", capacity=0, tier=0)
    )


def test_where_cuts_are_not_enough_what_is_collected_for_the_rest_is_an_answer_too() -> None:
    """Two months collected 2,000 and spent 11 of 6, of which 1 can be cut: 10 need 3,333.34 collected."""
    months = {"2026-02": {"East": {"expenses": 10}}, "2026-03": {"East": {"expenses": 1, "retail": 2000}}}
    both = steps(collect_retail=133_334, cut_expenses=100)
    assert expense_claims(start({"months": months}), shipped().items[0]) == [
        Claim(
            Answer("expense_cap", "cut_expenses", 500, "beyond_capacity", 100, steps=steps(cut_expenses=100))
        ),
        Claim(
            Answer(
                "expense_cap", "collect", 166_667, "possible", 200_000, steps=steps(collect_retail=166_667)
            ),
            (steps(collect_retail=166_666),),
        ),
        Claim(
            Answer("expense_cap", None, 133_434, "possible", steps=both),
            (
                steps(collect_retail=133_333, cut_expenses=100),
                steps(collect_retail=133_334, cut_expenses=99),
            ),
        ),
    ]
    assert expense_claims(start({"not_loaded": ["expenses"]}), shipped().items[0]) == [
        Claim(Answer("expense_cap", None, None, "no_data"))
    ]
    assert expense_claims(start({"expenses": 3}), shipped().items[0]) == [
        Claim(Answer("expense_cap", None, 0, "reached"))
    ]
    # A fen above the cap is not within it.
    assert expense_claims(start({"expenses": "3.01"}), shipped().items[0])[0].answer.least == 1


# --- several clauses at once

BOTH = Aims(("checkpoint", "capital_tier"), 1)
UNMET = ROW | {"awards": -2000.0}
HALFWAY = UNMET | {"checkpoint_outcome": "met", "awards": 0.0}
DONE = HALFWAY | {"capital_tier": 1, "awards": 1000.0}
PLAN = LeastPlan(steps(collect_retail=6_500))


@pytest.mark.parametrize(
    ("wanted", "before", "found", "least", "reason", "outcomes"),
    [
        (
            BOTH, UNMET, Combined(PLAN, DONE, is_proven=True), 6_500, "possible",
            ("checkpoint,capital_tier", ""),
        ),
        (
            BOTH, UNMET, Combined(PLAN, HALFWAY, is_proven=True), None, "beyond_capacity",
            ("checkpoint,capital_tier", "capital_tier"),
        ),
        (
            BOTH, UNMET, Combined(PLAN, UNMET, is_proven=True), None, "beyond_capacity",
            ("checkpoint,capital_tier", "checkpoint,capital_tier"),
        ),
        (BOTH, DONE, Combined(LeastPlan(), DONE, is_proven=True), 0, "reached", ("", "")),
        (
            BOTH, UNMET, Combined(PLAN, DONE, is_proven=False), None, "unproven",
            ("checkpoint,capital_tier", ""),
        ),
        (Aims((), 1), DONE, Combined(LeastPlan(), DONE, is_proven=True), None, "no_data", ("", "")),
    ],
)  # fmt: skip
def test_an_answer_to_several_goals_has_an_amount_if_all_are_met_and_proven(
    wanted: Aims, before: Row, found: Combined, least: int | None, reason: str, outcomes: tuple[str, str]
) -> None:
    assert answer("no_fine", wanted, before, found) == Answer(
        "no_fine", None, least, reason, tier=1, steps=found.plan.steps,
        outcome_before=outcomes[0], outcome_after=outcomes[1],
        award_before=before["awards"], award_after=found.row["awards"],
    )  # fmt: skip


def several(
    at: Position, wanted: Sequence[Aims], row: Row, rows: list[Row]
) -> tuple[list[Combined], list[Plan]]:
    """What is found if the plans that are asked about turn out like `rows`; and those plans."""
    asked: list[Plan] = []

    def rows_of(plans: Sequence[Plan]) -> Any:
        assert plans, "who has nothing to ask asks nobody"
        asked.extend(plans)
        return rows

    return combined(at, wanted, shipped().items[0], row, rows_of), asked


@pytest.mark.parametrize(
    ("after", "less", "is_proven"),
    [
        (DONE, HALFWAY, True),
        (DONE | {"awards": -9000.0}, HALFWAY, True),
        (DONE, DONE, False),
        (HALFWAY, UNMET, False),
    ],
)
def test_a_plan_for_all_clauses_is_proven_by_its_row_and_that_of_a_fen_less(
    after: Row, less: Row, is_proven: bool
) -> None:
    """65 of 800 bring the overrun to 5 %, and 50 would meet the checkpoint; what is met needs no plan."""
    at = start({"collections_28": 650, "retail": 800})
    wanted = [BOTH, Aims(("capital_tier",), 1)]
    found, asked = several(at, wanted, UNMET, [DONE, HALFWAY, after, less])
    assert asked == [PLAN.steps, steps(collect_retail=6_499)] * 2
    assert found == [Combined(PLAN, DONE, is_proven=True), Combined(PLAN, after, is_proven=is_proven)]
    assert several(at, [BOTH], DONE, []) == ([Combined(LeastPlan(), DONE, is_proven=True)], [])


@pytest.mark.parametrize(
    ("best", "is_taken"),
    [
        # What leaves the region with most; of as much, what misses less; of the same, what costs less.
        (UNMET | {"awards": -1000.0}, True),
        (UNMET | {"awards": -2500.0, "capital_tier": 1}, False),
        (UNMET | {"capital_tier": 1}, True),
        (UNMET, False),
    ],
)
def test_where_not_all_clauses_can_be_met_the_plan_is_taken_that_leaves_most(
    best: Row, is_taken: bool
) -> None:
    """Collections are 100 short and 40 are there; 5 of them bring the overrun from 40 to 35 of 700."""
    at = start({"collections_28": 600, "overdue": 40})
    (found,), asked = several(at, [BOTH], UNMET, [best, UNMET, UNMET])
    # In the tiers below the region is already.
    assert asked == [steps(collect_overdue=500), steps(collect_overdue=499), ()]
    assert (found.plan == LeastPlan(steps(collect_overdue=500))) is is_taken
    assert found.is_proven
    assert found.row == (best if is_taken else UNMET)


# --- the last place


class Way:
    """A last place whose way out is known; what it was asked for is kept."""

    def __init__(self, out: WayOut, after: Row | None = None) -> None:
        self.out, self.after, self.asked = out, after, list[Any]()
        self.holds: Any = None

    def rows_of(self, plans: Sequence[Plan]) -> list[Row | None]:
        assert self.out.plan is not None
        assert list(plans) == [self.out.plan.steps]
        return [self.after]

    def way_out(self, holds: Any, clauses: Any, tier: int, seeds: Any = ()) -> WayOut:
        self.asked.append((clauses, tier, seeds))
        self.holds = holds
        return self.out


COLLECTED = Answer("leave_last", "collect", 70, "possible", steps=steps(collect_retail=70))
CUT = Answer("leave_last", "cut_expenses", 50, "possible", steps=steps(cut_expenses=50))
BEYOND = Answer("leave_last", "reduce_inventory", None, "beyond_capacity")
SINGLES = [Claim(answer) for answer in (COLLECTED, BEYOND, CUT)]
MIXTURE = LeastPlan(steps(collect_retail=30, cut_expenses=19))
UNDONE = Answer("everything", None, None, "beyond_capacity")


@pytest.mark.parametrize(
    ("out", "found"),
    [
        # 49 are less than 50; a fen more is not, and then the cheapest of the single ones has the bound.
        (
            WayOut(MIXTURE, 48),
            [*SINGLES, Claim(
                Answer("leave_last", None, 49, "possible", steps=MIXTURE.steps, bound=48),
                (steps(collect_retail=29, cut_expenses=19), steps(collect_retail=30, cut_expenses=18)),
            )],
        ),
        (
            WayOut(LeastPlan(steps(collect_retail=30, cut_expenses=20)), 48),
            [*SINGLES[:2], Claim(replace(CUT, bound=48))],
        ),
        (WayOut(LeastPlan(steps(collect_retail=70)), 60), [*SINGLES[:2], Claim(replace(CUT, bound=50))]),
        (WayOut(None, None), SINGLES),
    ],
)  # fmt: skip
def test_a_mixture_is_an_answer_where_it_is_cheaper_than_any_single_lever(
    out: WayOut, found: list[Claim]
) -> None:
    way = Way(out)
    place: Any = way
    assert mixture_claims(place, SINGLES, UNDONE) == found
    assert way.asked == [((), -1, [])]
    assert [way.holds({"is_last": is_last}) for is_last in (True, False)] == [False, True]


def test_where_no_single_lever_leads_out_the_mixture_does_or_nothing() -> None:
    stays: Any = Way(WayOut(None, None))
    assert mixture_claims(stays, SINGLES[1:2], UNDONE) == SINGLES[1:2]
    out: Any = Way(WayOut(MIXTURE, None))
    single, mixed = mixture_claims(out, SINGLES[1:2], UNDONE)
    assert (single.answer, mixed.answer.least, mixed.answer.bound) == (BEYOND, 49, None)


def test_a_mixture_is_looked_for_from_the_plan_that_does_everything() -> None:
    sold = Lever("extra_sales", "East", 9)
    done = Answer("everything", None, 58, "possible", steps=(*MIXTURE.steps, sold))
    way = Way(WayOut(MIXTURE, None))
    place: Any = way
    mixture_claims(place, (), done)
    assert way.asked[0][2] == [LeastPlan(MIXTURE.taken, (sold,))]


LAST = DONE | {"is_within_cap": True}
OUT = LAST | {"is_last": False}


@pytest.mark.parametrize(
    ("out", "least", "bound"),
    [
        (WayOut(MIXTURE, 48), 49, 48),
        (WayOut(MIXTURE, None), 49, None),
        (WayOut(None, None), None, None),
    ],
)
def test_everything_is_the_way_out_of_the_last_place_where_all_else_is_met(
    out: WayOut, least: int | None, bound: int | None
) -> None:
    way = Way(out, OUT | {"awards": 1100.0})
    place: Any = way
    unfined, everything = all_at_once(start({}), shipped().items[0], LAST, lambda _: [], place)
    assert unfined == Answer(
        "no_fine", None, 0, "reached", tier=1, outcome_before="", outcome_after="",
        award_before=1000.0, award_after=1000.0,
    )  # fmt: skip
    told: dict[str, Any] = {"outcome_before": "leave_last", "award_before": 1000.0}
    assert everything == (
        Answer(
            "everything", None, least, "possible", tier=1, steps=MIXTURE.steps,
            outcome_after="", award_after=1100.0, bound=bound, **told,
        )
        if least
        else Answer("everything", None, None, "beyond_capacity", tier=1,
                    outcome_after="leave_last", award_after=1000.0, **told)
    )  # fmt: skip
    assert way.asked == [(["checkpoint", "capital_tier", "expense_cap"], 1, ())]
    # It may neither be last, nor lose an award, nor miss what is met.
    worse: list[Row] = [
        {"is_last": True}, {"awards": 999.0}, {"is_within_cap": False}, {"checkpoint_outcome": "missed"},
    ]  # fmt: skip
    assert way.holds(OUT)
    assert not any(way.holds(OUT | dict(row)) for row in worse)


def test_no_way_out_costs_less_than_what_avoids_every_fine() -> None:
    """65 collected bring the overrun to 5 %; the region stays last, and 5 more lead out."""
    longer = LeastPlan(steps(collect_retail=7_000))
    at = start({"collections_28": 650, "retail": 800})
    row = LAST | {"capital_tier": 3, "checkpoint_outcome": "missed", "awards": -2000.0}
    for bound, found in ((6_000, 6_500), (6_800, 6_800)):
        place: Any = Way(WayOut(longer, bound), OUT)
        rows = [LAST, row] * 2
        unfined, everything = all_at_once(at, shipped().items[0], row, lambda _, rows=rows: rows, place)
        assert (unfined.least, unfined.steps, unfined.bound) == (6_500, PLAN.steps, None)
        assert (everything.least, everything.steps, everything.bound) == (7_000, longer.steps, found)
        assert everything.outcome_before == "checkpoint,capital_tier,leave_last"
    out_already = [OUT, row] * 2
    idle = Way(WayOut(longer, 6_000))
    place = idle
    _, everything = all_at_once(at, shipped().items[0], row, lambda _: out_already, place)
    assert (everything.least, everything.steps, everything.bound) == (6_500, PLAN.steps, None)
    assert idle.asked == []


def test_a_checkpoint_that_is_past_is_no_goal_among_all() -> None:
    row = OUT | {"checkpoint_outcome": "missed", "awards": -500.0}
    for is_open, named in ((True, "checkpoint"), (False, "")):
        at = start({"collections_28": 600}, is_by_checkpoint=is_open)
        unfined, everything = all_at_once(at, shipped().items[0], row, lambda plans: [row] * len(plans), None)
        assert (unfined.outcome_before, everything.outcome_before) == (named, named)


def test_a_way_out_that_leaves_a_fine_has_no_bound() -> None:
    """Collections are 100 short and 40 are there; 5 of them bring the overrun from 40 to 35 of 700."""
    at = start({"collections_28": 600, "overdue": 40})
    row = LAST | {"capital_tier": 2, "checkpoint_outcome": "missed", "awards": -1500.0}
    better = row | {"capital_tier": 1, "awards": -1000.0}
    way = Way(WayOut(MIXTURE, 48), better | {"is_last": False})
    place: Any = way
    rows = [better, row, row] * 2
    _, everything = all_at_once(at, shipped().items[0], row, lambda _: rows, place)
    assert (everything.reason, everything.outcome_after) == ("beyond_capacity", "checkpoint")
    assert (everything.steps, everything.bound) == (MIXTURE.steps, None)
    assert way.asked == [(["capital_tier", "expense_cap"], 1, ())]
    assert way.holds(better | {"is_last": False})
    assert not way.holds(better | {"is_last": False, "capital_tier": 2})

"""The parts of a goal seek by hand: lines, searches, paths, plans, claims and their proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from engine.policy.parameters import Policy
from engine.whatif.goalseek import Answer, Terms, answers
from engine.whatif.goalseek.aims import Aims, aims
from engine.whatif.goalseek.candidates import candidate_rows
from engine.whatif.goalseek.claims import capital_claims, checkpoint_claims, expense_claims
from engine.whatif.goalseek.everything import mixture_claims
from engine.whatif.lastplace.least import WayOut
from engine.whatif.lastplace.ranking import breakpoints, is_regular, is_searchable
from engine.whatif.levers import LARGEST, Lever, LeverError, LeverKind
from engine.whatif.plans.affine import Affine, AtMost, constant, interval
from engine.whatif.plans.answer import Conditions, Least, Lines, least
from engine.whatif.plans.capital import ratio_conditions, within_quota
from engine.whatif.plans.checkpoint import side_conditions
from engine.whatif.plans.expenses import cap_conditions
from engine.whatif.plans.path import PathName, path
from engine.whatif.plans.plan import LeastPlan
from engine.whatif.plans.position import Position, position
from engine.whatif.plans.proof import Claim, Plan, award, is_met, outcome, proven
from engine.whatif.plans.search import WIDTH, Search, first_where, together
from tests.engine.building import facts, fen, month_day
from tests.engine.policies import policies_with, shipped
from tests.engine.scenarios import baseline_of
from tests.engine.test_baseline import part_of

MARCH = month_day("2026-03")
HALF = Fraction(1, 2)


def start(
    words: dict[str, Any], current: int | None = 0, changed: dict[str, Any] | None = None, **terms: Any
) -> Position:
    given = facts(words)
    column = pl.lit(current, dtype=pl.Int64).alias("contract_current")
    given = replace(given, office_months=given.office_months.with_columns(column))
    return position(baseline_of(given, policies_with(changed or {})), MARCH, "East", Terms(**terms))


def steps(**amounts: int) -> tuple[Lever, ...]:
    return tuple(Lever(kind, "East", amount) for kind, amount in amounts.items())  # type: ignore[arg-type]


# --- lines


def test_lines_add_up_and_scale() -> None:
    one, other = Affine(Fraction(3), Fraction(2)), Affine(Fraction(1), HALF)
    assert one + other == Affine(Fraction(4), Fraction(5, 2))
    assert one - other == Affine(Fraction(2), Fraction(3, 2))
    assert one * HALF == Affine(Fraction(3, 2), Fraction(1))
    assert constant(7) == Affine(Fraction(7), Fraction(0))


def rising(edge: int | Fraction, by: int = 1) -> AtMost:
    """Holds from `edge` on."""
    return AtMost(constant(edge * by), Affine(Fraction(0), Fraction(by)))


def falling(edge: int | Fraction, by: int = 1) -> AtMost:
    """Holds up to `edge`."""
    return AtMost(Affine(Fraction(0), Fraction(by)), constant(edge * by))


@pytest.mark.parametrize(
    ("conditions", "first", "last", "found"),
    [
        ([], 0, 9, (0, 9)),
        ([], 3, None, (3, None)),
        ([], 4, 3, None),
        ([], 3, 3, (3, 3)),
        ([rising(5)], 0, 9, (5, 9)),
        ([rising(Fraction(9, 2), by=3)], 0, 9, (5, 9)),
        ([rising(9)], 0, 9, (9, 9)),
        ([rising(10)], 0, 9, None),
        ([rising(10)], 0, None, (10, None)),
        ([rising(2)], 3, 9, (3, 9)),
        ([falling(5)], 0, 9, (0, 5)),
        ([falling(Fraction(11, 2), by=3)], 0, None, (0, 5)),
        ([falling(12)], 0, 9, (0, 9)),
        ([falling(2)], 3, 9, None),
        ([rising(2), falling(7), rising(4), falling(6)], 0, 9, (4, 6)),
        ([rising(5), falling(4)], 0, 9, None),
        ([AtMost(constant(1), constant(1)), rising(5)], 0, 9, (5, 9)),
        ([AtMost(constant(2), constant(1)), rising(5)], 0, 9, None),
        ([AtMost(constant(0), constant(1)), falling(5)], 0, 9, (0, 5)),
    ],
)
def test_the_whole_amounts_at_which_all_conditions_hold(
    conditions: list[AtMost], first: int, last: int | None, found: tuple[int, int | None] | None
) -> None:
    assert interval(conditions, first, last) == found


def test_a_condition_is_moved_unless_both_sides_run_alike() -> None:
    assert rising(5).is_moved
    assert not AtMost(Affine(Fraction(1), HALF), Affine(Fraction(9), HALF)).is_moved


# --- searches


def run(search: Search[Any], row: Callable[[int], Any]) -> tuple[Any, list[Sequence[int]]]:
    """The result of a search over `row`, and what it asked for."""
    asked = []
    wanted = next(search)
    while True:
        asked.append(wanted)
        try:
            wanted = search.send([{"value": row(amount)} for amount in wanted])
        except StopIteration as stop:
            return stop.value, asked


@pytest.mark.parametrize(
    ("low", "high", "edge", "found"),
    [
        (0, 0, 0, 0),
        (0, 0, 1, None),
        (0, 10, 0, 0),
        (0, 10, 10, 10),
        (0, 10, 11, None),
        (5, 5 + WIDTH, 6, 6),
        (5, 6 + WIDTH, 6, 6),
        (0, 10**13, 123_456_789, 123_456_789),
        (0, 10**13, 10**13, 10**13),
        (7, 10**6, 7, 7),
        # 40 and 80 are asked about first.
        (0, 1000, 40, 40),
        (0, 1000, 41, 41),
        (0, 1000, 80, 80),
    ],
)
def test_the_least_amount_that_holds_is_found_in_few_rounds(
    low: int, high: int, edge: int, found: int | None
) -> None:
    result, asked = run(first_where(low, high, lambda row: bool(row["value"] >= edge)), lambda amount: amount)
    assert result == found
    assert asked[0] == [high]
    assert [len(amounts) for amounts in asked[1:2]] == [min(WIDTH, high - low)] * len(asked[1:2])
    for amounts in asked[1:]:
        assert len(amounts) <= WIDTH
        assert list(amounts) == sorted(set(amounts))
        assert low <= amounts[0]
        assert amounts[-1] < high
    assert len(asked) <= 12  # 25 to the 10th is more than 10 to the 13th


def test_searches_in_step_ask_together_and_get_their_own_rows() -> None:
    asked: list[list[tuple[str, int]]] = []

    def rows_of(wanted: Sequence[tuple[str, int]]) -> list[dict[str, int]]:
        asked.append(list(wanted))
        return [{"value": amount} for _, amount in wanted]

    def at_once() -> Search[str]:
        yield from ()
        return "nothing asked"

    def from_on(edge: int) -> Search[int | None]:
        return first_where(0, 20, lambda row: bool(row["value"] >= edge))

    found = together({"a": from_on(3), "b": from_on(21), "c": at_once()}, rows_of)
    assert found == {"a": 3, "b": None, "c": "nothing asked"}
    assert asked[0] == [("a", 20), ("b", 20)]
    assert {name for name, _ in asked[1]} == {"a"}
    assert together({}, rows_of) == {}
    assert [] not in asked


# --- paths and positions


@pytest.mark.parametrize(
    ("share", "paid", "sales"),
    [
        (Fraction(0), 7, 7),
        (HALF, 0, 0),
        (HALF, -3, 0),
        (HALF, 1, 2),
        (HALF, 2, 4),
        (Fraction(2, 3), 1, 2),
        (Fraction(1, 3), 5, 7),
        (Fraction(1), 1, None),
        (Fraction(1), 0, 0),
    ],
)
def test_the_least_sales_of_which_so_much_is_paid_as_the_books_round(
    share: Fraction, paid: int, sales: int | None
) -> None:
    terms = Terms(share)
    assert terms.sales_paying(paid) == sales
    if sales:
        of = [Lever("extra_sales", "East", amount, receivable_share=share) for amount in (sales - 1, sales)]
        assert [lever.amount - lever.owed >= paid for lever in of] == [False, True]


def test_collecting_goes_from_overdue_to_retail_to_what_is_not_yet_due() -> None:
    way = path("collect", start({"retail": 3, "overdue": 2}, current=100))
    assert [(s.kind, s.start, s.end) for s in way.segments] == [
        ("collect_overdue", 0, 200), ("collect_retail", 200, 500), ("collect_current", 500, 600),
    ]  # fmt: skip
    assert (way.name, way.capacity, way.reason) == ("collect", 600, "")
    assert way.segments[1].before.figures["contract_overdue"] == 0
    assert way.segments[1].before.figures["retail_receivables"] == 300
    assert way.levers(0) == ()
    assert way.levers(200) == (Lever("collect_overdue", "East", 200),)
    assert way.levers(201) == (Lever("collect_overdue", "East", 200), Lever("collect_retail", "East", 1))
    assert way.levers(600)[2] == Lever("collect_current", "East", 100)
    assert way.levers(999) == way.levers(600)


def test_a_way_that_is_not_there_says_why() -> None:
    unknown = path("collect_current", start({"retail": 3}, current=None))
    assert (unknown.capacity, unknown.reason, unknown.segments) == (None, "unknown_balance", ())
    nothing = path("collect", start({"not_loaded": ["collections"]}))
    assert (nothing.capacity, nothing.reason) == (None, "not_loaded")
    assert least(nothing, lambda _: []) == Least(None, "not_available")


def test_a_position_moves_with_its_levers() -> None:
    """50 sold, 30 of them owed by retail customers; 10 collected of overdue, 5 cut, 7 taken from stock.

    A year of collections is not known, and stays so.
    """
    at = start(
        {"retail": 100, "overdue": 40, "inventory": 70, "expenses": 6, "sales_28": 900},
        receivable_share=Fraction(3, 5),
    )
    levers = [
        at.lever("extra_sales", fen(50)),
        at.lever("collect_overdue", fen(10)),
        at.lever("cut_expenses", fen(5)),
        at.lever("reduce_inventory", fen(7)),
    ]
    moved = at.moved(levers)
    assert moved.figures["trailing_collections"] is None
    pairs = {name: (value, moved.figures[name]) for name, value in at.figures.items()}
    changed = {
        name: new - old for name, (old, new) in pairs.items() if old is not None and new not in (None, old)
    }
    assert changed == {
        "sales": 5_000, "sales_of_year": 5_000, "sales_to_checkpoint": 5_000, "retail_receivables": 3_000,
        "collections_to_checkpoint": 3_000, "collected": 3_000,
        "collections": 3_000, "collections_of_year": 3_000,
        "contract_overdue": -1_000, "spent": -500, "inventory": -700,
    }  # fmt: skip
    assert moved.figures == at.shifted(levers).figures
    assert moved.books.capacity("collect_retail", "East").amount == fen(130)
    assert at.books.capacity("collect_retail", "East").amount == fen(100)
    assert at.sold(levers[:1]).books.capacity("collect_retail", "East").amount == fen(100)
    assert at.sold(levers[:1]).figures == at.shifted(levers[:1]).figures


@pytest.mark.parametrize(
    ("span", "spent", "collected"), [("month", 500, 80_000), ("year_to_date", 900, 250_000)]
)
def test_a_position_holds_the_months_of_its_year_and_its_region(
    span: str, spent: int, collected: int
) -> None:
    """From January 700, 1,000 and 800 collected, 1, 3 and 5 spent; other years and regions are not in."""
    east = {
        "2025-12": {"sales": 70, "expenses": 9, "plan": [3000, 4000]},
        "2026-01": {"sales": 300, "collections": 700, "expenses": 1, "plan": [500, 600]},
        "2026-02": {"sales": 400, "expenses": 3, "retail": 60, "inventory": 50},
        "2026-03": {"sales": 900, "sales_28": 850, "collections": 800, "collections_28": 790,
                    "expenses": 5, "retail": 20, "inventory": 30, "overdue": 40, "plan": [910, 920]},
        "2026-04": {"sales": 8, "expenses": 9},
    }  # fmt: skip
    months = {name: {"East": own, "West": {"expenses": 7}} for name, own in east.items()}
    at = start({"months": months}, changed={"expenses.span": span})
    assert (at.month, at.region, at.terms) == (MARCH, "East", Terms())
    assert dict(at.figures) == {
        "sales": 90_000, "sales_to_checkpoint": 85_000, "sales_target": 91_000, "sales_of_year": 160_000,
        "sales_target_of_year": 241_000,
        "collections": 80_000, "collections_to_checkpoint": 79_000, "collections_target": 92_000,
        "collections_of_year": 250_000, "collections_target_of_year": 252_000,
        "retail_receivables": 2_000, "inventory": 3_000, "contract_overdue": 4_000,
        "opening_balances": 11_000,
        "annual_collections_target": 1_000_000, "trailing_collections": None,
        "spent": spent, "collected": collected,
    }  # fmt: skip


def test_what_is_not_known_of_a_position_is_nothing() -> None:
    figures = start({"not_loaded": ["expenses", "sales"]}).figures
    assert (figures["spent"], figures["sales"], figures["collected"]) == (None, None, 100_000)


def test_levers_keep_to_the_terms_of_a_position() -> None:
    at = start({"retail": 9}, receivable_share=HALF, receivable_type="contract", is_by_checkpoint=False)
    assert at.lever("extra_sales", 7) == Lever(
        "extra_sales", "East", 7, receivable_share=HALF, receivable_type="contract", is_by_checkpoint=False
    )
    assert at.lever("collect_retail", 7) == Lever("collect_retail", "East", 7, is_by_checkpoint=False)
    levers = [at.lever("extra_sales", 100), at.lever("collect_retail", 7)]
    moved = at.shifted(levers).figures
    names = ("sales_to_checkpoint", "collections_to_checkpoint", "sales", "collections", "retail_receivables")
    assert [moved[name] for name in names] == [100_000, 100_000, 100_100, 100_057, 893]


def test_of_a_year_of_collections_what_is_collected_is_part() -> None:
    months = {f"2025-{at:02d}": {"East": {}} for at in range(4, 13)}
    months |= {f"2026-{at:02d}": {"East": {"retail": 9}} for at in range(1, 4)}
    at = start({"months": months})
    assert at.shifted([at.lever("collect_retail", 7)]).figures["trailing_collections"] == 1_200_007


def test_lines_say_what_figures_are_where_a_lever_goes_on() -> None:
    at = start({"retail": 100, "overdue": 40}, receivable_share=Fraction(3, 5), receivable_type="contract")
    lines = at.lines("collect_retail", 500)
    assert lines["retail_receivables"] == Affine(Fraction(10_500), Fraction(-1))
    assert lines["collected"] == Affine(Fraction(99_500), Fraction(1))
    assert lines["contract_overdue"] == constant(4_000)
    sold = at.lines("extra_sales", 0)
    assert sold["retail_receivables"] == constant(10_000)
    assert sold["sales"] == Affine(Fraction(100_000), Fraction(1))
    assert sold["collections_to_checkpoint"] == Affine(Fraction(100_000), Fraction(2, 5))
    assert start({"sales_28": "unknown"}).lines("extra_sales", 0)["sales_to_checkpoint"] is None


def at_least(figure: str, edge: int) -> Callable[[Lines], list[AtMost] | None]:
    def conditions(lines: Lines) -> list[AtMost] | None:
        line = lines[figure]
        return None if line is None else [AtMost(constant(edge), line)]

    return conditions


@pytest.mark.parametrize(
    ("edge", "found"),
    [
        (100_000, Least(0, "reached")),
        (100_001, Least(1, "possible")),
        (100_500, Least(500, "possible")),
        (100_501, Least(501, "beyond_capacity")),
    ],
)
def test_the_least_of_a_path_is_looked_for_segment_by_segment_and_beyond(edge: int, found: Least) -> None:
    """100,000 fen are collected, 200 overdue and 300 retail can be."""
    way = path("collect", start({"retail": 3, "overdue": 2}))
    assert least(way, at_least("collected", edge)) == found


def test_what_a_path_does_not_move_it_never_reaches_and_what_is_unknown_it_cannot_tell() -> None:
    at = start({"retail": 3, "sales_28": "unknown"})
    way = path("collect_retail", at)
    assert least(way, at_least("spent", 1)) == Least(None, "never")
    assert least(way, at_least("spent", 0)) == Least(0, "reached")
    assert least(way, at_least("sales_to_checkpoint", 0)) == Least(None, "no_data")
    beyond = at_least("collected", 100_301)
    assert least(way, beyond) == Least(301, "beyond_capacity")
    only: tuple[LeverKind, ...] = ("collect_retail",)
    assert least(way, beyond, limited=only) == Least(None, "beyond_capacity")
    assert least(way, at_least("spent", 1), limited=only) == Least(None, "never")


def test_a_path_moves_what_one_of_its_levers_moves_though_the_last_does_not() -> None:
    """Overdue comes first and then retail; of overdue there are 200 fen, and 201 less are not to be had."""
    way = path("collect", start({"retail": 3, "overdue": 2}))

    def none_left(lines: Lines) -> list[AtMost] | None:
        overdue = lines["contract_overdue"]
        return None if overdue is None else [AtMost(overdue, constant(-1))]

    assert least(way, none_left) == Least(None, "beyond_capacity")


# --- clauses

MEAN = {"readings.balance_of_month": "mean_of_beginning_and_end"}
OFFSET = {"capital.is_overdue_offset_by_quota": True}
TRAILING = {"capital.collections_basis": "trailing_twelve_months"}


def tier_by(
    kind: PathName, edge: Fraction | int, words: dict[str, Any], changed: dict[str, Any] | None = None
) -> Least:
    """The least of a lever for an overrun of `edge` of the quota; the quota is 700 unless changed."""
    policy = policies_with(changed or {}).items[0]
    return least(path(kind, start(words, changed=changed)), ratio_conditions(Fraction(edge), policy))


BURDENED = {"retail": 500, "inventory": 300, "overdue": 20}


@pytest.mark.parametrize(
    ("kind", "edge", "changed", "found"),
    [
        # 120 over are brought to a twentieth of 700, or to nothing: overdue counts in full, or not.
        ("reduce_inventory", Fraction(1, 20), {}, Least(8_500, "possible")),
        ("reduce_inventory", 0, {}, Least(None, "beyond_capacity")),
        ("reduce_inventory", 0, OFFSET, Least(12_000, "possible")),
        ("collect", 0, {}, Least(12_000, "possible")),
        ("collect_retail", Fraction(1, 20), {}, Least(8_500, "possible")),
    ],
)
def test_the_overrun_is_brought_to_an_edge(
    kind: PathName, edge: Fraction | int, changed: dict[str, Any], found: Least
) -> None:
    assert tier_by(kind, edge, BURDENED, changed) == found


def test_of_a_mean_of_two_balances_a_yuan_less_is_half_a_yuan() -> None:
    """700 at the beginning and 900 at the end are 800: 65 less are 35 over, and 130 of retail are."""
    months = {"2026-02": {"East": {"retail": 700}}, "2026-03": {"East": {"retail": 900}}}
    assert tier_by("collect_retail", Fraction(1, 20), {"months": months}, MEAN).amount == fen(130)
    assert tier_by("collect_retail", 0, {"months": months}, MEAN).amount == fen(200)
    unknown = tier_by("collect_retail", 0, {"retail": 900}, MEAN)
    assert unknown == Least(None, "no_data")


def test_a_fen_that_is_collected_is_a_quota_where_there_was_none() -> None:
    """Only what is not yet due is owed; in a year nothing was collected: a tenth of a fen is a quota."""
    changed = TRAILING | {"capital.quota_rate": "1/10"}
    months = {f"2025-{at:02d}": {"East": {"collections": 0}} for at in range(4, 13)}
    months |= {f"2026-{at:02d}": {"East": {"collections": 0}} for at in range(1, 4)}
    at = start({"months": months}, current=100, changed=changed)
    found = least(path("collect", at), ratio_conditions(Fraction(0), policies_with(changed).items[0]))
    assert found == Least(1, "possible")


def test_a_fen_that_is_collected_makes_a_ratio_of_expenses() -> None:
    at = start({"collections": 0}, current=100)
    assert least(path("collect", at), cap_conditions(shipped().items[0])) == Least(1, "possible")


@pytest.mark.parametrize(
    ("clause", "changed", "names"),
    [
        (
            lambda policy: ratio_conditions(Fraction(1, 20), policy), MEAN,
            ("annual_collections_target", "retail_receivables", "inventory", "contract_overdue",
             "opening_balances"),
        ),
        (
            lambda policy: ratio_conditions(Fraction(1, 20), policy), TRAILING,
            ("trailing_collections", "retail_receivables", "inventory", "contract_overdue"),
        ),
        (within_quota, {}, ("annual_collections_target", "retail_receivables", "inventory")),
        (
            lambda policy: side_conditions("sales", policy), {},
            ("sales_to_checkpoint", "sales_target"),
        ),
        (
            lambda policy: side_conditions("collections", policy), {},
            ("collections_to_checkpoint", "collections_target"),
        ),
        (cap_conditions, {}, ("spent", "collected")),
    ],
)  # fmt: skip
def test_a_clause_is_judged_if_each_of_its_figures_is_known(
    clause: Callable[[Policy], Conditions], changed: dict[str, Any], names: tuple[str, ...]
) -> None:
    months = {f"2025-{at:02d}": {"East": {}} for at in range(4, 13)}
    months |= {f"2026-{at:02d}": {"East": {}} for at in range(1, 4)}
    known = start({"months": months}, changed=changed).lines("collect_retail", 0)
    conditions = clause(policies_with(changed).items[0])
    assert conditions(known)
    for name in names:
        assert conditions(known | {name: None}) is None


def test_what_is_occupied_lies_within_the_quota_without_what_is_overdue() -> None:
    """500 and 300 are 100 over 700; the 20 overdue are not among them."""
    way = path("reduce_inventory", start(BURDENED))
    assert least(way, within_quota(shipped().items[0])) == Least(10_000, "possible")


# --- plans


def test_a_plan_sums_its_levers_and_knows_a_fen_less_of_each() -> None:
    overdue, retail = Lever("collect_overdue", "East", 5), Lever("collect_retail", "East", 7)
    sold = Lever("extra_sales", "East", 9)
    plan = LeastPlan((overdue, retail), (sold,))
    assert (plan.steps, plan.total) == ((overdue, retail, sold), 21)
    assert (plan.of("collect_retail"), plan.of("extra_sales"), plan.of("cut_expenses")) == (7, 9, 0)
    assert plan.below() == [
        (replace(overdue, amount=4), retail, sold),
        (overdue, replace(retail, amount=6), sold),
        (overdue, retail, replace(sold, amount=8)),
    ]
    assert (LeastPlan().steps, LeastPlan().total, LeastPlan().below()) == ((), 0, [])


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


# --- the last place


class Way:
    """A last place whose way out is known; what it was asked for is kept."""

    def __init__(self, out: WayOut) -> None:
        self.out, self.asked = out, list[Any]()

    def way_out(self, holds: Any, clauses: Any, tier: int, seeds: Any = ()) -> WayOut:
        self.asked.append(([holds({"is_last": is_last}) for is_last in (True, False)], clauses, tier, seeds))
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
    assert way.asked == [([False, True], (), -1, [])]


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
    assert way.asked[0][3] == [LeastPlan(MIXTURE.taken, (sold,))]


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


def test_a_path_breaks_where_a_ratio_first_appears() -> None:
    """Nothing was collected but 5.00 went back: from the 501st fen on there is a ratio to collections."""
    at = start({"collections": -5, "retail": 9})
    assert breakpoints(path("collect_retail", at), shipped().items[0]) == [0, 501]
    assert breakpoints(path("collect_current", start({}, current=None)), shipped().items[0]) == []


# --- whole answers


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


def test_too_few_regions_have_no_last_and_a_lone_one_is_first() -> None:
    two = facts({"regions": {"East": {"collections": 800, "expenses": 2.41}, "West": {}}})
    (row,) = candidate_rows(baseline_of(two, shipped()), MARCH, "East", [()])
    assert (row["rank"], row["is_last"], row["is_last_shared"]) == (2, False, False)
    assert (row["worst_score"], row["is_within_cap"]) == (100.0, False)
    (alone,) = candidate_rows(baseline_of(facts({}), shipped()), MARCH, "East", [()])
    assert (alone["rank"], alone["is_last"], alone["worst_score"]) == (1, False, None)


def test_a_candidate_that_takes_more_than_there_is_is_refused() -> None:
    with pytest.raises(LeverError, match="beyond_capacity"):
        candidate_rows(
            baseline_of(facts({}), shipped()), MARCH, "East", [(Lever("collect_retail", "East", LARGEST),)]
        )

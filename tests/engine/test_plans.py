"""The parts of plans by hand: lines, searches, paths, positions, clauses and plans."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from engine.policy.parameters import Policy
from engine.whatif.goalseek import Terms
from engine.whatif.levers import Lever, LeverKind
from engine.whatif.plans.affine import Affine, AtMost, constant, interval
from engine.whatif.plans.answer import Conditions, Least, Lines, least
from engine.whatif.plans.capital import ratio_conditions, within_quota
from engine.whatif.plans.checkpoint import side_conditions
from engine.whatif.plans.expenses import cap_conditions
from engine.whatif.plans.path import PathName, path
from engine.whatif.plans.plan import LeastPlan
from engine.whatif.plans.position import Position, position
from engine.whatif.plans.search import WIDTH, Search, first_where, together
from tests.engine.building import facts, fen, month_day
from tests.engine.policies import policies_with, shipped
from tests.engine.scenarios import baseline_of

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
    # A year of which no month is known has neither sales nor a target to compare them with.
    assert (figures["sales_of_year"], figures["sales_target_of_year"]) == (None, None)
    assert (figures["collections_of_year"], figures["collections_target_of_year"]) == (100_000, 100_000)


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

"""四 The way out of the last place: what is asked for, where it is looked for, how it is bounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import count
from typing import Any

import pytest

from engine.whatif.lastplace.least import LastPlace, WayOut
from engine.whatif.lastplace.mixture import Wanted
from engine.whatif.lastplace.standing import Spot, Standing
from engine.whatif.levers import KINDS
from engine.whatif.plans.plan import Clause
from tests.engine.test_lastplace_parts import LADDER, TRAILING, a_year, cheapest, near, parts, placed

HALF = Fraction(1, 2)
Moved = Mapping[str, int]


def out(
    words: dict[str, Any],
    worst: dict[str, Any],
    holds: Callable[[Moved], bool],
    *clauses: Clause,
    tier: int = -1,
    changes: dict[str, Any] | None = None,
    **terms: Any,
) -> WayOut:
    """East's way out behind `worst`, if `holds` says by how much of each lever a plan does it."""
    at, policy, components = placed(words, changes, **terms)

    def rows_of(plans: Any) -> list[dict[str, Any]]:
        return [{kind: sum(x.amount for x in plan if x.kind == kind) for kind in KINDS} for plan in plans]

    place = LastPlace(at, policy, components, worst, rows_of)
    return place.way_out(holds, clauses, tier)


def from_on(kind: str, amount: int) -> Callable[[Moved], bool]:
    return lambda moved: moved[kind] >= amount


#: 900 of 1,000 collected: 103.5 points, and 3.5 for every 100 more; sales are full.
BEHIND = {"sales": 1200, "collections": 900, "retail": 500}
OVERRUN = {"measure": "capital_overrun_ratio", "better": "lower"}
COLLECTED = {"measure": "collections_attainment", "better": "higher"}


@pytest.mark.parametrize(
    ("order", "worst", "bound"),
    [
        # As good as 104.55 from 104.545 on, with 29.86; to win the tie 30 are needed.
        ([COLLECTED, OVERRUN], {}, 3_000),
        ([COLLECTED, OVERRUN], {"capital_overrun_ratio": None}, 3_000),
        ([COLLECTED], {}, 3_000),
        ([COLLECTED, OVERRUN], {"collections_attainment": None}, 2_986),
        # What decides a tie first is not moved: it may be won.
        ([OVERRUN, COLLECTED], {}, 2_986),
        ([], {}, 2_986),
    ],
)
def test_what_decides_a_tie_is_asked_for_where_it_is_attained(
    order: list[dict[str, str]], worst: dict[str, Any], bound: int
) -> None:
    beside = {
        "score": 104.55,
        "collections_attainment": 0.93,
        "capital_overrun_ratio": 0.0,
        "sales_attainment": 1,
    }
    changes = {"appraisal.tie_breaks.order": order}
    found = out(BEHIND, beside | worst, from_on("collect_retail", 40_000), changes=changes)
    assert found.bound == pytest.approx(bound, abs=2)


def test_a_tier_is_asked_for_of_a_better_score_too() -> None:
    """2.08 of stock make the score better, and 100 the capital good; a tie cannot be won."""
    words = {"sales": 900, "collections": 900, "inventory": 800}
    worst = {"score": 86.0, "collections_attainment": 0.95, "sales_attainment": 0.9}
    holds = from_on("reduce_inventory", 10_000)
    assert out(words, worst, holds, "capital_tier", tier=0).bound == pytest.approx(10_000, abs=2)


def test_sales_paid_at_once_are_sold_for_their_collections_though_sales_are_full() -> None:
    worst = {"score": 104.55, "collections_attainment": 0.93, "sales_attainment": 1.3}
    words = {"sales": 1300, "collections": 900}
    found = out(words, worst, from_on("extra_sales", 3_000), receivable_share=Fraction(0))
    assert found.plan is not None
    assert (found.plan.of("extra_sales"), found.plan.total) == (3_000, 3_000)
    assert found.bound == pytest.approx(3_000, abs=2)


def test_nothing_is_sold_where_nobody_knows_what_was() -> None:
    """A fen of collections would win the tie, and nothing can be collected."""
    words = {"collections": "929.99", "not_loaded": ["sales"]}
    worst = {"score": 96.23, "collections_attainment": 0.93, "sales_attainment": None}
    found = out(words, worst, from_on("extra_sales", 1), receivable_share=Fraction(0))
    assert found == WayOut(None, None)


def test_as_much_is_sold_as_the_checkpoint_asks_for_though_sales_are_full() -> None:
    worst = {"score": 50.0, "collections_attainment": 1.0, "sales_attainment": 1.0}
    found = out({"sales": 1200, "sales_28": 640}, worst, from_on("extra_sales", 6_000), "checkpoint")
    assert found.bound == pytest.approx(6_000, abs=2)


def test_as_much_is_sold_as_wins_a_tie_though_sales_are_full() -> None:
    changes = {"appraisal.tie_breaks.order": [{"measure": "sales_attainment", "better": "higher"}]}
    worst = {"score": 107.0, "collections_attainment": 1.0, "sales_attainment": 1.3}
    found = out({"sales": 1250}, worst, from_on("extra_sales", 5_000), changes=changes)
    assert found.bound == pytest.approx(5_000, abs=2)


@pytest.mark.parametrize(
    ("words", "score", "kind", "bound"),
    [
        # 22.86 of 30 points; a fen of stock brings 15 / 0.3 / 70,000.
        ({"plan": "none", "inventory": 800}, 80.0, "reduce_inventory", 1_602),
        (BEHIND | {"sales_28": "unknown"}, 104.55, "collect_retail", 3_000),
        # 47.86 of 55 points: without collections there is no ratio of expenses to them either.
        ({"inventory": 800, "not_loaded": ["collections"]}, 96.0, "reduce_inventory", 6_924),
    ],
)
def test_what_is_not_known_is_left_out_of_what_is_asked_for(
    words: dict[str, Any], score: float, kind: str, bound: int
) -> None:
    worst = {"score": score, "collections_attainment": 0.93, "sales_attainment": 1.0}
    assert out(words, worst, from_on(kind, 20_000)).bound == pytest.approx(bound, abs=2)


#: What was paid back in eleven months is more than March collected; of the year 700 were.
PAID_BACK = a_year({"collections": -100, "retail": 500}) | {
    "2026-03": {"East": {"collections": 900, "retail": 500}}
}


@pytest.mark.parametrize(
    ("words", "changes", "is_bounded"),
    [
        ({"months": PAID_BACK}, TRAILING, False),
        ({"months": PAID_BACK}, {}, True),
        ({"collections": 0, "retail": 500}, {}, False),
        ({"collections": "0.01", "retail": 500}, {}, True),
    ],
)
def test_sales_paid_in_part_leave_no_bound_where_a_component_may_appear(
    words: dict[str, Any], changes: dict[str, Any], is_bounded: bool
) -> None:
    """Without collections in a year there is no quota, and without any in the year no ratio to the cap."""
    worst = {"score": 50.0, "collections_attainment": None, "sales_attainment": 1.0}
    holds = from_on("collect_retail", 100)
    found = out(words, worst, holds, changes=changes, receivable_share=HALF)
    assert (found.bound is not None) is is_bounded


def test_what_is_found_before_a_component_appears_is_bounded_there() -> None:
    """900 were spent and 5 paid back: from 5.01 collected on the expenses count, for nothing.

    5 of the 5.01 overdue collected leave 54.9993 of 90 points, 61.11; 62.495 are reached by 35.61 sold
    beside them. With everything that is there it would be 62.
    """
    before, now = {"collections": 0, "expenses": 900}, {"collections": -5, "overdue": "5.01"}
    words = {"months": {"2026-02": {"East": before}, "2026-03": {"East": now}}}
    worst = {"score": 62.5, "collections_attainment": None, "sales_attainment": 1.0}
    found = out(words, worst, lambda moved: moved["extra_sales"] >= 3_561 and moved["collect_overdue"] >= 500)
    assert found.bound == pytest.approx(4_061, abs=2)


@pytest.mark.parametrize(("collected", "spent", "bound"), [("1000.01", 3.1, 10), (1000, 3.3, 30)])
def test_a_bound_is_the_next_whole_fen(collected: object, spent: float, bound: int) -> None:
    """3.00003 are allowed of 3.10, and 3 of 3.30; that more is needed does not make the bound higher."""
    worst = {"score": 50.0, "collections_attainment": 0.9, "sales_attainment": 1.0}
    words = {"collections": collected, "expenses": spent}
    found = out(words, worst, from_on("cut_expenses", 50), "expense_cap")
    assert found.plan is not None
    assert (found.plan.total, found.bound) == (50, bound)


# --- where a mixture is looked for

#: 9 spent in February and 1,000 collected in either month: a cap of 6, and nothing that can be cut.
SPENT = {"2026-02": {"East": {"expenses": 9}}}
STEPPED = {"appraisal.indicators.1.shape": LADDER}
HALF_OF_IT = {"expenses.cap_rate": "1/2"}
AT_ONCE = {"receivable_share": Fraction(0)}


@pytest.mark.parametrize(
    ("words", "wanted", "how", "found"),
    [
        # Retail over the quota counts as collected and relieves: 3.043 points at 0.1064 a yuan.
        ({"retail": 800, "collections": 900}, Wanted(92.4), {}, (2_859, 0, 0, 0)),
        # What is not yet due relieves nothing: stock is touched before it, or with it where both are needed.
        (
            {"retail": 50, "inventory": 750, "overdue": 20}, Wanted(0.0, ("capital_tier",), 0),
            {"current": 900}, (7_000, 0, 5_000, 0),
        ),
        (
            {"collections": 900, "inventory": 800},
            Wanted(0.0, ("capital_tier",), 0, ("collections_attainment", 1.0)),
            {"current": 500}, (10_000, 0, 10_000, 0),
        ),
        # 9 of 6 are 5 of 10 points; a sixth point is 9 of 6.43, for which 142.86 more have to be paid.
        (
            {"months": SPENT | {"2026-03": {"East": {"plan": "none", "retail": 400}}}}, Wanted(100 * 26 / 30),
            {"sold": 0.0}, (14_286, 0, 0, 0),
        ),
        (
            {"months": SPENT | {"2026-03": {"East": {"plan": "none"}}}}, Wanted(100 * 26 / 30),
            AT_ONCE, (0, 14_286, 0, 0),
        ),
        # 600 of 500 are 8 points. x collected are 0.035 x points and lower the ratio to 600 of 500 + x / 2.
        (
            {"sales": 900, "retail": 50, "expenses": 600}, Wanted(96.0),
            {"changes": HALF_OF_IT, "sold": 0.0}, (3_217, 0, 0, 0),
        ),
        # All 400 make 95 points of 76, with 900 of 600 spent; the rest is sold.
        (
            {"sales": 800, "collections": 800, "retail": 400, "expenses": 900}, Wanted(96.5),
            {"changes": HALF_OF_IT}, (40_000, 4_286, 0, 0),
        ),
        # A ladder may bring any number of points by a fen.
        ({"expenses": 4.5}, Wanted(98.0), {"changes": STEPPED, "sold": 0.0}, (0, 0, 0, 90)),
        ({"sales": 900}, Wanted(100.0), {"changes": STEPPED}, (0, 10_000, 0, 0)),
        # Both halves of a goal by the fen.
        ({"collections": 900}, Wanted(0.0, tie=("collections_attainment", 0.9)), {"sold": 0.0}, (0, 0, 0, 0)),
        ({"collections_28": 0, "retail": 700}, Wanted(0.0, ("checkpoint",)), {"sold": 0}, (70_000, 0, 0, 0)),
    ],
)  # fmt: skip
def test_a_mixture_is_found_wherever_it_lies(
    words: dict[str, Any], wanted: Wanted, how: dict[str, Any], found: tuple[float, ...]
) -> None:
    assert parts(cheapest(words, wanted, **how)[0]) == near(*found)


@pytest.mark.parametrize(("share", "most"), [(Fraction(1), 550), (HALF, 750)])
def test_straight_lines_as_steep_as_any_end_the_search_soon(
    share: Fraction, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of what is collected may be spent, and 600 of 1,000 were; without the lines it takes thousands."""
    looked = count()
    missing = Standing.missing

    def counted(self: Standing, spot: Spot, score: float) -> float:
        next(looked)
        return missing(self, spot, score)

    monkeypatch.setattr(Standing, "missing", counted)
    words = {"sales": 900, "retail": 50, "expenses": 600}
    found, _ = cheapest(words, Wanted(96.0), HALF_OF_IT, sold=30_000.0, receivable_share=share)
    assert found is not None
    assert next(looked) <= most


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        # 30.4 fen would have to be cut of 30.
        (
            {"months": {"2026-02": {"East": {"expenses": 6.7}}, "2026-03": {"East": {"expenses": 0.3}}}},
            Wanted(98.84),
        ),
        # 700 have to be collected by the 28th, and a fen of them is not there.
        ({"collections_28": 0, "retail": "699.99"}, Wanted(0.0, ("checkpoint",))),
    ],
)
def test_a_mixture_takes_no_fen_that_is_not_there(words: dict[str, Any], wanted: Wanted) -> None:
    assert cheapest(words, wanted, sold=0.0) == (None, None)


@pytest.mark.parametrize(
    ("words", "wanted", "appearing"),
    [
        ({"expenses": 3.3, "retail": 900}, Wanted(0.0, ("expense_cap",)), ()),
        ({"expenses": 3.3, "not_loaded": ["receivables"]}, Wanted(0.0, ("expense_cap",)), ()),
        ({"collections": 0, "retail": 600}, Wanted(55.0), (1,)),
    ],
)
def test_of_what_brings_nothing_no_part_of_a_fen_is_moved(
    words: dict[str, Any], wanted: Wanted, appearing: tuple[int, ...]
) -> None:
    found, _ = cheapest(words, wanted, appearing=appearing)
    assert found is not None
    assert (found.collected, found.sold, found.stock) == (0, 0, 0)


#: With 900 spent, expenses count for nothing as soon as there is a ratio: 55 of 90 points become 55 of 100.
UNRATED = {"collections": 0, "expenses": 900}


@pytest.mark.parametrize(
    ("east", "appearing", "sold", "score", "found"),
    [
        # 0.8 points of sales before anything is collected; afterwards 7 would be missing.
        ({"collections": 0, "retail": 100}, 1, 2_500.0, 62.0, (0, 2_286)),
        ({"collections": -5, "retail": "5.01"}, 501, 2_500.0, 62.0, (0, 2_286)),
        # The last fen before counts as well: 5 of overdue are worth 0.357 points.
        ({"collections": -5, "overdue": 5, "retail": 1}, 501, 0.0, 100 * (55 - 1e-4) / 90, (500, 0)),
    ],
)
def test_a_mixture_is_found_up_to_the_very_fen_by_which_a_component_appears(
    east: dict[str, Any], appearing: int, sold: float, score: float, found: tuple[int, int]
) -> None:
    words = {"months": {"2026-02": {"East": UNRATED}, "2026-03": {"East": east}}}
    amounts, _ = cheapest(words, Wanted(score), appearing=(appearing,), sold=sold)
    assert amounts is not None
    assert (amounts.collected, amounts.sold) == (
        pytest.approx(found[0], abs=0.3),
        pytest.approx(found[1], abs=2),
    )


def test_where_a_component_may_appear_stock_is_taken_before_all_is_collected() -> None:
    """771 are 71 over the quota, and 0.30 overdue: of 71.30 a tenth of the quota is allowed, 70."""
    whole = Wanted(0.0, ("capital_tier",), 0)
    found, _ = cheapest({"collections": 0, "inventory": 800}, whole, appearing=(1,), sold=0.0)
    assert parts(found) == near(0, 0, 10_000, 0)
    words = {"collections": 0, "inventory": 771, "overdue": 0.3}
    found, _ = cheapest(words, Wanted(0.0, ("capital_tier",), 2), appearing=(1,), sold=0.0)
    assert sum(parts(found)) == pytest.approx(130, abs=2)

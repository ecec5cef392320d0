"""The price of ambiguity: what another reading would have changed, counted by hand."""

from __future__ import annotations

from datetime import date

from engine.evaluation import evaluate
from engine.policy.readings import DISPUTED
from engine.whatif.alternatives import alternatives, price
from tests.engine.building import facts
from tests.engine.policies import policies_with, shipped


def test_every_reading_in_dispute_is_offered_with_each_choice_that_was_not_made() -> None:
    offered = alternatives(shipped().items[0])
    assert len(offered) == 12
    assert {one.key for one in offered} == set(DISPUTED)
    assert all(one.choice != one.current for one in offered)
    told = {one.key: (one.clause, one.current, one.choice) for one in offered}
    assert told["readings.new_manager"] == ("四", "restarts", "takes_over")
    assert told["readings.manager_travel"] == ("三", "outside_cap", "inside_cap")


def test_a_price_counts_money_flips_ranks_and_months_that_are_over() -> None:
    missing_sales = {"A": {"sales_28": 0}, "B": {}, "C": {"sales_28": 0, "collections_28": 0}}
    given = facts({"months": {"2026-01": missing_sales, "2026-02": missing_sales, "2026-03": missing_sales}})
    one, two = (a for a in alternatives(shipped().items[0]) if a.key == "readings.one_miss_of_two")
    before = evaluate(given, shipped())
    until = date(2026, 2, 1)
    lenient = price(one, before, evaluate(given, policies_with({one.key: one.choice})), until)
    assert (lenient.cost, lenient.awards.height, lenient.flipped) == (2000, 2, 2)  # A, no fine, twice
    strict = price(two, before, evaluate(given, policies_with({two.key: two.choice})), until)
    assert (strict.cost, strict.moved, strict.flipped) == (-2000, 2000, 0)  # C, 2,000 instead of 1,000, twice
    assert strict.changed("rank") == 0


def test_a_price_counts_ranks_and_proposals() -> None:
    """A is last alone in January; from February its manager is another one."""
    months = {
        "2026-01": {"A": {"sales": 0}, "B": {}, "C": {}},
        "2026-02": {"A": {"sales": 0, "manager": "New"}, "B": {}, "C": {}},
        "2026-03": {"A": {"sales": 0, "manager": "New"}, "B": {}, "C": {}},
    }
    given = facts({"months": months})
    other = next(a for a in alternatives(shipped().items[0]) if a.key == "readings.new_manager")
    after = evaluate(given, policies_with({other.key: other.choice}))
    found = price(other, evaluate(given, shipped()), after, date(2026, 3, 1))
    assert (found.cost, found.changed("rank"), found.changed("escalation")) == (0, 0, 1)
    assert found.alternative == other


def test_places_that_change_stand_by_month_and_region() -> None:
    """A has 0.2 points more than B every month; its travel, inside, is 1.5 times the cap and costs it 5."""
    each = {"A": {"sales": 700, "travel": "4.50"}, "B": {"sales": 694}, "C": {}}
    given = facts({"months": {"2026-01": each, "2026-02": each}})
    other = next(a for a in alternatives(shipped().items[0]) if a.key == "readings.manager_travel")
    after = evaluate(given, policies_with({other.key: other.choice}))
    found = price(other, evaluate(given, shipped()), after, date(2026, 2, 1))
    months = (date(2026, 1, 1), date(2026, 2, 1))
    places = [(month, *place) for month in months for place in (("A", 2, 3), ("B", 3, 2))]
    assert found.places.select("month", "region", "rank_before", "rank_after").rows() == places

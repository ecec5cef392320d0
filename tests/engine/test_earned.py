"""What rewards rest on: the plan, the last two days, what went back; worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from engine.evaluation import evaluate
from engine.facts import Facts
from engine.forecasting import Days
from engine.settlement.items import CAPITAL, CHECKPOINT
from engine.whatif.baseline import baseline
from engine.whatif.earned import QUESTIONS, by_region, last_days, lowered, rewards
from engine.whatif.moved import MOVES
from tests.engine.building import facts, fen, month_day
from tests.engine.policies import policies_with, shipped

MARCH, APRIL = month_day("2026-03"), month_day("2026-04")
_TOTALS = {"month": pl.Date, "region": pl.String, "day": pl.Int8, "sales": pl.Int64, "collections": pl.Int64}
_BACK = {
    "month": pl.Date,
    "region": pl.String,
    "figure": pl.String,
    "office": pl.String,
    "customer": pl.String,
    "amount": pl.Int64,
    "brought": pl.Int64,
}
#: Approved in time by the region's manager, so that 800.00 counts although the plan is 1,000.00.
LOWERED = {
    "date": date(2026, 2, 27),
    "sales": 800,
    "collections": 800,
    "reason": "r",
    "remedy": "m",
    "by": "Manager",
    "approved": date(2026, 2, 28),
}


def days(*rows: tuple[int, int, int]) -> Days:
    """March of East: day, sales and collections in yuan."""
    totals = [(MARCH, "East", day, fen(sales), fen(collections)) for day, sales, collections in rows]
    none = pl.DataFrame(schema={"month": pl.Date, "region": pl.String})
    return Days(pl.DataFrame(totals, schema=_TOTALS, orient="row"), none)


def back(*rows: tuple[str, int, int]) -> pl.DataFrame:
    """What customers of East gave back of March's collections: customer, amount and brought in yuan."""
    found = [
        (MARCH, "East", "collections", "Office", name, -fen(amount), fen(brought))
        for name, amount, brought in rows
    ]
    return pl.DataFrame(found, schema=_BACK, orient="row")


def company(**march: Any) -> Facts:
    """East in March and, so that something is known of what went back, in April."""
    return facts({"months": {"2026-03": {"East": march}, "2026-04": {"East": {}}}})


def asked(
    given: Facts, known: Days | None = None, returned: pl.DataFrame | None = None, **changes: Any
) -> dict[str, dict[str, Any]]:
    """March's rewards by item."""
    start = baseline(given, evaluate(given, policies_with(changes) if changes else shipped()))
    none = pl.DataFrame(schema=_BACK)
    returned = none if returned is None else returned
    found = rewards(start, known or days(), returned, MARCH, MARCH, moved=pl.DataFrame(schema=MOVES))
    assert (
        lowered(start, MARCH)
        .sort("item")
        .equals(found.select("month", "region", "item", "rests_on_plan").sort("item"))
    )
    return {row["item"]: row for row in found.iter_rows(named=True)}


def test_a_reward_on_a_lowered_target_that_the_plan_would_not_have_brought_rests_on_it() -> None:
    """600.00 of 800.00 is 75 %, of the plan's 1,000.00 it is 60 %."""
    line = asked(company(sales_28=600, collections_28=600, declarations=[LOWERED]))[CHECKPOINT]
    assert line["rests_on_plan"]
    assert line["amount"] == 1000
    assert line["amount_plan"] == -1000
    assert line["sales_checkpoint_ratio_plan"] == 0.6


def test_exactly_seventy_percent_of_the_plan_is_reached_and_a_fen_less_is_not() -> None:
    for collected, rests in ((700, False), ("699.99", True)):
        line = asked(company(sales_28=700, collections_28=collected, declarations=[LOWERED]))[CHECKPOINT]
        assert line["rests_on_plan"] is rests
        assert line["is_sales_checkpoint_reached_plan"]
        assert line["is_collections_checkpoint_reached_plan"] is not rests


def test_the_plan_changes_nothing_about_capital_whose_quota_is_the_years() -> None:
    line = asked(company(sales_28=600, collections_28=600, declarations=[LOWERED]))[CAPITAL]
    assert (line["amount"], line["amount_plan"], line["rests_on_plan"]) == (500, 500, False)


def test_on_the_plan_is_what_evaluate_says_without_any_declaration() -> None:
    given = company(sales_28=710, collections_28=690, declarations=[LOWERED])
    without = evaluate(replace(given, declarations=given.declarations.clear()), shipped())
    award = without.regions.filter(pl.col("month") == MARCH)["checkpoint_award"].item()
    assert asked(given)[CHECKPOINT]["amount_plan"] == award == -1000


def test_a_reward_that_only_the_27th_and_28th_brought_rests_on_them() -> None:
    """750.00 by the 28th, of which 40.00 on the 26th, 30.00 on each of the last two days: 690.00 without."""
    known = days((26, 40, 40), (27, 30, 30), (28, 30, 10), (29, 500, 500))
    line = asked(company(sales_28=750, collections_28=750), known)[CHECKPOINT]
    assert line["rests_on_last_days"]
    assert line["sales_checkpoint_ratio_last_days"] == 0.69
    assert line["is_sales_checkpoint_reached_last_days"] is False
    assert line["is_collections_checkpoint_reached_last_days"] is True  # 710.00


def test_without_the_last_day_itself_the_last_two_are_the_26th_and_27th() -> None:
    policies = policies_with({"readings.deadline_days": "excluded"})
    assert last_days(MARCH, policies) == (date(2026, 3, 26), date(2026, 3, 27))
    known = days((26, 60, 60), (28, 300, 300))
    line = asked(company(sales_28=750, collections_28=750), known, **{"readings.deadline_days": "excluded"})
    assert line[CHECKPOINT]["sales_checkpoint_ratio_last_days"] == 0.69


def test_the_last_days_of_a_february_are_its_own_also_in_a_leap_year() -> None:
    late = policies_with({"checkpoint.day": 31})
    assert last_days(date(2026, 2, 1), late) == (date(2026, 2, 27), date(2026, 2, 28))
    assert last_days(date(2028, 2, 1), late) == (date(2028, 2, 28), date(2028, 2, 29))
    assert last_days(date(2028, 2, 1), shipped()) == (date(2028, 2, 27), date(2028, 2, 28))


def test_of_a_customer_no_more_is_taken_off_than_it_had_brought() -> None:
    """A gave back 900.00 of which it had brought 30.00, B 25.00 of 200.00: 750.00 less 55.00 is 69.5 %."""
    returned = back(("A", 900, 30), ("B", 20, 200), ("B", 5, 200))
    line = asked(company(sales_28=750, collections_28=750), returned=returned)[CHECKPOINT]
    assert line["rests_on_reversals"]
    assert line["collections_checkpoint_ratio_reversals"] == 0.695
    assert line["is_sales_checkpoint_reached_reversals"] is True


def test_a_customer_of_two_offices_is_one_of_each() -> None:
    """At one office A gave back 50.00 of 30.00, at another 10.00 of 100.00: 40.00 of 750.00 are taken off."""
    returned = back(("A", 50, 30), ("A", 10, 100)).with_columns(office=pl.Series(["Office", "Other"]))
    line = asked(company(sales_28=750, collections_28=750), returned=returned)[CHECKPOINT]
    assert line["collections_checkpoint_ratio_reversals"] == 0.71


def test_a_reward_of_one_yuan_is_one_and_rests_on_what_would_leave_nothing_of_it() -> None:
    """Without a fine for one miss of two, 690.00 of the plan's 1,000.00 pay 0; 700.00 are still 1.00."""
    changes: dict[str, Any] = {"checkpoint.reward": 1, "readings.one_miss_of_two": "no_fine"}
    for collected, plan in ((690, 0), (700, 1)):
        given = company(sales_28=710, collections_28=collected, declarations=[LOWERED])
        line = asked(given, **changes)[CHECKPOINT]
        assert (line["amount"], line["amount_plan"], line["rests_on_plan"]) == (1, plan, plan == 0)


def test_a_region_that_brought_nothing_in_the_last_days_keeps_its_reward_to_the_fen() -> None:
    march = {"East": {"sales_28": 750}, "West": {"sales_28": 700, "collections_28": 700}}
    given = facts({"months": {"2026-03": march, "2026-04": {"East": {}}}})
    start = baseline(given, evaluate(given, shipped()))
    found = rewards(
        start, days((28, 60, 0)), back(("A", 1, 1)), MARCH, MARCH, moved=pl.DataFrame(schema=MOVES)
    )
    lines = found.filter(pl.col("item") == CHECKPOINT).select(
        "region", "amount_last_days", "rests_on_last_days", "amount_reversals"
    )
    assert lines.rows() == [("East", -1000, True, 1000), ("West", 1000, False, 1000)]


def test_nothing_is_said_of_reversals_while_one_of_the_next_months_ledgers_is_missing() -> None:
    for missing in ("sales", "collections"):
        april = {"East": {}, "not_loaded": [missing]}
        line = asked(facts({"months": {"2026-03": {"East": {}}, "2026-04": april}}))[CHECKPOINT]
        assert line["amount_reversals"] is None


def test_nothing_is_said_of_reversals_before_the_next_month_is_loaded() -> None:
    given = facts({"months": {"2026-03": {"East": {}}}})
    line = asked(given, returned=back(("A", 900, 900)))[CHECKPOINT]
    assert line["amount_reversals"] is None
    assert line["rests_on_reversals"] is False


def test_fines_and_months_without_a_target_are_no_rewards_to_ask_about() -> None:
    assert CHECKPOINT not in asked(company(sales_28=100, collections_28=100))
    assert CHECKPOINT not in asked(company(plan="none"))


def test_the_year_adds_up_what_was_paid_and_what_rests_on_each_question() -> None:
    """Two regions, two months. East's March rests on the lowered target (1,000), its April does not."""
    march = {"East": {"sales_28": 600, "collections_28": 600, "declarations": [LOWERED]}, "West": {}}
    given = facts({"months": {"2026-03": march, "2026-04": {"East": {}, "West": {"annual": "none"}}}})
    start = baseline(given, evaluate(given, shipped()))
    found = rewards(start, days(), back(), MARCH, APRIL, moved=pl.DataFrame(schema=MOVES))
    places = [(month, region) for month in (MARCH, APRIL) for region in ("East", "West")]
    assert found.select("month", "region", "item").rows() == [
        (*place, item) for place in places for item in sorted((CAPITAL, CHECKPOINT))
    ]
    # 1,000 a month for the checkpoint and 500 for capital, whose quota is that of the year.
    assert by_region(found).select("region", "rewards", *QUESTIONS).rows() == [
        ("East", 3000.0, 1000.0, 0.0, 0.0, 0.0),
        ("West", 3000.0, 0.0, 0.0, 0.0, 0.0),
    ]

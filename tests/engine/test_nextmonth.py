"""Now or next month: what an amount shifted between two months changes in both, worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from engine.ahead.expected import expected
from engine.ahead.months import open_months
from engine.evaluation import REGION_COLUMNS, evaluate
from engine.facts import Facts
from engine.forecasting import Days
from engine.forecasting.panel import month_after
from engine.policy.parameters import Policies
from engine.whatif.baseline import baseline
from engine.whatif.levers import Lever, LeverError
from engine.whatif.nextmonth import Shift, TwoMonths, World, limit, shifted, two_months
from tests.engine.building import EXTRACTS, facts, fen, month_day
from tests.engine.months import SCHEMA, company, days, month
from tests.engine.policies import policies_with, shipped
from tests.engine.test_ahead import KNOWN, planned, waves
from tests.engine.test_baseline import part_of
from tests.nightly import by_night

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
#: The quota is 700.00. East was last in February; North is close to it in March and in April.
MONTHS: dict[str, dict[str, Any]] = {
    "2026-02": {"East": {"collections": 500}, "North": {}, "West": {}},
    "2026-03": {
        "East": {"collections": 650, "retail": 720},
        "North": {"collections": 680, "retail": 720},
        "West": {},
    },
    "2026-04": {
        "East": {"collections": 900, "retail": 700},
        "North": {"collections": 870, "retail": 700},
        "West": {},
    },
}
NO_DAYS = Days(pl.DataFrame(schema=SCHEMA), pl.DataFrame(schema={"month": pl.Date, "region": pl.String}))


def loaded(months: Mapping[str, Any], first: date = MARCH, policies: Policies | None = None) -> TwoMonths:
    """Both months as loaded; the second is the last one, and over."""
    given = facts({"months": deepcopy(dict(months))})
    start = baseline(given, evaluate(given, policies or shipped()))
    found = two_months(start, NO_DAYS, first, month_after(first), 31)
    assert found is not None
    return found


def collect(amount: object, region: str = "East", **words: Any) -> Shift:
    by_next = words.pop("is_by_next", True)
    return Shift(Lever("collect_retail", region, fen(amount), **words), by_next)


def east(two: TwoMonths, shift: Shift, world: World) -> list[dict[str, Any]]:
    return shifted(two, shift, world).filter(region="East").to_dicts()


@pytest.mark.parametrize(
    ("world", "march", "april"),
    [
        # 650 of 1,000 by the 28th is a fine; 720 owed are 20 over the quota, 2.86 %: nothing.
        ("as_is", ("missed", -1000, 0), ("met", 1000, 500)),
        # 700 is exactly 70 %; 670 owed lie within the quota. April's 850 do, and its debts are the same.
        ("forward", ("met", 1000, 500), ("met", 1000, 500)),
        # 770 owed are 70 over, exactly 10 %: the tier of −500.
        ("back", ("missed", -1000, -500), ("met", 1000, 500)),
    ],
)
def test_fifty_collected_a_month_earlier_or_later_change_both_months(
    world: World, march: tuple[str, int, int], april: tuple[str, int, int]
) -> None:
    for row, told in zip(east(loaded(MONTHS), collect(50), world), (march, april), strict=True):
        assert (row["checkpoint_outcome"], row["checkpoint_award"], row["capital_award"]) == told


def test_what_is_brought_forward_is_missing_next_month() -> None:
    """Of April's 900 only 699.99 are left: its checkpoint is missed by a fen."""
    two = loaded(MONTHS)
    assert [row["checkpoint_award"] for row in east(two, collect("200"), "forward")] == [1000, 1000]
    assert [row["checkpoint_award"] for row in east(two, collect("200.01"), "forward")] == [1000, -1000]


def test_a_streak_of_last_places_runs_through_both_months() -> None:
    """East is last in February and March; in April North has less, unless 50 more are taken from East."""
    two = loaded(MONTHS)
    streaks = {
        world: [row["last_place_streak"] for row in east(two, collect(50), world)]
        for world in ("as_is", "forward", "back")
    }
    assert streaks == {"as_is": [2, 0], "forward": [0, 1], "back": [2, 0]}


def test_a_streak_goes_on_from_the_place_that_was_published() -> None:
    """By what is known today East was last in February; what was published of it is that West was."""
    given = facts({"months": deepcopy(MONTHS)})
    places = [
        {"month": month_day("2026-02"), "region": region, "manager": "Manager", "score_cents": 9_000,
         "is_last": region == "West", "last_place_streak": int(region == "West")}
        for region in ("East", "North", "West")
    ]  # fmt: skip
    published = pl.DataFrame(places, schema=given.published_places.schema)
    given = replace(given, published_places=published)
    two = two_months(baseline(given, evaluate(given, shipped())), NO_DAYS, MARCH, APRIL, 31)
    assert two is not None
    assert [row["last_place_streak"] for row in east(two, collect(0), "as_is")] == [1, 0]


def test_after_the_checkpoint_an_amount_counts_for_the_month_only() -> None:
    rows = east(loaded(MONTHS), collect(50, is_by_checkpoint=False), "forward")
    assert rows[0]["checkpoint_outcome"] == "missed"
    assert rows[0]["collections"] == 700
    late = east(loaded(MONTHS), collect(250, is_by_next=False), "forward")
    # It would have come after April's 28th: the checkpoint does not miss it.
    assert (late[1]["collections_to_checkpoint"], late[1]["collections"]) == (900, 650)


def by_hand(months: Mapping[str, Any], names: tuple[str, str], moves: Mapping[str, Any], sign: int) -> Facts:
    """The same company with the amounts written into both months' words."""
    changed = deepcopy(dict(months))
    this, following = (changed[name]["East"] for name in names)
    for word, amount in moves.items():
        own = this.get(word, 1000 if word in ("sales", "collections") else 0)
        this[word] = own + sign * amount
        if word in ("sales", "collections"):
            following[word] = following.get(word, 1000) - sign * amount
    return facts({"months": changed})


CASES = {
    "retail": (Lever("collect_retail", "East", fen(50)), {"collections": 50, "retail": -50}),
    "overdue": (Lever("collect_overdue", "East", fen(30)), {"collections": 30, "overdue": -30}),
    "not due": (Lever("collect_current", "East", fen(40)), {"collections": 40}),
    "sold on credit": (Lever("extra_sales", "East", fen(80)), {"sales": 80, "retail": 80}),
    "sold for cash": (
        Lever("extra_sales", "East", fen(80), receivable_share=0),  # type: ignore[arg-type]
        {"sales": 80, "collections": 80},
    ),
}
SETTINGS: dict[str, dict[str, Any]] = {
    "as shipped": {},
    "mean of balances": {"readings.balance_of_month": "mean_of_beginning_and_end"},
    "twelve months": {"capital.collections_basis": "trailing_twelve_months"},
    "half a year by its mean": {"readings.half_year_last": "half_year_mean"},
}


def a_year_of(setting: str) -> tuple[dict[str, Any], tuple[str, str]]:
    """Fourteen months for what needs twelve; the two in question are the last, over a new year or not.

    By the mean of half a year East is last in June for what it was in its first months.
    """
    names = [f"{2025 + at // 12}-{at % 12 + 1:02d}" for at in range(14)]
    plain = {"expenses": 2, "overdue": 40, "retail": 660}
    months: dict[str, Any] = {name: {r: dict(plain) for r in ("East", "North", "West")} for name in names}
    months[names[-2]]["East"] |= {"collections": 660, "sales": 720}
    months[names[-1]]["East"] |= {"collections": 900, "sales": 800}
    if setting == "half a year by its mean":
        months = {name: months[name] for name in names[:6]}
        for name in names[:4]:
            months[name]["East"] |= {"collections": 300}
        for name in names[4:6]:
            months[name]["North"] |= {"collections": 690}
        return months, (names[4], names[5])
    months[names[-2]]["North"] |= {"collections": 690}
    if setting == "twelve months":
        return {name: months[name] for name in names[:12]}, (names[10], names[11])
    return months, (names[12], names[13])


@pytest.mark.parametrize("setting", by_night(SETTINGS, but=[*SETTINGS][:2]))
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("world", "sign"), [("forward", 1), ("back", -1)])
def test_a_shift_comes_to_what_evaluate_makes_of_the_books_written_by_hand(
    case: str, setting: str, world: World, sign: int
) -> None:
    months, names = a_year_of(setting)
    policies = policies_with(SETTINGS[setting])
    lever, moves = CASES[case]
    found = shifted(loaded(months, month_day(names[0]), policies), Shift(lever), world)
    truth = evaluate(by_hand(months, names, moves, sign), policies).regions
    truth = truth.filter(pl.col("month").is_in([month_day(name) for name in names]))
    assert_frame_equal(found, truth.select(REGION_COLUMNS))


def test_what_is_sold_to_contract_customers_on_credit_ties_up_nothing_of_retail() -> None:
    sold = Lever("extra_sales", "East", fen(80), receivable_type="contract")
    march, april = east(loaded(MONTHS), Shift(sold), "forward")
    assert (march["sales"], march["collections"], march["retail_receivables"]) == (1080, 650, 720)
    assert (april["sales"], april["collections"], april["retail_receivables"]) == (920, 900, 700)


def test_a_company_of_one_region_shifts_as_well() -> None:
    months = {name: {"East": MONTHS[name]["East"]} for name in ("2026-03", "2026-04")}
    march, april = east(loaded(months), collect(50), "forward")
    assert (march["collections"], march["checkpoint_outcome"], march["rank"]) == (700, "met", 1)
    assert (april["collections"], april["rank"]) == (850, 1)


def test_over_the_new_year_sums_of_the_year_begin_anew() -> None:
    months = {"2025-12": {"East": {"collections": 650, "expenses": 4}, "North": {}, "West": {}}}
    months["2026-01"] = {"East": {"collections": 900, "expenses": 4}, "North": {}, "West": {}}
    months["2025-12"]["East"]["retail"] = 100
    december, january = east(loaded(months, date(2025, 12, 1)), collect(50), "forward")
    assert (december["expense_cap"], january["expense_cap"]) == (700 * 0.003, 850 * 0.003)


def test_no_more_is_shifted_than_is_there() -> None:
    two = loaded(MONTHS)
    # 720 are owed in March, 900 come in April; 650 came in March.
    assert limit(two, collect(1), "forward") == fen(720)
    assert limit(two, collect(1), "back") == fen(650)
    with pytest.raises(LeverError, match="beyond_capacity"):
        shifted(two, collect("720.01"), "forward")
    with pytest.raises(LeverError, match="unknown_region"):
        shifted(two, collect(1, "Nowhere"), "forward")
    with pytest.raises(LeverError, match="not_available"):
        shifted(two, Shift(Lever("cut_expenses", "East", 1)), "forward")


def test_what_cannot_be_shifted_is_named() -> None:
    two, place = loaded(MONTHS), {"region": "East", "office": None}
    refused: dict[str, tuple[Shift, dict[str, Any]]] = {
        "beyond_capacity": (
            collect("720.01"), place | {"kind": "collect_retail", "amount": 72_001, "capacity": 72_000},
        ),
        "unknown_region": (collect(1, "Nowhere"), {"region": "Nowhere"}),
        "not_available": (
            Shift(Lever("cut_expenses", "East", 1)), place | {"kind": "cut_expenses", "reason": "not_loaded"},
        ),
    }  # fmt: skip
    for code, (shift, parameters) in refused.items():
        with pytest.raises(LeverError) as caught:
            shifted(two, shift, "forward")
        assert (caught.value.code, caught.value.parameters) == (code, parameters)
    assert east(two, collect(720), "forward")[0]["retail_receivables"] == 0


def test_as_things_stand_nothing_is_shifted_however_much_is_asked_for() -> None:
    two = loaded(MONTHS)
    assert_frame_equal(shifted(two, collect(9_999), "as_is"), shifted(two, collect(0), "forward"))


@pytest.mark.parametrize("only", ["2026-03", "2026-04"])
def test_a_region_that_is_there_in_one_month_only_can_shift_nothing(only: str) -> None:
    months = deepcopy(MONTHS)
    months[only]["South"] = {"retail": 100}
    with pytest.raises(LeverError, match="unknown_region"):
        shifted(loaded(months), collect(1, "South"), "forward")
    # Of either month everybody is known who is there in it.
    assert loaded(months).is_ranked == (True, True)


def test_of_a_month_that_was_never_loaded_nothing_is_said_though_it_is_over() -> None:
    months = deepcopy(MONTHS)
    months["2026-04"] = {"East": {"rows": "none"}, "not_loaded": list(EXTRACTS)}
    months["2026-05"] = {"East": {}}
    given = facts({"months": months})
    start = baseline(given, evaluate(given, shipped()))
    for first in (MARCH, APRIL):
        assert two_months(start, NO_DAYS, first, date(2026, 5, 1), 31) is None


def test_of_what_is_not_known_nothing_can_be_shifted() -> None:
    months = deepcopy(MONTHS)
    for name in ("2026-03", "2026-04"):
        months[name]["not_loaded"] = ["sales"]
    two = loaded(months)
    for world in ("forward", "back"):
        assert limit(two, Shift(Lever("extra_sales", "East", 1)), world) == 0


def test_before_a_checkpoint_no_more_can_be_shifted_than_comes_before_it() -> None:
    months = deepcopy(MONTHS)
    months["2026-03"]["East"] |= {"collections_28": 300}
    months["2026-04"]["East"] |= {"collections_28": 100}
    two = loaded(months)
    assert limit(two, collect(1), "forward") == fen(100)
    assert limit(two, collect(1, is_by_next=False), "forward") == fen(720)
    assert limit(two, collect(1), "back") == fen(300)
    assert limit(two, collect(1, is_by_checkpoint=False), "back") == fen(650)
    assert limit(two, Shift(Lever("extra_sales", "East", 1)), "forward") == fen(1000)
    months["2026-04"]["East"] |= {"collections": -5, "collections_28": -5}
    assert limit(loaded(months), collect(1), "forward") == 0


def test_who_sees_one_region_is_told_its_money_in_both_months_and_no_place() -> None:
    start = part_of(facts({"months": deepcopy(MONTHS)}), shipped(), "East")
    two = two_months(start, NO_DAYS, MARCH, APRIL, 31)
    assert two is not None
    assert (two.is_ranked, two.is_expected, two.to_come) == ((False, False), (False, False), {})
    found, known = shifted(two, collect(50), "forward"), loaded(MONTHS)
    among_all = shifted(known, collect(50), "forward").filter(region="East")
    places = [
        *("rank", "is_rank_shared", "is_last", "is_last_shared", "last_place_streak", "escalation"),
    ]
    assert_frame_equal(found.drop(places), among_all.drop(places))
    assert found.schema == among_all.schema
    assert [found[name].null_count() for name in places] == [2] * len(places)
    assert known.is_ranked == (True, True)


def under_way(day: int = 12, **words: Any) -> tuple[Facts, Days]:
    courses = waves()
    for months in courses.values():
        months[-1] = {at: amount for at, amount in months[-1].items() if at <= day}
    return planned(company(courses, **words)), days(courses)


def test_a_month_under_way_and_the_next_are_taken_as_they_are_expected_to_end() -> None:
    given, known = under_way(occupied=300_000)
    latest = month(KNOWN - 1)
    start = baseline(given, evaluate(given, shipped()))
    two = two_months(start, known, latest, latest, 12)
    assert two is not None
    assert two.is_expected == (True, True)
    likely = expected(open_months(given, shipped(), known, latest, 12, last=month(KNOWN)))
    shift = Shift(Lever("collect_retail", "East", 50_000))
    plain, moved = (shifted(two, shift, world).filter(region="East") for world in ("as_is", "forward"))
    ends = [frame.filter(region="East")["collections"].item() for frame in likely]
    assert plain["collections"].to_list() == [fen_ / 100 for fen_ in ends]
    assert moved["collections"].to_list() == [(ends[0] + 50_000) / 100, (ends[1] - 50_000) / 100]
    # Only what is still to come can be put off, before the checkpoint or after it.
    come = known.totals.filter(region="East", month=latest)["collections"].sum()
    late = Shift(Lever("collect_retail", "East", 50_000, is_by_checkpoint=False))
    assert [limit(two, each, "back") for each in (shift, late)] == [ends[0] - come] * 2


def test_what_is_still_to_come_of_a_region_that_ends_is_its_own() -> None:
    given, known = under_way()
    latest = month(KNOWN - 1)
    gone = ~((pl.col("region") == "North") & (pl.col("month") == month(KNOWN)))
    without = replace(given, office_plans=given.office_plans.filter(gone))
    to_come = []
    for each in (given, without):
        two = two_months(baseline(each, evaluate(each, shipped())), known, latest, latest, 12)
        assert two is not None
        to_come.append(two.to_come)
    assert set(to_come[0]) == {"East", "North", "South"}
    assert to_come[1] == to_come[0]


def test_the_month_after_the_last_one_loaded_is_expected() -> None:
    given, known = planned(company(waves(), occupied=300_000)), days(waves())
    start = baseline(given, evaluate(given, shipped()))
    latest = month(KNOWN - 1)
    two = two_months(start, known, latest, latest, 30)
    assert two is not None
    assert two.is_expected == (False, True)
    truth = start.evaluation.regions.filter(month=latest)
    shift = Shift(Lever("collect_retail", "East", 1))
    assert_frame_equal(shifted(two, shift, "as_is").filter(month=latest), truth.select(REGION_COLUMNS))


def test_expected_expenses_keep_to_collections_and_follow_a_shift() -> None:
    """A four-hundredth of what is collected was spent in every month, and is expected to be."""
    given, known = planned(company(waves(), occupied=300_000)), days(waves())
    start = baseline(given, evaluate(given, shipped()))
    latest = month(KNOWN - 1)
    two = two_months(start, known, latest, latest, 30)
    assert two is not None
    ratios = shifted(two, Shift(Lever("collect_retail", "East", 1)), "as_is")["expense_ratio"].to_list()
    assert ratios == pytest.approx([1 / 400] * 6, rel=1e-4)


def test_without_plans_or_history_for_the_next_month_nothing_is_said() -> None:
    given, known = company(waves()), days(waves())
    start = baseline(given, evaluate(given, shipped()))
    latest = month(KNOWN - 1)
    assert two_months(start, known, latest, latest, 30) is None
    short = {region: months[:1] for region, months in waves().items()}
    given = planned(company(short), first=1)
    start = baseline(given, evaluate(given, shipped()))
    assert two_months(start, days(short), month(0), month(0), 31) is None


def test_where_a_region_cannot_be_forecast_no_rank_is_told() -> None:
    given, known = planned(company(waves())), days(waves())
    gone = ~((pl.col("region") == "South") & (pl.col("month") == month(KNOWN)))
    given = replace(given, office_plans=given.office_plans.filter(gone))
    start = baseline(given, evaluate(given, shipped()))
    two = two_months(start, known, month(KNOWN - 1), month(KNOWN - 1), 30)
    assert two is not None
    found = shifted(two, Shift(Lever("collect_retail", "East", 0)), "as_is").filter(region="East")
    assert found["rank"].is_null().to_list() == [False, True]
    assert found["last_place_streak"].is_null().to_list() == [False, True]

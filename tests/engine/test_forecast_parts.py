"""The parts of a forecast by hand-worked numbers: panel, course, range, balances, possible ends, chances."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from engine.facts import Facts
from engine.forecasting import forecast, month_after, month_length
from engine.forecasting.amounts import FIGURE_SCHEMA, Outlook, outlook, possible_ends, spread
from engine.forecasting.balances import Balances, balances, moved, usually_moved
from engine.forecasting.chances import CHANCE_SCHEMA, TIER_SCHEMA, _shares
from engine.forecasting.experts import experts
from engine.forecasting.panel import Panel, known_facts, panel, yuan
from engine.forecasting.possible import draw_count, drawn_ends, expected_month, possible_months, spread_points
from tests.engine.building import facts as built
from tests.engine.months import TARGET, company, days, month
from tests.engine.policies import policies_with, shipped

#: Of 900,000 fen 45 % of the target by the 15th, 72 % by the 28th, 90 % in the end.
COURSE = {5: 180_000, 15: 270_000, 25: 270_000, 30: 180_000}
REGIONS = ("East", "North", "South")
POLICY = shipped().items[0]


def steady(months: int, regions: Sequence[str] = REGIONS) -> dict[str, list[dict[int, int]]]:
    return {region: [COURSE] * months for region in regions}


def known(number: int, day: int, courses: Any = None, facts: Facts | None = None, **words: Any) -> Panel:
    courses = courses or steady(number + 1)
    return panel(facts or company(courses, **words), shipped(), days(courses), month(number), day)


# --- panel


@pytest.mark.parametrize(
    ("count", "found"),
    [
        (1, date(2026, 1, 1)),
        (0, date(2025, 12, 1)),
        (-1, date(2025, 11, 1)),
        (-12, date(2024, 12, 1)),
        (13, date(2027, 1, 1)),
    ],
)
def test_months_are_counted_over_the_turn_of_the_year(count: int, found: date) -> None:
    assert month_after(date(2025, 12, 1), count) == found


def test_the_length_of_a_month() -> None:
    lengths = [month_length(date(2025, number, 1)) for number in range(1, 13)]
    assert lengths == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert month_length(date(2028, 2, 1)) == 29


def test_fen_are_the_nearest_yuan() -> None:
    assert yuan(np.array([0, 1, -5, 123_456])).to_list() == [0.0, 0.01, -0.05, 1234.56]


@pytest.mark.parametrize(
    ("day", "to_date", "to_checkpoint", "in_february"),
    [(15, 450_000, 450_000, 0.18), (28, 720_000, 720_000, 0.72), (30, 900_000, 720_000, 0.72)],
)
def test_a_panel_holds_the_month_in_fen_and_the_past_in_shares_of_its_targets(
    day: int, to_date: int, to_checkpoint: int, in_february: float
) -> None:
    """March's 15th, 28th and 30th lie as far from its end as February's 12th, 25th and 27th."""
    found = known(2, day)
    assert (found.month, found.as_of_day, found.checkpoint_day) == (month(2), day, 28)
    assert (found.regions, found.past) == (list(REGIONS), [month(0), month(1)])
    for figure in ("sales", "collections"):
        assert found.targets[figure].tolist() == [TARGET] * 3
        assert found.to_date[figure].tolist() == [to_date] * 3
        assert found.to_checkpoint[figure].tolist() == [to_checkpoint] * 3
        assert found.standing[figure].tolist() == [[to_date / TARGET, in_february]] * 3
        assert found.ends[figure, "checkpoint"].tolist() == [[0.72] * 2] * 3
        assert found.ends[figure, "month_end"].tolist() == [[0.9] * 2] * 3
    assert found.valid.tolist() == [[True] * 2] * 3
    assert found.is_dated.tolist() == [True] * 3
    assert found.now["region"].to_list() == list(REGIONS)
    assert (found.is_known("checkpoint"), found.is_known("month_end")) == (day >= 28, False)


def test_a_horizon_is_known_on_its_day() -> None:
    assert [known(2, day).is_known("checkpoint") for day in (27, 28)] == [False, True]
    assert [known(2, day).is_known("month_end") for day in (30, 31)] == [False, True]


@pytest.mark.parametrize(
    ("total", "is_valid"), [(5 * TARGET, True), (5 * TARGET + 1, False), (-5 * TARGET - 1, False)]
)
def test_a_month_beyond_five_times_its_target_does_not_count(total: int, is_valid: bool) -> None:
    courses = {"East": [{5: total}, COURSE, COURSE]}
    assert known(2, 15, courses).valid.tolist() == [[is_valid, True]]


def test_a_month_without_a_target_or_without_the_region_does_not_count() -> None:
    """North's first month brought nothing either."""
    courses = steady(4)
    courses["North"][0] = {}
    facts = company(courses)
    is_first, is_second = pl.col("month") == month(0), pl.col("month") == month(1)
    facts = replace(
        facts,
        office_plans=facts.office_plans.filter(~(is_first & (pl.col("region") == "North"))),
        region_months=facts.region_months.filter(~(is_second & (pl.col("region") == "South"))),
    )
    assert known(3, 15, courses, facts).valid.tolist() == [
        [True] * 3,
        [False, True, True],
        [True, False, True],
    ]


@pytest.mark.parametrize("extract", ["sales", "collections"])
def test_a_month_counts_once_both_figures_are_loaded(extract: str) -> None:
    courses = steady(4)
    facts = company(courses)
    is_loaded = pl.col(f"is_{extract}_loaded") & (pl.col("month") != month(1))
    found = known(3, 15, courses, replace(facts, loaded_months=facts.loaded_months.with_columns(is_loaded)))
    assert found.valid.tolist() == [[True, False, True]] * 3


def test_a_day_that_lacks_one_figure_still_has_the_other() -> None:
    courses = {"East": [COURSE]}
    made = days(courses)
    no_sales = pl.when(pl.col("day") != 5).then(pl.col("sales"))
    found = panel(
        company(courses), shipped(), replace(made, totals=made.totals.with_columns(no_sales)), month(0), 15
    )
    assert (found.to_date["sales"].item(), found.to_date["collections"].item()) == (270_000, 450_000)


def test_what_is_known_on_a_day_ends_with_the_day() -> None:
    """A declaration of the day is known, its approval of the next day is not; sanctions carry no day."""
    declared = [
        {"date": date(2026, 3, 9), "by": "VP", "approved": date(2026, 3, 10)},
        {"date": date(2026, 3, 8), "by": "VP", "approved": date(2026, 3, 9)},
        {"date": date(2026, 3, 10)},
    ]
    words = {"declarations": declared, "sanctions": {"警告": 1}, "indicators": {"churn": (1, 1)}}
    facts = built(
        {"months": {"2026-02": {"East": words}, "2026-03": {"East": words}, "2026-04": {"East": words}}}
    )
    found = known_facts(facts, date(2026, 3, 1), 9)
    march = found.declarations.filter(month=date(2026, 3, 1)).sort("declared_on")
    assert march.select("declared_on", "approved_on").rows() == [
        (date(2026, 3, 8), date(2026, 3, 9)), (date(2026, 3, 9), None),
    ]  # fmt: skip
    for name in ("region_months", "office_plans", "declarations", "conduct", "indicators"):
        assert getattr(found, name)["month"].unique().sort().to_list() == [
            date(2026, 2, 1),
            date(2026, 3, 1),
        ], name
    for name in ("office_months", "loaded_months"):
        assert getattr(found, name)["month"].unique().to_list() == [date(2026, 2, 1)], name
    assert known_facts(facts, date(2026, 2, 1), 31).declarations.is_empty()


def array(*rows: Sequence[float]) -> npt.NDArray[np.float64]:
    return np.array(rows)


# --- range


@pytest.mark.parametrize(
    ("count", "ends"),
    [
        (8, (0.0, 0.0, 0.0)),
        (9, (-4.0, 0.0, 4.0)),
        (18, (-8.0, 0.0, 9.0)),
        (19, (-8.0, 0.0, 8.0)),
        (20, (-8.0, 0.0, 9.0)),
    ],
)
def test_the_range_ends_at_the_errors_ranked_a_tenth_and_nine_tenths(
    count: int, ends: tuple[float, float, float]
) -> None:
    assert spread(np.arange(count, 0, -1) - float((count + 1) // 2)) == ends


def test_the_middle_lies_within_the_range_even_where_nearly_all_errors_lie_on_one_side() -> None:
    one_sided = np.array([-19.0] + [1.0] * 19)
    assert spread(one_sided) == (0.0, 0.0, 1.0)
    assert spread(-one_sided) == (-1.0, 0.0, 0.0)


@pytest.mark.parametrize(("months", "reason"), [(4, "short_history"), (5, None)])
def test_nine_past_errors_are_enough(months: int, reason: str | None) -> None:
    """Each of three regions has an error for every past month but its first."""
    found = outlook(known(months, 15))
    # A forecast from a single month teaches nothing of those from more.
    assert len(found.errors["sales", "month_end"]) == 3 * (months - 2)
    assert found.reasons == {"checkpoint": [reason] * 3, "month_end": [reason] * 3}


def test_a_checkpoint_that_has_come_needs_no_history_and_the_month_s_end_still_does() -> None:
    assert outlook(known(4, 28)).reasons == {"checkpoint": [None] * 3, "month_end": ["short_history"] * 3}


@pytest.mark.parametrize(("missing", "reason"), [(5, None), (6, "short_history")])
def test_three_months_of_ones_own_are_enough(missing: int, reason: str | None) -> None:
    courses = steady(9)
    facts = company(courses)
    is_new = (pl.col("region") == "East") & (pl.col("month") < month(missing))
    found = outlook(known(8, 15, courses, replace(facts, region_months=facts.region_months.filter(~is_new))))
    assert found.months.tolist() == [8 - missing, 8, 8]
    assert found.reasons["month_end"] == [reason, None, None]


@pytest.mark.parametrize(
    ("day", "checkpoint", "month_end"),
    [(0, 1 / 28, 1 / 31), (1, 1 / 28, 1 / 31), (14, 1 / 2, 14 / 31), (30, 1.0, 30 / 31)],
)
def test_the_pace_is_told_by_what_has_passed_of_each_horizon_s_days(
    monkeypatch: pytest.MonkeyPatch, day: int, checkpoint: float, month_end: float
) -> None:
    """In March; before the first day is over a pace is that of one day."""
    passed = []

    def told(*given: Any) -> npt.NDArray[np.float64]:
        passed.append(given[-1])
        return experts(*given)

    monkeypatch.setattr("engine.forecasting.amounts.experts", told)
    outlook(known(2, day))
    assert passed == pytest.approx([checkpoint, month_end] * 2)


def test_how_far_a_region_misses_is_the_mean_of_its_misses_and_of_one_of_all() -> None:
    """Month by month in plain loops; a forecast from few months misses by more, and is told by less."""
    shares = {"East": (62, 90, 71, 99, 66, 84, 75), "North": (88, 67, 94, 64, 90, 76, 98), "South": (70,) * 7}
    courses = {
        region: [{10: TARGET * each // 200, 20: TARGET * each // 200} for each in (*months, 80)]
        for region, months in shares.items()
    }
    facts = company(courses)
    is_gone = (pl.col("region") == "North") & (pl.col("month") == month(3))
    seen = known(7, 15, courses, replace(facts, region_months=facts.region_months.filter(~is_gone)))
    found = outlook(seen)
    for pair, missed in found.missed.items():
        unripe = [
            [(1 + 3 / max(sum(row[:place]), 1)) ** 0.5 for place in range(8)] for row in seen.valid.tolist()
        ]
        told = [
            [None if np.isnan(each) else each / unripe[at][place] for place, each in enumerate(row)]
            for at, row in enumerate(missed.tolist())
        ]
        every = [abs(each) for row in told for each in row if each is not None]
        usual = max(sum(every) / len(every), 1e-9)

        def scale(region: int, until: int, rows: Any = told, common: float = usual) -> float:
            own = [
                (abs(each), 0.3 ** (until - 1 - at))
                for at, each in enumerate(rows[region][:until])
                if each is not None
            ]
            weight = sum(each for _, each in own) + 1
            return (sum(each * heavy for each, heavy in own) + common) / weight

        scaled = [
            each / scale(at, place)
            for at, row in enumerate(told)
            for place, each in enumerate(row)
            if each is not None
        ]
        middle = sum(scaled) / len(scaled)
        assert found.errors[pair].tolist() == pytest.approx([each - middle for each in scaled])
        assert found.scale[pair].tolist() == pytest.approx([scale(at, 7) * unripe[at][7] for at in range(3)])


def test_amounts_stand_by_region_figure_and_horizon_with_what_they_rest_on() -> None:
    found = forecast(company(steady(8)), shipped(), days(steady(8)), month(7), 28).amounts
    assert dict(found.schema) == FIGURE_SCHEMA
    east = found.filter(region="East")
    assert found["region"].is_sorted()
    assert east.select("figure", "horizon", "is_known", "middle").rows() == [
        ("collections", "checkpoint", True, 7_200.0), ("collections", "month_end", False, 9_000.0),
        ("sales", "checkpoint", True, 7_200.0), ("sales", "month_end", False, 9_000.0),
    ]  # fmt: skip
    assert east.select("month", "as_of_day", "target", "to_date", "months", "reason").unique().rows() == [
        (month(7), 28, 10_000.0, 7_200.0, 7, None)
    ]


def worst(found: Panel) -> dict[str, list[int]]:
    """The ends if each horizon missed by five targets."""
    low = {horizon: np.full(len(found.regions), -5.0) for horizon in ("checkpoint", "month_end")}
    seen = unscaled(outlook(found))
    return {horizon: fen.tolist() for horizon, fen in possible_ends(found, seen, "sales", low).items()}


def unscaled(found: Outlook) -> Outlook:
    """The outlook that expects 72 and 90 % of the target and counts errors in targets."""
    usual = {"checkpoint": np.full(3, 0.72), "month_end": np.full(3, 0.9)}
    return replace(
        found,
        centre={(figure, horizon): usual[horizon] for figure, horizon in found.centre},
        scale=dict.fromkeys(found.scale, np.ones(3)),
    )


def test_never_less_is_to_come_than_ever_was() -> None:
    """Once a twentieth of the target went back before the checkpoint, and a tenth twice after it."""
    courses = steady(5)
    assert worst(known(4, 15, courses)) == {"checkpoint": [450_000] * 3, "month_end": [450_000] * 3}
    courses["North"][2] = {10: 500_000, 20: -50_000, 29: -100_000, 30: -100_000}
    assert worst(known(4, 15, courses)) == {"checkpoint": [400_000] * 3, "month_end": [200_000] * 3}
    assert worst(known(4, 28, courses)) == {"checkpoint": [720_000] * 3, "month_end": [520_000] * 3}
    assert worst(known(4, 30, courses)) == {"checkpoint": [720_000] * 3, "month_end": [900_000] * 3}
    assert worst(known(4, 29, courses)) == {"checkpoint": [720_000] * 3, "month_end": [620_000] * 3}


def test_what_is_likely_is_the_usual_end_and_the_error_in_whole_fen() -> None:
    found = known(3, 15)
    seen = unscaled(outlook(found))
    errors = {"checkpoint": array([0.0, 0.1, -0.1]), "month_end": array([0.0000004, 0.0, -0.5])}
    ends = possible_ends(found, seen, "sales", errors)
    assert ends["checkpoint"].tolist() == [[720_000, 820_000, 620_000]]
    assert ends["month_end"].tolist() == [[900_000, 900_000, 620_000]]


# --- balances


def with_balances(
    flows: Sequence[int], occupied: Sequence[int], overdue: Sequence[int] = (0,) * 9, region: str = "East"
) -> Panel:
    """A region that sold so much more than it collected, with these balances; its quota is 840,000."""
    courses = {region: [COURSE] * (len(flows) + 1)}
    facts = company(courses, occupied=0)
    rows = [
        row
        | {
            "sales": row["collections"] + flow,
            "retail_receivables": held - 1_000,
            "inventory": 1_000,
            "contract_overdue": due,
        }
        for row, flow, held, due in zip(
            facts.office_months.sort("month").to_dicts(),
            [*flows, 0],
            [*occupied, 0],
            [*overdue[: len(flows)], 0],
            strict=True,
        )
    ]
    return known(
        len(flows),
        15,
        courses,
        replace(facts, office_months=pl.DataFrame(rows, schema=facts.office_months.schema)),
    )


@pytest.mark.parametrize(
    ("flows", "occupied", "slope"),
    [
        # Of a tenth of the quota nothing stayed, then all: the later month counts 1, the earlier 0.7.
        ([0, 84_000, 84_000], [100_000, 100_000, 184_000], 1 / 1.7),
        # The larger flow counts by its square: 0.7 × 4 × ½ and 1 × 1 × 0.
        ([0, 168_000, 84_000], [100_000, 184_000, 184_000], 1.4 / 3.8),
        ([0, 84_000, 84_000], [100_000, 268_000, 436_000], 1.0),
        ([0, 84_000, 84_000], [300_000, 216_000, 132_000], 0.0),
        ([0, 0, 0], [100_000, 184_000, 268_000], 0.0),
    ],
)
def test_balances_follow_the_flow_as_far_as_they_did(
    flows: list[int], occupied: list[int], slope: float
) -> None:
    found = balances(with_balances(flows, occupied, [0, 8_400, 0]), POLICY)
    assert found.slope == pytest.approx(slope)
    left = [
        (later - earlier) / 840_000 - slope * flow / 840_000
        for earlier, later, flow in zip(occupied, occupied[1:], flows[1:], strict=False)
    ]
    changes = sorted(zip(left, [0.01, -0.01], strict=True))
    assert sorted(map(tuple, found.errors.tolist())) == [pytest.approx(change) for change in changes]
    assert found.quota.tolist() == [840_000]
    assert found.start.select("retail_receivables", "inventory").row(0) == (occupied[-1] - 1_000, 1_000)
    assert found.reasons == ["short_history"]


def test_months_count_the_less_the_older_they_are_however_many_regions_there_are() -> None:
    """As with one region: of a tenth of the quota nothing stayed, then all."""
    one, other = (
        with_balances([0, 84_000, 84_000], [100_000, 100_000, 184_000], region=region)
        for region in ("East", "North")
    )
    both = replace(one, rows=pl.concat([one.rows, other.rows]))
    assert balances(both, POLICY).slope == pytest.approx(1 / 1.7)


def test_where_no_balance_ever_changed_nothing_follows_the_flow() -> None:
    found = balances(known(0, 15, occupied=500_000), POLICY)
    assert (found.slope, found.errors.shape) == (0.0, (0, 2))


def test_a_change_over_a_gap_is_no_month_s_change() -> None:
    """Of months 0, 1, 3 and 4 only those from 0 to 1 and from 3 to 4 follow each other."""
    courses = {"East": [COURSE] * 6}
    facts = company(courses, occupied=100_000)
    facts = replace(facts, region_months=facts.region_months.filter(pl.col("month") != month(2)))
    assert len(balances(known(5, 15, courses, facts), POLICY).errors) == 2


def test_past_changes_stand_in_the_same_order_however_the_rows_do() -> None:
    courses = steady(5)
    facts = company(courses, occupied=100_000)
    number = pl.col("month").dt.month().cast(pl.Int64)
    grown = pl.col("retail_receivables") + number * pl.col("region").replace_strict(
        {"East": 30, "North": 10, "South": 10}, return_dtype=pl.Int64
    )
    overdue = number * pl.col("region").replace_strict(
        {"East": 1, "North": 2, "South": 3}, return_dtype=pl.Int64
    )
    facts = replace(
        facts, office_months=facts.office_months.with_columns(grown, overdue.alias("contract_overdue"))
    )
    seen = known(4, 15, courses, facts)
    found = balances(seen, POLICY).errors * 840_000
    assert found == pytest.approx(array(*[(10, 2), (10, 3), (30, 1)] * 3))
    turned = balances(replace(seen, rows=seen.rows.reverse()), POLICY)
    assert turned.errors.tolist() == (found / 840_000).tolist()
    # By what sales and collections brought before anything else.
    flow = pl.col("sales") + pl.col("region").replace_strict(
        {"East": 500, "North": 400, "South": 300}, return_dtype=pl.Int64
    )
    by_flow = balances(replace(seen, rows=seen.rows.with_columns(flow)), POLICY).errors * 840_000
    assert by_flow[:, 1] == pytest.approx([3, 2, 1] * 3)


@pytest.mark.parametrize(("months", "reason"), [(3, "short_history"), (4, None)])
def test_nine_changes_are_enough_to_speak_of_tiers(months: int, reason: str | None) -> None:
    found = balances(known(months, 15, occupied=500_000), POLICY)
    assert len(found.errors) == 3 * (months - 1)
    assert found.reasons == [reason] * 3


def test_a_region_without_balances_last_month_or_without_a_quota_has_no_tier() -> None:
    courses = steady(6)
    facts = company(courses, occupied=500_000)
    is_gone = (pl.col("month") == month(4)) & (pl.col("region") == "East")
    facts = replace(
        facts,
        region_months=facts.region_months.filter(~is_gone),
        annual_plans=facts.annual_plans.filter(pl.col("region") != "North"),
    )
    found = balances(known(5, 15, courses, facts), POLICY)
    assert found.reasons == ["no_capital_data", "no_capital_data", "short_history"]
    assert found.quota.tolist() == [840_000, 0, 840_000]
    # East's three and South's four changes; North's are shares of nothing.
    assert len(found.errors) == 3 + 4


def levels(slope: float, errors: Sequence[Sequence[float]]) -> Balances:
    return Balances(pl.DataFrame(), np.array([1_000.0, 2_000.0]), slope, np.array(errors), [None, None])


NINE = [[number / 100, -number / 10] for number in range(9)]


def test_a_point_chooses_among_the_past_changes() -> None:
    flow = np.array([[100, 100], [100, -100]])
    points = array([0.0, 0.999], [0.5, 1 / 9])
    occupied, overdue = moved(levels(0.5, NINE), flow, points)
    # Changes 0 and 8, 4 and 1, of quotas of 1,000 and 2,000.
    assert occupied.tolist() == [[50, 50 + 160], [50 + 40, -50 + 20]]
    assert overdue.tolist() == [[0, -1_600], [-400, -200]]


def test_below_nine_changes_only_the_flow_is_followed() -> None:
    flow = np.array([[100, -101]])
    for found in (
        moved(levels(0.25, NINE[:8]), flow, array([0.9, 0.9])),
        usually_moved(levels(0.25, NINE[:8]), flow),
    ):
        assert [change.tolist() for change in found] == [[[25, -25]], [[0, 0]]]


def test_the_usual_change_is_the_median_one() -> None:
    occupied, overdue = usually_moved(levels(0.5, [*NINE[:8], [9.0, -9.0]]), np.array([[100, 0], [0, 100]]))
    assert occupied.tolist() == [[50 + 40, 80], [40, 50 + 80]]
    assert overdue.tolist() == [[-400, -800]] * 2


# --- possible ends


def test_possible_ends_are_drawn_by_multiples_of_the_square_roots_of_primes() -> None:
    points = spread_points(3, 5)
    assert points.shape == (3, 5)
    roots = [1.4142135623730951, 1.7320508075688772, 2.23606797749979, 2.6457513110645907, 3.3166247903554]
    for number, row in enumerate(points.tolist(), start=1):
        assert row == pytest.approx([number * root % 1 for root in roots])
    assert spread_points(1, 10)[0, -1] == pytest.approx(29**0.5 % 1)


@pytest.mark.parametrize(
    ("most", "draws", "of_one"),
    [(200_000, 1_000, 1_000), (1_000, 333, 1_000), (900, 300, 900), (30, 200, 200)],
)
def test_as_many_ends_are_looked_at_as_the_number_of_regions_allows(
    monkeypatch: pytest.MonkeyPatch, most: int, draws: int, of_one: int
) -> None:
    monkeypatch.setattr("engine.forecasting.possible._MOST_ROWS", most)
    assert (draw_count(1), draw_count(0)) == (of_one, of_one)
    found = known(4, 15)
    ends = possible_months(found, outlook(found), balances(found, POLICY), POLICY)
    assert ends["month"].n_unique() == draws
    assert ends.height == 3 * draws


@pytest.mark.parametrize(
    ("change", "retail", "overdue"),
    [([0.1, 0.05], 584_000, 42_000), ([-2.0, -2.0], -500, 0), ([0.0, -0.001], 500_000, 0)],
)
def test_balances_move_from_last_month_s_and_stay_at_nothing(
    change: list[float], retail: int, overdue: int
) -> None:
    """500,000 of receivables and 500 of stock; occupied and overdue stop at 0, and the stock stays."""
    courses = steady(6)
    facts = company(courses, occupied=500_000)
    facts = replace(
        facts, office_months=facts.office_months.with_columns(inventory=pl.lit(500, dtype=pl.Int64))
    )
    seen = known(5, 15, courses, facts)
    usual = replace(balances(seen, POLICY), slope=0.0, errors=np.array([change] * 9))
    found = expected_month(seen, outlook(seen), usual, POLICY)
    assert found.select("retail_receivables", "inventory", "contract_overdue").unique().rows() == [
        (retail, 500, overdue)
    ]


@pytest.mark.parametrize(("number", "months_of_the_year"), [(7, 8), (12, 1), (14, 3)])
def test_the_year_to_date_takes_the_expected_month_in(number: int, months_of_the_year: int) -> None:
    seen = known(number, 15, occupied=500_000)
    found = expected_month(seen, outlook(seen), balances(seen, POLICY), POLICY)
    for figure in ("sales", "collections"):
        assert found[f"{figure}_of_year"].to_list() == [months_of_the_year * 900_000] * 3
    assert found["month"].to_list() == [month(number)] * 3
    assert found["region"].to_list() == list(REGIONS)
    assert (found["is_past"] & found["is_loaded"]).all()


def test_a_region_that_cannot_be_forecast_is_not_expected_anywhere() -> None:
    courses = steady(8)
    facts = company(courses)
    has_none = (pl.col("month") == month(7)) & (pl.col("region") == "North")
    facts = replace(facts, office_plans=facts.office_plans.filter(~has_none))
    found = forecast(facts, shipped(), days(courses), month(7), 15).expected
    assert found["region"].to_list() == ["East", "South"]


@pytest.mark.parametrize("count", [0, 8, 9])
def test_ends_take_the_past_errors_that_points_choose_and_those_of_later_months_after_them(
    count: int,
) -> None:
    """In tenths of the target; below nine of them everybody ends in the middle."""
    found = known(4, 15)
    seen = unscaled(outlook(found))
    tenths = np.arange(count) / 10
    seen = replace(seen, errors=dict.fromkeys(seen.errors, tenths))
    points = array([0.0, 0.5, 0.999])
    for later, chosen in ((0, [0, 4, 8]), (2, [2, 6, 1])):
        ends = drawn_ends(found, seen, points, later)
        errors = [0, 0, 0] if count < 9 else chosen
        for figure in ("sales", "collections"):
            assert ends[figure, "month_end"].tolist() == [[900_000 + 100_000 * each for each in errors]]
            assert ends[figure, "checkpoint"].tolist() == [[720_000 + 100_000 * each for each in errors]]


# --- chances


def pooled(share: float) -> float:
    """A share of 15 past errors, all alike, beside seven months, all alike, and their mean, which tells all.

    The weights are the best of every subset of the three that comes out positive: least squares over the
    months 3 to 7, the later the heavier, and the pull towards a half, 0.3 and 0.2.
    """
    said = (share * 15 + 0.5) / 16
    frequency = [(share * months + 0.25) / (months + 0.5) for months in range(8)]
    missed = np.array([[said - share, frequency[month] - share, 0.0] for month in range(2, 7)])
    heavy = np.array([3 * 0.95 ** (6 - month) for month in range(2, 7)])
    prior = np.array([0.5, 0.3, 0.2])

    def loss(weights: np.ndarray) -> float:
        return float(heavy @ (missed @ weights) ** 2 + ((weights - prior) ** 2 / prior).sum())

    whole = (missed.T * heavy) @ missed + np.diag(1 / prior)
    found = []
    for size in (1, 2, 3):
        for kept in map(list, itertools.combinations(range(3), size)):
            inner = np.linalg.inv(whole[np.ix_(kept, kept)])
            weights = np.zeros(3)
            weights[kept] = inner.sum(axis=1) / inner.sum()
            found.append(weights)
    best = min((weights for weights in found if (weights >= 0).all()), key=loss)
    return float(best @ [said, frequency[7], share])


@pytest.mark.parametrize(
    ("total", "share", "whole"), [(900_000, 1.0, 0.0), (600_000, 0.0, 0.0), (1_000_000, 1.0, 1.0)]
)
def test_a_chance_is_tempered_and_pooled_with_its_habits(total: int, share: float, whole: float) -> None:
    """72, 48 or 80 % of the target come by the 28th, always, and 90, 60 or all of it by the month's end."""
    courses = {
        region: [{day: fen * total // 900_000 for day, fen in COURSE.items()}] * 8 for region in REGIONS
    }
    found = forecast(company(courses), shipped(), days(courses), month(7), 15).chances
    assert dict(found.schema) == CHANCE_SCHEMA
    assert found["checkpoint_chance"].to_list() == pytest.approx([pooled(share)] * 3)
    assert found["target_chance"].to_list() == pytest.approx([pooled(whole)] * 3)
    # The reward of 1,000 and the fine of 1,000.
    assert found["checkpoint_stake"].to_list() == [2000] * 3
    assert found["checkpoint_cost"].to_list() == pytest.approx([2000 * (1 - pooled(share))] * 3)
    assert found.select("month", "region", "as_of_day").rows() == [
        (month(7), region, 15) for region in REGIONS
    ]
    assert found["checkpoint_reason"].null_count() == found["last_reason"].null_count() == 3


def test_what_nobody_knows_of_a_region_befalls_it_in_no_possible_end() -> None:
    ends = pl.DataFrame({"befalls": [True, None, False, None]})
    assert _shares(ends, pl.col("befalls"), ["East", "North"]).tolist() == [0.5, 0]


@pytest.mark.parametrize(
    ("minimum", "last"), [(3, [1 / 3 / 16, 1 / 3 / 16, (15 + 1 / 3) / 16]), (4, [0.0, 0.0, 0.0])]
)
def test_one_error_more_is_shared_by_all_who_may_come_last(minimum: int, last: list[float]) -> None:
    courses = steady(8)
    courses["South"] = [{day: fen // 2 for day, fen in COURSE.items()}] * 8
    policies = policies_with({"appraisal.last_place.minimum_regions": minimum})
    found = forecast(company(courses), policies, days(courses), month(7), 15).chances
    assert found["last_chance"].to_list() == pytest.approx(last)


def test_every_tier_has_its_chance_and_its_award() -> None:
    """860,000 of 840,000 never moved: ten changes of three regions, and one that is spread over six tiers."""
    courses = steady(12)
    found = forecast(company(courses, occupied=860_000), shipped(), days(courses), month(11), 15).tiers
    assert dict(found.schema) == TIER_SCHEMA
    assert found["region"].to_list() == [region for region in REGIONS for _ in range(6)]
    assert found["tier"].to_list() == [*range(6)] * 3
    assert found["award"].to_list() == [500.0, 0.0, -500.0, -1000.0, -2000.0, -3000.0] * 3
    other = 1 / 6 / 31
    assert found["chance"].to_list() == pytest.approx([other, (30 + 1 / 6) / 31, *[other] * 4] * 3)
    assert found.select("month", "as_of_day").unique().rows() == [(month(11), 15)]


def test_a_tier_is_not_named_where_the_month_s_end_or_the_balance_cannot_be_told() -> None:
    courses = steady(8)
    facts = company(courses, occupied=500_000)
    no_plan = (pl.col("month") == month(7)) & (pl.col("region") == "East")
    no_balance = (pl.col("month") == month(6)) & (pl.col("region") == "North")
    facts = replace(
        facts,
        office_plans=facts.office_plans.filter(~no_plan),
        region_months=facts.region_months.filter(~no_balance),
    )
    found = forecast(facts, shipped(), days(courses), month(7), 15)
    assert found.chances["tier_reason"].to_list() == ["no_target", "no_capital_data", None]
    assert found.chances["checkpoint_reason"].to_list() == ["no_target", None, None]
    assert found.chances["last_reason"].to_list() == ["no_target", "peers_unknown", "peers_unknown"]
    assert found.chances["last_chance"].to_list() == [None] * 3
    part = forecast(facts, shipped(), days(courses), month(7), 15, is_part=True).chances
    assert part["last_reason"].to_list() == ["no_target", "peers_unseen", "peers_unseen"]
    assert found.chances["checkpoint_chance"].is_null().to_list() == [True, False, False]
    assert found.tiers["region"].unique().to_list() == ["South"]

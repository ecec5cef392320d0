"""What-if for somebody who sees one region: what that region comes to among all, out of its own books."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dashboard.services.alternatives import price_of
from dashboard.services.evaluation import Snapshot, seen_by, snapshot
from dashboard.services.forecasts import forecast_basis, month_forecast
from dashboard.services.policies import policies
from dashboard.services.simulation import PLACES, Basis, basis, goal_answers, replayed, simulated
from data.people.person import Grant
from data.people.scope import EVERYTHING, Scope, scope_of_grants
from data.store import Store
from data.store.reader import Reader
from engine.ahead.rest import rest_of_year
from engine.whatif.alternatives import alternatives
from engine.whatif.levers import Lever
from engine.whatif.nextmonth import two_months
from engine.whatif.scenario import Scenario
from tests.dashboard.demo import demo_snapshot, store_with_demo

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
LAST, FIFTH = "东北", "华北"


def manager_of(*regions: str) -> Scope:
    return scope_of_grants([Grant("vp", frozenset(regions))])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(store_with_demo(tmp_path_factory.mktemp("part"))) as opened:
        yield opened


def part(store: Store, *regions: str) -> Basis:
    scope = manager_of(*regions)
    return basis(Reader(store, scope), seen_by(_whole(), scope))


def whole(store: Store) -> Basis:
    return basis(Reader(store, EVERYTHING), _whole())


def _whole() -> Snapshot:
    return demo_snapshot()


def test_a_part_is_read_as_it_would_be_narrowed_from_the_whole(store: Store) -> None:
    scope = manager_of(LAST)
    read, cut = snapshot(Reader(store, scope), policies()), seen_by(_whole(), scope)
    assert_frame_equal(read.evaluation.regions, cut.evaluation.regions)
    assert (read.data_version, read.scope) == (cut.data_version, cut.scope)
    assert set(cut.own.regions["region"]) == {LAST}
    assert len(set(cut.evaluation.regions["region"])) > 5


@pytest.mark.parametrize("region", [LAST, FIFTH])
@pytest.mark.parametrize("yuan", [0, 50_000, 900_000])
def test_a_lever_gives_a_region_the_rank_that_it_has_among_all(store: Store, region: str, yuan: int) -> None:
    levers = (Lever("extra_sales", region, yuan * 100),) if yuan else ()
    scenario = Scenario(SEPTEMBER, levers)
    among_all = simulated(whole(store), scenario)
    seen = simulated(part(store, region), scenario)
    assert_frame_equal(seen.after, among_all.after.filter(pl.col("region") == region))
    assert_frame_equal(seen.before, among_all.before.filter(pl.col("region") == region))
    assert seen.award_change == among_all.award_change


def test_goals_need_what_they_need_among_all(store: Store) -> None:
    among_all = goal_answers(whole(store), SEPTEMBER, FIFTH)
    assert goal_answers(part(store, FIFTH), SEPTEMBER, FIFTH) == among_all


def test_a_way_out_of_the_last_place_holds_among_all_and_never_counts_on_a_tie(store: Store) -> None:
    among_all = whole(store)
    wanted = {
        (each.goal, each.lever): each.least for each in goal_answers(among_all, SEPTEMBER, LAST) if each.least
    }
    ways = [
        each
        for each in goal_answers(part(store, LAST), SEPTEMBER, LAST)
        if each.goal == "leave_last" and each.reason == "possible"
    ]
    assert ways
    for way in ways:
        after = simulated(among_all, Scenario(SEPTEMBER, way.steps)).after
        assert not after.filter(pl.col("region") == LAST)["is_last"].item()
        least = wanted.get((way.goal, way.lever))
        if way.lever is not None and least is not None:
            assert way.least is not None
            # A hundredth of a point more than a tie at most.
            assert least <= way.least <= least * 1.01


def test_under_other_rules_there_are_no_places(store: Store) -> None:
    scenario = Scenario(SEPTEMBER, (), {"checkpoint.fine": "2000"})
    after = simulated(part(store, LAST), scenario).after
    assert all(after[name].null_count() == after.height for name in PLACES)
    among_all = simulated(whole(store), scenario).after.filter(pl.col("region") == LAST)
    assert after["awards"].equals(among_all["awards"])
    found = replayed(part(store, LAST), {"checkpoint.fine": "2000"}, SEPTEMBER)
    assert found.regions["rank_changes"].null_count() == found.regions.height == 1
    everyone = replayed(whole(store), {"checkpoint.fine": "2000"}, SEPTEMBER).regions
    assert found.regions["awards_change"].to_list() == (
        everyone.filter(pl.col("region") == LAST)["awards_change"].to_list()
    )
    start = part(store, LAST)
    price = price_of(start, alternatives(start.policies.at(SEPTEMBER))[0], SEPTEMBER)
    assert price.changed("rank") == price.changed("is_last") == price.changed("escalation") == 0


def test_nothing_is_said_of_who_comes_last(store: Store) -> None:
    reader, start = Reader(store, manager_of(LAST)), part(store, LAST)
    asked = forecast_basis(reader, policies())
    made = month_forecast(asked, policies(), OCTOBER)
    assert made is not None
    told = made.chances.select("region", "last_chance", "last_reason").rows()
    assert told == [(LAST, None, "peers_unseen")]
    assert made.chances["checkpoint_chance"].null_count() == 0
    rest = rest_of_year(start.facts, start.evaluation, asked.days, OCTOBER, 25, is_part=True)
    assert rest is not None
    assert rest.told_through is None
    assert rest.by_month["last_chance"].null_count() == rest.by_month.height
    assert rest.by_month["expected"].null_count() == 0
    two = two_months(start.baseline, asked.days, SEPTEMBER, OCTOBER, 25)
    assert two is not None
    assert two.is_ranked == (False, False)

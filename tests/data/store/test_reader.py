"""The one door: what a scope reads of a store is what the store holds of it, counted and cut off anew."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest

from data.people.person import Grant
from data.people.scope import EVERYTHING, Scope, scope_of_grants
from data.store import Store
from data.store.behind import Behind
from data.store.reader import Reader
from data.store.tracing import Place
from engine.policy.parameters import load_policies
from tests.dashboard.seen import NORTH, OFFICES, SOUTH, company, stored

JANUARY = date(2026, 1, 1)
MANAGERS = pl.DataFrame(
    {"month": [JANUARY] * 3, "region": list(OFFICES), "manager": ["赵经理"] * 3},
    schema={"month": pl.Date, "region": pl.String, "manager": pl.String},
)
OWN = scope_of_grants([Grant("region_manager", frozenset({NORTH}))])
OFFICE = scope_of_grants([Grant("office_head", frozenset({NORTH}), frozenset({"北京"}))])
NOTHING = scope_of_grants([Grant("admin", None)])
#: What a store does besides telling rows: writing, and what is about itself. It needs no door of rows.
NOT_READ = {
    *("open", "close", "laid_open", "commit", "rollback", "receive", "back_up", "restore", "repair", "prune"),
    *("is_shared", "given_policies", "take_policies"),
    *("remember_mapping", "save_scenario", "remove_scenario", "people", "identity", "audit", "acting"),
    *("held", "position"),
}
#: Whether a file is kept: asked on the way to a load alone.
NOT_YET = {"holds"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with stored(tmp_path_factory.mktemp("reader") / "store.duckdb", [company()]) as opened:
        yield opened


def place(region: str, office: str) -> Place:
    return Place(JANUARY, region, office, "赵经理", 28)


def behind(region: str) -> Behind:
    months = MANAGERS.filter(pl.col("region") == region).select("month", "manager")
    declared = pl.DataFrame(schema={"month": pl.Date, "office": pl.String, "position": pl.Int64})
    return Behind(region, months.with_columns(pl.lit(28, pl.Int32).alias("day")), declared)


def everything_read(reader: Reader) -> dict[str, pl.DataFrame]:
    """Each of the reader's frames with regions in it, asked as widely as it can be."""
    days = reader.daily_totals()
    return {
        "organisation": reader.organisation(),
        "days": days.totals,
        "office_days": reader.office_days(JANUARY, JANUARY).totals,
        "balances": reader.customer_balances(JANUARY),
        "balance rows": pl.concat(reader.balance_rows(JANUARY, region) for region in OFFICES),
        "categories": reader.expense_categories(MANAGERS),
        "claims": reader.pending_claims(MANAGERS, JANUARY, JANUARY, region=None),
        "debtors": reader.debtors(JANUARY, None),
        "customers": reader.customers_named("客户", JANUARY, 100),
        "documents": reader.documents_named("D", JANUARY, 1_000, MANAGERS),
        **{name: reader.current(name) for name in company()},
    }


def test_every_way_to_read_the_store_has_its_door_or_is_named() -> None:
    def public(kind: type) -> set[str]:
        return {name for name, _ in inspect.getmembers(kind) if not name.startswith("_")}

    assert public(Store) - public(Reader) - NOT_READ == NOT_YET


@pytest.mark.parametrize("name", sorted(company()))
def test_an_extract_is_read_as_it_is_by_who_sees_everything(store: Store, name: str) -> None:
    assert Reader(store, EVERYTHING).current(name).equals(store.current(name))


def test_nothing_that_is_read_is_of_another_region(store: Store) -> None:
    whole = everything_read(Reader(store, EVERYTHING))
    for name, found in everything_read(Reader(store, OWN)).items():
        assert set(found["region"]) == {NORTH}, name
        own = whole[name].filter(pl.col("region") == NORTH)
        told = [column for column in own.columns if column not in ("claims", "debtors", "total")]
        assert found.select(told).equals(own.select(told)), name
        assert set(whole[name]["region"]) == set(OFFICES), name


def test_nothing_of_another_office_is_read_either(store: Store) -> None:
    for name, found in everything_read(Reader(store, OFFICE)).items():
        assert set(found["region"]) <= {NORTH}, name
        if "office" in found.columns:
            assert set(found["office"].drop_nulls()) <= {"北京"}, name
    assert Reader(store, OFFICE).expense_categories(MANAGERS).is_empty()
    assert Reader(store, OFFICE).current("annual_plan").height == 1


def test_who_sees_no_amounts_reads_nothing(store: Store) -> None:
    reader = Reader(store, NOTHING)
    assert all(found.is_empty() for found in everything_read(reader).values())
    evaluation = reader.evaluation(load_policies())
    assert evaluation.regions.is_empty()
    assert evaluation.settlement.is_empty()
    assert reader.loads() == ()


def test_lists_are_counted_and_cut_off_among_what_is_seen(store: Store) -> None:
    # Two offices of the region owe 4,000 yuan each and await approval of one claim each.
    for found, count, total in (
        (Reader(store, OWN).debtors(JANUARY, None, 1), "debtors", 800_000),
        (
            Reader(store, OWN).pending_claims(MANAGERS, JANUARY, JANUARY, region=None, most=1),
            "claims",
            18_000,
        ),
    ):
        assert found.height == 1
        assert found.select(count, "total").row(0) == (2, total)
    assert Reader(store, OWN).debtors(JANUARY, SOUTH).is_empty()
    assert Reader(store, OWN).customers_named("客户", JANUARY, 1).height == 1


def test_a_trace_opens_in_the_own_region_only(store: Store) -> None:
    reader = Reader(store, OWN)
    assert reader.parties("sales", place(NORTH, "北京")).height == 3
    assert reader.documents("sales", place(NORTH, "北京")).height == 3
    assert reader.parties("sales", place(SOUTH, "广州")).is_empty()
    assert reader.documents("sales", place(SOUTH, "广州")).is_empty()
    assert reader.source_rows("sales", SOUTH, JANUARY).is_empty()
    found = reader.rows_behind("sales", behind(SOUTH))
    assert (found.frame.height, found.rows, found.total) == (0, 0, 0)
    assert reader.rows_behind("sales", behind(NORTH)).rows == 6


def test_an_office_head_opens_the_own_part_of_a_regions_figure(store: Store) -> None:
    found = Reader(store, OFFICE).rows_behind("sales", behind(NORTH), 1, 1)
    # Three sales of 3,000 yuan in the office; the page holds the second one.
    assert (found.frame.height, found.rows, found.total) == (1, 3, 900_000)


def test_a_load_of_several_regions_is_in_nobodys_history_but_theirs(store: Store) -> None:
    (load,) = Reader(store, EVERYTHING).loads()
    assert Reader(store, OWN).loads() == ()
    assert Reader(store, OWN).loads_named(load.load_id, 5).is_empty()
    both = Scope(frozenset(OFFICES))
    assert Reader(store, both).loads() == (load,)
    assert Reader(store, both).loads_named(load.load_id, 5).height == 1


def test_the_log_is_for_whom_it_is_open(store: Store) -> None:
    assert Reader(store, scope_of_grants([Grant("compliance", frozenset({NORTH}))])).audit_head() is None
    compliance = scope_of_grants([Grant("compliance", None)])
    assert Reader(store, OWN).audit_head() is None
    assert Reader(store, compliance).audit_head() == store.audit_head()


@pytest.mark.parametrize("scope", [OWN, OFFICE])
def test_facts_are_those_of_the_own_regions_and_of_all_the_months_that_are_loaded(
    store: Store, scope: Scope
) -> None:
    whole, own = (Reader(store, each).facts(lambda _month: 28) for each in (EVERYTHING, scope))
    assert own.loaded_months.equals(whole.loaded_months)
    for name in ("region_months", "office_months", "office_plans", "annual_plans", "declarations", "conduct"):
        mine = getattr(whole, name).filter(pl.col("region") == NORTH)
        assert mine.height, name
        assert getattr(own, name).equals(mine), name


def test_a_scenario_is_for_those_who_see_every_region_of_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    def lever(region: str) -> dict[str, str]:
        return {"kind": "extra_sales", "region": region}

    path = tmp_path_factory.mktemp("scenarios") / "store.duckdb"
    with stored(path, [company()]) as opened:
        saved = {
            name: opened.save_scenario({"name": name, **body}, "gm")
            for name, body in {
                "own": {"levers": [lever(NORTH)]},
                "other": {"levers": [lever(SOUTH)]},
                "both": {"levers": [lever(NORTH), lever(SOUTH)]},
                "rivals": {"levers": [], "rivals": {"region": SOUTH}},
                "rules": {"levers": [], "overrides": {"checkpoint.fine": "2"}},
            }.items()
        }
        saved["mine"] = opened.save_scenario({"name": "mine", "levers": [], "overrides": {}}, "north")

        def seen(scope: Scope, account: str) -> set[str]:
            found = Reader(opened, scope, account).saved_scenarios()
            return {name for name, scenario_id in saved.items() if scenario_id in found}

        assert seen(EVERYTHING, "") == set(saved)
        assert seen(OWN, "north") == {"own", "mine"}
        assert seen(OWN, "somebody") == {"own"}
        assert seen(OFFICE, "beijing") == set()
        assert seen(NOTHING, "root") == set()

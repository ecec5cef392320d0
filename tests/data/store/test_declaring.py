"""Declarations by form are rows of the same extract, judged as those of files are (一.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data.store import ProcessRefused, Store
from engine.evaluation import evaluate
from tests.data.store.building import (
    BEIJING,
    FEB,
    GUANGZHOU,
    JAN,
    MAR,
    NORTH,
    SOUTH,
    day_28,
    frame,
    request,
)
from tests.data.store.processing import POLICIES, acts, course, declaration, filled_file, frames
from tests.engine.policies import policies_with

POLICY = POLICIES.at(MAR)
FEB_20, FEB_28, MARCH_10, MARCH_11 = (
    date(2026, 2, 20),
    date(2026, 2, 28),
    date(2026, 3, 10),
    date(2026, 3, 11),
)
LOW = {"reason": "淡季", "remedy": "促销"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(filled_file(tmp_path)) as opened:
        yield opened


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(ProcessRefused) as told:
        act()
    assert told.value.code == code, str(told.value)


def target(store: Store) -> tuple[int, str]:
    """The sales target of record of the north's office in March, and where it comes from."""
    offices = evaluate(store.facts(day_28), POLICIES).offices
    row = offices.filter(month=MAR, region=NORTH).row(0, named=True)
    return round(row["sales_target"] * 100), row["target_source"]


def test_a_declaration_counts_at_once_and_is_a_row_of_the_extract(store: Store) -> None:
    acts(store, "head", FEB_20).declare([declaration(0.95)], POLICY)
    assert target(store) == (950_000, "declaration")
    row = store.current("declarations", MAR).row(0, named=True)
    assert (row["source_file"], row["declared_on"], row["approver"]) == ("form", FEB_20, None)


def test_what_is_lower_needs_reason_and_remedy_and_then_somebody_elses_approval(store: Store) -> None:
    refused("reason_needed", lambda: acts(store, "north", FEB_20).declare([declaration(0.949999)], POLICY))
    refused(
        "reason_needed",
        lambda: acts(store, "north", FEB_20).declare([declaration(0.9, reason="淡季")], POLICY),
    )
    unseen = {"reason": "淡季", "remedy": "\u200b \u202e"}
    refused(
        "reason_needed", lambda: acts(store, "north", FEB_20).declare([declaration(0.9, **unseen)], POLICY)
    )
    acts(store, "north", FEB_20).declare([declaration(0.9, **LOW)], POLICY)
    assert target(store) == (1_000_000, "plan")
    refused("own_declaration", lambda: acts(store, "north", FEB_28).approve(MAR, NORTH, [BEIJING], POLICY))
    refused("approve_late", lambda: acts(store, "vp", MARCH_11).approve(MAR, NORTH, [BEIJING], POLICY))
    refused("before", lambda: acts(store, "vp", JAN).approve(MAR, NORTH, [BEIJING], POLICY))
    acts(store, "vp", MARCH_10).approve(MAR, NORTH, [BEIJING], POLICY)
    assert target(store) == (900_000, "declaration")
    row = store.current("declarations", MAR).row(0, named=True)
    assert (row["approver"], row["approved_on"]) == ("副总", MARCH_10)
    refused("already_approved", lambda: acts(store, "vp", MARCH_10).approve(MAR, NORTH, [BEIJING], POLICY))


def test_a_manager_approves_what_the_office_lowered_under_the_organisations_name(store: Store) -> None:
    acts(store, "head", FEB_20).declare([declaration(0.9, **LOW)], POLICY)
    acts(store, "north", FEB_28).approve(MAR, NORTH, [BEIJING], POLICY)
    assert store.current("declarations", MAR)["approver"].to_list() == [f"经理{NORTH}"]


def test_a_refused_one_leaves_the_plan_and_may_be_declared_anew(store: Store) -> None:
    acts(store, "head", FEB_20).declare([declaration(0.9, **LOW)], POLICY)
    refused("text_missing", lambda: acts(store, "north", FEB_28).refuse(MAR, NORTH, [BEIJING], " ", POLICY))
    acts(store, "north", FEB_28).refuse(MAR, NORTH, [BEIJING], "不够", POLICY)
    refused("decided", lambda: acts(store, "vp", FEB_28).approve(MAR, NORTH, [BEIJING], POLICY))
    assert target(store) == (1_000_000, "plan")
    acts(store, "head", MARCH_10).declare([declaration(0.97)], POLICY)
    assert target(store) == (970_000, "declaration")
    acts(store, "head", MARCH_10).declare([declaration(0.98)], POLICY)
    assert target(store) == (980_000, "adjustment")


def test_one_adjustment_until_the_tenth(store: Store) -> None:
    acts(store, "head", FEB_20).declare([declaration(1)], POLICY)
    refused("before", lambda: acts(store, "head", JAN).declare([declaration(1.1)], POLICY))
    refused("declare_late", lambda: acts(store, "head", MARCH_11).declare([declaration(1.1)], POLICY))
    acts(store, "head", MARCH_10).declare([declaration(1.1)], POLICY)
    refused("declare_twice", lambda: acts(store, "head", MARCH_10).declare([declaration(1.2)], POLICY))
    assert target(store) == (1_100_000, "adjustment")


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("nothing_declared", lambda store: acts(store, "vp").approve(MAR, NORTH, [BEIJING], POLICY)),
        ("office_unknown", lambda store: acts(store, "north").declare([elsewhere()], POLICY)),
        # Of that month nothing is loaded at all; the region is there.
        (
            "office_unknown",
            lambda store: acts(store, "north").declare([declaration(month=date(2026, 8, 1))], POLICY),
        ),
        ("already_published", lambda store: acts(store, "north").declare([declaration(month=JAN)], POLICY)),
    ],
)
def test_what_is_not_there_is_told(store: Store, code: str, call: Callable[[Store], object]) -> None:
    course(store, "submit", "verify", "publish")
    refused(code, lambda: call(store))


@pytest.mark.parametrize(("threshold", "said"), [(0.95, " 5% "), (0.955, " 4.5% "), (0.94999, " 5.001% ")])
def test_how_far_below_the_plan_needs_a_reason_is_said_exactly(
    store: Store, threshold: float, said: str
) -> None:
    policy = policies_with({"targets.approval_threshold": threshold}).at(MAR)
    with pytest.raises(ProcessRefused, match=said):
        acts(store, "north", FEB_20).declare([declaration(0.9)], policy)


def test_for_a_region_that_is_closed_nothing_is_declared(store: Store) -> None:
    """Its plan still stands."""
    closed = pl.when(pl.col("region") == NORTH).then(pl.lit(FEB)).alias("end_month")
    store.commit(request("30", "stat", org=frames()["org"].with_columns(closed)))
    refused("region_unknown", lambda: acts(store, "north", date(2026, 3, 5)).declare([declaration()], POLICY))


def elsewhere():  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(declaration(), office="没有")


def test_what_is_not_lowered_needs_no_approval(store: Store) -> None:
    acts(store, "head", FEB_20).declare([declaration(0.95)], POLICY)
    refused("not_lowered", lambda: acts(store, "vp", FEB_28).approve(MAR, NORTH, [BEIJING], POLICY))


def test_a_list_is_declared_as_a_whole_or_not_at_all(store: Store) -> None:
    refused(
        "declare_twice",
        lambda: acts(store, "north", FEB_20).declare([declaration(share) for share in (1, 1.1, 1.2)], POLICY),
    )
    assert store.current("declarations", MAR).is_empty()


def test_a_form_carries_the_other_rows_of_the_region_along_and_a_file_replaces_all(store: Store) -> None:
    other = {
        "month": MAR,
        "region": NORTH,
        "office": "别处",
        "declared_on": FEB_20,
        "sales": 7,
        "collections": 7,
    }
    store.commit(request("07", "stat", declarations=frame("declarations", other, file="a.xlsx")))
    acts(store, "head", FEB_28).declare([declaration(1)], POLICY)
    found = store.current("declarations", MAR)
    assert found.select("office", "source_file", "source_row").rows() == [
        ("别处", "a.xlsx", 2),
        (BEIJING, "form", 1),
    ]
    store.commit(request("08", "stat", declarations=frame("declarations", other, file="b.xlsx")))
    assert store.current("declarations", MAR)["source_file"].to_list() == ["b.xlsx"]
    assert [each.sales for each in store.process.book().declared[MAR, NORTH, BEIJING]] == [1_000_000]


def test_taking_a_form_back_is_taking_a_load_back(store: Store) -> None:
    load = acts(store, "head", FEB_20).declare([declaration(1.1)], POLICY)
    store.rollback(load, "op", "错")
    assert target(store) == (1_000_000, "plan")


def test_other_regions_stay_as_they_are(store: Store) -> None:
    acts(store, "south", FEB_20).declare([declaration(1, region=SOUTH)], POLICY)
    acts(store, "head", FEB_28).declare([declaration(1)], POLICY)
    assert set(store.current("declarations", MAR)["office"]) == {BEIJING, GUANGZHOU}

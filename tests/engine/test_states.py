"""The state of a month: a table of courses, and what changes a mark."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256

import orjson
import polars as pl
import pytest

from engine.evaluation import Evaluation, evaluate
from engine.facts import ADJUSTMENTS
from engine.process.states import Marks, Turn, is_stale, marks_of, missing, state_of
from tests.engine.building import facts
from tests.engine.policies import policies_with, shipped

MARCH = date(2026, 3, 1)
NOW = Marks("f", {"N": "n", "S": "s"}, "f")
NORTH, SOUTH = Turn("submit", "f", {"N": "n"}), Turn("submit", "f", {"S": "s"})
BOTH = Turn("submit", "f", {"N": "n", "S": "s"})
VERIFIED, PUBLISHED = Turn("verify", "f"), Turn("publish")
RETURNED, REOPENED = Turn("returned"), Turn("reopen")


@pytest.mark.parametrize(
    ("course", "state", "lacking"),
    [
        ((), "open", ("N", "S")),
        ((NORTH,), "open", ("S",)),
        ((NORTH, SOUTH), "submitted", ()),
        ((BOTH,), "submitted", ()),
        ((Turn("submit", "old", {"N": "old", "S": "s"}),), "open", ("N",)),
        # Others' places moved until all were there: what a region submitted is as it was.
        ((Turn("submit", "old", {"N": "n"}),), "open", ("S",)),
        ((Turn("submit", "old", {"N": "n"}), SOUTH), "submitted", ()),
        # Another month moved a place in this one, or made a correction in it, after all were there.
        ((Turn("submit", "old", {"N": "n", "S": "s"}),), "open", ("N", "S")),
        ((NORTH, Turn("submit", "old", {"S": "s"})), "open", ("N", "S")),
        ((Turn("submit", "old", {"N": "n", "S": "s"}), BOTH), "submitted", ()),
        ((Turn("submit", "old", {"N": "n", "S": "s"}), VERIFIED), "verified", ()),
        ((BOTH, VERIFIED), "verified", ()),
        # It begins anew with all of them, though what each submitted is as it was: corrections are others.
        ((BOTH, Turn("verify", "old")), "open", ("N", "S")),
        ((BOTH, Turn("verify", "old"), VERIFIED), "verified", ()),
        ((BOTH, VERIFIED, RETURNED), "open", ("N", "S")),
        ((BOTH, VERIFIED, RETURNED, BOTH), "submitted", ()),
        ((BOTH, VERIFIED, PUBLISHED), "published", ()),
        # Published stays published, whatever it would be now, and whatever is held or released.
        ((Turn("submit", "old", {}), PUBLISHED), "published", ("N", "S")),
        ((BOTH, VERIFIED, PUBLISHED, Turn("verify", "f")), "published", ()),
        ((BOTH, VERIFIED, PUBLISHED, REOPENED), "open", ("N", "S")),
        ((BOTH, VERIFIED, PUBLISHED, REOPENED, BOTH, VERIFIED), "verified", ()),
    ],
)
def test_the_state_of_a_month(course: tuple[Turn, ...], state: str, lacking: tuple[str, ...]) -> None:
    assert state_of(course, NOW) == state
    assert missing(course, NOW) == lacking


def test_a_month_without_regions_is_open() -> None:
    assert state_of((BOTH, VERIFIED), Marks("", {})) == "open"


@pytest.mark.parametrize(
    ("course", "stale"),
    [
        ((), False),
        ((NORTH,), False),
        ((Turn("submit", "x", {"N": "x"}),), True),
        ((Turn("submit", "x", {"N": "x"}), SOUTH), True),
        ((Turn("submit", "x", {"N": "x"}), NORTH), False),
        ((Turn("submit", "x", {"N": "n"}),), False),
        ((Turn("submit", "x", {"N": "n", "S": "s"}),), True),
        ((Turn("submit", "x", {"N": "n"}), Turn("submit", "x", {"S": "s"})), True),
        ((Turn("submit", "x", {"N": "n", "S": "s"}), RETURNED), False),
        ((BOTH, Turn("verify", "x")), True),
        ((BOTH, VERIFIED), False),
        ((BOTH, Turn("verify", "x"), RETURNED), False),
        ((BOTH, Turn("verify", "x"), PUBLISHED), False),
    ],
)
def test_it_is_stale_while_somebody_acted_on_other_figures(course: tuple[Turn, ...], stale: bool) -> None:
    assert is_stale(course, NOW) is stale


def test_marks_tell_figures_apart_and_not_their_stamps() -> None:
    words = {"East": {"sales": 1000}, "West": {"sales": 900}, "South": {"sales": 800}}
    marks = marks_of(evaluate(facts({"regions": words}), shipped()), MARCH)
    assert sorted(marks.digests) == ["East", "South", "West"]
    restated = policies_with({"version": "other"})
    assert marks_of(evaluate(facts({"regions": words}), restated), MARCH) == marks
    # West falls behind South: whose place moves has submitted nothing else than before.
    after = marks_of(evaluate(facts({"regions": words | {"West": {"sales": 700}}}), shipped()), MARCH)
    assert after.fingerprint != marks.fingerprint
    assert {region for region in words if after.digests[region] != marks.digests[region]} == {"West"}


def test_who_comes_to_share_a_place_has_submitted_nothing_else() -> None:
    words = {"East": {"sales": 1000}, "West": {"sales": 900}, "South": {"sales": 800}}
    apart, shared = (
        marks_of(evaluate(facts({"regions": words | {"South": {"sales": sales}}}), shipped()), MARCH)
        for sales in (800, 900)
    )
    assert {region for region in words if apart.digests[region] != shared.digests[region]} == {"South"}


def carrying(*adjusted: int) -> Evaluation:
    """March of two regions, with adjustments of so many fen for East."""
    base = facts({"regions": {"East": {}, "West": {}}})
    rows = [
        dict.fromkeys(ADJUSTMENTS)
        | {"month": MARCH, "region": "East", "adjustment": f"a{number}", "amount": fen, "reason": "r"}
        for number, fen in enumerate(adjusted)
    ]
    return evaluate(replace(base, adjustments=pl.DataFrame(rows, schema=ADJUSTMENTS)), shipped())


def test_marks_do_not_depend_on_the_order_of_rows() -> None:
    found = carrying(100)
    of_west = found.carried.with_columns(region=pl.lit("West"))
    corrections = [
        found.carried.with_columns(item=pl.lit("correction"), of=pl.lit(of), clause=pl.lit(clause))
        for of in (date(2026, 1, 1), date(2026, 2, 1))
        for clause in ("一.3", "二")
    ]
    both = replace(found, carried=pl.concat([found.carried, *corrections, of_west]))
    turned = replace(
        both,
        regions=both.regions.reverse(),
        settlement=both.settlement.reverse(),
        carried=both.carried.reverse(),
    )
    assert marks_of(turned, MARCH) == marks_of(both, MARCH)


def test_another_amount_of_a_line_is_another_mark_of_its_region_and_of_the_month() -> None:
    found = carrying()
    raised = pl.col("amount") + (pl.col("region") == "East").cast(pl.Float64)
    before, after = (
        marks_of(each, MARCH)
        for each in (found, replace(found, settlement=found.settlement.with_columns(amount=raised)))
    )
    assert before.fingerprint != after.fingerprint
    assert before.digests["East"] != after.digests["East"]
    assert before.digests["West"] == after.digests["West"]


def test_what_is_carried_is_verified_with_the_month_and_submitted_by_no_region() -> None:
    nothing, some, more = (marks_of(carrying(*fen), MARCH) for fen in ((), (100,), (101,)))
    assert len({nothing.fingerprint, some.fingerprint, more.fingerprint}) == 3
    assert nothing.digests == some.digests == more.digests
    # What people add to a month takes no submission back; a correction, which data makes, does.
    assert nothing.loaded == some.loaded == more.loaded == nothing.fingerprint
    as_correction = carrying(100).carried.with_columns(item=pl.lit("correction"))
    corrected = marks_of(replace(carrying(), carried=as_correction), MARCH)
    assert corrected.loaded == corrected.fingerprint != nothing.loaded
    found = carrying(100)
    restated = found.carried.with_columns(policy_version=pl.lit("other"))
    assert marks_of(replace(found, carried=restated), MARCH) == some


def test_a_month_that_carries_nothing_is_marked_as_before_months_could_carry() -> None:
    found = carrying()
    wider = found.carried.with_columns(note=pl.lit(""))
    assert marks_of(replace(found, carried=wider), MARCH) == marks_of(found, MARCH)


def test_who_shares_no_place_is_marked_as_before_places_were_called_shared() -> None:
    found = evaluate(facts({"regions": {"East": {"sales": 1000}, "West": {"sales": 900}}}), shipped())
    west = pl.col("region") == "West"
    own = found.regions.filter(west).drop(
        *("month", "policy_version", "is_assumed", "rank", "is_last", "last_place_streak", "escalation"),
        strict=False,
    )
    assert own.select("is_rank_shared", "is_last_shared").row(0) == (False, False)
    lines = found.settlement.filter(west).drop("month", "policy_version", "is_assumed").sort("item")
    written = b"".join(orjson.dumps([frame.columns, frame.rows()]) for frame in (own, lines))
    assert marks_of(found, MARCH).digests["West"] == sha256(written).hexdigest()

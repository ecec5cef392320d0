"""The state of a month: a table of courses, and what changes a mark."""

from __future__ import annotations

from datetime import date

import pytest

from engine.evaluation import evaluate
from engine.process.states import Marks, Turn, is_stale, marks_of, missing, state_of
from tests.engine.building import facts
from tests.engine.policies import policies_with, shipped

MARCH = date(2026, 3, 1)
NOW = Marks("f", {"N": "n", "S": "s"})
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
        # Others' places moved meanwhile: what a region submitted is as it was.
        ((Turn("submit", "old", {"N": "n", "S": "s"}),), "submitted", ()),
        ((BOTH, VERIFIED), "verified", ()),
        ((BOTH, Turn("verify", "old")), "open", ()),
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

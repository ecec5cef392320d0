"""Names of single lines: what is held or appealed against is one of several corrections, or all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.settlement.naming import name_of, names_of, parts_of, place_of, standing_of, why_held

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)


def correction(of: date | str, clause: str, region: str = "A") -> dict[str, Any]:
    return {"region": region, "item": "correction", "of": of, "clause": clause, "adjustment": None}


def test_a_correction_is_called_by_its_month_and_what_it_corrects() -> None:
    assert name_of(correction(JULY, "一.3")) == "correction/2026-07/checkpoint"
    assert name_of(correction("2026-08", "二")) == "correction/2026-08/capital_overrun"
    assert name_of({"item": "adjustment", "adjustment": "1f2e", "of": None}) == "adjustment/1f2e"
    assert name_of({"item": "checkpoint"}) == "checkpoint"


def test_a_correction_of_what_is_no_item_goes_by_its_clause() -> None:
    assert name_of(correction(JULY, "三")) == "correction/2026-07/三"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ({"item": "correction", "of": None}, "correction"),
        ({"item": "adjustment", "adjustment": None}, "adjustment"),
        ({"item": "checkpoint", "of": JULY, "adjustment": "1f2e"}, "checkpoint"),
    ],
)
def test_without_what_tells_it_apart_a_line_goes_by_its_item(line: dict[str, Any], name: str) -> None:
    assert name_of(line) == name


def test_the_name_of_a_kind_means_every_line_of_it_and_a_single_name_only_that_one() -> None:
    lines = [correction(JULY, "一.3"), correction(JULY, "二"), correction(AUGUST, "一.3")]
    alone = {("A", "correction/2026-07/checkpoint"): "one"}
    assert [why_held(alone, line) for line in lines] == ["one", None, None]
    every = {("A", "correction"): "all"}
    assert [why_held(every, line) for line in lines] == ["all"] * 3
    assert [why_held(every | alone, line) for line in lines] == ["one", "all", "all"]
    assert why_held(every, correction(JULY, "一.3", "B")) is None
    assert names_of(lines[:1]) == {("A", "correction"), ("A", "correction/2026-07/checkpoint")}


def test_a_published_line_is_published_or_held_unless_it_comes_to_no_money() -> None:
    line = {"region": "A", "item": "checkpoint"}
    held = {("A", "checkpoint"): "why"}
    assert standing_of({}, line | {"status": "proposed"}) == "published"
    assert standing_of(held, line | {"status": "proposed"}) == "held"
    assert standing_of(held, line | {"status": "no_data"}) == "no_data"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("华东/checkpoint", ("华东", "checkpoint")),
        ("A/B/checkpoint", ("A/B", "checkpoint")),
        ("A/B/correction/2026-07/checkpoint", ("A/B", "correction/2026-07/checkpoint")),
        ("华东/correction", ("华东", "correction")),
        ("华东/adjustment/1f2e", ("华东", "adjustment/1f2e")),
        ("checkpoint", None),
        ("/checkpoint", None),
        ("华东/", None),
    ],
)
def test_a_place_is_a_region_and_a_name(text: str, place: tuple[str, str] | None) -> None:
    assert place_of(text) == place


def test_the_parts_of_a_name_are_what_its_title_says() -> None:
    assert parts_of("correction/2026-07/checkpoint") == ("correction", "2026-07", "checkpoint")
    assert parts_of("adjustment/1f2e") == ("adjustment", "", "1f2e")
    assert parts_of("correction") == ("correction", "", "")

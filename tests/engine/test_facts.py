"""What the engine eats: every frame has its columns, no amount is a fraction."""

from __future__ import annotations

from dataclasses import fields

import polars as pl

from engine.facts import SCHEMAS, Facts
from tests.engine.building import facts


def test_every_frame_of_the_facts_has_a_schema() -> None:
    assert {field.name for field in fields(Facts)} == set(SCHEMAS)


def test_amounts_are_whole_fen_and_months_are_days() -> None:
    for columns in SCHEMAS.values():
        assert set(columns.values()) <= {pl.Date, pl.String, pl.Int32, pl.Int64, pl.Boolean}
        assert columns.get("month", pl.Date) == pl.Date


def test_facts_built_in_tests_are_of_that_form() -> None:
    built = facts({"sales": 1})
    for name, columns in SCHEMAS.items():
        assert dict(getattr(built, name).schema) == columns

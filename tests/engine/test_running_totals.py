"""Runs of a sorted frame: where one begins, and totals that begin with it."""

from __future__ import annotations

import random

import polars as pl

from engine.running_totals import running_total, running_totals, starts_run

FRAME = pl.DataFrame(
    {
        "region": ["A", "A", "A", "B", None, None],
        "year": [2025, 2025, 2026, 2026, 2026, 2026],
        "fen": [1, None, 3, 4, 5, 6],
    }
)


def test_a_run_starts_where_any_of_its_keys_changes_and_an_unknown_key_is_one_key() -> None:
    starts = FRAME.select(by_one=starts_run("region"), by_both=starts_run("region", pl.col("year") * 2))
    assert starts["by_one"].to_list() == [True, False, False, True, True, False]
    assert starts["by_both"].to_list() == [True, False, True, True, True, False]


def test_a_total_starts_anew_with_each_run_and_takes_the_unknown_for_nothing() -> None:
    found = FRAME.select(running_total(pl.col("fen"), starts_run("region", "year"))).to_series()
    assert found.to_list() == [1, 1, 3, 4, 5, 11]


def test_truths_are_counted() -> None:
    found = FRAME.select(running_total(pl.col("fen") > 2, starts_run("region"))).to_series()
    assert found.to_list() == [0, 0, 1, 1, 1, 2]


def test_totals_are_those_of_a_plain_loop() -> None:
    chance = random.Random(3)
    keys = sorted(chance.choice("abcde") for _ in range(200))
    values = [chance.choice([None, -3, 0, 7, 10**15]) for _ in keys]
    found = pl.DataFrame({"key": keys, "value": values}).select(
        running_total(pl.col("value"), starts_run("key"))
    )
    wanted: list[int] = []
    for place, (key, value) in enumerate(zip(keys, values, strict=True)):
        before = wanted[-1] if place and keys[place - 1] == key else 0
        wanted.append(before + (value or 0))
    assert found.to_series().to_list() == wanted


def test_totals_of_whole_columns_are_those_of_one_by_one() -> None:
    frame = FRAME.with_columns(pl.Series("other", [10**15, -5, None, None, 7, 0]), is_large=pl.col("fen") > 2)
    columns, starts = ["fen", "other", "is_large"], starts_run("region", "year")
    found = running_totals(frame.select(columns), frame.select(starts).to_series())
    assert found.equals(frame.select(running_total(pl.col(name), starts).alias(name) for name in columns))
    assert found["fen"].to_list() == [1, 1, 3, 4, 5, 11]


def test_there_may_be_no_rows_to_add_up() -> None:
    nothing = FRAME.clear()
    found = running_totals(nothing.select("fen"), nothing.select(starts_run("region")).to_series())
    assert found.equals(nothing.select("fen"))

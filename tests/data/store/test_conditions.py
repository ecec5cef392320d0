"""One condition, two answers: the store's SQL and the engine's expression pick the same rows."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import data.store
from data.fields import APPROVAL_STATUSES, CUSTOMER_TYPES, SANCTIONS
from data.store.conditions import literal, owed, sql
from engine.conditions import (
    Condition,
    Either,
    Every,
    Is,
    IsByDay,
    IsPositive,
    IsWho,
    Not,
    Test,
    expression,
)
from engine.policy.readings import Readings
from engine.regulation import what_counts
from engine.regulation.what_counts import SALARIES, TRAVEL, claims

ROW: dict[str, Any] = {
    "category": pl.String,
    "claimant": pl.String,
    "status": pl.String,
    "customer_type": pl.String,
    "date": pl.Date,
    "balance": pl.Int64,
}
BESIDE: dict[str, Any] = {"manager": pl.String, "day": pl.Int32}

PEOPLE = ("赵", "钱", "O'Neill", "")
DRAWN = {
    "category": st.sampled_from([SALARIES, TRAVEL, "办公", "工资 ", "差旅费"]),
    "claimant": st.sampled_from(PEOPLE),
    "status": st.sampled_from(APPROVAL_STATUSES),
    "customer_type": st.sampled_from(CUSTOMER_TYPES),
    "date": st.sampled_from([date(2026, 2, 28), date(2026, 3, 27), date(2026, 3, 28), date(2026, 3, 29)]),
    "balance": st.integers(-2, 2),
    "manager": st.sampled_from(PEOPLE),
    "day": st.sampled_from([27, 28, 31]),
}
ROWS = st.lists(st.fixed_dictionaries({k: v | st.none() for k, v in DRAWN.items()}), min_size=4, max_size=30)
WORDS = st.text(max_size=3).filter(lambda word: "\0" not in word) | st.sampled_from(
    ["'", "''", "\\", "%", "--"]
)
TEXTS = st.sampled_from([name for name, dtype in ROW.items() if dtype == pl.String])
TESTS: st.SearchStrategy[Test] = st.recursive(
    st.builds(Is, TEXTS, WORDS | st.sampled_from([SALARIES, TRAVEL, *APPROVAL_STATUSES]))
    | st.builds(IsWho, TEXTS, st.just("manager"))
    | st.just(IsByDay("date", "day"))
    | st.just(IsPositive("balance")),
    lambda each: (
        st.builds(Not, each)
        | st.builds(Every, st.lists(each, max_size=3).map(tuple))
        | st.builds(Either, st.lists(each, max_size=3).map(tuple))
    ),
    max_leaves=6,
)

READINGS = [
    Readings.model_validate(
        {
            "manager_travel": Readings().manager_travel.model_dump() | {"value": travel},
            "pending_claims": Readings().pending_claims.model_dump() | {"value": pending},
        }
    )
    for travel in ("outside_cap", "inside_cap")
    for pending in ("count", "do_not_count")
]


def conditions() -> set[Condition]:
    """Every condition of the regulation, under every reading."""
    named = {each for each in vars(what_counts).values() if isinstance(each, Condition)}
    read = {claim for readings in READINGS for claim in claims(readings).values()}
    return named | set(what_counts.EXPENSE_FACTS.values()) | read


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        yield connection


def assert_agreed(
    database: duckdb.DuckDBPyConnection, asked: Iterable[Condition], rows: list[dict[str, Any]]
) -> None:
    """DuckDB and Polars say the same of each row: true, false or nothing."""
    frame = pl.DataFrame(rows, schema=ROW | BESIDE).with_row_index("n")
    named = {f"c{number}": condition for number, condition in enumerate(asked)}
    database.register("e", frame.select("n", *ROW))
    database.register("m", frame.select("n", *BESIDE))
    columns = ", ".join(f"{sql(condition)} AS {name}" for name, condition in named.items())
    told = database.execute(f"SELECT {columns} FROM e JOIN m USING (n) ORDER BY n").pl()
    expected = frame.with_columns(**{name: expression(each) for name, each in named.items()})
    for name, condition in named.items():
        assert told[name].to_list() == expected[name].to_list(), condition


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_database_and_engine_agree_on_every_condition_of_the_regulation(
    database: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]
) -> None:
    assert_agreed(database, conditions(), rows)


@settings(max_examples=40, deadline=None)
@given(st.lists(TESTS, min_size=1, max_size=6), ROWS)
def test_database_and_engine_agree_on_any_condition(
    database: duckdb.DuckDBPyConnection, tests: list[Test], rows: list[dict[str, Any]]
) -> None:
    assert_agreed(database, (Condition("any", "三", "any", test) for test in tests), rows)


def test_a_word_with_a_null_character_is_no_literal() -> None:
    with pytest.raises(ValueError, match="null character"):
        literal("a\0b")


@pytest.mark.parametrize(
    ("balance", "whole", "counted"),
    [("5", None, 5), ("-5", None, 0), ("0", None, 0), ("-5", "1", -5), ("5", "-1", 0), ("NULL", None, None)],
)
def test_a_credit_counts_as_nothing_and_rows_of_one_customer_by_their_sum(
    balance: str, whole: str | None, counted: int | None
) -> None:
    assert duckdb.sql(f"SELECT {owed(balance, whole)}").fetchall() == [(counted,)]


def test_no_word_of_a_choice_is_spelled_out_in_the_store() -> None:
    """Neither written into its SQL nor put there from a name: the compiler alone sets literals of a rule."""
    modules = sorted(Path(data.store.__file__).parent.rglob("*.py"))
    assert modules
    assert {path: found for path in modules if (found := [*words_of_choices(path)])} == {}


def words_of_choices(path: Path) -> Iterator[int | str]:
    """Lines of a module that spell such a word out, and names of such words that it imports."""
    words = {*CUSTOMER_TYPES, *APPROVAL_STATUSES, *SANCTIONS, SALARIES, TRAVEL}
    names = {name for name, value in vars(what_counts).items() if isinstance(value, str) and value in words}
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented)
                  if ast.get_docstring(node) is not None and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from names.intersection(alias.name for alias in node.names)
        elif isinstance(value := getattr(node, "value", None), str) and id(node) not in docstrings:
            yield from [node.lineno for word in words if word in value]

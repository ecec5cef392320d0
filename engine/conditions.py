"""Conditions on rows as data: written once, asked of frames here and of tables by the store.

A test speaks of columns of a row and of what holds in the row's region and month (its manager, the
checkpoint's day). As in SQL, a test of a blank is neither true nor false unless it says otherwise,
and a row counts where its condition is true.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import polars as pl


@dataclass(frozen=True, slots=True)
class Is:
    """The column holds this word."""

    column: str
    word: str


@dataclass(frozen=True, slots=True)
class IsWho:
    """The column holds what `holds` holds; two blanks are the same, so that this is always true or false."""

    column: str
    holds: str


@dataclass(frozen=True, slots=True)
class IsByDay:
    """The date in the column is of the day of the month in `holds`, or of an earlier one."""

    column: str
    holds: str


@dataclass(frozen=True, slots=True)
class IsPositive:
    """The amount in the column is above zero."""

    column: str


@dataclass(frozen=True, slots=True)
class Not:
    """The test is false."""

    test: Test


@dataclass(frozen=True, slots=True)
class Every:
    """All tests are true; without any, it is true."""

    tests: tuple[Test, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """One of the tests is true; without any, it is false."""

    tests: tuple[Test, ...] = ()


Test = Is | IsWho | IsByDay | IsPositive | Not | Every | Either


@dataclass(frozen=True, slots=True)
class Condition:
    """A test that the regulation makes, in its clause, and in words."""

    name: str
    clause: str
    words: str
    test: Test

    @property
    def holding(self) -> frozenset[str]:
        """What must be known of a row's region and month besides the row."""
        return _holding(self.test)


def expression(condition: Condition) -> pl.Expr:
    """The condition over a frame that has the row's columns and those that hold beside it; a Boolean."""
    return _expression(condition.test)


def _holding(test: Test) -> frozenset[str]:
    match test:
        case IsWho() | IsByDay():
            return frozenset({test.holds})
        case Not():
            return _holding(test.test)
        case Every() | Either():
            return frozenset().union(*(_holding(each) for each in test.tests))
        case _:
            return frozenset()


def _expression(test: Test) -> pl.Expr:
    match test:
        case Is():
            return pl.col(test.column) == test.word
        case IsWho():
            return pl.col(test.column).eq_missing(pl.col(test.holds))
        case IsByDay():
            return pl.col(test.column).dt.day() <= pl.col(test.holds)
        case IsPositive():
            return pl.col(test.column) > 0
        case Not():
            return ~_expression(test.test)
        case Every():
            return reduce(pl.Expr.and_, map(_expression, test.tests), pl.lit(value=True))
        case Either():
            return reduce(pl.Expr.or_, map(_expression, test.tests), pl.lit(value=False))

"""Conditions on rows (`engine.regulation.what_counts`) as SQL: the one place that spells them out."""

from __future__ import annotations

from collections.abc import Callable

from data.store.amounts import sql_integer
from engine.conditions import Condition, Either, Every, Is, IsByDay, IsPositive, IsWho, Not, Test
from engine.regulation.what_counts import IS_OWED

Named = Callable[[str], str]


def sql(condition: Condition, row: str = "e", beside: str = "m") -> str:
    """The condition as an SQL expression in parentheses, true, false or null.

    row: the alias of the rows ("" for none); beside: that of what holds in their region and month.
    """
    return f"({_sql(condition.test, _of(row), _of(beside))})"


def sum_where(amount: str, condition: str) -> str:
    """The sum in fen of the amounts of rows that meet a condition (SQL); 0 where none does."""
    return sql_integer(f"coalesce(sum({amount}) FILTER ({condition}), 0)")


def owed(balance: str = "balance", whole: str | None = None) -> str:
    """What of a balance (SQL) counts as owed: a credit counts as 0 (二), an unknown one stays unknown.

    whole: the customer's balance, where it stands in several rows of which this is one.
    """

    def judged(_column: str) -> str:
        return whole or balance

    return f"CASE WHEN {_sql(Not(IS_OWED.test), judged, judged)} THEN 0 ELSE {balance} END"


def literal(word: str) -> str:
    """A word as an SQL literal. ValueError for the one character that no literal can hold."""
    if "\0" in word:
        raise ValueError("a word of a condition holds a null character")
    return "'" + word.replace("'", "''") + "'"


def _of(alias: str) -> Named:
    return lambda column: f"{alias}.{column}" if alias else column


def _sql(test: Test, row: Named, beside: Named) -> str:
    match test:
        case Is():
            return f"{row(test.column)} = {literal(test.word)}"
        case IsWho():
            return f"{row(test.column)} IS NOT DISTINCT FROM {beside(test.holds)}"
        case IsByDay():
            return f"day({row(test.column)}) <= {beside(test.holds)}"
        case IsPositive():
            return f"{row(test.column)} > 0"
        case Not(Is() as each):
            return f"{row(each.column)} <> {literal(each.word)}"
        case Not():
            return f"NOT ({_sql(test.test, row, beside)})"
        case Every():
            return _joined(" AND ", test.tests, row, beside) or "true"
        case Either():
            return _joined(" OR ", test.tests, row, beside) or "false"


def _joined(word: str, tests: tuple[Test, ...], row: Named, beside: Named) -> str:
    return word.join(f"({_sql(each, row, beside)})" for each in tests)

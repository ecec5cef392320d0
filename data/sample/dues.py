"""When what a customer owes falls due, and who looks after the customer: rows of 应收余额.

What is owed is of the latest deliveries. Those of a month fall due on one day of the month in which
the customer's term ends, so that what is overdue is due by then and what is not, later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from data.sample.calendar import dice, month_after
from data.sample.organisation import Customer

#: Earlier than the day through which the month under way has books.
_DUE_DAYS = (5, 10, 15, 20)
_PEOPLE = ("业务甲", "业务乙", "业务丙")
#: Deliveries older than so many months beyond the term are one with those before them.
_OLDEST = 5


@dataclass(frozen=True, slots=True)
class Due:
    """A part of a balance that falls due on one day; no day for credits and settled accounts."""

    day: date | None
    balance: int
    overdue: int


def dues(customer: Customer, month: date, balance: int, overdue: int, bought: Sequence[int]) -> list[Due]:
    """The parts of a balance, the one due first leading; they sum to balance and overdue exactly.

    bought: deliveries per month, those of `month` last.
    """
    if balance <= 0:
        return [Due(None, balance, overdue)]
    day = dice(0, "due", customer.name).choice(_DUE_DAYS)
    found: list[Due] = []
    for amount, ages in (
        (balance - overdue, range(customer.term)),
        (overdue, range(customer.term, customer.term + _OLDEST)),
    ):
        left, is_overdue = amount, ages.start > 0
        for age in ages:
            delivered = bought[-1 - age] if age < len(bought) else 0
            part = left if age == ages[-1] else max(0, min(left, delivered))
            left -= part
            if part:
                due = month_after(month, customer.term - age).replace(day=day)
                found.append(Due(due, part, part if is_overdue else 0))
    return found[::-1]


def salesperson(customer: Customer, office: str) -> str:
    """Who of the office looks after the customer."""
    return f"{office}{dice(0, 'salesperson', customer.name).choice(_PEOPLE)}"

"""What a manager expects of single customers: how much each pays, and how sure that is.

A payment comes whole or not at all, and whether it does says nothing of the others. Amounts are fen,
chances whole hundredths.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np
from pydantic import ConfigDict, StrictInt

from engine.collecting.chances import Payment
from engine.collecting.payments import Kind

#: The customer of an office: office, customer, customer type.
Who = tuple[str, str, str]
CERTAIN = 100
#: The largest amount in fen that may enter the books (that of one uploaded cell).
_LARGEST = 10**13


@dataclass(frozen=True, slots=True)
class Setting:
    """A customer pays `amount` fen of what it owes of `kind`, with a chance of `certainty` in a hundred.

    Nothing: it is not counted on and not asked. ValueError for amounts and chances that are none.
    """

    kind: Kind
    region: str
    office: str
    customer: str
    customer_type: str
    amount: StrictInt
    certainty: StrictInt = CERTAIN

    #: For stored scenarios.
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= _LARGEST:
            raise ValueError("an amount is between nothing and what a cell can hold")
        if not 1 <= self.certainty <= CERTAIN:
            raise ValueError("a chance is between 1 and 100 in a hundred")

    @property
    def who(self) -> Who:
        """Which customer, within the region."""
        return self.office, self.customer, self.customer_type

    @property
    def payment(self) -> Payment:
        """What may come of it."""
        if self.certainty == CERTAIN or not self.amount:
            return Payment(np.array([float(self.amount)]), np.ones(1))
        likely = self.certainty / CERTAIN
        return Payment(np.array([0.0, float(self.amount)]), np.array([1 - likely, likely]))


def half(owed: int) -> int:
    """Half of what is owed, half a fen up."""
    return (owed + 1) // 2


def by_office(settings: Iterable[Setting], kind: Kind) -> dict[str, int]:
    """What the settings of a kind come to in each office, in fen; offices with nothing are left out."""
    found: dict[str, int] = {}
    for setting in settings:
        if setting.kind == kind and setting.amount:
            found[setting.office] = found.get(setting.office, 0) + setting.amount
    return found


def left_out(settings: Iterable[Setting], kind: Kind) -> frozenset[Who]:
    """Who is not to be asked."""
    return frozenset(one.who for one in settings if one.kind == kind and not one.amount)


def expected(settings: Sequence[Setting]) -> Fraction:
    """What may be expected of all payments together, in fen: Σ amount × chance."""
    return sum((Fraction(one.amount * one.certainty, CERTAIN) for one in settings), Fraction(0))

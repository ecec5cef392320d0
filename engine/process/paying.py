"""What of a published month is to be paid: lines that are not held, less what earlier versions paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

#: What a line is in the list.
Part = Literal["own", "correction", "adjustment"]
_Payee = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A published line: fen, reward positive, fine negative. manager: whom it was made out to, if known."""

    region: str
    part: Part
    amount: int
    is_held: bool
    manager: str | None = None


@dataclass(slots=True)
class Payment:
    """What the manager of a region is due of a month, in fen.

    own, correction, adjustment: of the latest version, without what is held. paid: by each earlier version.
    """

    region: str
    manager: str | None = None
    own: int = 0
    correction: int = 0
    adjustment: int = 0
    paid: list[int] = field(default_factory=list)

    @property
    def net(self) -> int:
        """What the latest version comes to."""
        return self.own + self.correction + self.adjustment

    @property
    def due(self) -> int:
        """What is left to pay or, negative, to take back."""
        return self.net - sum(self.paid)


def payments(versions: Sequence[Iterable[PaidLine]]) -> list[Payment]:
    """The list of a month by region and manager, from its publications' lines in the order of their versions.

    Each version pays what it comes to more than the one before; a region that a version no longer has, or a
    manager of whom it no longer speaks, gives back what was paid.
    """
    nets: list[dict[_Payee, int]] = []
    found: dict[_Payee, Payment] = {}
    for number, lines in enumerate(versions):
        net: dict[_Payee, int] = defaultdict(int)
        for line in lines:
            payee = (line.region, line.manager)
            payment = found.setdefault(payee, Payment(*payee))
            amount = 0 if line.is_held else line.amount
            net[payee] += amount
            if number == len(versions) - 1:
                setattr(payment, line.part, getattr(payment, line.part) + amount)
        nets.append(net)
    for payee, payment in found.items():
        sums = [0, *(net[payee] for net in nets[:-1])]
        payment.paid = [after - before for before, after in pairwise(sums)]
    return sorted(found.values(), key=lambda each: (each.region, each.manager or ""))

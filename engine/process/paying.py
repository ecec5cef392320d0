"""What of a published month is to be paid: lines that are not held, less what earlier versions paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

#: What a line is in the list.
Part = Literal["own", "correction", "adjustment"]


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A published line: fen, reward positive, fine negative."""

    region: str
    part: Part
    amount: int
    is_held: bool


@dataclass(slots=True)
class Payment:
    """What a region is due of a month, in fen.

    own, correction, adjustment: of the latest version, without what is held. paid: by each earlier version.
    """

    region: str
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
    """The list of a month by region, from the lines of its publications in the order of their versions.

    A region of an earlier version that the latest one does not have is due back what it was paid.
    """
    found: dict[str, Payment] = {}
    for number, lines in enumerate(versions):
        is_latest = number == len(versions) - 1
        nets: dict[str, int] = defaultdict(int)
        for line in lines:
            payment = found.setdefault(line.region, Payment(line.region))
            amount = 0 if line.is_held else line.amount
            nets[line.region] += amount
            if is_latest:
                setattr(payment, line.part, getattr(payment, line.part) + amount)
        if not is_latest:
            for region, payment in found.items():
                payment.paid += [0] * (number - len(payment.paid)) + [nets[region]]
    earlier = max(len(versions) - 1, 0)
    for payment in found.values():
        payment.paid += [0] * (earlier - len(payment.paid))
    return sorted(found.values(), key=lambda each: each.region)

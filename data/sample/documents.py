"""A month's amounts per customer, written out as documents with days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from data.sample.calendar import CHECKPOINT_DAY, month_length
from data.sample.organisation import PRODUCTS, Customer


@dataclass(frozen=True, slots=True)
class Desk:
    """An office in a month: where documents are written."""

    region: str
    office: str
    month: date


@dataclass(frozen=True, slots=True)
class Collection:
    """A payment, or a refund if negative."""

    day: date
    desk: Desk
    customer: Customer
    amount: int


@dataclass(frozen=True, slots=True)
class Sale(Collection):
    """A delivery, or a return if negative; `quantity` in pieces."""

    product: str
    quantity: int
    gross_profit: int


Piece = tuple[Customer, int]
Dated = tuple[date, Customer, int]

_SMALL = 600_000  # an amount under six thousand yuan stays one document
_MARGINS = {"零售": (0.2, 0.32), "合同": (0.12, 0.22), "备案": (0.1, 0.18)}
_PATIENCE = {"prompt": 0.0, "steady": 0.4, "slow": 0.9, "erratic": 0.5}
#: The region and the months in which customers sent goods back and got money back.
_TROUBLED = ("华南", (date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)))


def sale_documents(chance: Random, desk: Desk, bought: Mapping[Customer, int], reached: int) -> list[Sale]:
    """The month's deliveries of an office, `reached` of them through the 28th."""
    pieces = [piece for pair in bought.items() for piece in _pieces(chance, *pair, often=0.15)]
    chance.shuffle(pieces)
    dated = _dated(chance, desk.month, pieces, reached)
    if chance.random() < (0.9 if _is_troubled(desk) else 0.1):
        _reverse(chance, dated)
    wares = {customer: chance.choice(PRODUCTS) for customer in bought}
    found: list[Sale] = []
    for day, customer, amount in dated:
        product, price = wares[customer]
        quantity = round(amount / price) or 1
        margin = int(amount * chance.uniform(*_MARGINS[customer.kind]))
        found.append(Sale(day, desk, customer, amount, product, quantity, margin))
    return found


def collection_documents(
    chance: Random, desk: Desk, paid: Mapping[Customer, int], reached: int
) -> list[Collection]:
    """The month's payments of an office; who pays promptly pays early."""
    pieces = [piece for pair in paid.items() for piece in _pieces(chance, *pair, often=0.08)]
    pieces.sort(key=lambda piece: _PATIENCE[piece[0].temperament] + chance.random())
    dated = _dated(chance, desk.month, pieces, reached)
    if chance.random() < (0.75 if _is_troubled(desk) else 0.02):
        _reverse(chance, dated)
    return [Collection(day, desk, customer, amount) for day, customer, amount in dated]


def _is_troubled(desk: Desk) -> bool:
    return desk.region == _TROUBLED[0] and desk.month in _TROUBLED[1]


def _pieces(chance: Random, customer: Customer, amount: int, often: float) -> list[Piece]:
    """One amount, now and then as two documents."""
    if amount > 2 * _SMALL and chance.random() < often:
        first = int(amount * chance.uniform(0.35, 0.65))
        return [(customer, first), (customer, amount - first)]
    return [(customer, amount)]


def _dated(chance: Random, month: date, pieces: list[Piece], reached: int) -> list[Dated]:
    """Pieces with days, so that exactly `reached` falls through the 28th; one may be cut in two.

    Business gathers towards the 28th.
    """
    last = month_length(month)
    early, late = (pieces, []) if last == CHECKPOINT_DAY else _parted(pieces, reached)
    found = [(month.replace(day=1 + int(CHECKPOINT_DAY * chance.random() ** 0.8)), *piece) for piece in early]
    found += [(month.replace(day=chance.randint(CHECKPOINT_DAY + 1, last)), *piece) for piece in late]
    return found


def _parted(pieces: list[Piece], reached: int) -> tuple[list[Piece], list[Piece]]:
    """Pieces through the 28th, summing to `reached` exactly, and those after it.

    Whole pieces go first; of the rest, the one is cut whose halves are least of a trifle.
    """
    whole, boundary = 0, 0
    while boundary < len(pieces) and whole + pieces[boundary][1] <= reached:
        whole += pieces[boundary][1]
        boundary += 1
    missing = reached - whole
    if missing == 0:
        return pieces[:boundary], pieces[boundary:]
    cut = max(
        (index for index in range(boundary, len(pieces)) if pieces[index][1] > missing),
        key=lambda index: min(missing, pieces[index][1] - missing),
    )
    customer, amount = pieces[cut]
    early = [*pieces[:boundary], (customer, missing)]
    return early, [*pieces[boundary:cut], (customer, amount - missing), *pieces[cut + 1 :]]


def _reverse(chance: Random, dated: list[Dated]) -> None:
    """Let one document grow, and take as much back from the customer later: no total moves."""
    index = max(range(len(dated)), key=lambda place: dated[place][2] * chance.uniform(0.3, 1.0))
    day, customer, amount = dated[index]
    back = int(amount * chance.uniform(0.08, 0.3)) // 10_000 * 10_000
    if back == 0:
        return
    dated[index] = (day, customer, amount + back)
    last = CHECKPOINT_DAY if day.day <= CHECKPOINT_DAY else month_length(day)
    dated.append((day.replace(day=chance.randint(day.day, last)), customer, -back))

"""Sales, collections and the receivables they leave, exact to the fen.

A region-month's totals are chosen (target of record × the story's rate), split over the
offices, then over customers, then into documents. Balances follow: what was owed, plus
sales, minus collections. Overdue is what is older than the customer's term.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from data.sample.accounts import Account, opening, overdue_left, payments, purchases
from data.sample.calendar import MONTHS, dice, part, split
from data.sample.documents import Collection, Desk, Sale, collection_documents, sale_documents
from data.sample.organisation import REGIONS, Customer, Office, Region
from data.sample.plans import Amounts
from data.sample.story import RATE, course
from engine.regulation.what_counts import RETAIL

#: Months of deliveries that a balance is told apart by.
_REMEMBERED = 8

Targets = Mapping[tuple[date, str, str], Amounts]
Quotas = Mapping[tuple[int, str], int]


@dataclass(frozen=True, slots=True)
class Balance:
    """A customer's month-end receivable; `bought` are the latest months' sales to it, latest last."""

    desk: Desk
    customer: Customer
    balance: int
    overdue: int
    bought: tuple[int, ...] = ()


@dataclass(slots=True)
class Books:
    """Everything the ledgers hold, and the retail receivables per region-month."""

    sales: list[Sale] = field(default_factory=list)
    collections: list[Collection] = field(default_factory=list)
    balances: list[Balance] = field(default_factory=list)
    retail: dict[tuple[date, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Purse:
    """What an office sells or collects in a month, and what of it through the 28th."""

    total: int
    reached: int


def books(seed: int, targets: Targets, quotas: Quotas, months: Sequence[date] = MONTHS) -> Books:
    """The company's ledgers over `months`, which begin with the first one there is."""
    found = Books()
    for region in REGIONS:
        accounts: dict[str, list[Account]] = {}
        for month in months:
            offices = region.offices_in(month)
            for office in offices:
                if office.name not in accounts:
                    sales, _ = targets[(month, region.name, office.name)]
                    accounts[office.name] = opening(seed, office, sales)
            working = {office: accounts[office.name] for office in offices}
            quota = quotas[(month.year, region.name)]
            _add_month(found, seed, region, month, working, targets=targets, quota=quota)
    return found


def books_until(found: Books, day: date) -> Books:
    """The books of the month of `day` as they stood at its end: later documents undone.

    What was paid afterwards is still owed, and of contract customers overdue as far as it was then.
    """
    month = day.replace(day=1)
    sales = [sale for sale in found.sales if sale.desk.month == month]
    collections = [paid for paid in found.collections if paid.desk.month == month]
    owed: dict[tuple[Desk, str], int] = {}
    unpaid: dict[tuple[Desk, str], int] = {}
    for sale in sales:
        if sale.day > day:
            key = (sale.desk, sale.customer.name)
            owed[key] = owed.get(key, 0) - sale.amount
    for paid in collections:
        if paid.day > day:
            key = (paid.desk, paid.customer.name)
            owed[key] = owed.get(key, 0) + paid.amount
            unpaid[key] = unpaid.get(key, 0) + paid.amount
    until = Books(
        [sale for sale in sales if sale.day <= day], [paid for paid in collections if paid.day <= day]
    )
    for end in found.balances:
        if end.desk.month != month:
            continue
        key = (end.desk, end.customer.name)
        balance = end.balance + owed.get(key, 0)
        overdue = max(0, min(end.overdue + unpaid.get(key, 0) // 4, balance))
        until.balances.append(replace(end, balance=balance, overdue=overdue))
        if end.customer.kind == RETAIL:
            place = (month, end.desk.region)
            until.retail[place] = until.retail.get(place, 0) + max(0, balance)
    return until


def _add_month(
    found: Books,
    seed: int,
    region: Region,
    month: date,
    accounts: Mapping[Office, list[Account]],
    *,
    targets: Targets,
    quota: int,
) -> None:
    """Sell, collect and draw the balances of one region-month."""
    fate = course(seed, region.name, month)
    chance = dice(seed, "month", region.name, month)
    goals = {office: targets[(month, region.name, office.name)] for office in accounts}
    shares = [_share(office, month, _SELLING) * goal for office, (goal, _) in goals.items()]
    goal = sum(sales for sales, _ in goals.values())
    sold = _purses(chance, shares, part(goal, fate.sales, RATE), part(goal, fate.sales_reached, RATE))
    for (office, customers), purse in zip(accounts.items(), sold, strict=True):
        bought = purchases(chance, customers, purse.total)
        found.sales += sale_documents(chance, Desk(region.name, office.name, month), bought, purse.reached)
        for account in customers:
            account.buy(bought.get(account.customer, 0))
    shares = [_share(office, month, _PAYING) * goal for office, (_, goal) in goals.items()]
    goal = sum(collections for _, collections in goals.values())
    whole, reached = part(goal, fate.collections, RATE), part(goal, fate.collections_reached, RATE)
    settled = [
        _settled(customers) if office.closed == month else None for office, customers in accounts.items()
    ]
    paid = _purses(chance, shares, whole, reached, settled)
    unpaid = overdue_left(
        (account for office, customers in accounts.items() if office.closed is None for account in customers),
        part(quota, fate.overdue, RATE),
    )
    for (office, customers), purse in zip(accounts.items(), paid, strict=True):
        desk = Desk(region.name, office.name, month)
        if office.closed == month:
            given = {account.customer: account.balance for account in customers if account.balance}
        else:
            given = payments(chance, customers, purse.total, unpaid)
        found.collections += collection_documents(chance, desk, given, purse.reached)
        _draw_balances(found, desk, customers, given)


def _settled(accounts: list[Account]) -> int:
    """All that is owed to an office."""
    return sum(account.balance for account in accounts)


def _draw_balances(found: Books, desk: Desk, accounts: list[Account], paid: Mapping[Customer, int]) -> None:
    """Book the payments and take down what is left."""
    key = (desk.month, desk.region)
    for account in accounts:
        account.balance -= paid.get(account.customer, 0)
        bought = tuple(account.bought[-_REMEMBERED:])
        found.balances.append(Balance(desk, account.customer, account.balance, account.overdue(), bought))
        if account.is_retail:
            found.retail[key] = found.retail.get(key, 0) + max(0, account.balance)


@dataclass(frozen=True, slots=True)
class _Ramp:
    """How much of its usual share an office takes in its first and in its last months."""

    first: tuple[float, ...]
    last: tuple[float, ...]


_SELLING = _Ramp((0.85, 0.95), (0.25, 0.6, 0.85))
#: A new office has little to collect yet.
_PAYING = _Ramp((0.45, 0.8), ())


def _share(office: Office, month: date, ramp: _Ramp) -> float:
    """1 for a settled office, less for one that opens or closes."""
    age = _months_between(office.opened, month)
    if office.opened > MONTHS[0] and age < len(ramp.first):
        return ramp.first[age]
    if office.closed is not None:
        left = _months_between(month, office.closed)
        if left < len(ramp.last):
            return ramp.last[left]
    return 1.0


def _months_between(first: date, second: date) -> int:
    return (second.year - first.year) * 12 + second.month - first.month


def _purses(
    chance: Random, shares: list[float], whole: int, reached: int, known: list[int | None] | None = None
) -> list[_Purse]:
    """`whole` and `reached` split over the offices exactly; `known` totals stand."""
    fixed = known or [None] * len(shares)
    weights = [
        0.0 if total is not None else share * chance.uniform(0.94, 1.06)
        for share, total in zip(shares, fixed, strict=True)
    ]
    free = split(whole - sum(total or 0 for total in fixed), weights)
    totals = [amount if total is None else total for amount, total in zip(free, fixed, strict=True)]
    if whole == reached:
        return [_Purse(total, total) for total in totals]
    parts = split(reached, [total * chance.uniform(0.96, 1.04) for total in totals])
    if any(early > total for early, total in zip(parts, totals, strict=True)):
        parts = split(reached, [float(total) for total in totals])
    return [_Purse(total, early) for total, early in zip(totals, parts, strict=True)]

"""Customers' running accounts: who buys, who pays, and what is left unpaid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

from data.sample.calendar import MONTHS, dice, split
from data.sample.organisation import Customer, Office, customers

_TRIFLE = 200_000  # nobody pays less than two thousand yuan of their own accord
_ADVANCE = 1_500_000
_DUE_PAID = {"prompt": (1.0, 1.0), "steady": (0.9, 1.0), "slow": (0.45, 0.8), "erratic": (0.1, 1.0)}
_EARLY_PAID = {"prompt": 0.45, "steady": 0.25, "slow": 0.05, "erratic": 0.15}


@dataclass(slots=True)
class Account:
    """A customer's running account: `bought` holds the sales per month, latest last."""

    customer: Customer
    balance: int
    bought: list[int]

    @property
    def name(self) -> str:
        """The customer's name."""
        return self.customer.name

    @property
    def is_retail(self) -> bool:
        """Whether its balance counts as capital occupied."""
        return self.customer.kind == "零售"

    def overdue(self) -> int:
        """What is left of months before the customer's term."""
        return max(0, self.balance - sum(self.bought[-self.customer.term :]))

    def buy(self, amount: int) -> None:
        """Book a month's sales."""
        self.bought.append(amount)
        self.balance += amount


def opening(seed: int, office: Office, monthly: int) -> list[Account]:
    """An office's accounts before its first month; those of a new office are empty."""
    chance = dice(seed, "opening", office.name)
    found: list[Account] = []
    everyone = customers(seed, office.name)
    for customer, usual in zip(everyone, split(monthly, [c.size for c in everyone]), strict=True):
        if office.opened > MONTHS[0]:
            found.append(Account(customer, 0, [0, 0]))
            continue
        bought = [int(usual * chance.uniform(0.8, 1.1)) for _ in range(2)]
        owed = sum(bought) * 9 // 10 if customer.term == 2 else bought[-1] * 55 // 100
        found.append(Account(customer, owed, bought))
    return found


def purchases(chance: Random, accounts: list[Account], total: int) -> dict[Customer, int]:
    """Who buys how much in the month: `total` in all."""
    buyers = [a.customer for a in accounts if chance.random() < (0.64 if a.is_retail else 0.78)]
    if len(buyers) < 4:
        buyers = [account.customer for account in accounts[:5]]
    amounts = split(total, [buyer.size * chance.uniform(0.6, 1.4) for buyer in buyers])
    return dict(zip(buyers, amounts, strict=True))


def overdue_left(accounts: Iterable[Account], wanted: int) -> dict[str, int]:
    """Which contract and registered customers leave how much of what is due unpaid.

    It sums to `wanted`, or to all that is due if that is less; the slow leave most.
    """
    due = {a.name: (a.overdue(), a.customer.slowness) for a in accounts if not a.is_retail and a.overdue()}
    left = dict.fromkeys(due, 0)
    while wanted > 0:
        room = {name: amount - left[name] for name, (amount, _) in due.items() if amount > left[name]}
        if not room:
            break
        parts = split(wanted, [due[name][1] * due[name][0] for name in room])
        for name, asked in zip(room, parts, strict=True):
            given = min(asked, room[name])
            left[name] += given
            wanted -= given
    return left


def payments(
    chance: Random, accounts: list[Account], total: int, left: Mapping[str, int]
) -> dict[Customer, int]:
    """Who pays how much in the month: `total` in all.

    Contract and registered customers pay what is due but for `left`; retail customers by
    temperament, in proportion if `total` does not reach; if it is more, some pay early.
    """
    paid = {a.name: a.overdue() - left.get(a.name, 0) for a in accounts if not a.is_retail}
    most = total * 9 // 10
    if sum(paid.values()) > most:  # not even the contracts can be met: they give way in proportion
        paid = dict(zip(paid, split(most, list(paid.values())), strict=True))
    wishes = {account.name: _wish(chance, account) for account in accounts if account.is_retail}
    rest = total - sum(paid.values())
    if sum(wishes.values()) > rest:
        wishes = dict(zip(wishes, split(rest, list(wishes.values())), strict=True))
    paid |= wishes
    _pay_early(accounts, paid, total - sum(paid.values()), left)
    return {account.customer: paid[account.name] for account in accounts if paid[account.name]}


def _wish(chance: Random, account: Account) -> int:
    """What a retail customer would pay of its own accord; now and then an advance on the next order."""
    temperament, due = account.customer.temperament, account.overdue()
    if chance.random() < 0.012:
        return max(0, account.balance) + _ADVANCE
    early = max(0, account.balance - due) * _EARLY_PAID[temperament] * chance.uniform(0.6, 1.2)
    owed = int(due * chance.uniform(*_DUE_PAID[temperament]))
    wish = (due if due - owed < _TRIFLE else owed) + int(early)  # no trifles are left behind
    return wish if wish > _TRIFLE or wish == account.balance else 0


def _pay_early(accounts: list[Account], paid: dict[str, int], extra: int, left: Mapping[str, int]) -> None:
    """What the month still needs is paid before it is due, by the promptest; then as an advance."""
    willing = sorted(accounts, key=lambda account: (paid[account.name] == 0, account.customer.slowness))
    for patience in (0.6, 1.0):
        for account in willing:
            room = int((account.balance - paid[account.name] - left.get(account.name, 0)) * patience)
            given = max(0, min(extra, room))
            paid[account.name] += given
            extra -= given
    paid[next(account.name for account in willing if account.is_retail)] += extra

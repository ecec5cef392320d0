"""二 What it takes to come down to a better capital tier by collecting, to the fen.

Overdue is collected first, then retail balances, then what is not yet due: that helps only where the
quota is a part of what was collected in twelve months, which then grows with every fen.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from engine.collecting.selection import Debt
from engine.policy.parameters import Policy
from engine.regulation.capital import balance_count, basis_column

_ENDLESS = 10**18


@dataclass(frozen=True, slots=True)
class Relief:
    """Collect `money` fen, of them so much overdue and retail, and stand in `tier` (None: as it is).

    gain: the yuan of awards it adds. excess: by how much the overrun must fall for the tier (fen,
    exact), and most_retail how much of that retail balances can bring: below the quota they help no
    further. rate: by how much a fen collected raises the quota; edge: the tier's, a part of the
    quota. most_money: beyond it the tier would not stay as it is.
    """

    tier: int | None = None
    money: int = 0
    retail: int = 0
    overdue: int = 0
    excess: Fraction = Fraction(0)
    most_retail: Fraction = Fraction(0)
    rate: Fraction = Fraction(0)
    edge: Fraction = Fraction(0)
    gain: Fraction = Fraction(0)
    most_money: int = _ENDLESS


def reliefs(row: Mapping[str, Any], debts: Sequence[Debt], policy: Policy) -> list[Relief]:
    """Nothing, and every better tier in reach, each by the least money.

    Where there is no quota yet, but what is collected would make one (trailing twelve months), every
    tier is in question, also one with a fine.
    """
    if balance_count(policy) > 1:  # what is occupied is a mean of two balances: no tier is looked for
        return [Relief()]
    rules = policy.capital
    figures = [row[name] for name in ("capital_occupied", "contract_overdue", basis_column(policy))]
    if None in figures:
        return [Relief()]
    occupied, overdue_due, basis = figures
    is_trailing = rules.collections_basis.value != "annual_target"
    is_known = row["capital_overrun_scaled"] is not None
    if not is_known and not is_trailing:
        return [Relief()]
    rate = rules.quota_rate.value if is_trailing else Fraction(0)
    quota = rules.quota_rate.value * basis
    above = occupied - quota + (overdue_due if rules.is_overdue_offset_by_quota.value else 0)
    owed = Balances(
        min(sum(debt.overdue for debt in debts), overdue_due),
        min(sum(debt.retail for debt in debts), row["retail_receivables"]),
        sum(debt.amount for debt in debts) if is_trailing else None,
    )
    now = rules.tiers.steps[row["capital_tier"]].award if is_known else Fraction(0)
    # Without a quota there is no tier, as long as what is collected makes none.
    found = [Relief() if is_known else Relief(most_money=-basis)]
    last = row["capital_tier"] if is_known else len(rules.tiers.steps)
    for tier, step in enumerate(rules.tiers.steps[:last]):
        if step.up_to is None:
            excess, edge = Fraction(0), Fraction(0)
        else:
            edge = step.up_to
            base = Fraction(0) if rules.is_overdue_offset_by_quota.value else Fraction(overdue_due)
            excess = max(above, Fraction(0)) + base - quota * edge
        need = Relief(
            tier,
            excess=excess,
            most_retail=max(above, Fraction(0)),
            rate=rate if step.up_to is not None else Fraction(0),
            edge=edge,
            gain=step.award - now,
        )
        least = owed.least(need, 0 if is_known else 1 - basis)
        if least is not None:
            found.append(least)
    return found


@dataclass(frozen=True, slots=True)
class Balances:
    """What can be collected (fen): overdue, then retail, and in all (None: the rest does not help)."""

    overdue: int
    retail: int
    all: int | None

    def least(self, need: Relief, first: int) -> Relief | None:
        """The need with the least money from `first` fen on that meets it; None if all does not."""
        most = self.overdue + self.retail if self.all is None else self.all
        meets = self._meets(need)
        if most < first or not meets(most):
            return None
        money = first + bisect_left(range(first, most), True, key=meets)
        overdue, retail = self._split(money)
        return Relief(
            need.tier,
            money,
            retail,
            overdue,
            need.excess,
            need.most_retail,
            need.rate,
            need.edge,
            need.gain,
        )

    def _split(self, money: int) -> tuple[int, int]:
        overdue = min(money, self.overdue)
        return overdue, min(money - overdue, self.retail)

    def _meets(self, need: Relief) -> Callable[[int], bool]:
        """Whether so much money meets a need; in whole numbers, as it is asked some thirty times."""
        # max(0, x) + y ≤ z is both x + y ≤ z and y ≤ z.
        parts = (
            *(need.rate * (1 + need.edge), need.excess),
            *(need.rate * need.edge, need.excess - need.most_retail),
        )
        unit = lcm(*(part.denominator for part in parts))
        raised, excess, raised_alone, excess_alone = (int(part * unit) for part in parts)

        def meets(money: int) -> bool:
            overdue, retail = self._split(money)
            return (overdue + retail) * unit + raised * money >= excess and (
                overdue * unit + raised_alone * money >= excess_alone
            )

        return meets


def ceiling(value: Fraction) -> int:
    """The next whole number."""
    return -((-value.numerator) // value.denominator)

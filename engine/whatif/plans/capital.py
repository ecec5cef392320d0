"""二 What a capital tier needs, as conditions on straight lines.

On the trailing-twelve-months basis a collected yuan moves balance and quota together.
"""

from __future__ import annotations

from fractions import Fraction

from engine.policy.parameters import Policy
from engine.regulation.capital import balance_count
from engine.whatif.plans.affine import Affine, AtMost, constant
from engine.whatif.plans.answer import Conditions, Lines


def ratio_conditions(edge: Fraction, policy: Policy) -> Conditions:
    """Overrun ÷ quota ≤ `edge`, with a positive quota."""

    def conditions(lines: Lines) -> list[AtMost] | None:
        known = _operands(lines, policy)
        if known is None:
            return None
        basis, occupied, overdue = known
        quota = basis * policy.capital.quota_rate.value
        allowed = quota * edge
        floor = constant(0) if policy.capital.is_overdue_offset_by_quota.value else overdue
        return [
            AtMost(constant(1), basis * policy.capital.quota_rate.value.numerator),
            AtMost(floor, allowed),
            AtMost(occupied + overdue - quota, allowed),
        ]

    return conditions


def within_quota(policy: Policy) -> Conditions:
    """Occupied ≤ quota: where the overrun apart from the overdue begins."""

    def conditions(lines: Lines) -> list[AtMost] | None:
        known = _operands(lines, policy)
        if known is None:
            return None
        basis, occupied, _ = known
        return [AtMost(occupied, basis * policy.capital.quota_rate.value)]

    return conditions


def _operands(lines: Lines, policy: Policy) -> tuple[Affine, Affine, Affine] | None:
    """Basis of the quota, occupied and overdue; None if one of them is unknown."""
    by_target = policy.capital.collections_basis.value == "annual_target"
    basis = lines["annual_collections_target" if by_target else "trailing_collections"]
    retail, inventory, overdue = (
        lines[name] for name in ("retail_receivables", "inventory", "contract_overdue")
    )
    if basis is None or retail is None or inventory is None or overdue is None:
        return None
    occupied = retail + inventory
    if balance_count(policy) > 1:
        opening = lines["opening_balances"]
        if opening is None:
            return None
        occupied = (occupied + opening) * Fraction(1, balance_count(policy))
    return basis, occupied, overdue

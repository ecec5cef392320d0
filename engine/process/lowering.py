"""一.2 What becomes of a declaration before it is made: by the very rules that judge it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from engine.facts import DECLARATIONS, Facts
from engine.policy.parameters import Policy
from engine.regulation.targets import judged_declarations

FIGURES = ("sales", "collections")
#: Stands for a reason and a remedy that are still to be written.
_WRITTEN = "-"


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody is about to declare for an office, in fen."""

    office: str
    sales: int
    collections: int
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Foretold:
    """What a declaration comes to. status: as `judged_declarations` has it, once it is approved if need be.

    lowered: the figures below the share of their plan that passes by itself; is_approval_needed: whether
    it counts only with reason, remedy and approval, as the policy reads the clause. is_late: accepted, but
    first made after the declaration day.
    """

    status: str
    lowered: frozenset[str]
    is_approval_needed: bool
    is_late: bool


def foretold(
    facts: Facts, policy: Policy, place: tuple[date, str], entered: Sequence[Entered], day: date
) -> dict[str, Foretold]:
    """Office → what its declaration made on `day` comes to, beside those that stand already.

    place: the month and the region.
    """
    month, region = place
    here = (pl.col("month") == month) & (pl.col("region") == region)
    given = facts.declarations.filter(here).select(list(DECLARATIONS))
    plans = facts.office_plans.filter(here)
    after = given["position"].max()
    first = 0 if after is None else int(after) + 1  # type: ignore[arg-type]
    added = pl.DataFrame(
        [
            (month, region, each.office, day, each.sales, each.collections, _WRITTEN, _WRITTEN, None, None, n)
            for n, each in enumerate(entered, start=first)
        ],
        schema=DECLARATIONS,
        orient="row",
    )
    managed = facts.region_months.filter(here)
    approver = managed["manager"][0] if managed.height else None
    approved = added.with_columns(
        pl.lit(approver, pl.String).alias("approver"), pl.lit(day).alias("approved_on")
    )
    as_is = _judged(pl.concat([given, added]), plans, managed, policy, first)
    once_approved = _judged(pl.concat([given, approved]), plans, managed, policy, first)
    threshold = policy.targets.approval_threshold.value
    found = {}
    for each in entered:
        plan = plans.filter(pl.col("office") == each.office).row(0, named=True) if _has(plans, each) else {}
        lowered = frozenset(
            figure
            for figure in FIGURES
            if plan.get(f"{figure}_plan") is not None
            and getattr(each, figure) * threshold.denominator < plan[f"{figure}_plan"] * threshold.numerator
        )
        needs = as_is[each.office][0] == "not_approved"
        status, is_late = once_approved[each.office]
        found[each.office] = Foretold(status, lowered, needs, is_late)
    return found


def _has(plans: pl.DataFrame, each: Entered) -> bool:
    return plans.filter(pl.col("office") == each.office).height > 0


def _judged(
    rows: pl.DataFrame, plans: pl.DataFrame, managed: pl.DataFrame, policy: Policy, first: int
) -> dict[str, tuple[str, bool]]:
    judged = judged_declarations(rows, plans, managed, policy).filter(pl.col("position") >= first)
    return {
        office: (status, is_late)
        for office, status, is_late in judged.select("office", "status", "is_late").iter_rows()
    }

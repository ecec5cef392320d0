"""Readings: where the text allows more than one, ours is the default and the others are choices.

All are assumed. A file that leaves one out is read our way. Two readings in dispute are values
of their chapter: `capital.collections_basis` and `capital.is_overdue_offset_by_quota`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from engine.policy.parameter import Clause, Kind, Parameter, Strict

#: Every reading in dispute by its key in the policy file, in the order of the regulation.
DISPUTED = (
    "readings.shortfall_held_by",
    "readings.deadline_days",
    "readings.collections_divided_by",
    "readings.one_miss_of_two",
    "capital.collections_basis",
    "readings.balance_of_month",
    "capital.is_overdue_offset_by_quota",
    "readings.manager_travel",
    "readings.pending_claims",
    "readings.half_year_last",
    "readings.new_manager",
)

#: Months of the half-year that 四 speaks of.
HALF_YEAR = 6


class Reading(Strict):
    """How the text is read where there is nothing to choose."""

    clause: Clause
    kind: Kind


def _ours(clause: str, *choices: str) -> Any:
    """A reading whose default is the first of `choices`."""
    return Field(
        default_factory=lambda: Parameter(
            value=choices[0], clause=clause, unit="choice", kind="assumed", choices=choices
        )
    )


class Readings(Strict):
    """How the text is read, the first choice being ours.

    - 一.2 `shortfall_held_by`: whose figures are held to the approval threshold
    - 一.2, 一.3 `deadline_days`: whether "by the 28th" and "by the 10th" include that day
    - 一.3 `collections_divided_by`, `one_miss_of_two`
    - 二 `credit_balances`, `balance_of_month`: receivables and stock at month end, or the mean of
      the month's beginning and end
    - 三 `manager_travel`, `pending_claims`: what counts against the cap
    - 四 `half_year_last`: what "half a year last" is; `new_manager`: what becomes of the streak
    """

    credit_balances: Reading = Reading(clause="二", kind="assumed")
    shortfall_held_by: Parameter[Literal["office", "region"]] = _ours("一.2", "office", "region")
    deadline_days: Parameter[Literal["included", "excluded"]] = _ours("一.2, 一.3", "included", "excluded")
    collections_divided_by: Parameter[Literal["collections_target", "sales_target"]] = _ours(
        "一.3", "collections_target", "sales_target"
    )
    one_miss_of_two: Parameter[Literal["fine", "no_fine", "fine_for_each"]] = _ours(
        "一.3", "fine", "no_fine", "fine_for_each"
    )
    balance_of_month: Parameter[Literal["month_end", "mean_of_beginning_and_end"]] = _ours(
        "二", "month_end", "mean_of_beginning_and_end"
    )
    manager_travel: Parameter[Literal["outside_cap", "inside_cap"]] = _ours("三", "outside_cap", "inside_cap")
    pending_claims: Parameter[Literal["count", "do_not_count"]] = _ours("三", "count", "do_not_count")
    half_year_last: Parameter[Literal["six_months_running", "half_year_mean"]] = _ours(
        "四", "six_months_running", "half_year_mean"
    )
    new_manager: Parameter[Literal["restarts", "takes_over"]] = _ours("四", "restarts", "takes_over")

    def choices(self) -> Iterator[tuple[str, Parameter[Any]]]:
        """Every reading with a choice, by name."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, Parameter):
                yield name, value

    def without_choice(self) -> Iterator[tuple[str, Reading]]:
        """Every other reading, by name."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, Reading):
                yield name, value

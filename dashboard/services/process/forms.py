"""What the forms of the month do: lists in one go, each deed with its refusals, and the days that run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from data.people.scope import Scope
from data.store import StoreError
from data.store.process.after_acts import half_a_year_after
from data.store.process.declaring import Declaration
from data.store.writer import Writer
from engine.forecasting.panel import month_after
from engine.policy.parameters import Policies, Policy
from engine.process.lowering import Entered

Office = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What of a list was done, by office, and why the rest was not (None: all was done)."""

    done: tuple[Office, ...]
    error: StoreError | None


def declare(writer: Writer, month: date, region: str, entered: Iterable[Entered], policy: Policy) -> Outcome:
    """Declare for several offices of a region."""
    declarations = {
        (region, each.office): Declaration(
            month, region, each.office, each.sales, each.collections, each.reason, each.remedy
        )
        for each in entered
    }
    return _each(list(declarations), lambda office: writer.process.declare(declarations[office], policy))


def approve(writer: Writer, month: date, offices: Sequence[Office], policy: Policy) -> Outcome:
    """Approve the lowered declarations of several offices."""
    return _each(offices, lambda office: writer.process.approve(month, *office, policy))


def refuse(writer: Writer, month: date, offices: Sequence[Office], reason: str, policy: Policy) -> Outcome:
    """Refuse the lowered declarations of several offices, for one reason."""
    return _each(offices, lambda office: writer.process.refuse(month, *office, reason, policy))


def _each(offices: Sequence[Office], deed: Callable[[Office], object]) -> Outcome:
    done: list[Office] = []
    for office in offices:
        try:
            deed(office)
        except StoreError as error:
            return Outcome(tuple(done), error)
        done.append(office)
    return Outcome(tuple(done), None)


def may_retain(scope: Scope, region: str) -> bool:
    """Whether somebody decides on a region after its report: the responsible VP."""
    return not scope.only_looks and any(grant.role == "vp" and grant.covers(region) for grant in scope.grants)


def retained_at_most(day: date) -> date:
    """Until when a region may be retained by a decision made on a day."""
    return half_a_year_after(day)


def is_under_way(month: date, day: date) -> bool:
    """Whether a month is not over: what is submitted of it will be others' figures later."""
    return day < month_after(month)


def publish(writer: Writer, policies: Policies, month: date, seen: str | None = None) -> int:
    raise NotImplementedError

"""The last days of a month's steps. All dates are days of the company's calendar."""

from __future__ import annotations

from datetime import date, timedelta

from engine.policy.parameters import Day, Policy


def dues_of(month: date, policy: Policy) -> dict[str, date]:
    """Step → its last day, for the steps that have one without anything having happened (一.2, 一.3, 四).

    Appeals, their decisions and explanations run from what they are about.
    """
    before, after = _first_of_next(month, -1), _first_of_next(month, 1)
    process = policy.process
    return {
        "declare": _day(before, policy.last_day(policy.targets.declaration_day)),
        "adjust": _day(month, policy.last_day(policy.targets.adjustment_day)),
        "approve": _day(month, policy.last_day(policy.targets.adjustment_day)),
        "checkpoint": _day(month, policy.checkpoint_day),
        "load": _of(after, process.load_day),
        "submit": _of(after, process.submit_day),
        "verify": _of(after, process.verify_day),
        "publish": _of(after, process.publish_day),
        "report": month_end(after),
        "transfer": month_end(after),
    }


def month_end(month: date) -> date:
    """The last day of a month."""
    return _first_of_next(month, 1) - timedelta(days=1)


def first_of_month_before(month: date) -> date:
    """The first day of the month before a month."""
    return _first_of_next(month, -1)


def _of(month: date, day: Day) -> date:
    return _day(month, day.value)


def _day(month: date, day: int) -> date:
    """A day of a month, its last where it is shorter; the day 0 is the last of the month before."""
    return min(month + timedelta(days=day - 1), month_end(month))


def _first_of_next(month: date, months: int) -> date:
    years, index = divmod(month.month - 1 + months, 12)
    return date(month.year + years, index + 1, 1)

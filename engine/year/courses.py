"""One measure of a year in exact fen: to date, plan, last year, what the rest needs, where the pace leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from engine.year.months import Calendar, a_year_before

Measure = Literal["sales", "collections"]
MEASURES: tuple[Measure, ...] = ("sales", "collections")


@dataclass(frozen=True, slots=True)
class YearCourse:
    """Sales or collections of a region's year, or of several regions together; fen, None = not known.

    to_date: known months. missing: how many months due are not known. target: of the year, None without a
    positive one. held, held_end: the parts of `to_date` and `end` that are held against `target`.
    plan: of the months that have plan and actual, one under way by its elapsed days; planned: the
    actual of the same months. last_year, again: whole months known in both years, then and now;
    compared: how many. left: months to come; rest_plan: what is planned for them, None unless all
    are planned. rate: a month, over the known ones. end: the year if the pace holds: the plans to
    come fulfilled as those to date were, which knows the seasons (`is_by_plan`); without such
    plans, months like those so far.
    """

    to_date: int | None
    missing: int
    target: int | None
    held: int | None
    plan: Fraction | int | None
    planned: int | None
    last_year: int | None
    again: int | None
    compared: int
    left: Fraction
    rest_plan: Fraction | int | None
    rate: Fraction | None
    end: Fraction | None
    held_end: Fraction | None
    is_by_plan: bool

    @property
    def gap(self) -> int | None:
        """What is missing to the annual target, negative beyond it; None while a month is not known."""
        return None if self.target is None or self.held is None or self.missing else self.target - self.held

    @property
    def need(self) -> Fraction | int | None:
        """What each month to come must bring; 0 once the target is reached, None if no month is left."""
        if self.gap is None:
            return None
        if self.gap <= 0:
            return 0
        return quotient(self.gap, self.left) if self.left else None

    @property
    def plan_gap(self) -> Fraction | int | None:
        """What is missing to the plan to date, negative beyond it."""
        return None if self.plan is None or self.planned is None else self.plan - self.planned

    @property
    def end_gap(self) -> Fraction | int | None:
        """What is missing to the annual target at the year's end if the pace holds."""
        return None if self.target is None or self.held_end is None else self.target - self.held_end

    def figures(self, measure: Measure) -> dict[str, Any]:
        """The published figures, amounts in yuan."""
        gap, need, plan_gap, end_gap = self.gap, self.need, self.plan_gap, self.end_gap
        return {
            f"{measure}_to_date": yuan(self.to_date),
            f"annual_{measure}_target": yuan(self.target),
            f"{measure}_of_annual": ratio(self.held, self.target),
            f"{measure}_plan_to_date": yuan(self.plan),
            f"{measure}_to_plan": ratio(self.planned, self.plan),
            f"is_{measure}_plan_reached": reached(plan_gap),
            f"{measure}_plan_gap": yuan(plan_gap),
            f"{measure}_last_year": yuan(self.last_year),
            f"{measure}_again": yuan(self.again),
            f"{measure}_growth": _growth(self.again, self.last_year),
            f"{measure}_months_compared": self.compared,
            f"{measure}_year_gap": yuan(gap),
            f"{measure}_need": yuan(need),
            f"{measure}_rate": yuan(self.rate),
            f"{measure}_need_to_rate": ratio(need, self.rate),
            f"{measure}_need_to_plan": ratio(None if gap is None else max(gap, 0), self.rest_plan),
            f"{measure}_pace_end": yuan(self.end),
            f"{measure}_end_of_annual": ratio(self.held_end, self.target),
            f"is_{measure}_year_reached": reached(end_gap),
            f"{measure}_pace_gap": yuan(end_gap),
            f"is_{measure}_pace_by_plan": self.is_by_plan,
            f"{measure}_months_missing": self.missing,
        }


def year_course(calendar: Calendar, measure: Measure) -> YearCourse:
    """The measure's course of a region."""
    amounts, planned_for = calendar.amounts[measure], calendar.amounts[f"{measure}_plan"]
    known, parts = calendar.known(measure), calendar.passed
    to_date = sum(known.values()) if known else None
    scale, elapsed = calendar.scale, calendar.weighted(dict.fromkeys(known, 1), parts)
    targets = calendar.amounts[f"annual_{measure}_target"]
    target = next((each for month in reversed(calendar.due) if (each := targets.get(month, 0)) > 0), None)
    rate = None if to_date is None else Fraction(to_date * scale, elapsed)
    plans = {month: planned_for[month] for month in known if month in planned_for}
    plan = calendar.weighted(plans, parts) if plans else None
    rest_plan = _planned(calendar, planned_for, calendar.ahead)
    # A month that is not known is taken to have gone like the others, never to have brought nothing.
    unknown = {} if len(known) == len(parts) else {month: parts[month] for month in parts.keys() - known}
    open_plan = _planned(calendar, planned_for, unknown)
    coming = None if rest_plan is None or open_plan is None else rest_plan + open_plan
    end: Fraction | None = None
    is_by_plan = coming is not None and plan is not None and plan > 0 and plans.keys() == known.keys()
    if is_by_plan and to_date is not None and plan is not None and coming is not None:
        end = Fraction(to_date * (plan + coming), plan)
    elif rate is not None:
        end = rate * (Fraction(elapsed, scale) + sum(unknown.values()) + calendar.left)
    earlier = {
        month: amounts[before]
        for month in known
        if (before := a_year_before(month)) in amounts and calendar.is_whole(month)
    }
    return YearCourse(
        to_date=to_date,
        missing=len(parts) - len(known),
        target=target,
        held=None if target is None else to_date,
        plan=_in_fen(plan, scale),
        planned=sum(known[month] for month in plans) if plans else None,
        last_year=sum(earlier.values()) if earlier else None,
        again=sum(known[month] for month in earlier) if earlier else None,
        compared=len(earlier),
        left=calendar.left,
        rest_plan=_in_fen(rest_plan, scale),
        rate=rate,
        end=end,
        held_end=None if target is None else end,
        is_by_plan=is_by_plan,
    )


def _planned(calendar: Calendar, plans: Mapping[date, int], parts: Mapping[date, Fraction]) -> int | None:
    """What is planned for parts of months, times the calendar's scale; None unless all are planned."""
    if not parts.keys() <= plans.keys():
        return None
    return calendar.weighted({month: plans[month] for month in parts}, parts)


def _in_fen(scaled: int | None, scale: int) -> Fraction | int | None:
    return scaled if scaled is None or scale == 1 else Fraction(scaled, scale)


def together(courses: Sequence[YearCourse]) -> YearCourse:
    """Several regions as one: sums of what is known, months counted as the longest has them."""

    def total(part: Callable[[YearCourse], Any]) -> Any:
        values = [value for course in courses if (value := part(course)) is not None]
        return exact_sum(values) if values else None

    # What no target asks for may be unknown without harm to what is held against the targets.
    judged = [course for course in courses if course.target is not None]
    is_end_known = all(course.held_end is not None for course in judged)
    return YearCourse(
        to_date=total(lambda course: course.to_date),
        missing=max((course.missing for course in judged or courses), default=0),
        target=total(lambda course: course.target),
        held=total(lambda course: course.held),
        plan=total(lambda course: course.plan),
        planned=total(lambda course: course.planned),
        last_year=total(lambda course: course.last_year),
        again=total(lambda course: course.again),
        compared=max((course.compared for course in courses), default=0),
        left=max((course.left for course in courses), default=Fraction(0)),
        rest_plan=total(lambda course: course.rest_plan)
        if all(course.rest_plan is not None for course in judged)
        else None,
        rate=total(lambda course: course.rate),
        end=total(lambda course: course.end),
        held_end=total(lambda course: course.held_end) if is_end_known else None,
        is_by_plan=bool(courses) and all(course.is_by_plan for course in courses),
    )


def exact_sum(values: Sequence[Fraction | int]) -> Fraction | int:
    """The sum, reduced once: denominators of a thousand regions have nothing in common as a rule."""
    parts = [(value.numerator, value.denominator) for value in values]
    while len(parts) > 1:
        pairs = zip(parts[::2], parts[1::2], strict=False)
        summed = [(a + c, b) if b == d else (a * d + c * b, b * d) for (a, b), (c, d) in pairs]
        parts = summed + parts[len(parts) - len(parts) % 2 :]
    numerator, denominator = parts[0] if parts else (0, 1)
    return numerator if denominator == 1 else Fraction(numerator, denominator)


def quotient(part: Fraction | int, whole: Fraction | int) -> Fraction:
    """part ÷ whole, reduced once."""
    return Fraction(part.numerator * whole.denominator, part.denominator * whole.numerator)


def yuan(fen: Fraction | int | None) -> float | None:
    """Fen as yuan, the nearest float."""
    return None if fen is None else fen.numerator / (fen.denominator * 100)


def ratio(part: Fraction | int | None, whole: Fraction | int | None) -> float | None:
    """part ÷ whole for display; None unless both are known and the whole is positive."""
    if part is None or whole is None or whole.numerator <= 0:
        return None
    return (part.numerator * whole.denominator) / (part.denominator * whole.numerator)


def reached(gap: Fraction | int | None) -> bool | None:
    """Whether nothing is missing."""
    return None if gap is None else gap.numerator <= 0


def _growth(now: int | None, then: int | None) -> float | None:
    return None if now is None or then is None or then <= 0 else (now - then) / then

"""四 What it takes to leave the last place, the other regions standing still.

The score has no simple inverse, so `evaluate` itself is searched. Between breakpoints the score
moves one way only: collecting, cutting and selling for cash help every component of a regular
scheme (a component that appears for the first time is a breakpoint); selling on credit moves
sales and capital along straight lines between their edges. Where equal published scores are
told apart by tie-breaks, the plateau is searched for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from engine.policy.parameters import Policy
from engine.policy.scheme import Appraisal, Declining, Deduction, Indicator, Ladder, Proportional
from engine.whatif.lastplace.standing import edges
from engine.whatif.plans.affine import AtMost, constant, interval
from engine.whatif.plans.capital import ratio_conditions, within_quota
from engine.whatif.plans.path import Path
from engine.whatif.plans.position import Position
from engine.whatif.plans.search import Row, Search, first_where

_LESS_IS_BETTER = ("capital_overrun_ratio", "expense_to_cap")


def is_searchable(way: Path, policy: Policy) -> bool:
    """Whether the score moves one way between breakpoints.

    It does not where more sales may cost points and save others by a curve (sales paid in
    part), nor under a scheme that rewards a worse figure.
    """
    if way.name == "extra_sales" and 0 < way.segments[0].before.terms.receivable_share < 1:
        return False
    return is_regular(policy.appraisal)


def is_regular(scheme: Appraisal) -> bool:
    """Whether a better figure never costs points or a tie."""
    ties = all((tie.better == "lower") == (tie.measure in _LESS_IS_BETTER) for tie in scheme.tie_breaks.order)
    return ties and all(_is_regular(indicator) for indicator in scheme.indicators)


def breakpoints(way: Path, policy: Policy) -> list[int]:
    """Amounts within the path at which some component of the score changes its course."""
    if way.capacity is None:
        return []
    points = {0}
    for segment in way.segments:
        lines = segment.before.lines(segment.kind, segment.start)
        appearing = [lines["collected"], lines["trailing_collections"]]
        for line in appearing:
            span = interval([AtMost(constant(1), line)], segment.start, segment.end) if line else None
            points |= {span[0]} if span else set()
    if way.name == "extra_sales":
        points |= _credit_breakpoints(way.segments[0].before, policy, way.capacity)
    return sorted(point for point in points if 0 <= point <= way.capacity)


def leave_last(points: Sequence[int], capacity: int) -> Search[int | None]:
    """The least amount at which the region is not last any more; None if there is none."""
    pieces = list(zip(points, [*(point - 1 for point in points[1:]), capacity], strict=True))
    rows = yield [end for piece in pieces for end in piece]
    for position, (low, high) in enumerate(pieces):
        first, last = rows[2 * position], rows[2 * position + 1]
        if not _is_last(first):
            return low
        found = yield from _in_piece(low, high, first, last)
        if found is not None:
            return found
    return None


def _in_piece(low: int, high: int, first: Row, last: Row) -> Search[int | None]:
    """Where the score moves one way from `low`, at which the region is last, to `high`."""
    worst, start, end = first["worst_score"], first["score"], last["score"]
    if start > worst or (start < worst and end < worst):
        return None
    above: int | None = None
    if end > worst:
        above = yield from first_where(low, high, _score(lambda score: score > worst))
    if start < worst:
        reached = yield from first_where(low, high, _score(lambda score: score >= worst))
        assert reached is not None  # the score ends no lower than the worst
        low = reached
    if above is not None:
        high = above - 1
    elif end < worst:
        below = yield from first_where(low, high, _score(lambda score: score < worst))
        assert below is not None  # the score ends below the worst
        high = below - 1
    if low <= high:
        # Level with the worst region: the first tie-break that moves decides, one way only.
        (start_row,) = yield [low]
        if not _is_last(start_row):
            return low
        tied = yield from first_where(low, high, lambda row: not _is_last(row))
        if tied is not None:
            return tied
    return above


def _score(test: Callable[[float], bool]) -> Callable[[Row], bool]:
    return lambda row: test(row["score"])


def _is_last(row: Row) -> bool:
    return bool(row["is_last"])


def _credit_breakpoints(start: Position, policy: Policy, capacity: int) -> set[int]:
    lines = start.lines("extra_sales", 0)
    points: set[int] = set()
    for indicator in policy.appraisal.indicators:
        if indicator.measure == "sales_attainment":
            suffix = "_of_year" if indicator.period == "year_to_date" else ""
            actual, target = lines[f"sales{suffix}"], lines[f"sales_target{suffix}"]
            for edge in edges(indicator):
                if actual is not None and target is not None:
                    span = interval([AtMost(target * edge, actual)], 0, capacity)
                    points |= {span[0]} if span else set()
        if indicator.measure == "capital_overrun_ratio":
            for edge in [Fraction(0), *edges(indicator)]:
                for condition in ratio_conditions(edge, policy)(lines) or []:
                    points |= _ends(condition, capacity)
            points |= {
                end for condition in within_quota(policy)(lines) or [] for end in _ends(condition, capacity)
            }
    return points


def _ends(condition: AtMost, capacity: int) -> set[int]:
    """The amounts at which the condition begins to hold and ceases to."""
    span = interval([condition], 0, capacity)
    if span is None:
        return set()
    first, last = span
    assert last is not None  # a capacity is an end
    return {first, last + 1}


def _is_regular(indicator: Indicator) -> bool:
    less = indicator.measure in _LESS_IS_BETTER
    match indicator.shape:
        case Proportional(cap=cap, floor=floor):
            return not less and floor <= cap
        case Declining():
            return less
        case Ladder(rungs=rungs):
            shares = [rung.share for rung in rungs]
            return shares == sorted(shares, reverse=not less)
        case Deduction():
            return True

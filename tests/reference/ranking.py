"""Chapter 四 in plain loops: rank, last place, streak and what follows from it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
Key = tuple[date, str]


def rank_and_streak(result: dict[Key, Row]) -> None:
    """Adds rank, last place, streak and escalation to the figures of every region and month."""
    for month in sorted({month for month, _ in result}):
        _rank([figures for (other, _), figures in result.items() if other == month])
    for key in sorted(result):
        _streak(key, result)


def _strength(figures: Row) -> tuple[Any, ...]:
    """Larger is better; a pair (known, value) puts the absent below every known value."""

    def known(value: Fraction | None) -> tuple[bool, Fraction]:
        return (False, Fraction(0)) if value is None else (True, value)

    overrun = figures["capital_overrun_ratio"]
    return (
        figures["score"],
        known(figures["collections_attainment"]),
        known(figures["sales_attainment"]),
        known(None if overrun is None else -overrun),
    )


def _rank(everybody: list[Row]) -> None:
    """Regions without a score stay outside the table."""
    for figures in everybody:
        figures |= {"rank": None, "is_rank_shared": False, "is_last": False, "is_last_shared": False}
    regions = [figures for figures in everybody if figures["score"] is not None]
    for figures in regions:
        own = _strength(figures)
        figures["rank"] = 1 + sum(_strength(other) > own for other in regions)
        figures["is_rank_shared"] = sum(_strength(other) == own for other in regions) > 1
    lowest = [figures for figures in regions if figures["rank"] == max(r["rank"] for r in regions)]
    for figures in lowest if len(regions) >= 3 else []:
        figures["is_last" if len(lowest) == 1 else "is_last_shared"] = True


def _streak(key: Key, result: dict[Key, Row]) -> None:
    """Months must come in order: the streak of the month before is read."""
    month, region = key
    figures = result[key]
    before = date(month.year - 1, 12, 1) if month.month == 1 else date(month.year, month.month - 1, 1)
    previous = result.get((before, region))
    streak = 0
    if figures["is_last"]:
        streak = 1
        if previous is not None and previous["is_last"] and previous["manager"] == figures["manager"]:
            streak += previous["last_place_streak"]
    figures["last_place_streak"] = streak
    figures["escalation"] = "transfer" if streak >= 6 else "report_to_vp" if streak >= 3 else "none"

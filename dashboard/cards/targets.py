"""Targets (一): attainment, the course of the month, from plan to record, days around the checkpoint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dashboard.cards.card import Beside, Card, Chart, Gap, Rows, Sentences
from dashboard.charts.bridge import bridge
from dashboard.charts.pace import course_lines, last_days_bars
from dashboard.charts.targets import attainment_bullets
from dashboard.i18n import _
from dashboard.services.declaring import Standing
from dashboard.views.alt_text import alt_text
from dashboard.views.ends import ends
from dashboard.views.month.progress import Progress, progress_text
from dashboard.views.month.story import Line
from dashboard.views.month.telling import story_note, story_table
from dashboard.views.scope import Scope
from dashboard.views.targets.last_days import (
    day_span,
    last_days_frame,
    last_days_scope,
    last_days_sentence,
    last_days_table,
)
from dashboard.views.targets.pace import MEASURES, Measure, course, course_sentence, left_out_note, pace_table
from dashboard.views.targets.plans import ladder, ladder_sentence, ladder_table
from dashboard.views.targets.targets import (
    bullet_title,
    chapter_note,
    course_title,
    ladder_title,
    last_days_title,
    office_table,
    plan_notes,
    region_table,
    stood_table,
)
from engine.forecasting import Days


def still_needed(scope: Scope, lines: Sequence[Line]) -> Iterator[Card]:
    """What the checkpoint of the month under way still takes; nothing once it has come."""
    if lines:
        yield Rows(story_table(scope, lines), "story", story_note(scope))


def attainment(scope: Scope) -> Iterator[Card | Beside]:
    """Regions against their targets, at the checkpoint and over the month."""
    yield Beside(tuple(_bullets(scope, measure) for measure in MEASURES))
    yield Sentences([], chapter_note(scope))


def _bullets(scope: Scope, measure: Measure) -> Card:
    table, drawn = region_table(scope), ends(scope.regions)
    return Chart(
        bullet_title(scope, measure),
        attainment_bullets(drawn.rows, measure, _threshold(scope), is_ahead=scope.is_checkpoint_ahead),
        table,
        measure,
        alt=alt_text(table, scope.unit, "region", f"{measure}_checkpoint_ratio", f"{measure}_attainment"),
        regions=drawn.names,
        others=drawn.others,
    )


def _threshold(scope: Scope) -> float:
    return float(scope.policy.checkpoint.threshold.value)


def pace(scope: Scope, days: Days, now: Progress) -> Iterator[Card | Beside]:
    """The days of the month against its usual course, and what each remaining day must bring."""
    yield Beside(tuple(_course(scope, days, now, measure) for measure in MEASURES))
    yield Rows(pace_table(scope, now), "pace", progress_text(now))


def _course(scope: Scope, days: Days, now: Progress, measure: Measure) -> Card:
    found = course(scope, days, now, measure)
    title = course_title(scope, measure)
    if found.days.is_empty():
        return Gap(title, left_out_note(found) or progress_text(now))
    return Chart(
        title,
        course_lines(found, now, scope.unit, _threshold(scope)),
        pace_table(scope, now),
        f"course_{measure}",
        f"{course_sentence(scope, found, now)} {left_out_note(found)}",
    )


def from_plan(scope: Scope, now: Progress) -> Iterator[Card | Beside]:
    """From the plan over the declaration to what came."""
    yield Beside(tuple(_ladder(scope, now, measure) for measure in MEASURES))


def _ladder(scope: Scope, now: Progress, measure: Measure) -> Card | None:
    steps = ladder(scope, measure, is_open=now.is_open)
    if not steps:
        return None
    return Chart(
        ladder_title(scope, measure),
        bridge(steps, scope.unit),
        ladder_table(scope),
        f"ladder_{measure}",
        alt=ladder_sentence(scope, measure),
    )


def last_days(scope: Scope, days: Days, now: Progress) -> Iterator[Card | Beside]:
    """How much of a month came in the days before the checkpoint, and went back after it; may be nothing."""
    rushed = last_days_scope(scope, now)
    sentence = last_days_sentence(rushed, days)
    if sentence:
        yield Beside(tuple(_last_days(rushed, days, measure) for measure in MEASURES))
        yield Sentences([], sentence)


def _last_days(scope: Scope, days: Days, measure: Measure) -> Card:
    table, drawn = last_days_table(scope, days), ends(last_days_frame(scope, days))
    return Chart(
        last_days_title(scope, measure),
        last_days_bars(drawn.rows, measure, day_span(scope)),
        table,
        f"last_days_{measure}",
        alt=alt_text(table, scope.unit, "region", f"{measure}_last_days", f"{measure}_after"),
        regions=drawn.names,
        month=scope.month,
        others=drawn.others,
    )


def offices(scope: Scope) -> Iterator[Card]:
    """Offices against their targets."""
    yield Rows(office_table(scope), "offices")


def declared(scope: Scope, standings: Mapping[tuple[str, str], Standing]) -> Iterator[Card]:
    """Declarations, and years that do not add up. standings: of those that lack an approval."""
    yield Rows(stood_table(scope, standings), "declarations")
    empty = _("The planned year adds up to the annual targets, or is not planned in full yet.")
    yield Sentences(plan_notes(scope), empty)

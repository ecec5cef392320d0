"""What was decided on last places, in words, with the note for HR."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dashboard.formats import Markdown, month_text, plain
from dashboard.i18n import _
from dashboard.views.process.words import VERDICTS
from dashboard.views.scope import Scope
from dashboard.words import word
from data.store.process.book import Book
from data.store.process.deeds import Decision, Retention, TransferDecision


def last_place_note() -> Markdown:
    """What every proposal on last places must carry."""
    return _(
        "A place in a ranking alone is in some places no lawful ground for a transfer or a dismissal: HR "
        "checks before anything follows from it."
    )


def verdict_text(decision: Decision, verdict: str, who: Markdown) -> Markdown:
    """What was decided on an appeal or an adjustment; verdict: how it is called there."""
    return _(
        "**{verdict}** by {who} on {day}: {reason}",
        verdict=plain(word(VERDICTS, verdict)),
        who=who,
        day=f"{decision.on:%Y-%m-%d}",
        reason=plain(decision.reason),
    )


def retention_text(given: Retention, who: Markdown) -> Markdown:
    """What the VP decided on a report."""
    if given.until is None:
        return _(
            "**Transfer proposed** by {who} on {day}: {reason}",
            who=who,
            day=f"{given.on:%Y-%m-%d}",
            reason=plain(given.reason),
        )
    return _(
        "**Retained until {until}** by {who} on {day}: {reason}",
        until=f"{given.until:%Y-%m-%d}",
        who=who,
        day=f"{given.on:%Y-%m-%d}",
        reason=plain(given.reason),
    )


def transfer_text(given: TransferDecision, who: Markdown) -> Markdown:
    """What the general manager decided."""
    return _(
        "**{verdict}**, decided by {who} on {day}: {reason}",
        verdict=plain(word(VERDICTS, given.verdict)),
        who=who,
        day=f"{given.on:%Y-%m-%d}",
        reason=plain(given.reason),
    )


def decision_sentences(
    book: Book, scope: Scope, day: date, named: Callable[[str], Markdown]
) -> list[Markdown]:
    """The latest decision on each region's last places up to the month, and how long it still holds."""
    latest: dict[str, Retention | TransferDecision] = {}
    decided: list[Retention | TransferDecision] = [*book.retentions.values(), *book.transfers.values()]
    for deed in sorted(decided, key=lambda each: each.sequence):
        if deed.month <= scope.month and scope.region in {None, deed.region}:
            latest[deed.region] = deed
    return [_decision(deed, day, named(deed.by)) for _region, deed in sorted(latest.items())]


def _decision(deed: Retention | TransferDecision, day: date, who: Markdown) -> Markdown:
    about = {"region": plain(deed.region), "month": month_text(deed.month)}
    if isinstance(deed, TransferDecision):
        return _("{region} {month}: {decision}", decision=transfer_text(deed, who), **about)
    said = retention_text(deed, who)
    if deed.until is None:
        return _("{region} {month}: {decision}", decision=said, **about)
    left = (deed.until - day).days
    if left < 0:
        return _("{region} {month}: {decision} (ended {days} days ago)", decision=said, days=-left, **about)
    return _("{region} {month}: {decision} ({days} days left)", decision=said, days=left, **about)

"""What was done in the course of the months, as sentences, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from dashboard.formats import Markdown, award, month_text, plain
from dashboard.i18n import N_, _
from dashboard.views.process.words import VERDICTS
from dashboard.words import ITEMS, word
from data.store.process import deeds
from data.store.process.book import Book

#: Account → the name to show.
Named = Callable[[str], str]
WHY = {
    "load": N_("a file was loaded that changes its figures"),
    "rollback": N_("a load was taken back that changes its figures"),
    "adjustment": N_("an adjustment was decided that belongs to it"),
    "reopening": N_("an earlier month was reopened that it had corrections or adjustments of"),
    "figures": N_("its figures changed"),
    "policy": N_("the policy was changed"),
}


@dataclass(frozen=True, slots=True)
class News:
    """Something that was done: when, at which place of the log, by whom, and what in a sentence."""

    at: datetime
    sequence: int
    by: str
    text: Markdown


def news(book: Book, since: int, named: Named, own: str = "") -> list[News]:
    """What was done after the place `since` of the log by others than `own`, the newest first."""
    found = [
        News(deed.at, deed.sequence, deed.by, text)
        for deed, text in _told(book, named)
        if deed.sequence > since and deed.by != own
    ]
    return sorted(found, key=lambda each: -each.sequence)


def _told(book: Book, named: Named) -> Iterator[tuple[deeds.Deed, Markdown]]:
    for course in book.course.values():
        for deed in course:
            yield deed, _of_month(deed, named)
    for place in book.declared.values():
        for each in place:
            yield (
                each,
                _(
                    "{who} declared {month} for {region} {office}.",
                    who=plain(named(each.by)),
                    month=month_text(each.month),
                    region=plain(each.region),
                    office=plain(each.office),
                ),
            )
    yield from _of_declarations(book, named)
    yield from _of_appeals(book, named)
    yield from _of_regions(book, named)


def _of_month(deed: deeds.Deed, named: Named) -> Markdown:
    who = plain(named(deed.by))
    match deed:
        case deeds.Submission():
            regions = plain(_(", ").join(sorted(deed.regions)))
            return _(
                "{who} submitted {month} for {regions}.",
                who=who,
                month=month_text(deed.month),
                regions=regions,
            )
        case deeds.Verification() if deed.held:
            return _(
                "{who} verified {month} and held {count} lines.",
                who=who,
                month=month_text(deed.month),
                count=len(deed.held),
            )
        case deeds.Verification():
            return _("{who} verified {month}.", who=who, month=month_text(deed.month))
        case deeds.Publication():
            return _(
                "{who} published {month}, version {version}.",
                who=who,
                month=month_text(deed.month),
                version=deed.version,
            )
        case deeds.Reopening():
            return _(
                "{who} reopened {month}: {reason}",
                who=who,
                month=month_text(deed.month),
                reason=plain(deed.reason),
            )
        case deeds.Returned():
            why = plain(word(WHY, deed.why))
            return _(
                "**{month} is open again**: {why}. It has to be submitted and verified anew.",
                month=month_text(deed.month),
                why=why,
            )
    raise TypeError(deed)


def _of_declarations(book: Book, named: Named) -> Iterator[tuple[deeds.Deed, Markdown]]:
    for approved in book.approved.values():
        yield (
            approved,
            _(
                "{who} approved the lowered declaration of {region} {office} for {month}.",
                who=plain(named(approved.by)),
                region=plain(approved.region),
                office=plain(approved.office),
                month=month_text(approved.month),
            ),
        )
    for refused in book.refused.values():
        yield (
            refused,
            _(
                "{who} refused the lowered declaration of {region} {office} for {month}: {reason}",
                who=plain(named(refused.by)),
                region=plain(refused.region),
                reason=plain(refused.reason),
                office=plain(refused.office),
                month=month_text(refused.month),
            ),
        )


def _of_appeals(book: Book, named: Named) -> Iterator[tuple[deeds.Deed, Markdown]]:
    for appeal in book.appeals.values():
        line = {
            "month": month_text(appeal.month),
            "region": plain(appeal.region),
            "item": plain(word(ITEMS, appeal.item)),
        }
        yield (
            appeal,
            _("{who} appealed against {region} {item} of {month}.", who=plain(named(appeal.by)), **line),
        )
        if (decision := appeal.decision) is not None:
            verdict = plain(word(VERDICTS, decision.verdict))
            yield (
                decision,
                _(
                    "The appeal against {region} {item} of {month} was {verdict} by {who}: {reason}",
                    who=plain(named(decision.by)),
                    verdict=verdict,
                    reason=plain(decision.reason),
                    **line,
                ),
            )


def _of_regions(book: Book, named: Named) -> Iterator[tuple[deeds.Deed, Markdown]]:
    for explanation in book.explanations.values():
        yield (
            explanation,
            _("{who} explained the overrun of {region} in {month}.", **_place(explanation, named)),
        )
    for report in book.reports.values():
        yield report, _("{who} recorded the report of {region} for {month}.", **_place(report, named))
    for retention in book.retentions.values():
        if retention.until is not None:
            yield (
                retention,
                _(
                    "{who} decided: {region} is retained until {until}.",
                    until=f"{retention.until:%Y-%m-%d}",
                    **_place(retention, named),
                ),
            )
        else:
            yield retention, _("{who} proposed a transfer for {region}.", **_place(retention, named))
    for transfer in book.transfers.values():
        yield (
            transfer,
            _(
                "{who} decided on {region}: {verdict}.",
                verdict=plain(word(VERDICTS, transfer.verdict)),
                **_place(transfer, named),
            ),
        )
    for adjustment in book.adjustments.values():
        amount = plain(award(adjustment.amount_fen / 100))
        yield (
            adjustment,
            _(
                "{who} proposed an adjustment for {region} in {month}: {amount}.",
                amount=amount,
                **_place(adjustment, named),
            ),
        )
        if (decision := adjustment.decision) is not None:
            verdict = "approved" if decision.verdict == "upheld" else "refused"
            yield (
                decision,
                _(
                    "The adjustment for {region} in {month} ({amount}) was {verdict} by {who}.",
                    **_place(adjustment, named) | {"who": plain(named(decision.by))},
                    amount=amount,
                    verdict=plain(word(VERDICTS, verdict)),
                ),
            )


def _place(
    deed: deeds.Explanation | deeds.Report | deeds.Retention | deeds.TransferDecision | deeds.Adjustment,
    named: Named,
) -> dict[str, Markdown]:
    return {"who": plain(named(deed.by)), "region": plain(deed.region), "month": month_text(deed.month)}

"""The book of the months narrowed to what a scope sees. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from data.people.person import account_key
from data.people.scope import Scope
from data.store.process import deeds
from data.store.process.book import Book
from data.store.process.deeds import Deed

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def seen_book(book: Book, scope: Scope, account: str) -> Book:
    """Steps and states of months for all who see amounts; what is about a region for who sees its totals.

    What offices declared: for who sees the office. Drafts, channels and what was last looked at are one's
    own. Of publications the own regions' figures and of the others what is published.
    """
    key = account_key(account)
    own = {k: content for k, content in book.drafts.items() if k[0] == key}
    mine = {k: channels for k, channels in book.channels.items() if k == key}
    looked = {k: sequence for k, sequence in book.seen.items() if k == key}
    if scope.is_everything:
        return replace(book, drafts=own, channels=mine, seen=looked)
    if scope.is_nothing:
        return Book(sequence=0, channels=mine, seen=looked)

    def of_region(found: Mapping[_Key, _Value]) -> dict[_Key, _Value]:
        return {k: deed for k, deed in found.items() if scope.sees_totals(getattr(deed, "region"))}  # noqa: B009

    def of_office(found: Mapping[tuple[Any, str, str], _Value]) -> dict[Any, _Value]:
        return {k: deed for k, deed in found.items() if scope.sees_office(k[1], k[2])}

    return Book(
        sequence=book.sequence,
        latest=book.latest,
        lost=book.lost,
        course={
            month: [_seen(deed, scope, book) for deed in course] for month, course in book.course.items()
        },
        declared=of_office(book.declared),
        approved=of_office(book.approved),
        refused=of_office(book.refused),
        appeals=of_region(book.appeals),
        explanations=of_region(book.explanations),
        reports=of_region(book.reports),
        retentions=of_region(book.retentions),
        transfers=of_region(book.transfers),
        promises={k: promise for k, promise in book.promises.items() if _sees_promise(promise, scope)},
        adjustments=of_region(book.adjustments),
        cases=of_region(book.cases),
        evidence={k: region for k, region in book.evidence.items() if scope.sees_region(region)},
        drafts=own,
        channels=mine,
        seen=looked,
    )


def _sees_promise(promise: deeds.Promise, scope: Scope) -> bool:
    if promise.office is None:
        return scope.sees_totals(promise.region)
    return scope.sees_office(promise.region, promise.office)


def _seen(deed: Deed, scope: Scope, book: Book) -> Deed:
    match deed:
        case deeds.Returned(why="adjustment") if not _sees_adjustment(book, deed.subject, scope):
            return replace(deed, why="figures", subject="")
        case deeds.Submission():
            return replace(deed, fingerprint="", digests={})
        case deeds.Verification():
            held = {place: reason for place, reason in deed.held.items() if scope.sees_totals(place[0])}
            return replace(deed, fingerprint="", held=held)
        case deeds.Publication():
            return replace(deed, content=_seen_content(deed.content, scope))
        case _:
            return deed


def _sees_adjustment(book: Book, adjustment_id: str, scope: Scope) -> bool:
    found = book.adjustments.get(adjustment_id)
    return found is not None and scope.sees_totals(found.region)


def _seen_content(content: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """A publication's content without its files and stamps, rows of own regions alone."""
    listed = {
        name: [row for row in content.get(name, ()) if scope.sees_totals(row["region"])]
        for name in ("regions", "lines")
    }
    return {"month": content.get("month"), "version": content.get("version"), **listed}

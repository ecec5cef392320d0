"""The course of a month as the engine's rules read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from data.store.process import deeds
from data.store.process.book import Book
from engine.process.states import Turn


def turns_of(book: Book, month: date) -> tuple[Turn, ...]:
    """The deeds of a month that decide its state, as they came."""
    return tuple(_turns(book, month))


def _turns(book: Book, month: date) -> Iterator[Turn]:
    for deed in book.course.get(month, ()):
        match deed:
            case deeds.Submission(fingerprint=fingerprint, digests=digests):
                yield Turn("submit", fingerprint, digests)
            case deeds.Verification(fingerprint=fingerprint):
                yield Turn("verify", fingerprint)
            case deeds.Returned():
                yield Turn("returned")
            case deeds.Publication():
                yield Turn("publish")
            case deeds.Reopening():
                yield Turn("reopen")

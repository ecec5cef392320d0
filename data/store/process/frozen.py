"""The publications that a book holds, read once, and the frames of facts they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from data.store.process.book import Book
from data.store.process.deeds import Publication, Reopening, Verification
from data.store.process.publications import Published, published_frames, published_of
from engine.settlement.naming import Held


class Frozen:
    """Reads publications of one store's books; what was read is kept. Safe between threads."""

    def __init__(self) -> None:
        self._read: dict[int, tuple[Mapping[str, Any], Published]] = {}
        self._frames: tuple[Book, dict[str, pl.DataFrame]] | None = None

    def read(self, publication: Publication) -> Published:
        """A publication as it was made."""
        known = self._read.get(publication.sequence)
        # A number may have been that of an entry that never came about.
        if known is None or known[0] is not publication.content:
            made = published_of(publication.content)
            told = replace(made, by=publication.by, on=publication.on, at=publication.at)
            known = (publication.content, told)
            self._read[publication.sequence] = known
        return known[1]

    def in_force(self, book: Book) -> dict[date, Published]:
        """The publication of every month that is published and not reopened, ascending."""
        found = ((month, book.published(month)) for month in book.published_months())
        return {month: self.read(each) for month, each in found if each is not None}

    def versions(self, book: Book, month: date) -> tuple[Published, ...]:
        """All publications of a month, ascending; those before a reopening among them."""
        return tuple(self.read(each) for each in book.publications(month))

    def with_held(self, book: Book, month: date) -> tuple[tuple[Published, Held], ...]:
        """All publications of a month, ascending, each with the lines that are held of it.

        Of one that was reopened those that were held last.
        """
        found: list[tuple[Published, Held]] = []
        is_open = True
        for deed in book.course.get(month, ()):
            match deed:
                case Verification() if not is_open:
                    found[-1] = (found[-1][0], deed.held)
                case Publication():
                    found.append((published := self.read(deed), published.held))
                    is_open = False
                case Reopening():
                    is_open = True
                case _:
                    pass
        return tuple(found)

    def frames(self, book: Book) -> dict[str, pl.DataFrame]:
        """The frames of `Facts` about what is published and adjusted, by name."""
        known = self._frames
        if known is None or known[0] is not book:
            known = (book, published_frames(self.in_force(book).values(), _approved(book)))
            self._frames = known
        return known[1]


def _approved(book: Book) -> list[dict[str, Any]]:
    return [
        {
            "month": each.month,
            "region": each.region,
            "adjustment": each.adjustment_id,
            "amount": each.amount_fen,
            "reason": each.reason,
        }
        for each in book.adjustments.values()
        if each.decision is not None and each.decision.verdict == "upheld"
    ]

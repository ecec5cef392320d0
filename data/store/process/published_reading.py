"""What a reader may ask of publications: the part of `data.store.reader.Reader` that is about them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from data.people.scope import Scope
from data.store.process.publications import Published
from data.store.process.shown import seen_published
from engine.settlement.naming import Held

if TYPE_CHECKING:
    from data.store import Store


class PublishedReader:
    """What a person may know of what was published."""

    _store: Store
    scope: Scope

    def published(self) -> dict[date, Published]:
        """The publication of every month that is published and not reopened, as far as it may be seen."""
        process = self._store.process
        found = process.frozen.in_force(process.book())
        return {month: seen_published(each, self.scope) for month, each in found.items()}

    def with_held(self, month: date) -> tuple[tuple[Published, Held], ...]:
        """All versions of a month with what is held of them; of own regions alone."""
        process = self._store.process
        return tuple(
            (
                seen_published(each, self.scope),
                {place: why for place, why in held.items() if self.scope.sees_totals(place[0])},
            )
            for each, held in process.frozen.with_held(process.book(), month)
        )

    def publications(self, month: date) -> tuple[Published, ...]:
        """All versions of a month, ascending, as far as they may be seen."""
        process = self._store.process
        versions = process.frozen.versions(process.book(), month)
        return tuple(seen_published(each, self.scope) for each in versions)

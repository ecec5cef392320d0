"""What a reader may ask of the months: the part of `data.store.reader.Reader` that is about the process."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from data.people.person import Person
from data.people.roles import Act
from data.people.scope import Scope, scope_of
from data.store.process.attachments import attached
from data.store.process.book import Book
from data.store.process.loaded import uploaders
from data.store.process.papers import Issued, issued_by
from data.store.process.sight import seen_book
from data.store.process.turns import turns_of
from engine.evaluation import Evaluation, evaluate
from engine.policy.parameters import Policies
from engine.process.states import Marks, State, is_published, missing, state_of

if TYPE_CHECKING:
    from data.store import Store


class ProcessReader:
    """What a person may know of the months."""

    _store: Store
    scope: Scope
    account: str

    def process(self) -> Book:
        """What was done in the course of the months, as far as it may be seen; `Store.process`."""
        return seen_book(self._store.process.book(), self.scope, self.account)

    def doers(self, act: Act, region: str | None, office: str | None, day: date) -> tuple[Person, ...]:
        """Who may do something on a day, by account: at all, in a region, in an office."""
        return tuple(
            person
            for person in self._store.people.persons()
            if scope_of(person, day).may(act, region, office)
        )

    def uploaders(self, month: date) -> tuple[str, ...]:
        """Who uploaded any of the rows that count in a month, and so does not verify it; not to be shown."""
        with self._store.process.cursor() as cursor:
            return uploaders(cursor, self._store.process.book(), month)

    def state(self, month: date, policies: Policies) -> State:
        """The state of a month, known to all who see amounts."""
        turns = turns_of(self._store.process.book(), month)
        return "published" if is_published(turns) else state_of(turns, self._marks(month, policies))

    def regions_of(self, month: date, policies: Policies) -> tuple[str, ...]:
        """The regions that a month as a whole consists of: whose role covers all may act on it."""
        return tuple(self._marks(month, policies).digests)

    def not_submitted(self, month: date, policies: Policies) -> tuple[str, ...]:
        """The regions of a month that are not submitted as they stand; none of a published one."""
        turns = turns_of(self._store.process.book(), month)
        return () if is_published(turns) else missing(turns, self._marks(month, policies))

    def issued(self) -> tuple[Issued, ...]:
        """The papers of all publications, for who sees amounts: digests tell no figure."""
        return () if self.scope.is_nothing else issued_by(self._store.process.book())

    def published_file(self, sha256: str) -> bytes | None:
        """A bulletin's file as it was published: all figures are in it. None where it is not open or kept."""
        is_published = any(file.sha256 == sha256 for each in self.issued() for file in each.files)
        return self._store.original(sha256) if is_published and self.scope.is_everything else None

    def attachment(self, sha256: str) -> bytes | None:
        """A file that was attached to something one sees, as it came; OriginalDamaged if it changed since."""
        return self._store.original(sha256) if sha256 in attached(self.process()) else None

    def _marks(self, month: date, policies: Policies) -> Marks:
        """The marks of a month's figures of all regions: they tell no figure."""

        def make() -> Evaluation:
            return evaluate(self._store.facts(lambda each: policies.at(each).checkpoint_day), policies)

        return self._store.process.marks(self._store.data_version(), policies, month, make)

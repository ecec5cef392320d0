"""The evaluation of what a store holds, stamped with the versions it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from dashboard.memory import remembered
from data.people.narrowing import narrowed, only_seen, version_of
from data.people.scope import EVERYTHING, Scope
from data.store import Store
from data.store.process.publications import Published
from data.store.process.shown import as_published, seen_published
from data.store.reader import Reader
from engine.evaluation import REGION_FIGURES, Evaluation
from engine.figures import names
from engine.policy.parameters import Policies

#: What `evaluate` prints of a region: its figures, without the verdicts that the screen shows by them.
PRINTED = names(each for each in REGION_FIGURES if not each.is_verdict)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """An evaluation with the data version and the policy digest that make it reproducible.

    scope: what of all was let through. Then `data_version` tells apart only what may be seen, and
    `stored_version` all data (empty where they are the same). own: without any row of regions of which
    only what is published is seen; sums over regions are made of it. published: the publications in force,
    as far as they are seen. shown: the evaluation with published months as they were published.
    """

    evaluation: Evaluation
    data_version: str
    policies: Policies
    scope: Scope = EVERYTHING
    stored_version: str = ""
    published: Mapping[date, Published] = field(default_factory=dict)
    own: Evaluation = field(init=False)
    shown: Evaluation = field(init=False)
    shown_own: Evaluation = field(init=False)

    def __post_init__(self) -> None:
        # The same object where everything is seen: what was made from it is remembered by identity.
        object.__setattr__(self, "own", only_seen(self.evaluation, self.scope))
        shown = as_published(self.evaluation, self.published)
        object.__setattr__(self, "shown", shown)
        own = self.own if shown is self.evaluation else only_seen(shown, self.scope)
        object.__setattr__(self, "shown_own", own)

    @property
    def read_at(self) -> str:
        """The store's version that it was read at; not to be shown."""
        return self.stored_version or self.data_version

    @property
    def is_empty(self) -> bool:
        """Whether nothing was loaded that could be evaluated."""
        return self.own.regions.is_empty()

    @property
    def loaded_through(self) -> date | None:
        """The last month with any sales or collections, None without."""
        return _loaded_through(self.own)

    def policy_version(self, month: date) -> str:
        """The stamp of the policy in force in `month`."""
        return self.policies.at(month).stamp


@remembered
def _loaded_through(evaluation: Evaluation) -> date | None:
    known = evaluation.regions.filter(pl.col("sales").is_not_null() | pl.col("collections").is_not_null())
    return None if known.is_empty() else known["month"].to_list()[-1]


def snapshot(store: Store | Reader, policies: Policies) -> Snapshot:
    """Evaluates everything current in `store`; the data version is read first, so it never flatters.

    Of a reader, what its scope sees of that.
    """
    reader = store if isinstance(store, Reader) else Reader(store, EVERYTHING)
    version = store.data_version()
    evaluation, published = reader.evaluation(policies), reader.published()
    if reader.scope.is_everything:
        return Snapshot(evaluation, version, policies, published=published)
    return _of_part(evaluation, published, policies, reader.scope, version)


def seen_by(whole: Snapshot, scope: Scope) -> Snapshot:
    """What a scope sees of a snapshot of everything: nothing is evaluated again."""
    if scope.is_everything:
        return whole
    published = {month: seen_published(each, scope) for month, each in whole.published.items()}
    seen = as_published(narrowed(whole.evaluation, scope), published, scope)
    return _of_part(seen, published, whole.policies, scope, whole.read_at)


def _of_part(
    seen: Evaluation, published: Mapping[date, Published], policies: Policies, scope: Scope, version: str
) -> Snapshot:
    told = version_of(seen, as_published(seen, published))
    return Snapshot(seen, told, policies, scope, version, published)


def checkpoint_day(policies: Policies) -> Callable[[date], int]:
    """The day up to which a month's month-to-date figures reach, as the facts ask for it."""
    return lambda month: policies.at(month).checkpoint_day

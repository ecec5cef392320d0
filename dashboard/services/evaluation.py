"""The evaluation of what a store holds, stamped with the versions it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from dashboard.memory import remembered
from data.people.narrowing import narrowed, only_seen, version_of
from data.people.scope import EVERYTHING, Scope
from data.store import Store
from data.store.reader import Reader
from engine.evaluation import REGION_FIGURES, Evaluation, evaluate
from engine.figures import names
from engine.policy.parameters import Policies

#: What `evaluate` prints of a region: its figures, without the verdicts that the screen shows by them.
PRINTED = names(each for each in REGION_FIGURES if not each.is_verdict)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """An evaluation with the data version and the policy digest that make it reproducible.

    scope: what of all was let through. Then `data_version` tells apart only what may be seen, and
    `stored_version` all data (empty where they are the same). own: without any row of regions of which
    only what is published is seen; sums over regions are made of it.
    """

    evaluation: Evaluation
    data_version: str
    policies: Policies
    scope: Scope = EVERYTHING
    stored_version: str = ""
    own: Evaluation = field(init=False)

    def __post_init__(self) -> None:
        # The same object where everything is seen: what was made from it is remembered by identity.
        object.__setattr__(self, "own", only_seen(self.evaluation, self.scope))

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
    version = store.data_version()
    if isinstance(store, Reader) and not store.scope.is_everything:
        seen = store.evaluation(policies)
        return Snapshot(seen, version_of(seen), policies, store.scope, version)
    if isinstance(store, Reader):
        return Snapshot(store.evaluation(policies), version, policies)
    return Snapshot(evaluate(store.facts(checkpoint_day(policies)), policies), version, policies)


def seen_by(whole: Snapshot, scope: Scope) -> Snapshot:
    """What a scope sees of a snapshot of everything: nothing is evaluated again."""
    if scope.is_everything:
        return whole
    seen = narrowed(whole.evaluation, scope)
    return Snapshot(seen, version_of(seen), whole.policies, scope, whole.read_at)


def checkpoint_day(policies: Policies) -> Callable[[date], int]:
    """The day up to which a month's month-to-date figures reach, as the facts ask for it."""
    return lambda month: policies.at(month).checkpoint_day


def month_as_dict(current: Snapshot, month: date) -> dict[str, Any]:
    """What `evaluate --format json` prints for one month: yuan, fractions, null for no data; no verdicts.

    Of a region that the snapshot's scope does not see, lines have no receipt.
    """
    evaluation = current.evaluation
    in_month = pl.col("month") == month
    regions = evaluation.regions.filter(in_month).select(PRINTED).drop("month", "policy_version")
    lines = evaluation.settlement.filter(in_month).drop("month", "policy_version")
    return {
        "month": f"{month:%Y-%m}",
        "policy": current.policy_version(month),
        "data_version": current.data_version,
        "regions": regions.to_dicts(),
        "settlement": [
            {**line, "receipt": _receipt(current, month, line["region"], line["item"])}
            for line in lines.iter_rows(named=True)
        ],
    }


def _receipt(current: Snapshot, month: date, region: str, item: str) -> dict[str, Any] | None:
    if not current.scope.sees_totals(region):
        return None
    return current.evaluation.receipt(month, region, item).as_dict()

"""What a bulletin rests on: enough to compute it again, and nothing from the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from dashboard.services.evaluation import Snapshot
from dashboard.services.forecasts import latest_day
from data.store import Store
from data.store.reader import Reader

#: Stands in for the time of the last load where nothing was ever loaded; ZIP knows no earlier year.
_NEVER = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stamps:
    """Month, last month with figures and its latest day, versions, and when (UTC) the data last changed.

    `through_day` is None where no figure has a day. A month is under way while its checkpoint is to come.
    `audit_head` is the last link of the store's audit chain, None where the store keeps none.
    published_version: of the publication whose figures these are, 0 for what would be now; then versions and
    chain are those it was made from.
    is_narrowed: for somebody who sees not everything; then neither chain nor last change are told.
    """

    month: date
    data_through: date | None
    through_day: int | None
    is_under_way: bool
    data_version: str
    data_changed_at: datetime
    policy_version: str
    audit_head: str | None
    is_narrowed: bool = False
    published_version: int = 0


def stamps(store: Store | Reader, snapshot: Snapshot, month: date) -> Stamps:
    """The stamps of `month`; the same store and policy always give the same ones."""
    is_narrowed = not snapshot.scope.is_everything
    through = snapshot.loaded_through
    day = None if through is None else latest_day(store.daily_totals(), through)
    checkpoint = snapshot.policies.at(month).checkpoint_day
    found = snapshot.published.get(month)
    return Stamps(
        month=month,
        data_through=through,
        through_day=day,
        is_under_way=month == through and day is not None and day < checkpoint,
        data_version=str((found.data_version if found else "") or snapshot.data_version),
        data_changed_at=_NEVER if is_narrowed else last_change(store),
        policy_version=found.policy_version if found else snapshot.policy_version(month),
        audit_head=None if is_narrowed else (found.audit_head if found else _audit_head(store)),
        is_narrowed=is_narrowed,
        published_version=found.version if found else 0,
    )


def last_change(store: Store | Reader) -> datetime:
    """When (UTC) the data last changed, to the second; a fixed day where nothing was ever loaded."""
    loads = store.loads()
    times = [load.created_at for load in loads]
    times += [load.rollback.at for load in loads if load.rollback is not None]
    latest = max(times, default=_NEVER)
    return (latest if latest.tzinfo else latest.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def _audit_head(store: Store | Reader) -> str | None:
    """The head of the audit chain, from a store that keeps one."""
    head: Callable[[], Any] | Any = getattr(store, "audit_head", None)
    found = head() if callable(head) else head
    return None if found is None else str(found)

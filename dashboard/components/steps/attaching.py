"""Files that go with an appeal, an explanation or a report."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.cache.acting import current_writer
from dashboard.components.process.place import Place
from data.people.roles import Act
from data.store.process.deeds import KeptFile


def kept_of(files: Sequence[tuple[str, bytes]], region: str, act: Act, place: Place) -> Sequence[KeptFile]:
    """Keep what was attached, for who may act in a region. StoreError for what is not kept."""
    return current_writer().process.attach_all(files, region, act, place.policy) if files else ()

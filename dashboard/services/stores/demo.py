"""The demo company, loaded the way any company's extracts are."""

from __future__ import annotations

from datetime import date

from dashboard.services.stores.people import now
from dashboard.services.uploads.ingest import check, commit
from data.ingestion import Progress, Upload
from data.sample import RUNNING_AS_OF, RUNNING_FILE, SOURCE_FILE, people, running_frames, workbook
from data.store import Store

ACTOR = "demo"


def load_demo(store: Store, today: date, progress: Progress | None = None) -> str:
    """Loads the demo company into `store`, its books and then the month under way; the last load's id.

    Its people come too, unless the store has some: they are who can be looked as.
    """
    # The demo's months are fixed; a clock that runs behind them must not make them future.
    day = max(today, RUNNING_AS_OF)
    for name, content in ((SOURCE_FILE, workbook()), (RUNNING_FILE, workbook(running_frames()))):
        checked = check(store, [Upload(name, content)], day, progress)
        load_id = commit(store, checked, actor=ACTOR, reason=ACTOR)
    if not store.people.persons():
        store.people.load(people(), ACTOR, now())
    return load_id


def is_blank(store: Store) -> bool:
    """Whether nothing was ever loaded."""
    return not store.loads()

"""The demo company, loaded the way any company's extracts are."""

from __future__ import annotations

from datetime import date

from dashboard.services.ingest import check, commit
from data.ingestion import Progress, Upload
from data.sample import AS_OF, SOURCE_FILE, workbook
from data.store import Store

ACTOR = "demo"


def load_demo(store: Store, today: date, progress: Progress | None = None) -> str:
    """Loads the demo company's workbook into `store` and returns the load's id."""
    # The demo's months are fixed; a clock that runs behind them must not make them future.
    checked = check(store, [Upload(SOURCE_FILE, workbook())], max(today, AS_OF), progress)
    return commit(store, checked, actor=ACTOR)


def is_blank(store: Store) -> bool:
    """Whether nothing was ever loaded."""
    return not store.loads()

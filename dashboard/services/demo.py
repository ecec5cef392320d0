"""The demo company, loaded the way any company's extracts are."""

from __future__ import annotations

from datetime import date

from data.ingestion import Upload

from dashboard.services.ingest import Progress, check, commit
from data.sample import workbook
from data.store import Store

ACTOR = "demo"
FILE_NAME = "demo.xlsx"


def load_demo(store: Store, today: date, progress: Progress | None = None) -> str:
    """Loads the demo company's workbook into `store` and returns the load's id."""
    checked = check(store, [Upload(FILE_NAME, workbook())], today, progress)
    return commit(store, checked, actor=ACTOR, reason="demo")


def is_blank(store: Store) -> bool:
    """Whether nothing was ever loaded."""
    return store.loads().is_empty()

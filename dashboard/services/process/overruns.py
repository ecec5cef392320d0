"""Whose overrun has to be explained (二): one answer for the form, the steps and the tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from dashboard.services.evaluation import Snapshot
from data.store.process.book import Book


def overruns(book: Book, snapshot: Snapshot, month: date) -> dict[str, float | None]:
    """Region → overrun ratio, where it has to be explained: as the month was published.

    Before it is, as it would be published now.
    """
    published = book.published(month)
    rows: Sequence[Mapping[str, Any]]
    if published is not None:
        rows = published.content.get("regions", ())
    else:
        rows = snapshot.own.regions.filter(pl.col("month") == month).to_dicts()
    return {
        row["region"]: row["capital_overrun_ratio"]
        for row in sorted(rows, key=lambda row: str(row["region"]))
        if row.get("is_explanation_required")
    }

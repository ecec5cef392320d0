"""Rows of an extract as people and machines read them: English names, amounts in yuan."""

from __future__ import annotations

from datetime import date

import polars as pl

from data.fields import BY_NAME
from data.store import Store, in_yuan
from data.store.reader import Reader


def extract_rows(store: Store | Reader, extract: str, month: date | None = None) -> pl.DataFrame:
    """The current rows of `extract`, in `month` only if given; months as 2026-03, amounts in yuan."""
    fields = BY_NAME[extract].fields
    frame = in_yuan(store.current(extract, month), BY_NAME[extract])
    months = [field.name for field in fields if field.kind == "month"]
    return frame.select(field.name for field in fields).with_columns(
        pl.col(name).dt.strftime("%Y-%m") for name in months
    )

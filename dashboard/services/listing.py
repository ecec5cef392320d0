"""Rows of an extract as people and machines read them: English names, amounts in yuan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from data.fields import BY_NAME
from data.store import Store


def extract_rows(store: Store, extract: str, month: date | None = None) -> pl.DataFrame:
    """The current rows of `extract`, in `month` only if given; months as 2026-03, exact Decimals in yuan."""
    fields = BY_NAME[extract].fields
    frame = store.current(extract, month)
    months = [field.name for field in fields if field.kind == "month"]
    return frame.select(field.name for field in fields).with_columns(
        pl.col(name).dt.strftime("%Y-%m") for name in months
    )


def plain(value: Any) -> Any:
    """`value` as JSON knows it: a Decimal becomes a number, a date its ISO text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value

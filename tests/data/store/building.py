"""Cleaned frames and loads, written as short as a test can bear."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from data.fields import BY_NAME
from data.store import LoadFile, LoadRequest, Store

NORTH, SOUTH = "华北大区", "华南大区"
BEIJING, TIANJIN, GUANGZHOU = "北京办事处", "天津办事处", "广州办事处"
JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))

_DTYPES = {
    "year": pl.Int32, "month": pl.Date, "date": pl.Date, "money": pl.Int64, "quantity": pl.Int64,
}  # fmt: skip
_DEFAULTS: dict[str, Any] = {
    "year": 2026, "month": JAN, "date": JAN, "text": "某物", "code": "0001", "money": 0, "quantity": 0,
}  # fmt: skip
_PLACE = {"region": NORTH, "office": BEIJING, "customer_type": "零售", "status": "已批准", "sanction": "警告"}
_PEOPLE = {"manager": "赵经理", "vice_president": "钱副总", "customer": "客户甲", "claimant": "孙员工"}
_documents = itertools.count(1)


def frame(extract: str, *rows: Mapping[str, Any], file: str = "pack.xlsx") -> pl.DataFrame:
    """A cleaned frame; what a row leaves out gets a harmless value (nullable: null), money is fen."""
    spec = BY_NAME[extract]
    filled = []
    for row in rows:
        assert set(row) <= {field.name for field in spec.fields}
        values = {}
        for field in spec.fields:
            default = _PLACE.get(field.name, _PEOPLE.get(field.name, _DEFAULTS.get(field.kind)))
            if field.name == "document":
                default = f"D{next(_documents):06d}"
            elif field.is_nullable:
                default = None
            values[field.name] = row.get(field.name, default)
        filled.append(values)
    schema = {field.name: _DTYPES.get(field.kind, pl.String) for field in spec.fields}
    return pl.DataFrame(filled, schema=schema, orient="row").with_columns(
        source_file=pl.lit(file),
        source_sheet=pl.lit(spec.sheet),
        source_row=pl.int_range(2, pl.len() + 2, dtype=pl.Int32),
    )


def request(sha256: str = "00", actor: str = "统计员", **frames: pl.DataFrame) -> LoadRequest:
    """A load of one file."""
    return LoadRequest(frames, [LoadFile("pack.xlsx", sha256, 1_000)], actor)


def load(store: Store, sha256: str = "00", **frames: pl.DataFrame) -> str:
    """Commit frames and give the load's id."""
    return store.commit(request(sha256, "统计员", **frames))


def rows(facts_frame: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """The named columns as tuples."""
    return facts_frame.select(columns).rows()


def day_28(month: date) -> int:
    """The checkpoint day as the regulation states it."""
    del month
    return 28

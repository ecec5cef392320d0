"""Uploads for the trials: each a small file of its own, with the rows that it stands for."""

from __future__ import annotations

from datetime import date

import polars as pl

from data.store import LoadFile, LoadRequest, Store
from tests.data.store.building import frame

ROWS = 200
_REGIONS = 3


def region(number: int) -> str:
    """The region that upload `number` is of; there are few, so that loads replace each other."""
    return f"大区{number % _REGIONS}"


def content(number: int) -> bytes:
    """The bytes of upload `number`."""
    return f"upload {number}\n".encode() * 500


def request(number: int, sha256: str, rows: int = ROWS) -> LoadRequest:
    """What upload `number` loads: a month's ledger of one region, each row of `number` fen, and a summary."""
    one = frame("sales", {"region": region(number), "date": date(2026, 1, 15), "amount": number})
    # Hashes, so that a ledger cannot be compressed to nothing.
    ledger = pl.concat([one] * rows, rechunk=True).with_columns(
        document=pl.format("D{}-{}", pl.lit(number), pl.int_range(rows).hash(number)),
        customer=pl.format("C{}", pl.int_range(rows).hash(number + 1)),
        source_row=pl.int_range(2, rows + 2, dtype=pl.Int32),
    )
    summary = frame("summary", {"region": region(number), "sales": number})
    file = LoadFile(f"{number}.xlsx", sha256, len(content(number)))
    return LoadRequest({"sales": ledger, "summary": summary}, [file], "chaos")


def send(store: Store, number: int) -> str | None:
    """Upload and load as ingestion does; None if the store says that the file is loaded already."""
    sha256 = store.receive(content(number))
    if store.current_state().live_load_of(sha256) is not None:
        return None
    return store.commit(request(number, sha256))

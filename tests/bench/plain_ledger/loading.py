"""A file of sales from bytes to committed, in the tables of the store."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

import duckdb
import pandas as pd

from data.store.ids import load_id
from data.store.schema import views
from tests.bench.plain_ledger.checks import Organisation, checked
from tests.bench.plain_ledger.plausibility import Doubt, doubts_about
from tests.bench.plain_ledger.table import FIELDS, Table, Unreadable, table

MONEY = "CAST({} AS DECIMAL(16,0)) * CAST(0.01 AS DECIMAL(2,2))"
QUANTITY = "CAST(CAST({} AS DECIMAL(18,0)) * CAST(0.0001 AS DECIMAL(4,4)) AS DECIMAL(18,4))"


@dataclass(frozen=True)
class Findings:
    """(row, code) of every error; (code, month or row, region, office) of everything doubtful."""

    errors: frozenset[tuple[int | None, str]]
    doubts: tuple[Doubt, ...]


def load(path: str, name: str, content: bytes, today: date) -> Findings:
    """Check a file against the store at `path` and load it unless there are errors."""
    with duckdb.connect(path) as connection:
        # The store keeps no views: what is current is each connection's own question.
        for view, text in views().items():
            connection.execute(f"CREATE TEMP VIEW {view} AS {text}")
        sha256 = hashlib.sha256(content).hexdigest()
        if connection.execute("SELECT 1 FROM load_files WHERE sha256 = ?", [sha256]).fetchone():
            return Findings(frozenset({(None, "already_loaded")}), ())
        try:
            found = table(name, content)
        except Unreadable as error:
            return Findings(frozenset({(None, str(error))}), ())
        known = Organisation(connection)
        frame = checked(found, connection, known, today)
        if not found.errors:
            found.doubts += doubts_about(frame, connection, known)
            frame = frame.rename(columns={"row": "source_row", "month": "period"})
            frame = frame.assign(source_file=name, source_sheet=found.sheet, position=range(len(frame)))
            write(connection, frame, (name, sha256, len(content)), found)
        return Findings(frozenset(found.errors), tuple(found.doubts))


def write(
    connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, file: tuple[str, str, int], found: Table
) -> None:
    """Rows, totals, history and the entry of the log in one transaction."""
    now = datetime.now(UTC).replace(tzinfo=None)
    connection.begin()
    latest = connection.execute("SELECT max(load_id) FROM loads").fetchone()
    new = load_id(datetime.now(UTC), latest[0] if latest else None)
    connection.register("incoming", frame)
    names = [item.name for item in FIELDS]
    shown = {item.name: MONEY for item in FIELDS if item.kind == "money"} | {"quantity": QUANTITY}
    values = ", ".join(shown.get(name, "{}").format(name) for name in names)
    rows = "source_file, source_sheet, source_row"
    connection.execute(
        f"INSERT INTO sales (load_id, position, period, {', '.join(names)}, {rows}) "
        f"SELECT ?, position, period, {values}, {rows} FROM incoming",
        [new],
    )
    for measure in ("amount", "gross_profit"):
        connection.execute(
            f"INSERT INTO measure_totals SELECT ?, 'sales', period, region, office, '{measure}', "
            f"{MONEY.format(f'sum({measure})')}, count(*) FROM incoming GROUP BY ALL",
            [new],
        )
    connection.execute(
        "INSERT INTO day_totals "
        f"SELECT ?, 'sales', period, region, office, date, {MONEY.format('sum(amount)')} "
        "FROM incoming GROUP BY ALL",
        [new],
    )
    connection.execute(
        "INSERT INTO load_scopes SELECT ?, 'sales', period, region, count(*) FROM incoming GROUP BY ALL",
        [new],
    )
    reason = "accepted" if found.doubts else None
    connection.execute("INSERT INTO loads VALUES (?, ?, 'bench', ?, ?)", [new, now, reason, len(frame)])
    connection.execute(
        "INSERT INTO load_files (load_id, name, sha256, size) VALUES (?, ?, ?, ?)", [new, *file]
    )
    if found.doubts:
        issues = [(new, at, json.dumps(doubt, default=str)) for at, doubt in enumerate(found.doubts)]
        connection.executemany("INSERT INTO load_issues VALUES (?, ?, ?)", issues)
    log(connection, new, now, {"file": file, "rows": len(frame), "digest": digest(frame)})
    connection.commit()


def digest(frame: pd.DataFrame) -> str:
    """One hash over every cell, column by column."""
    whole = hashlib.sha256()
    for name in sorted(frame.columns):
        whole.update("\n".join(map(str, frame[name].tolist())).encode())
    return whole.hexdigest()


def log(connection: duckdb.DuckDBPyConnection, new: str, now: datetime, details: dict[str, object]) -> None:
    """The next entry of the hash chain, and the head on it."""
    last, previous = connection.execute("SELECT sequence, hash FROM audit_head").fetchone() or (0, "")
    entry = [last + 1, now, "bench", "load", new, json.dumps(details), previous]
    head = hashlib.sha256(json.dumps(entry, default=str).encode()).hexdigest()
    connection.execute("INSERT INTO audit_entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [*entry, head])
    connection.execute("UPDATE audit_head SET sequence = ?, hash = ?", [last + 1, head])

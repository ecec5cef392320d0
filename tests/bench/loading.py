"""Loading a pack: ours with every check against a plain script with none."""

from __future__ import annotations

import tempfile
from datetime import date
from io import BytesIO
from pathlib import Path

import duckdb
import pandas as pd

from dashboard.services.uploads.ingest import check, commit
from data.ingestion import Upload
from data.store import Store
from tests.bench.timing import Ratio, compared

PACK = Path(__file__).parents[1] / "fixtures" / "acceptance" / "pack.xlsx"
TODAY = date(2026, 10, 1)


def measured() -> list[Ratio]:
    """The acceptance pack from bytes to committed, both ways into a fresh file each time."""
    content = PACK.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        names = (str(Path(folder) / f"{number}.duckdb") for number in range(1_000))

        def ours() -> None:
            with Store.open(next(names)) as store:
                commit(store, check(store, [Upload("pack.xlsx", content)], TODAY), actor="bench")

        def plain() -> None:
            sheets = pd.read_excel(BytesIO(content), sheet_name=None, engine="openpyxl")
            with duckdb.connect(next(names)) as connection:
                for number, frame in enumerate(sheets.values()):
                    connection.register("incoming", frame)
                    connection.execute(f"CREATE TABLE t{number} AS SELECT * FROM incoming")
                    connection.unregister("incoming")

        return [compared("load pack.xlsx, every check", ours, "openpyxl + pandas + DuckDB, no check", plain)]

"""Large ledgers from bytes to committed: against the least any program must do, and the usual slow way."""

from __future__ import annotations

import csv
import io
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import fastexcel
import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import xlsxwriter

from dashboard.services.ingest import check, commit
from data.fields import BY_NAME
from data.ingestion import Upload
from data.store import Store
from tests.bench.timing import Ratio, medians

TODAY = date(2026, 10, 1)
REGIONS, OFFICES = 8, 40
CSV_ROWS, XLSX_ROWS, TENTH = 1_000_000, 200_000, 10
ROUNDS = 3
HEADERS = [field.zh for field in BY_NAME["sales"].fields]


def organisation() -> bytes:
    """The sheet of `OFFICES` offices as CSV."""
    rows = [["区域", "办事处", "区域经理", "分管副总", "生效年月"]]
    rows += [[f"区{n % REGIONS}", f"办{n}", f"经理{n % REGIONS}", "副总", "2024-01"] for n in range(OFFICES)]
    return ("\r\n".join(",".join(row) for row in rows) + "\r\n").encode()


def ledger(rows: int, seed: int = 7) -> pl.DataFrame:
    """A seeded sales ledger: headers as in the template, every cell text as it stands in a file."""
    random = np.random.default_rng(seed)
    office = random.integers(0, OFFICES, rows)
    days = np.datetime64("2025-01-01") + np.sort(random.integers(0, 600, rows))
    fen = random.integers(-50_000, 20_000_000, rows)
    customer = random.integers(0, 5_000, rows)
    frame = pl.DataFrame(
        {"day": days.astype("datetime64[D]"), "office": office, "fen": fen, "customer": customer}
    )
    number = pl.int_range(pl.len())
    yuan = pl.col("fen").abs()
    sign = pl.when(pl.col("fen") < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    cents = (yuan % 100).cast(pl.String).str.zfill(2)
    return frame.select(
        pl.col("day").dt.strftime("%Y-%m-%d").alias("日期"),
        pl.format("XS{}", number.cast(pl.String).str.zfill(8)).alias("单据号"),
        pl.format("区{}", pl.col("office") % REGIONS).alias("区域"),
        pl.format("办{}", "office").alias("办事处"),
        # A customer belongs to one office.
        pl.format("客户{}-{}", "office", "customer").alias("客户"),
        pl.Series(["零售", "合同", "备案"]).gather(frame["customer"] % 3).alias("客户类型"),
        pl.format("产品{}", number % 50).alias("产品"),
        ((number % 97) + 1).cast(pl.String).alias("数量"),
        pl.concat_str(sign, (yuan // 100).cast(pl.String), pl.lit("."), cents).alias("销售额"),
        pl.concat_str(sign, (yuan // 500).cast(pl.String), pl.lit(".00")).alias("毛利"),
    )


def as_csv(frame: pl.DataFrame) -> bytes:
    """The ledger as an ERP exports it: GB18030, CRLF."""
    return frame.write_csv(line_terminator="\r\n").encode("gb18030")


def as_xlsx(frame: pl.DataFrame) -> bytes:
    """The ledger as a workbook, amounts and quantities as numbers, days as dates."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, day = book.add_worksheet("销售明细"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADERS)
    for at, row in enumerate(frame.iter_rows(), start=1):
        sheet.write_datetime(at, 0, datetime.fromisoformat(row[0]), day)
        for column in range(1, 7):
            sheet.write_string(at, column, row[column])
        for column in range(7, 10):
            sheet.write_number(at, column, float(row[column]))
    book.close()
    return buffer.getvalue()


def _floor(path: str, frame: pl.DataFrame) -> None:
    with duckdb.connect(path) as connection:
        connection.register("incoming", frame)
        connection.execute("CREATE TABLE ledger AS SELECT * FROM incoming")
    assert frame.height


def csv_floor(path: str, content: bytes) -> None:
    """Decode, split, insert as text: nothing is checked and nothing is converted."""
    text = content.decode("gb18030")
    _floor(path, pl.read_csv(io.BytesIO(text.encode()), infer_schema=False))


def xlsx_floor(path: str, content: bytes) -> None:
    """Calamine and insert as text."""
    _floor(path, fastexcel.read_excel(content).load_sheet(0, dtypes="string").to_polars())


def _checked_by_hand(path: str, table: list[list[object]]) -> None:
    """The same checks as a loop over rows, as such scripts are usually written, then pandas and DuckDB."""
    seen: set[str] = set()
    problems: list[str] = []
    offices = {(f"区{n % REGIONS}", f"办{n}") for n in range(OFFICES)}
    rows = []
    for number, row in enumerate(table[1:], start=2):
        day, document, region, office, customer, kind, product, quantity, amount, profit = row
        try:
            when = day.date() if isinstance(day, datetime) else date.fromisoformat(str(day))
            values = [round(float(str(value)) * 100) for value in (amount, profit)]
            pieces = float(str(quantity))
        except ValueError as error:
            problems.append(f"{number}: {error}")
            continue
        if when > TODAY or (region, office) not in offices or kind not in {"零售", "合同", "备案"}:
            problems.append(f"{number}: place, day or kind")
        if str(document) in seen or not customer:
            problems.append(f"{number}: document or customer")
        seen.add(str(document))
        rows.append((when, document, region, office, customer, kind, product, pieces, *values))
    assert not problems
    frame = pd.DataFrame(rows, columns=HEADERS)
    monthly = frame.assign(月=pd.to_datetime(frame["日期"]).dt.to_period("M").astype(str))
    sums = monthly.groupby(["月", "区域", "办事处"])["销售额"].sum()
    assert (sums.abs() < sums.abs().median() * 1000).all()
    with duckdb.connect(path) as connection:
        connection.register("incoming", frame)
        connection.execute("CREATE TABLE ledger AS SELECT * FROM incoming")


def slow_csv(path: str, content: bytes) -> None:
    """csv and a loop."""
    _checked_by_hand(path, list(csv.reader(io.StringIO(content.decode("gb18030"), newline=""))))


def slow_xlsx(path: str, content: bytes) -> None:
    """openpyxl and a loop."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    _checked_by_hand(path, [list(row) for row in sheet.iter_rows(values_only=True)])


def prepared(path: str) -> str:
    """A store that knows the organisation and nothing else."""
    with Store.open(path) as store:
        commit(store, check(store, [Upload("org.csv", organisation())], TODAY), actor="bench")
    return path


def ours(store_with_organisation: str, path: str, name: str, content: bytes) -> None:
    """Every check, and the commit."""
    shutil.copy(store_with_organisation, path)
    with Store.open(path) as store:
        checked = check(store, [Upload(name, content)], TODAY)
        assert [issue.text() for issue in checked.ingestion.errors] == []
        commit(store, checked, actor="bench", reason="bench")


@dataclass
class Peak:
    """Most memory (bytes) that this process and its children held at once."""

    most: int = 0


def _resident(process: int) -> int:
    """Private and shared memory of a process and its children, each page counted once (PSS)."""
    total = 0
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
        total += int(next(line for line in text.splitlines() if line.startswith("Pss:")).split()[1]) * 1024
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                total += _resident(int(child))
    except (OSError, StopIteration):
        pass
    return total


@contextmanager
def watched(every: float = 0.05) -> Iterator[Peak]:
    """The peak memory of the process tree while the block runs."""
    peak, done = Peak(), threading.Event()

    def watch() -> None:
        while not done.wait(every):
            peak.most = max(peak.most, _resident(os.getpid()))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


@dataclass(frozen=True, slots=True)
class Side:
    """A kind of file: how it is made, and what ours is held against."""

    name: str
    rows: int
    form: Callable[[pl.DataFrame], bytes]
    floor: Callable[[str, bytes], None]
    floor_name: str
    slow: Callable[[str, bytes], None]


SIDES = (
    Side("ledger.csv", CSV_ROWS, as_csv, csv_floor, "decode + DuckDB, no check", slow_csv),
    Side("ledger.xlsx", XLSX_ROWS, as_xlsx, xlsx_floor, "calamine + DuckDB, no check", slow_xlsx),
)


def measured(rounds: int = ROUNDS) -> list[Ratio]:
    """A million rows of CSV and 200,000 of a workbook; the slow side reads a tenth of them."""
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        base = prepared(f"{folder}/base.duckdb")
        names = (f"{folder}/{number}.duckdb" for number in range(1_000))
        for side in SIDES:
            content = side.form(ledger(side.rows))
            tenth = side.form(ledger(side.rows // TENTH))
            with watched() as peak:
                ours(base, next(names), side.name, content)
            best = medians(
                lambda s=side, c=content: ours(base, next(names), s.name, c),
                lambda s=side, c=content: s.floor(next(names), c),
                rounds,
            )
            few = medians(
                lambda s=side, c=tenth: ours(base, next(names), s.name, c),
                lambda s=side, c=tenth: s.slow(next(names), c),
                rounds,
            )
            memory = f"peak {peak.most / 2**20:,.0f} MB"
            ratios += [
                Ratio(f"{side.name}, {side.rows:,} rows, every check ({memory})", side.floor_name, *best),
                Ratio(
                    f"{side.name}, a tenth: {side.rows // TENTH:,} rows",
                    "loop over rows, pandas, DuckDB, same checks",
                    *few,
                ),
            ]
    return ratios


if __name__ == "__main__":
    for ratio in measured(rounds=1):
        print(ratio.row(), flush=True)

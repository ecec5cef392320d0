"""Large ledgers from bytes to committed: against the least any program must do, and the usual slow way."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

import duckdb
import fastexcel
import numpy as np
import polars as pl
import xlsxwriter

from dashboard.services.uploads.ingest import check, commit
from data.fields import BY_NAME
from data.ingestion import Upload
from data.store import Store
from tests.bench.plain_ledger import load
from tests.bench.timing import Ratio, medians, seconds

TODAY = date(2026, 10, 1)
REGIONS, OFFICES = 8, 40
CSV_ROWS, XLSX_ROWS = 1_000_000, 200_000
ROUNDS = 3
HEADERS = [field.zh for field in BY_NAME["sales"].fields if not field.is_optional]


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


def prepared(path: str) -> str:
    """A store that knows the organisation and nothing else."""
    with Store.open(path) as store:
        commit(store, check(store, [Upload("org.csv", organisation())], TODAY), actor="bench")
    return path


def ours(path: str, name: str, content: bytes) -> None:
    """Every check, and the commit."""
    with Store.open(path) as store:
        checked = check(store, [Upload(name, content)], TODAY)
        assert [issue.text() for issue in checked.ingestion.errors] == []
        commit(store, checked, actor="bench", reason="bench")


def plain(path: str, name: str, content: bytes) -> None:
    """The same as it is usually written."""
    assert load(path, name, content, TODAY).errors == frozenset()


def _into_a_new_store(
    side: Callable[[str, str, bytes], None], base: str, names: Iterator[str], name: str, content: bytes
) -> None:
    path = next(names)
    shutil.copy(base, path)
    side(path, name, content)


@dataclass
class Peak:
    """Most memory (bytes) that this process and its children held at once."""

    most: int = 0


def resident(process: int) -> int:
    """Private and shared memory of a process and its children, each page counted once (PSS)."""
    total = 0
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
        total += int(next(line for line in text.splitlines() if line.startswith("Pss:")).split()[1]) * 1024
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                total += resident(int(child))
    except (OSError, StopIteration):
        pass
    return total


@contextmanager
def watched(every: float = 0.05) -> Iterator[Peak]:
    """The peak memory of the process tree while the block runs."""
    peak, done = Peak(), threading.Event()

    def watch() -> None:
        while not done.wait(every):
            peak.most = max(peak.most, resident(os.getpid()))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


@dataclass(frozen=True, slots=True)
class Side:
    """A kind of file: how it is made, and the least that any program must do with it."""

    name: str
    rows: int
    form: Callable[[pl.DataFrame], bytes]
    floor: Callable[[str, bytes], None]
    floor_name: str
    plain_name: str


SIDES = (
    Side(
        "ledger.csv",
        CSV_ROWS,
        as_csv,
        csv_floor,
        "decode + DuckDB, no check",
        "csv + pandas + DuckDB, same checks",
    ),
    Side(
        "ledger.xlsx",
        XLSX_ROWS,
        as_xlsx,
        xlsx_floor,
        "calamine + DuckDB, no check",
        "openpyxl + pandas + DuckDB, same checks",
    ),
)


def _peak_alone(side: Side, base: str, store: str, folder: str, content: bytes) -> float:
    """The peak in MB of a process that does nothing but load the file; this one holds far more."""
    file = Path(folder) / side.name
    file.write_bytes(content)
    command = [sys.executable, "-m", "tests.bench.ledgers", base, store, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout) / 2**20


def load_and_tell(base: str, store: str, file: Path) -> None:
    """Load one file as a process of its own and print its peak memory in bytes."""
    with watched() as peak:
        shutil.copy(base, store)
        ours(store, file.name, file.read_bytes())
    print(peak.most)


def measured(rounds: int = ROUNDS) -> list[Ratio]:
    """A million rows of CSV and 200,000 of a workbook; the plain script reads all of them, once."""
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        base = prepared(f"{folder}/base.duckdb")
        names = (f"{folder}/{number}.duckdb" for number in range(1_000))
        for side in SIDES:
            content = side.form(ledger(side.rows))
            ours_here = partial(_into_a_new_store, ours, base, names, side.name, content)
            plain_here = partial(_into_a_new_store, plain, base, names, side.name, content)
            memory = f"peak {_peak_alone(side, base, next(names), folder, content):,.0f} MB"
            name = f"{side.name}, {side.rows:,} rows, every check"
            floor = medians(ours_here, lambda s=side, c=content: s.floor(next(names), c), rounds)
            ratios.append(Ratio(f"{name} ({memory})", side.floor_name, *floor))
            ratios.append(Ratio(name, side.plain_name, seconds(ours_here), seconds(plain_here)))
    return ratios


if __name__ == "__main__":
    load_and_tell(sys.argv[1], sys.argv[2], Path(sys.argv[3]))

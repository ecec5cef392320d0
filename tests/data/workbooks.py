"""Small files made in memory: the nine office-months of the messy fixtures, bent as a test needs."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from data.cleaning.documents import keys, likenesses
from data.current_state import EXTREMES, ORGANISATION, CurrentState, EmptyState, Span
from data.fields import BY_NAME, PROVENANCE
from data.ingestion import Ingestion, Upload, ingest
from data.reloads import period_of

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
MESSY = FIXTURES / "messy"
TODAY = date(2026, 11, 23)
HEADER = [
    "年月",
    "区域",
    "办事处",
    "销售额",
    "回款额",
    "期末应收(零售)",
    "库存占用",
    "合同逾期",
    "区域费用",
    "差旅费",
]
#: The columns of declarations.
DECLARED = [
    "年月",
    "区域",
    "办事处",
    "提报日期",
    "销售预计",
    "回款预计",
    "原因",
    "补救措施",
    "批准人",
    "批准日期",
]
MEASURES = [
    "sales",
    "collections",
    "retail_receivables",
    "inventory",
    "contract_overdue",
    "expenses",
    "manager_travel",
]
Cell = str | float | None
Row = Sequence[Cell]


@cache
def _baseline() -> tuple[tuple[str, ...], ...]:
    with (MESSY / "b01_baseline.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(tuple(row) for row in csv.reader(file))[1:]


def rows() -> list[list[Any]]:
    """The nine clean rows, amounts as text."""
    return [list(row) for row in _baseline()]


def changed(row: int, column: int, value: Cell) -> list[list[Any]]:
    """The nine rows with one cell replaced."""
    table = rows()
    table[row][column] = value
    return table


def csv_bytes(
    table: Sequence[Row], separator: str = ",", encoding: str = "utf-8-sig", end: str = "\r\n"
) -> bytes:
    """A text file; cells are written as they are."""
    return (end.join(separator.join(str(c) for c in row) for row in table) + end).encode(encoding)


def xlsx_bytes(
    table: Sequence[Row], sheet: str = "月度事实", touch: Callable[[Any, Any], object] | None = None
) -> bytes:
    """A workbook; digits from the fourth column on become numbers. `touch(workbook, sheet)` may add."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    page = workbook.add_worksheet(sheet)
    for i, row in enumerate(table):
        for j, value in enumerate(row):
            if value is None or value == "":
                continue
            is_number = isinstance(value, int | float) or (
                j > 2 and re.fullmatch(r"-?\d+(\.\d+)?", str(value))
            )
            page.write_number(i, j, float(value)) if is_number else page.write_string(i, j, str(value))
    if touch:
        touch(workbook, page)
    workbook.close()
    return buffer.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook with `change(member name, bytes)` applied to each of its parts."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


class Loaded(EmptyState):
    """A store in which these frames are current."""

    def __init__(self, frames: dict[str, pl.DataFrame], loads: dict[str, str] | None = None) -> None:
        self.frames = frames
        self.loads = loads or {}

    def organisation(self) -> pl.DataFrame:
        """The loaded organisation."""
        return (
            self.frames["org"].select(list(ORGANISATION)) if "org" in self.frames else super().organisation()
        )

    def office_months(
        self, extracts: Collection[str] | None = None, months: Span | None = None
    ) -> pl.DataFrame:
        """Sums of the loaded rows."""
        from data.plausibility import office_months_of

        asked = self.frames.keys() if extracts is None else set(extracts)
        found = office_months_of({k: v for k, v in self.frames.items() if k != "org" and k in asked})
        return found if months is None else found.filter(pl.col("month").is_between(*months))

    def months(self, extracts: Collection[str]) -> pl.DataFrame:
        """The months of the loaded rows."""
        return self.office_months(extracts).select("extract", "month").unique()

    def extremes(self, extracts: Collection[str], without: pl.DataFrame) -> pl.DataFrame:
        """The extremes, told office by office."""
        kept = self.office_months(extracts).join(without, on=["extract", "month", "region"], how="anti")
        series = ["extract", "region", "office", "measure"]
        rows = []
        for key, months in kept.group_by(series):
            amounts = [amount for amount in months["amount"] if amount is not None]
            high = [*sorted(map(abs, amounts), reverse=True), None, None]
            low = [*sorted(amount for amount in amounts if amount > 0), None, None]
            rows.append((*key, months.height, *high[:2], *low[:2]))
        return pl.DataFrame(rows, schema=EXTREMES, orient="row")

    def office_months_beside(self, offices: pl.DataFrame) -> pl.DataFrame:
        """The sums of other offices."""
        return self.office_months().join(offices, on=["region", "office"], how="anti")

    def documents(self, extract: str, documents: pl.Series) -> pl.DataFrame:
        """Loaded rows with these numbers."""
        if extract not in self.frames:
            return super().documents(extract, documents)
        numbers = keys(self.frames[extract]["document"])
        return (
            self.frames[extract]
            .select(numbers, pl.col("date").dt.truncate("1mo").alias("month"), "region")
            .filter(likenesses(numbers).is_in(likenesses(documents).implode()))
        )

    def current(self, extract: str, scopes: pl.DataFrame) -> pl.DataFrame:
        """Loaded rows of these scopes; the load is called `loaded`."""
        if extract not in self.frames:
            return super().current(extract, scopes)
        frame = self.frames[extract].drop(PROVENANCE).with_columns(load_id=pl.lit("loaded"))
        period = period_of(BY_NAME[extract]).alias("__period")
        return (
            frame.with_columns(period)
            .join(scopes, left_on=["region", "__period"], right_on=["region", "period"], how="semi",
                  nulls_equal=True, maintain_order="left")
            .drop("__period")
        )  # fmt: skip

    def sales_days(self, months: Span) -> pl.DataFrame:
        """Loaded sales by day."""
        if "sales" not in self.frames:
            return super().sales_days(months)
        of_months = pl.col("date").dt.month_start().is_between(*months)
        return (
            self.frames["sales"]
            .filter(of_months)
            .group_by("region", "office", "date")
            .agg(pl.col("amount").sum())
        )

    def names(self, column: str, among: pl.Series | None = None) -> pl.Series:
        """Names of the loaded rows."""
        found = [frame[column] for frame in self.frames.values() if column in frame.columns]
        names = pl.concat(found).drop_nulls().unique() if found else super().names(column)
        return names if among is None else names.filter(names.is_in(among.implode()))

    def names_ever(self, column: str) -> pl.Series:
        """Names of the loaded rows."""
        return self.names(column)

    def live_load_of(self, sha256: str) -> str | None:
        """The load of these bytes, if told so."""
        return self.loads.get(sha256)


def read_in(content: bytes, name: str = "upload.xlsx", known: CurrentState | None = None) -> Ingestion:
    """`content` ingested against the fixtures' organisation."""
    return ingest([Upload(name, content)], known or organisation(), today=TODAY)


@cache
def organisation() -> Loaded:
    """A store that knows the organisation of the messy fixtures, and nothing else."""
    found = ingest([Upload("org.xlsx", (MESSY / "org.xlsx").read_bytes())], EmptyState(), today=TODAY)
    assert found.is_loadable, found.issues
    return Loaded(found.frames)


@cache
def baseline() -> Ingestion:
    """The clean workbook, ingested."""
    return read_in((MESSY / "b00_baseline.xlsx").read_bytes(), "b00_baseline.xlsx")


def amounts(found: Ingestion) -> pl.DataFrame:
    """The summary rows of an ingestion without provenance, sorted."""
    return (
        found.frames["summary"]
        .select("month", "region", "office", *MEASURES)
        .sort("month", "region", "office")
    )


def codes(found: Ingestion, severity: str = "error") -> set[str]:
    """Codes of one severity."""
    return {issue.code for issue in found.issues if issue.severity == severity}

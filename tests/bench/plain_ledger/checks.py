"""Columns of cells to a typed frame, held against the organisation, itself and what is loaded already."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import duckdb
import pandas as pd

from data.fields import CUSTOMER_TYPES
from tests.bench.plain_ledger import cells
from tests.bench.plain_ledger.table import FIELDS, Table

CONVERTERS: dict[str, Callable[[Any], tuple[Any, str | None]]] = {
    "date": cells.day,
    "name": cells.name,
    "choice": cells.name,
    "code": cells.code,
    "text": cells.free_text,
    "quantity": partial(cells.number, digits=4, zeros=None),
}
ALIASES = {"零售客户": "零售", "合同客户": "合同", "备案客户": "备案", "備案": "备案"}


class Organisation:
    """Which office is meant by a spelling, and when it exists."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        rows = connection.execute(
            "SELECT region, office, effective_month, end_month, region_alias, office_alias FROM current_org"
        ).fetchall()
        self.regions: dict[str, str] = {}
        self.offices: dict[tuple[str, str], str] = {}
        self.regions_of: dict[str, set[str]] = {}
        self.lives: dict[tuple[str, str], list[tuple[date, date | None]]] = {}
        for region, office, first, end, other_regions, other_offices in rows:
            for text in (region, *(other_regions or "").replace("；", ";").split(";")):
                self.regions.setdefault(spelling(text), region)
            for text in (office, *(other_offices or "").replace("；", ";").split(";")):
                self.offices.setdefault((region, spelling(text)), office)
                self.regions_of.setdefault(spelling(text), set()).add(region)
            self.lives.setdefault((region, office), []).append((first, end))

    def found(self, region: str | None, office: str | None) -> tuple[str | None, str | None, str | None]:
        """(region, office, code of what is wrong) by their proper names."""
        if region is None:
            return None, None, None
        proper = self.regions.get(spelling(region))
        if proper is None:
            return None, None, "unknown_region"
        if office is None:
            return proper, None, None
        known = self.offices.get((proper, spelling(office)))
        if known is not None:
            return proper, known, None
        is_elsewhere = spelling(office) in self.regions_of
        return proper, None, "office_of_other_region" if is_elsewhere else "unknown_office"

    def life(self, region: str, office: str, month: date) -> str | None:
        """Whether an office exists in a month: a code if it does not."""
        rows = self.lives.get((region, office))
        if not rows:
            return None
        if month < min(first for first, _ in rows):
            return "office_not_yet"
        end = max(rows, key=lambda row: row[0])[1]
        return "office_closed" if end is not None and month > end else None

    def expected(self, month: date) -> set[tuple[str, str]]:
        """The offices that should have rows in a month."""
        return {
            key
            for key, rows in self.lives.items()
            if min(first for first, _ in rows) <= month and not any(end and month >= end for _, end in rows)
        }


def spelling(name: str) -> str:
    """A name for looking up."""
    return "".join(cells.folded(name).split()).casefold()


def frame_of(table: Table) -> tuple[pd.DataFrame, pd.Series]:
    """The typed rows, and whether every cell of each could be read; faults go into `table.errors`."""
    data: dict[str, Any] = {"row": table.numbers}
    numbers = pd.Series(table.numbers, dtype="int64")
    is_sound = pd.Series(data=True, index=numbers.index)
    for item in FIELDS:
        convert = CONVERTERS.get(item.kind) or partial(cells.number, digits=2, zeros=table.zeros[item.name])
        pairs = [convert(value) for value in table.columns[item.name]]
        values = [value for value, _ in pairs]
        codes = pd.Series([code for _, code in pairs], dtype=object)
        if not item.is_nullable:
            blank = "blank_amount" if item.kind == "money" else "blank_cell"
            is_blank = pd.Series([value is None for value in table.columns[item.name]], dtype=bool)
            codes = codes.mask(is_blank, blank)
        wrong = codes.notna()
        table.errors.update(zip(numbers[wrong], codes[wrong], strict=True))
        is_sound &= ~wrong
        if item.kind in {"money", "quantity"}:
            data[item.name] = pd.array(values, dtype="Int64")
        elif item.kind == "date":
            data[item.name] = pd.to_datetime(pd.Series(values, dtype=object)).astype("datetime64[s]")
        else:
            data[item.name] = pd.Series(values, dtype=object)
    frame = pd.DataFrame(data)
    frame["customer_type"] = frame["customer_type"].replace(ALIASES)
    frame["month"] = frame["date"].dt.to_period("M").dt.to_timestamp()
    return frame, is_sound


def checked(
    table: Table, connection: duckdb.DuckDBPyConnection, known: Organisation, today: date
) -> pd.DataFrame:
    """The frame under the organisation's names; everything wrong goes into `table.errors` and `.doubts`."""
    frame, is_sound = frame_of(table)

    def add(where: pd.Series, code: str) -> None:
        table.errors.update((row, code) for row in frame.loc[where, "row"])

    pairs = list(zip(frame["region"], frame["office"], strict=True))
    answers = {pair: known.found(*pair) for pair in set(pairs)}
    codes = pd.Series([answers[pair][2] for pair in pairs], dtype=object)
    table.errors.update(zip(frame.loc[codes.notna(), "row"], codes.dropna(), strict=True))
    is_sound &= codes.isna()
    frame["region"] = [answers[pair][0] or pair[0] for pair in pairs]
    frame["office"] = [answers[pair][1] or pair[1] for pair in pairs]
    add(is_sound & ~frame["customer_type"].isin(CUSTOMER_TYPES), "choice")
    add(frame["date"] > pd.Timestamp(today), "future_date")
    months = frame[["region", "office", "month"]].drop_duplicates().dropna()
    for region, office, month in months.itertuples(index=False):
        code = known.life(region, office, month.date())
        if code:
            here = (frame["region"] == region) & (frame["office"] == office) & (frame["month"] == month)
            if code == "office_not_yet":
                add(here, code)
            else:
                table.doubts += [(code, row, None, None) for row in frame.loc[here, "row"]]
    doubles(table, frame)
    loaded_before(table, frame, connection)
    return frame


def doubles(table: Table, frame: pd.DataFrame) -> None:
    """Lines of one document that contradict its first (errors) or are another one again (doubts)."""
    repeated = frame[frame["document"].notna() & frame["document"].duplicated(keep=False)]
    for _, rows in repeated.groupby("document"):
        for name in ("date", "region", "office", "customer", "customer_type"):
            values = rows[name].where(rows[name].notna(), None)
            table.errors.update(
                (row, "document_differs")
                for row, value in zip(rows["row"], values, strict=True)
                if value != values.iloc[0]
            )
        again = rows.duplicated(subset=["product", "amount"])
        table.doubts += [("repeated_line", row, None, None) for row in rows.loc[again, "row"]]


def loaded_before(table: Table, frame: pd.DataFrame, connection: duckdb.DuckDBPyConnection) -> None:
    """Documents that are in the store, in region-months that this file does not replace."""
    numbers = frame["document"].str.upper()
    connection.register("asked", pd.DataFrame({"document": numbers}))
    loaded = connection.execute(
        "SELECT upper(document), period, region FROM current_sales "
        "WHERE upper(document) IN (SELECT document FROM asked)"
    ).fetchall()
    connection.unregister("asked")
    if not loaded:
        return
    replaced = set(frame[["region", "month"]].drop_duplicates().itertuples(index=False, name=None))
    kept = {document for document, period, region in loaded if (region, pd.Timestamp(period)) not in replaced}
    rows = frame.loc[numbers.isin(kept), "row"]
    table.errors.update((row, "document_already_loaded") for row in rows)

"""Nothing is read with another meaning: each kind of file is read as it is meant, or asked about, or refused.

`tests/fixtures/meanings/` holds small files and what must become of each.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl
import pytest

from data.current_state import EmptyState
from data.fields import BY_NAME
from data.ingestion import Ingestion, Upload, ingest
from tests.data.workbooks import FIXTURES, MEASURES, TODAY, Loaded

MEANINGS = FIXTURES / "meanings"
with (MEANINGS / "index.csv").open(encoding="utf-8-sig", newline="") as _file:
    INDEX = list(csv.DictReader(_file))
#: So many files of a kind are tried by day.
BY_DAY = 4


def _cases() -> Iterator[Any]:
    seen: Counter[str] = Counter()
    for row in INDEX:
        seen[row["kind"]] += 1
        marks = pytest.mark.nightly if seen[row["kind"]] > BY_DAY else ()
        yield pytest.param(row, id=f"{row['file']}+{row['state']}".removesuffix("+"), marks=marks)


def _upload(name: str) -> Upload:
    return Upload(name, (MEANINGS / name).read_bytes())


@cache
def _store(state: str) -> Loaded:
    """A store that knows the organisation and the files named in `state`."""
    frames = dict(ingest([_upload("org.xlsx")], EmptyState(), today=TODAY).frames)
    for name in filter(None, state.split("+")):
        found = ingest([_upload(name)], Loaded(frames), today=TODAY)
        assert found.is_loadable, found.errors
        for extract, frame in found.frames.items():
            frames[extract] = pl.concat([frames[extract], frame]) if extract in frames else frame
    return Loaded(frames)


def _ingested(row: dict[str, str]) -> Ingestion:
    return ingest([_upload(row["file"])], _store(row["state"]), today=TODAY)


def _rows(row: dict[str, str]) -> tuple[list[str], list[tuple[object, ...]]]:
    """Columns and rows of an oracle: money in fen."""
    with (MEANINGS / row["oracle"]).open(encoding="utf-8-sig", newline="") as file:
        head, *lines = csv.reader(file)
    if row["extract"] == "summary":
        head = ["month", "region", "office", *MEASURES]
        return head, sorted((*line[:3], *map(int, line[3:])) for line in lines)
    kinds = {field.name: field.kind for field in BY_NAME[row["extract"]].fields}
    return head, sorted(
        tuple(int(Decimal(v) * 100) if kinds[c] == "money" else v for c, v in zip(head, line, strict=True))
        for line in lines
    )


def _is_exactly_the_oracle(found: Ingestion, row: dict[str, str]) -> bool:
    columns, wanted = _rows(row)
    frame = found.frames.get(row["extract"])
    if frame is None:
        return False
    kinds = {field.name: field.kind for field in BY_NAME[row["extract"]].fields}
    shown = frame.select(
        pl.col(c).dt.strftime("%Y-%m")
        if kinds[c] == "month"
        else pl.col(c).cast(pl.String)
        if kinds[c] == "date"
        # The oracles write 0 where a column is absent.
        else pl.col(c).fill_null(0)
        if kinds[c] == "money"
        else pl.col(c)
        for c in columns
    )
    return sorted(shown.rows(), key=str) == sorted(wanted, key=str)


@pytest.mark.parametrize("row", [*_cases()])
def test_a_file_means_what_it_says_or_is_asked_about(row: dict[str, str]) -> None:
    found = _ingested(row)
    asked = [issue.text() for issue in (*found.errors, *found.warnings)]
    if row["expected"] == "ACCEPT":
        assert asked == []
        assert found.is_loadable
        assert not row["oracle"] or _is_exactly_the_oracle(found, row)
        return
    assert asked or (row["or_oracle"] == "yes" and _is_exactly_the_oracle(found, row))

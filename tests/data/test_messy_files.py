"""Every messy file loads to exactly what it must, or is refused with its place named."""

from __future__ import annotations

import csv
import re
from datetime import date

import polars as pl
import pytest

from data.ingestion import Ingestion, Upload, ingest
from tests.data.workbooks import MEASURES, MESSY, TODAY, Loaded, baseline, organisation

with (MESSY / "index.csv").open(encoding="utf-8-sig", newline="") as _file:
    INDEX = list(csv.DictReader(_file))
CASES = [pytest.param(row, id=row["file"]) for row in INDEX]


def _store(state: str) -> Loaded:
    frames, summary = organisation().frames, baseline().frames["summary"]
    if "already loaded" in state:
        return Loaded({**frames, "summary": summary}, {baseline().files[0].sha256: "7"})
    if "previous month" in state:
        return Loaded({**frames, "summary": summary.with_columns(month=pl.lit(date(2026, 2, 1)))})
    return organisation()


def _ingested(row: dict[str, str]) -> Ingestion:
    name = row["upload_name"] or row["file"]
    if "\\u" in name:
        name = name.encode().decode("unicode_escape")
    content = (MESSY / row["file"]).read_bytes()
    scope = frozenset({"华东"}) if "scope" in row["state"] else None
    return ingest([Upload(name, content)], _store(row["state"]), today=TODAY, scope=scope)


def _oracle(path: str) -> pl.DataFrame:
    oracle = pl.read_csv(MESSY / path)
    names = ["month", "region", "office", *MEASURES]
    return oracle.rename(dict(zip(oracle.columns, names, strict=True))).with_columns(
        pl.col("month").str.to_date("%Y-%m")
    )


def _rows_of(locus: str) -> set[int]:
    """The rows a locus names: `月度事实!A2:A10`, `line 2-5, 销售额`, `rows 2 and 11`."""
    text = re.sub(r"\([^)]*\)", "", locus)
    if found := re.search(r"[A-Z]+(\d+):[A-Z]+(\d+)", text):
        return set(range(int(found.group(1)), int(found.group(2)) + 1))
    if found := re.search(r"(?:lines?|rows?) (\d+)-(\d+)", text):
        return set(range(int(found.group(1)), int(found.group(2)) + 1))
    if "records" in text:
        return set()
    return {int(n) for n in re.findall(r"(?:![A-Z]+|lines? |rows? |and )(\d+)", text)}


@pytest.mark.parametrize("row", CASES)
def test_a_messy_file_is_accepted_or_refused_as_the_index_says(row: dict[str, str]) -> None:
    found = _ingested(row)
    if row["expected"] == "ACCEPT":
        assert [issue.text() for issue in (*found.errors, *found.warnings)] == []
        got = found.frames["summary"].select("month", "region", "office", *MEASURES)
        order = ["month", "region", "office"]
        assert got.sort(order).equals(_oracle(row["oracle"]).sort(order))
        return
    blocking = [*found.errors, *found.warnings]
    assert blocking
    named = {issue.row for issue in blocking}
    listed = " ".join(str(issue.parameters.get("rows", "")) for issue in blocking)
    for start, end in re.findall(r"(\d+)-(\d+)", listed):
        named |= set(range(int(start), int(end) + 1))
    # Of two rows with one key the later is named, the earlier told in its text.
    firsts = [str(issue.parameters.get("first", "")) for issue in blocking]
    named |= {int(first) for first in firsts if first.isdigit()}
    assert _rows_of(row["locus"]) <= named


def test_every_issue_of_every_messy_file_can_be_put_into_words() -> None:
    for row in INDEX[::7]:
        for issue in _ingested(row).issues:
            assert issue.text()
            assert issue.remedy()
            assert issue.where()

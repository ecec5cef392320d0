# ruff: noqa: E501 - tables of cases read across
"""The acceptance pack as it stands."""

from __future__ import annotations

from functools import cache

import polars as pl

from data.current_state import EmptyState
from data.extracts import schema_of
from data.fields import BY_NAME
from data.ingestion import Ingestion, Upload, ingest
from tests.data.workbooks import FIXTURES, TODAY


@cache
def pack() -> Ingestion:
    content = (FIXTURES / "acceptance" / "pack.xlsx").read_bytes()
    return ingest([Upload("pack.xlsx", content)], EmptyState(), today=TODAY)


def test_the_pack_loads_without_error_warning_or_note() -> None:
    assert [issue.text() for issue in pack().issues] == []


def test_every_row_of_the_pack_is_read() -> None:
    # Rows of the workbook less one header each, counted in the workbook itself.
    assert {sheet.extract: sheet.rows for sheet in pack().sheets} == {
        "org": 21, "annual_plan": 12, "monthly_plan": 252, "declarations": 339, "sales": 1597, "collections": 1654,
        "receivables": 1034, "inventory": 504, "expenses": 1260, "conduct": 7, "indicators": 252,
    }  # fmt: skip


def test_frames_have_the_columns_and_types_of_their_extract() -> None:
    for name, frame in pack().frames.items():
        assert dict(frame.schema) == schema_of(BY_NAME[name])


def test_binary_noise_in_the_pack_is_rounded_to_fen() -> None:
    # The cell reads 50829581.520000003.
    plan = pack().frames["annual_plan"].filter((pl.col("year") == 2025) & (pl.col("region") == "华东"))
    assert plan["collections_target"].to_list() == [5082958152]


def test_rows_stand_in_file_order_with_their_excel_row() -> None:
    rows = pack().frames["sales"]["source_row"].to_list()
    assert rows == list(range(2, 1599))

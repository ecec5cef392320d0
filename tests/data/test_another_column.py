"""A column more is one field: an optional one reaches template, files, store and the demo company."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: In a process of its own: everything is derived from the fields when modules are loaded.
ADDED = """
import io
from datetime import date
from data import fields
from data.fields import BY_NAME, Field

sales = BY_NAME["sales"]
channel = Field("channel", "渠道", "Channel", "text", is_optional=True, is_nullable=True)
object.__setattr__(sales, "fields", (*sales.fields[:4], channel, *sales.fields[4:]))

import openpyxl
from data.dictionary import markdown
from data.ingestion import Upload, ingest
from data.sample import frames
from data.store import LoadFile, LoadRequest, Store
from data.templates import pack_template

company = frames()
assert company["sales"]["channel"].null_count() == company["sales"].height
header = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(pack_template()))["销售明细"][1]]
assert any("渠道" in str(value) for value in header), header
assert "渠道" in markdown()
with Store.open(":memory:") as store:
    store.commit(LoadRequest(company, [LoadFile("demo", "00", 1)], "x"))
    titles = [field.zh for field in sales.fields if not field.is_optional] + ["渠道"]
    row = "2026-09-03,X1,华东,上海,甲,零售,油,1,100,20,电商"
    file = Upload("sales.csv", (",".join(titles) + "\\n" + row + "\\n").encode())
    read = ingest([file], store.current_state(), today=date(2026, 10, 1))
    assert read.frames["sales"]["channel"].to_list() == ["电商"], [str(i) for i in read.errors]
    store.commit(LoadRequest(read.frames, [LoadFile("sales.csv", "01", 1)], "x"))
    assert "电商" in store.current("sales", date(2026, 9, 1))["channel"].to_list()
"""


def test_an_optional_column_needs_one_field_and_breaks_nothing() -> None:
    made = subprocess.run(
        [sys.executable, "-c", ADDED], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr[-2000:]

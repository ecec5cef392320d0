# ruff: noqa: E501 - tables of cases read across
"""Templates and the data dictionary follow the field definitions."""

from __future__ import annotations

import io

import openpyxl
import pytest

from data.dictionary import PATH, markdown
from data.fields import EXTRACTS
from data.templates import pack_template, templates
from tests.data.workbooks import TODAY, organisation, read_in


def test_the_data_dictionary_is_current() -> None:
    assert PATH.read_text("utf-8") == markdown()


def test_a_template_has_every_sheet_with_its_headers() -> None:
    book = openpyxl.load_workbook(io.BytesIO(pack_template()))
    for extract in EXTRACTS:
        assert [cell.value for cell in book[extract.sheet][1]] == [field.zh for field in extract.fields]


def test_an_empty_template_is_refused_because_it_holds_no_rows() -> None:
    found = read_in(pack_template(organisation().organisation()))
    assert [issue.code for issue in found.errors] == ["nothing_to_load"]


def test_offices_of_the_organisation_become_a_drop_down() -> None:
    book = openpyxl.load_workbook(io.BytesIO(pack_template(organisation().organisation())))
    assert [cell.value for cell in book["选项"]["B"]][1:3] == ["上海办", "杭州办"]
    sources = [v.formula1 for v in book["月度事实"].data_validations.dataValidation]
    assert "'选项'!$B$2:$B$10" in [str(s).lstrip("=") for s in sources]


@pytest.mark.parametrize("name", sorted(templates()))
def test_a_filled_template_loads(name: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(templates()[name]))
    values = {"年月": "2026-03", "日期": TODAY.replace(month=3), "年度": 2026, "区域": "华东", "办事处": "上海办",
              "生效年月": "2025-01", "停用年月": None, "客户类型": "零售", "审批状态": "已批准", "处分": "警告"}  # fmt: skip
    for extract in EXTRACTS:
        if extract.sheet in book.sheetnames:
            for column, field in enumerate(extract.fields, start=1):
                default = (
                    TODAY.replace(month=3)
                    if field.kind == "date"
                    else 1
                    if field.kind in {"money", "quantity"}
                    else "甲"
                )
                book[extract.sheet].cell(2, column, values.get(field.zh, default))
    buffer = io.BytesIO()
    book.save(buffer)
    found = read_in(buffer.getvalue())
    assert [issue.text() for issue in found.errors] == []
    assert set(found.frames) == {e.name for e in EXTRACTS if e.sheet in book.sheetnames}

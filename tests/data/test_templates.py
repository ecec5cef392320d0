"""Templates and the data dictionary follow the field definitions."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from data import sample
from data.current_state import EmptyState
from data.dictionary import PATH, markdown
from data.fields import EXTRACTS, PROVENANCE
from data.ingestion import Upload, ingest
from data.sample import RUNNING_AS_OF
from data.templates import EXAMPLE, PACK, pack_template, templates
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


def _offered(book: Any, sheet: Any, column: int) -> list[str]:
    """What the drop-down of a column offers; nothing where there is none."""
    for rule in sheet.data_validations.dataValidation:
        if rule.type != "list" or f"{get_column_letter(column)}2" not in rule.sqref:
            continue
        source = str(rule.formula1).lstrip("=")
        if source.startswith('"'):
            return source.strip('"').split(",")
        name, cells = source.split("!")
        return [cell.value for (cell,) in book[name.strip("'")][cells.replace("$", "")]]
    return []


def test_a_template_filled_in_by_its_drop_downs_loads_as_it_is() -> None:
    book = openpyxl.load_workbook(io.BytesIO(pack_template(organisation().organisation())))
    values = {"month": "2026-03", "year": 2026, "effective_month": "2025-01", "end_month": None,
              "region_alias": None, "office_alias": None}  # fmt: skip
    by_kind = {"date": TODAY.replace(month=3), "money": 1, "quantity": 1}
    chosen = set()
    for extract in EXTRACTS:
        sheet = book[extract.sheet]
        for column, field in enumerate(extract.fields, start=1):
            offered = _offered(book, sheet, column)
            chosen |= {field.name} if offered else set()
            own = {"region": "华东", "office": "上海办"}.get(field.name, "甲")
            value = offered[0] if offered else values.get(field.name, by_kind.get(field.kind, own))
            sheet.cell(2, column, value)
    assert chosen == {"region", "office", "customer_type", "status", "sanction"}
    buffer = io.BytesIO()
    book.save(buffer)
    found = read_in(buffer.getvalue())
    assert [issue.text() for issue in found.errors] == []
    assert set(found.frames) == {extract.name for extract in EXTRACTS}


def test_every_header_has_a_note_and_every_amount_a_format() -> None:
    book = openpyxl.load_workbook(io.BytesIO(pack_template()))
    for extract in EXTRACTS:
        for column, field in enumerate(extract.fields, start=1):
            assert book[extract.sheet].cell(1, column).comment is not None
            if field.kind == "money":
                letter = get_column_letter(column)
                assert book[extract.sheet].column_dimensions[letter].number_format == "#,##0.00"


@pytest.fixture(scope="module")
def given() -> dict[str, bytes]:
    """What a new company is given."""
    return templates()


def test_beside_the_blank_pack_lies_a_filled_one_that_loads_without_a_note(given: dict[str, bytes]) -> None:
    assert list(given) == [PACK, EXAMPLE]
    found = ingest([Upload(EXAMPLE, given[EXAMPLE])], EmptyState(), today=RUNNING_AS_OF)
    assert found.issues == ()
    filled = {name: frame for name, frame in sample.frames().items() if not frame.is_empty()}
    assert set(found.frames) == set(filled)
    for name, frame in filled.items():
        assert found.frames[name].drop(PROVENANCE).equals(frame.drop(PROVENANCE)), name


def test_a_guidance_sheet_that_somebody_wrote_to_and_a_ledger_left_blank_are_still_told(
    given: dict[str, bytes],
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(given[EXAMPLE]))
    book["填写说明"]["B30"] = "华东 3 月补报 1,200 元"
    header = [cell.value for cell in book["费用明细"][1]]
    for sheet in set(book.sheetnames) - {"填写说明", "组织架构"}:
        book.remove(book[sheet])
    book.create_sheet("费用明细").append(header)
    content = io.BytesIO()
    book.save(content)
    found = ingest([Upload(EXAMPLE, content.getvalue())], EmptyState(), today=RUNNING_AS_OF)
    assert {"ignored_sheet", "no_rows"} <= {issue.code for issue in found.issues}

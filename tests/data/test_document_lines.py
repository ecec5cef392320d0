"""Lines of documents, the forms of their numbers, and receivables by due date."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from data.cleaning.documents import documents, keys, likenesses
from data.cleaning.wrapping import unwrapped
from data.ingestion import Ingestion, Upload, ingest
from tests.data.workbooks import TODAY, Cell, Loaded, codes, csv_bytes, organisation, read_in

SALES = {"日期": "2026-03-05", "单据号": "XS1", "区域": "华东", "办事处": "上海办", "客户": "甲",
         "客户类型": "零售", "产品": "门", "数量": "1", "销售额": "100", "毛利": "20"}  # fmt: skip
RECEIPT = {"日期": "2026-03-05", "单据号": "SK1", "区域": "华东", "办事处": "上海办", "客户": "甲",
           "客户类型": "零售", "回款额": "100"}  # fmt: skip
CLAIM = {"日期": "2026-03-05", "单据号": "FY1", "区域": "华东", "办事处": "上海办", "费用类别": "差旅",
         "报销人": "乙", "金额": "100", "审批状态": "已批准"}  # fmt: skip
OWED = {"年月": "2026-03", "区域": "华东", "办事处": "上海办", "客户": "甲", "客户类型": "零售",
        "应收余额": "100", "逾期金额": "0"}  # fmt: skip
Changes = dict[str, Cell]


def table(base: Changes, *rows: Changes) -> bytes:
    """A file of rows that are `base` but for what each says."""
    header = list(dict.fromkeys([*base, *(name for row in rows for name in row)]))
    return csv_bytes([header, *([(base | row).get(name, "") for name in header] for row in rows)])


def read(base: Changes, *rows: Changes) -> Ingestion:
    return read_in(table(base, *rows), "a.csv")


def found(ingestion: Ingestion) -> list[tuple[str, str, str, object]]:
    """Errors and warnings about rows."""
    return [
        (issue.severity, issue.code, issue.where(), issue.parameters.get("first"))
        for issue in (*ingestion.errors, *ingestion.warnings)
        if issue.row is not None
    ]


@pytest.mark.parametrize(
    ("base", "change", "extract"),
    [
        (SALES, {"产品": "窗"}, "sales"),
        (SALES, {"销售额": "-100"}, "sales"),
        (RECEIPT, {"回款额": "50"}, "collections"),
        (CLAIM, {"费用类别": "招待"}, "expenses"),
        (CLAIM, {"报销人": "丙"}, "expenses"),
        (CLAIM, {"金额": "7"}, "expenses"),
    ],
)
def test_rows_of_one_document_that_differ_in_content_are_its_lines(
    base: Changes, change: Changes, extract: str
) -> None:
    ingestion = read(base, {}, change)
    assert found(ingestion) == []
    assert ingestion.frames[extract]["document"].to_list() == [base["单据号"]] * 2


@pytest.mark.parametrize(
    ("base", "change"),
    [
        (SALES, {}),
        (SALES, {"数量": "2"}),
        (SALES, {"产品": ""}),
        (RECEIPT, {}),
        (CLAIM, {"审批状态": "待审批"}),
    ],
)
def test_a_line_that_is_there_already_is_asked_about_and_both_count_if_accepted(
    base: Changes, change: Changes
) -> None:
    ingestion = read(base, change, {"单据号": "Z"}, change)
    assert found(ingestion) == [("warning", "repeated_line", "line 4, 单据号", 2)]
    (frame,) = ingestion.frames.values()
    assert frame.height == 3


@pytest.mark.parametrize(
    ("base", "column", "value"),
    [
        (SALES, "日期", "2026-03-06"),
        (SALES, "客户", "乙"),
        (SALES, "客户类型", "合同"),
        (SALES, "办事处", "杭州办"),
        (RECEIPT, "客户", "乙"),
        (CLAIM, "日期", "2026-03-06"),
    ],
)
@pytest.mark.parametrize("between", [[], [{"单据号": "Z"}]], ids=["neighbours", "apart"])
def test_a_document_has_one_date_customer_and_place(
    base: Changes, column: str, value: str, between: list[Changes]
) -> None:
    amount = next(name for name in ("销售额", "回款额", "金额") if name in base)
    ingestion = read(base, {}, *between, {column: value, amount: "7"})
    line = 3 + len(between)
    assert found(ingestion) == [("error", "document_differs", f"line {line}, {column}", 2)]
    assert ingestion.errors[0].parameters["before"] == base[column]


def test_numbered_lines_are_told_apart_by_their_number_alone() -> None:
    ingestion = read(SALES, {"行号": "1"}, {"行号": "2"}, {"单据号": "XS2", "行号": "1"})
    assert found(ingestion) == []
    assert ingestion.frames["sales"]["line"].to_list() == ["1", "2", "1"]


def test_the_same_number_of_a_line_twice_is_an_error() -> None:
    ingestion = read(SALES, {"行号": "1"}, {"行号": "2"}, {"行号": "1", "销售额": "7"})
    assert found(ingestion) == [("error", "duplicate_line", "line 4, 行号", 2)]


def test_numbered_lines_of_two_customers_are_asked_about() -> None:
    ingestion = read(SALES, {"行号": "1"}, {"行号": "2", "客户": "乙"})
    assert found(ingestion) == [("warning", "numbered_document_differs", "line 3, 客户", 2)]


def test_lines_of_which_one_lacks_its_number_are_told_apart_by_content() -> None:
    assert found(read(SALES, {"行号": "1"}, {"行号": "", "销售额": "7"})) == []
    assert found(read(SALES, {"行号": "1"}, {"行号": ""})) == [
        ("warning", "repeated_line", "line 3, 单据号", 2)
    ]


def test_a_document_stands_in_one_file_whole() -> None:
    uploads = [Upload("a.csv", table(SALES, {})), Upload("b.csv", table(SALES, {"销售额": "7"}))]
    ingestion = ingest(uploads, organisation(), today=TODAY)
    assert [(i.code, i.file, i.parameters["other"]) for i in ingestion.errors] == [
        ("duplicate_document", "b.csv", "a.csv")
    ]


FORMS = [
    '="XS001"',
    '=T("XS001")',
    "'XS001",
    "`XS001",
    "ＸＳ００１",
    "XS001.0",
    "XS 001",
    "XS\t001",
    "\tXS001",
    "“XS001”",
]


@pytest.mark.parametrize("written", FORMS)
def test_a_number_is_kept_in_one_form_however_it_is_written(written: str) -> None:
    frame = read(SALES, {"单据号": f'"{written.replace(chr(34), chr(34) * 2)}"'}).frames["sales"]
    assert frame["document"].to_list() == ["XS001"]


def test_letter_case_is_kept_and_does_not_count_and_leading_zeros_do() -> None:
    ingestion = read(SALES, {"单据号": "xs1"}, {"单据号": "XS1"}, {"单据号": "XS01"})
    assert ingestion.frames["sales"]["document"].to_list() == ["xs1", "XS1", "XS01"]
    assert found(ingestion) == [("warning", "repeated_line", "line 3, 单据号", 2)]


def test_bringing_a_number_to_its_form_twice_changes_nothing() -> None:
    odd = [*FORMS, "=", '\'="1"', "1.0.0", "销－１", "A.01", "=XS1", '=""', ".0", None]
    kept = documents(unwrapped(pl.Series(odd, dtype=pl.String)))
    assert kept.to_list()[len(FORMS) :] == ["=", "1", "1", "销-1", "A.01", "=XS1", None, None, None]
    assert documents(unwrapped(kept)).equals(kept, null_equal=True)


def test_a_wrapped_nothing_is_a_blank_cell() -> None:
    ingestion = read(SALES, {"单据号": '"="""""'})
    assert found(ingestion) == [("error", "blank_cell", "line 2, 单据号", None)]


def test_wrapping_comes_off_dates_and_names_too() -> None:
    row: Changes = {"日期": '"=""2026-03-05"""', "客户": "'甲", "办事处": "`上海办"}
    frame = read(SALES, row).frames["sales"]
    assert frame.select("date", "customer", "office").rows() == [(date(2026, 3, 5), "甲", "上海办")]


@pytest.mark.parametrize(
    ("loaded", "written"),
    [("XS1", '"=""XS1"""'), ("XS1", "xs1"), ("'xs1", "XS1"), ("ＸＳ1.0", "XS1"), ("XS-1", "XS－1")],
)
def test_a_document_of_an_earlier_month_is_known_in_every_form(loaded: str, written: str) -> None:
    earlier = read(SALES, {"日期": "2026-02-05"}).frames["sales"].with_columns(document=pl.lit(loaded))
    store = Loaded({**organisation().frames, "sales": earlier})
    ingestion = read_in(table(SALES, {"单据号": written}), "b.csv", store)
    assert [(i.code, i.where()) for i in ingestion.errors] == [("document_already_loaded", "line 2, 单据号")]


def test_a_number_that_lacks_a_hyphen_only_is_asked_about() -> None:
    earlier = read(SALES, {"日期": "2026-02-05"}, {"日期": "2026-02-05", "单据号": "A-1-2"}).frames["sales"]
    store = Loaded({**organisation().frames, "sales": earlier})
    ingestion = read_in(table(SALES, {"单据号": "XS-1"}, {"单据号": "A-12"}), "b.csv", store)
    alike = [issue for issue in ingestion.warnings if issue.code == "document_alike"]
    assert [(issue.where(), issue.parameters["known"]) for issue in alike] == [("line 2, 单据号", "XS1")]
    assert ingestion.errors == []


def test_only_the_hyphen_after_the_letters_is_left_out_of_a_likeness() -> None:
    alike = likenesses(keys(pl.Series(["xs-1", "A-1-2", "2026-1", "销--7"])))
    assert alike.to_list() == ["XS1", "A1-2", "2026-1", "销7"]


def test_receivables_of_a_customer_may_stand_by_due_date_also_ahead() -> None:
    ingestion = read(OWED, {"到期日": "2026-02-01"}, {"到期日": "2027-01-31", "应收余额": "50"})
    assert found(ingestion) == []
    assert ingestion.frames["receivables"].select("due_date", "balance").rows() == [
        (date(2026, 2, 1), 10_000),
        (date(2027, 1, 31), 5_000),
    ]


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ({}, {"应收余额": "7"}, "duplicate_key"),
        ({}, {}, "duplicate_row"),
        ({"到期日": "2026-05-01"}, {"到期日": "2026-05-01", "应收余额": "7"}, "duplicate_key"),
        ({"到期日": "2026-05-01"}, {"到期日": "", "应收余额": "7"}, "duplicate_key"),
    ],
)
def test_without_due_dates_that_differ_two_rows_of_a_customer_are_an_error(
    first: Changes, second: Changes, code: str
) -> None:
    assert codes(read(OWED, first, second)) == {code}


def test_people_beside_a_row_are_kept() -> None:
    assert read(SALES, {"业务员": "丁"}).frames["sales"]["salesperson"].to_list() == ["丁"]
    assert read(OWED, {"业务员": "丁"}).frames["receivables"]["salesperson"].to_list() == ["丁"]
    assert read(CLAIM, {"审批人": "戊"}).frames["expenses"]["approver"].to_list() == ["戊"]


def test_receivables_without_due_dates_and_salespeople_load_as_ever() -> None:
    ingestion = read(OWED, {})
    assert found(ingestion) == []
    assert ingestion.frames["receivables"].select("due_date", "salesperson").rows() == [(None, None)]


@pytest.mark.parametrize("header", ["到期日", "到期日期", "应收到期日"])
def test_a_due_date_that_is_none_is_an_error_at_its_cell(header: str) -> None:
    errors = read(OWED, {header: "2026-02-28", "业务员": "丁"}, {header: "2026-02-30", "客户": "乙"}).errors
    assert [(issue.code, issue.where(), issue.value) for issue in errors] == [
        ("impossible_date", f"line 3, {header}", "2026-02-30")
    ]

# ruff: noqa: E501 - tables of cases read across
"""Workbooks as other programs and people make them: read exactly, or refused in words."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from data.ingestion import Upload, ingest
from data.reading.number_formats import is_signless
from tests.data.workbooks import (
    HEADER,
    TODAY,
    Loaded,
    amounts,
    baseline,
    changed,
    codes,
    csv_bytes,
    organisation,
    read_in,
    repacked,
    rows,
    xlsx_bytes,
)

TABLE = [HEADER, *rows()]


def packed(
    content: bytes,
    add: dict[str, bytes] | None = None,
    drop: tuple[str, ...] = (),
    how: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """The workbook with parts added or left out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", how) as new:
        for name in old.namelist():
            if name not in drop:
                new.writestr(name, old.read(name))
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return buffer.getvalue()


def in_sheet(change: Callable[[bytes], bytes], content: bytes | None = None) -> bytes:
    return repacked(
        content or xlsx_bytes(TABLE), lambda name, data: change(data) if name.endswith("sheet1.xml") else data
    )


def strict(_: str, data: bytes) -> bytes:
    """The namespaces of "Strict Open XML"."""
    return data.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    ).replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )


def written(**options: Any) -> bytes:
    """The nine rows with their months as date cells, by a writer with `options`."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, options)
    sheet, month = book.add_worksheet("月度事实"), book.add_format({"num_format": "yyyy-mm"})
    sheet.write_row(0, 0, HEADER)
    for at, row in enumerate(rows(), start=1):
        sheet.write_datetime(at, 0, date(2026, 3, 1), month)
        sheet.write_row(at, 1, row[1:3])
        sheet.write_row(at, 3, [float(text) for text in row[3:]])
    book.close()
    return buffer.getvalue()


def second_sheet(name: str, table: list[list[Any]], *, is_hidden: bool = False) -> Callable[[Any, Any], None]:
    def touch(book: Any, _: Any) -> None:
        sheet = book.add_worksheet(name)
        for at, row in enumerate(table):
            sheet.write_row(at, 0, [float(v) if at and j > 2 else v for j, v in enumerate(row)])
        if is_hidden:
            sheet.hide()

    return touch


def merged(place: str) -> Callable[[bytes], bytes]:
    """The cells keep what they hold, as some writers leave it."""
    found = f'</sheetData><mergeCells count="1"><mergeCell ref="{place}"/></mergeCells>'
    return lambda xml: xml.replace(b"</sheetData>", found.encode())


def formatted(pattern: str, value: float = 5810000.0) -> Callable[[Any, Any], None]:
    return lambda book, sheet: sheet.write_number(1, 3, value, book.add_format({"num_format": pattern}))


ACCEPTED: dict[str, Callable[[], bytes]] = {
    "strict namespaces": lambda: repacked(xlsx_bytes(TABLE), strict),
    "no styles": lambda: packed(xlsx_bytes(TABLE), drop=("xl/styles.xml",)),
    "inline strings": lambda: written(constant_memory=True),
    "inline strings and nothing beside the sheet": lambda: packed(
        written(constant_memory=True), drop=("docProps/app.xml", "docProps/core.xml", "xl/theme/theme1.xml")
    ),
    "an uncompressed archive": lambda: packed(xlsx_bytes(TABLE), how=zipfile.ZIP_STORED),
    "days counted from 1904": lambda: written(date_1904=True),
    "attributes in single quotes": lambda: in_sheet(lambda xml: re.sub(rb'<(row|c) ([^>]*)>', lambda m: m.group().replace(b'"', b"'"), xml)),
    "a second sheet that is equal": lambda: xlsx_bytes(TABLE, touch=second_sheet("月度事实 (2)", TABLE)),
    "a hidden sheet of the same kind beside": lambda: xlsx_bytes(TABLE, touch=second_sheet("旧表", changed(0, 3, "1"), is_hidden=True)),
    "a hidden draft beside": lambda: xlsx_bytes(TABLE, touch=second_sheet("草稿", [["a"]], is_hidden=True)),
    "a hundred empty sheets": lambda: xlsx_bytes(TABLE, touch=lambda book, _: [book.add_worksheet(f"x{n}") for n in range(100)]),
    "a protected sheet": lambda: xlsx_bytes(TABLE, touch=lambda _, sheet: sheet.protect("secret")),
    "formats for every cell there could be": lambda: xlsx_bytes(
        TABLE, touch=lambda book, sheet: sheet.conditional_format(0, 0, 1_048_575, 16_383, {"type": "no_blanks", "format": book.add_format({"bold": True})})
    ),
    "grouped rows that are open": lambda: xlsx_bytes(TABLE, touch=lambda _, sheet: sheet.set_row(3, None, None, {"level": 1})),
    "a low row and a narrow column": lambda: xlsx_bytes(TABLE, touch=lambda _, s: (s.set_row(2, 4.5), s.set_column(4, 4, 1))),
    "all rows without data hidden": lambda: xlsx_bytes(TABLE, touch=lambda _, sheet: sheet.set_default_row(hide_unused_rows=True)),
    "a hidden row without data": lambda: xlsx_bytes(TABLE, touch=lambda _, sheet: sheet.set_row(15, None, None, {"hidden": True})),
    "rich text": lambda: xlsx_bytes(TABLE, touch=lambda book, sheet: sheet.write_rich_string(1, 2, "上", book.add_format({"bold": True}), "海办")),
    "an accounting format": lambda: xlsx_bytes(TABLE, touch=formatted('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ')),
    "a Chinese currency format": lambda: xlsx_bytes(TABLE, touch=formatted("[$¥-804]#,##0.00")),
    "a scientific format": lambda: xlsx_bytes(TABLE, touch=formatted("0.00E+00")),
    "an error in a column nobody needs": lambda: xlsx_bytes(
        [[*HEADER, "备注"], *([*row, ""] for row in rows())], touch=lambda _, sheet: sheet.write_formula(1, 10, "=1/0", None, "#DIV/0!")
    ),
    "starting at C5": lambda: xlsx_bytes([[], [], [], [], *([None, None, *row] for row in TABLE)]),
    "an empty column in the middle": lambda: xlsx_bytes([[*row[:3], None, *row[3:]] for row in TABLE]),
    "a column of running numbers": lambda: xlsx_bytes([["序号", *HEADER], *([str(n), *row] for n, row in enumerate(rows()))]),
    "full-width brackets and line breaks in headers": lambda: xlsx_bytes(
        [[text[:1] + "\n" + text[1:].replace("(", "（").replace(")", "）") for text in HEADER], *rows()]
    ),
    "amounts with 万 under a header in 万元": lambda: xlsx_bytes(
        [[*HEADER[:3], *(f"{text}(万元)" for text in HEADER[3:])], *([*row[:3], *(f"{float(x) / 10_000:.6f}万" for x in row[3:])] for row in rows())]
    ),
    "a column that says 元": lambda: xlsx_bytes([[*HEADER, "单位"], *([*row, "元"] for row in rows())]),
    "a column of currencies that says yuan": lambda: xlsx_bytes([[*HEADER, "币种"], *([*row, "人民币"] for row in rows())]),
    "a column that says 万元": lambda: xlsx_bytes(
        [[*HEADER, "单位"], *([*row[:3], *(f"{float(x) / 10_000:.6f}" for x in row[3:]), "万元"] for row in rows())]
    ),
    "values in unparsed sections": lambda: in_sheet(lambda xml: re.sub(rb"<v>(.*?)</v>", rb"<v><![CDATA[\1]]></v>", xml)),
    "a merged region that every row repeats": lambda: in_sheet(merged("B2:B4")),
    "a column of the same header and values twice": lambda: xlsx_bytes([[*row, row[4]] for row in TABLE]),
}  # fmt: skip


@pytest.mark.parametrize("what", ACCEPTED)
def test_the_same_figures_are_read_from(what: str) -> None:
    found = read_in(ACCEPTED[what](), "a.xlsx")
    assert [issue.text() for issue in (*found.errors, *found.warnings)] == []
    assert amounts(found).equals(amounts(baseline()))


@pytest.mark.parametrize(
    "code",
    [
        "0.00",
        "#,##0.00;-#,##0.00",
        "#,##0.00;[Red]#,##0.00",
        "#,##0.00_);(#,##0.00)",
        '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ',
        '0.00;"负"0.00',
        "yyyy-mm-dd;@",
        "[>=10000]0.0,;0",
    ],
)
def test_a_format_that_marks_negative_numbers_in_any_way_is_nothing_to_ask_about(code: str) -> None:
    assert not is_signless(code)


@pytest.mark.parametrize(
    "name",
    [
        "A.XLSX",
        ".xlsx",
        "report",
        "报表" * 200 + ".xlsx",
        "x\x00y.xlsx",
        "报表\u202exslx.exe.xlsx",
        "C:\\a\\NUL.xlsx",
        "{evil}%s.xlsx",
        "\\\\host\\share\\a.xlsx",
    ],
)
def test_a_name_is_only_shown(name: str) -> None:
    found = read_in(xlsx_bytes(TABLE), name)
    assert found.is_loadable
    assert len(found.files[0].name) <= 200
    assert not re.search(r"[\x00-\x1f\u202a-\u202e]", found.files[0].name)


REFUSED: dict[str, tuple[str, Callable[[], bytes], str, str | None]] = {
    "nothing but spaces": ("a.xlsx", lambda: b"    ", "empty_file", None),
    "headers only": ("a.xlsx", lambda: xlsx_bytes([HEADER]), "nothing_to_load", None),
    "an empty sheet": ("a.xlsx", lambda: xlsx_bytes([]), "no_known_sheet", None),
    "a web page by an ERP, named .xls": ("a.xls", lambda: "<meta charset=gbk><table><tr><td>年月</td></tr></table>".encode("gbk"), "html_table", None),
    "text with tabs, named .xls": ("a.xls", lambda: csv_bytes(TABLE, separator="\t", encoding="utf-16"), "text_as_workbook", None),
    "a PDF": ("a.pdf", lambda: b"%PDF-1.7", "not_a_table", None),
    "the last bytes missing": ("a.xlsx", lambda: xlsx_bytes(TABLE)[:-300], "broken_archive", None),
    "half a sheet": ("a.xlsx", lambda: in_sheet(lambda xml: xml[: len(xml) // 2]), "unreadable_workbook", None),
    "the binary format": ("a.xlsb", lambda: packed(xlsx_bytes(TABLE), {"xl/workbook.bin": b"x"}), "other_format", None),
    "a text file inside a zip": ("a.xlsx", lambda: packed(packed(xlsx_bytes(TABLE)), drop=("[Content_Types].xml",)), "not_a_workbook", None),
    "a part that points outside": ("a.xlsx", lambda: packed(xlsx_bytes(TABLE), {"../../etc/cron.d/x": b"x"}), "strange_member", None),
    "entities fetched from the net": ("a.xlsx", lambda: in_sheet(lambda xml: xml.replace(b"<worksheet", b'<!DOCTYPE w [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]><worksheet', 1)), "doctype", None),
    "a document type in UTF-16": ("a.xlsx", lambda: in_sheet(lambda xml: ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w []>' + xml.decode().split("?>", 1)[1]).encode("utf-16")), "doctype", None),
    "a connection to a database": ("a.xlsx", lambda: packed(xlsx_bytes(TABLE), {"xl/connections.xml": b"<connections/>"}), "data_connection", None),
    "an embedded object": ("a.xlsx", lambda: packed(xlsx_bytes(TABLE), {"xl/embeddings/oleObject1.bin": b"x"}), "active_content", None),
    "a column of no width": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=lambda _, s: s.set_column(4, 4, 0)), "hidden_column", "sheet 月度事实"),
    "collapsed groups of rows": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=lambda _, s: s.set_row(2, None, None, {"level": 1, "hidden": True})), "hidden_rows", "月度事实!row 3"),
    "a column as narrow as a line": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=lambda _, s: s.set_column(4, 4, 0.08)), "hidden_column", "sheet 月度事实"),
    "a row as low as a line": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=lambda _, s: s.set_row(2, 0.75)), "hidden_rows", "月度事实!row 3"),
    "a row of no height": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=lambda _, s: s.set_row(2, 0)), "hidden_rows", "月度事实!row 3"),
    "an amount in dollars": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=formatted("[$$-409]#,##0.00")), "foreign_currency", "月度事实!D2"),
    "an amount in euros": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=formatted("#,##0.00 [$€-407]")), "foreign_currency", "月度事实!D2"),
    "an amount made invisible": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=formatted(";;;")), "hidden_format", "月度事实!D2"),
    "a negative amount without its sign": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=formatted("#,##0.00;#,##0.00", -5.0)), "signless_format", "月度事实!D2"),
    "a negative amount not shown at all": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=formatted("0.00;;0", -5.0)), "signless_format", "月度事实!D2"),
    "an amount under a dollar sign": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=formatted("$#,##0.00")), "foreign_currency", "月度事实!D2"),
    "words in place of an amount": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=formatted('"x"')), "hidden_format", "月度事实!D2"),
    "a title in dollars": ("a.xlsx", lambda: xlsx_bytes([["单位：万美元"], *TABLE]), "foreign_unit", "月度事实!A1"),
    "a row in dollars": ("a.xlsx", lambda: xlsx_bytes([[*HEADER, "币种"], *([*row, "USD" if at == 3 else "CNY"] for at, row in enumerate(rows()))]), "foreign_currency", "月度事实!K5"),
    "amounts under a merged cell": ("a.xlsx", lambda: in_sheet(merged("D2:D3")), "covered_cell", "月度事实!D3"),
    "an amount beside a merged cell": ("a.xlsx", lambda: in_sheet(merged("D2:E2")), "covered_cell", "月度事实!E2"),
    "other offices under a merged cell": ("a.xlsx", lambda: in_sheet(merged("C2:C3")), "covered_cell", "月度事实!C3"),
    "a workbook by the name of another format": ("a.xlsb", lambda: xlsx_bytes(TABLE), "wrong_ending", None),
    "a name that stands for a cell elsewhere": (
        "a.xlsx", lambda: xlsx_bytes(TABLE, touch=lambda book, s: (book.define_name("tax_rate", "='\\\\host\\[a.xlsx]S'!$A$1"), s.write_formula(1, 3, "=tax_rate*2", None, 5810000))), "external_link", None,
    ),
    "a cell written twice": ("a.xlsx", lambda: in_sheet(lambda xml: re.sub(rb'(<c r="D3"[^>]*>)<v>.*?</v></c>', rb"\g<0>\1<v>7</v></c>", xml)), "cell_twice", None),
    "a percent format": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=formatted("0%", 0.85)), "percent", "月度事实!D2"),
    "true for an amount": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=lambda _, s: s.write_boolean(1, 3, True)), "not_a_number", "月度事实!D2"),
    "1e30": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=lambda _, s: s.write_number(1, 3, 1e30)), "too_large", "月度事实!D2"),
    "a time of day": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=formatted("hh:mm", 0.5)), "date_as_amount", "月度事实!D2"),
    "the very same row twice": ("a.xlsx", lambda: xlsx_bytes([*TABLE, rows()[0]]), "duplicate_row", "月度事实!C11"),
    "a total without a label": ("a.xlsx", lambda: xlsx_bytes([*TABLE, ["", "", "", *["1"] * 7]]), "blank_cell", "月度事实!A11"),
    "amounts with 万 under a header in 元": (
        "a.xlsx", lambda: xlsx_bytes([[*HEADER[:3], *(f"{text}(元)" for text in HEADER[3:])], *([*row[:3], *(f"{x}万" for x in row[3:])] for row in rows())]),
        "cell_unit_conflict", "月度事实!D2",
    ),
    "rows and columns exchanged": ("a.xlsx", lambda: xlsx_bytes([list(column) for column in zip(*TABLE, strict=True)]), "no_header", None),
    "a month in the title alone": ("a.xlsx", lambda: xlsx_bytes([["2026年3月"], HEADER[1:], *(row[1:] for row in rows())]), "missing_columns", None),
    "a second table below the first": (
        "a.xlsx", lambda: xlsx_bytes([*TABLE, [], ["年月", "区域", "办事处", "销售指标", "回款指标"], *([*row[:3], "1", "1"] for row in rows())]), "blank_amount", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_is_refused_with_its_place(what: str) -> None:
    name, make, code, where = REFUSED[what]
    found = read_in(make(), name)
    assert code in codes(found)
    if where is not None:
        assert where in [issue.where() for issue in found.errors if issue.code == code]


@pytest.mark.parametrize(
    ("written", "cell", "value"),
    [
        (b'<c r="D2" t="e"><v>#SPILL!</v>', "D2", "#SPILL!"),
        (b'<c r="D2" t="s"><v>999</v>', "D2", "999"),
        (b'<c r="D2" t="q"><v>5</v>', "D2", "5"),
        (b'<c r="2D"><v>5</v>', "2D", "5"),
        (b"<c t='q'><v>&lt;5</v>", "D2", "<5"),
    ],
)
def test_a_damaged_cell_is_named_with_its_sheet_and_what_it_holds(
    written: bytes, cell: str, value: str
) -> None:
    found = read_in(in_sheet(lambda xml: re.sub(rb'<c r="D2"><v>.*?</v>', written, xml)))
    (issue,) = found.errors
    assert (issue.code, issue.parameters) == (
        "damaged_cell",
        {"sheet": "月度事实", "cell": cell, "value": value},
    )


def test_macros_under_the_name_of_a_workbook_without_are_told_all_the_same() -> None:
    content = xlsx_bytes(TABLE, touch=lambda book, _: book.add_vba_project(io.BytesIO(b"x"), is_stream=True))
    for name in ("a.xlsx", "a.xlsm"):
        assert codes(read_in(content, name), "warning") == {"macros"}
    sheets = packed(xlsx_bytes(TABLE), {"xl/macrosheets/sheet2.xml": b"<xm:macrosheet/>"})
    assert codes(read_in(sheets), "warning") == {"macros"}


def test_negative_stock_is_asked_about_and_refunds_are_not() -> None:
    found = read_in(xlsx_bytes([HEADER, *changed(0, 6, "-5")]))
    assert [(i.code, i.where()) for i in found.warnings] == [("negative_stock", "月度事实!G2")]
    assert codes(read_in(xlsx_bytes([HEADER, *changed(0, 7, "-5")]))) == {"negative"}
    assert read_in(xlsx_bytes([HEADER, *changed(0, 8, "-5")])).warnings == []


def test_a_percent_column_nobody_needs_does_not_hide_one_among_the_amounts() -> None:
    # Named cells are limited per column: a long harmless column must not use the others' share up.
    table = [[*HEADER[:3], "环比", *HEADER[3:]], *([*row[:3], "", *row[3:]] for row in rows())]

    def touch(book: Any, sheet: Any) -> None:
        percent = book.add_format({"num_format": "0%"})
        for at in range(1, 1_500):
            sheet.write_number(at, 3, 0.5, percent)
        sheet.write_number(9, 4, 0.85, percent)

    assert [i.where() for i in read_in(xlsx_bytes(table, touch=touch)).errors] == ["月度事实!E10"]


def test_two_different_files_of_one_name_are_refused_because_no_issue_could_name_its_file() -> None:
    uploads = [
        Upload("a.csv", csv_bytes([HEADER, *rows()[:4]])),
        Upload("a.csv", csv_bytes([HEADER, *rows()[4:]])),
    ]
    found = ingest(uploads, organisation(), today=TODAY)
    assert codes(found) == {"same_name_twice"}
    renamed = [uploads[0], Upload("b.csv", uploads[1].content)]
    assert amounts(ingest(renamed, organisation(), today=TODAY)).equals(amounts(baseline()))


@pytest.mark.parametrize("region", ["华东", "华 东", "华东大区"])
@pytest.mark.parametrize(("month", "said"), [("2026-03", "two_sheets"), ("2026-02", "sheets_joined")])
def test_two_sheets_of_one_region_and_month_are_rivals_under_whatever_name(
    region: str, month: str, said: str
) -> None:
    is_meant = pl.col("region") == "华东"
    alias = pl.when(is_meant).then(pl.lit("华东大区")).otherwise("region_alias").alias("region_alias")
    known = Loaded({"org": organisation().frames["org"].with_columns(alias)})
    stock = ["年月", "区域", "办事处", "品类", "库存金额"]

    def touch(book: Any, sheet: Any) -> None:
        sheet.write_row(1, 0, ["2026-03", "华东", "上海办", "成品", 5])
        other = book.add_worksheet("库存2")
        other.write_row(0, 0, stock)
        other.write_row(1, 0, [month, region, "上海办", "配件", 7])

    found = read_in(xlsx_bytes([stock], sheet="库存占用", touch=touch), known=known)
    assert [i.code for i in found.issues if i.code in {"two_sheets", "sheets_joined"}] == [said]

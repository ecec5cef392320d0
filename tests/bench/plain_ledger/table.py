"""The bytes of a file to rows of cells under their headers; totals, repeats and void documents set apart."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import openpyxl
from openpyxl.utils.escape import unescape

from data.fields import BY_NAME
from tests.bench.plain_ledger.cells import folded, number, text_of

Row = list[object]
FIELDS = tuple(item for item in BY_NAME["sales"].fields if not item.is_optional)
HEADERS = {text: item for item in FIELDS for text in (item.zh, item.en, item.name, *item.aliases)}
ZEROS = {"元": 0, "千元": 3, "万元": 4, "百万元": 6, "亿元": 8}
TOTAL = re.compile(
    r"[^0-9]{0,14}?(合\s*计|小\s*计|总\s*计|共\s*计|累\s*计|总和|汇总)(数|额|金额)?\s*[:：]?"
    r"|(sub|grand)?[ -]?totals?:?",
    re.IGNORECASE,
)
VOID = {"作废", "已作废", "(作废)", "（作废）", "已删除", "已取消", "void", "VOID"}


class Unreadable(Exception):
    """The file as a whole cannot be taken; its text is a code."""


@dataclass
class Table:
    """The data rows: per field a column of cells, and the number of each row in the file."""

    sheet: str
    numbers: list[int]
    columns: dict[str, list[object]]
    zeros: dict[str, int | None]
    errors: set[tuple[int | None, str]] = field(default_factory=set)
    doubts: list[tuple[str, object, object, object]] = field(default_factory=list)


def decoded(content: bytes) -> str:
    """The text of a CSV, whole and unspoiled."""
    for encoding in ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\ufffd" in text:
            raise Unreadable("lost_characters")
        if "\x00" in text:
            raise Unreadable("nul_bytes")
        if not text.endswith("\n"):
            raise Unreadable("no_final_newline")
        return text
    raise Unreadable("unknown_encoding")


def from_csv(content: bytes) -> Iterator[tuple[int, Row]]:
    """Every record with the line it starts on."""
    reader = csv.reader(io.StringIO(decoded(content), newline=""), strict=True)
    line = 1
    for record in reader:
        yield line, [text_of(value) for value in record]
        line = reader.line_num + 1


def from_xlsx(content: bytes) -> tuple[str, Iterator[tuple[int, Row]]]:
    """The name of the first sheet, and its rows."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    return sheet.title, ((at, [text_of(unescaped(value)) for value in row]) for at, row in rows)


def unescaped(value: object) -> object:
    """A cell with the characters that openpyxl leaves spelled out, `_x0007_`."""
    return unescape(value) if isinstance(value, str) and "_x" in value else value


def table(name: str, content: bytes) -> Table:
    """The one table of a file."""
    sheet, rows = ("", from_csv(content)) if name.endswith(".csv") else from_xlsx(content)
    for _, header in rows:
        places, zeros = recognised(header)
        if {item.name for item in FIELDS} <= places.keys():
            break
    else:
        raise Unreadable("no_header")
    found = Table(sheet, [], {item.name: [] for item in FIELDS}, zeros)
    kept, totals = [], []
    for at, row in rows:
        filled = sum(value is not None for value in row)
        if not filled or row == header:
            continue
        if not sheet and len(row) not in {1, len(header)}:
            found.errors.add((at, "ragged_line"))
        padded = row + [None] * (len(header) - len(row))
        cells = [padded[places[item.name]] for item in FIELDS]
        if is_total(cells):
            totals.append((len(kept), cells))
        elif not is_void(cells[1]) and not is_note(cells):
            kept.append(cells)
            found.numbers.append(at)
    for place, item in enumerate(FIELDS):
        found.columns[item.name] = [cells[place] for cells in kept]
    found.doubts += total_doubts(found, kept, totals)
    return found


def recognised(header: Row) -> tuple[dict[str, int], dict[str, int | None]]:
    """Where each field stands, and how many zeros its unit adds to a yuan."""
    places: dict[str, int] = {}
    zeros: dict[str, int | None] = {}
    for index, value in enumerate(header):
        text = re.sub(r"\s", "", folded(str(value or "")))
        unit = re.search(r"\((百万元|千元|万元|亿元|元)\)$", text)
        item = HEADERS.get(text[: unit.start()] if unit else text)
        if item is not None and item.name not in places:
            places[item.name] = index
            zeros[item.name] = ZEROS[unit.group(1)] if unit else None
    return places, zeros


def is_total(cells: Row) -> bool:
    """Whether a row is a total: its label stands where a name or number belongs."""
    day, document, region, office, customer, kind, product, *_ = cells
    if any(isinstance(v, str) and TOTAL.fullmatch(v) for v in (day, document, region, office)):
        return True
    labels = (customer, kind, product)
    lacks_key = None in (day, document, region, office, customer)
    return lacks_key and any(isinstance(v, str) and TOTAL.fullmatch(v) for v in labels)


def is_void(document: object) -> bool:
    """Whether a document says of itself that it does not count."""
    return document in VOID or str(document).endswith(("(作废)", "（作废）"))


def is_note(cells: Row) -> bool:
    """Whether a row is a line of words below the table."""
    if sum(value is not None for value in cells) > 2:
        return False
    amounts = [str(value or "") for value in cells[7:]]
    has_amount = any(re.search(r"\d", text) for text in amounts)
    return not has_amount and not re.match(r"['\"]?\d\d", str(cells[0] or ""))


def total_doubts(
    found: Table, kept: list[Row], totals: list[tuple[int, Row]]
) -> list[tuple[str, object, object, object]]:
    """Totals that agree neither with all rows above nor with those since an earlier total."""
    doubts = []
    for order, (end, cells) in enumerate(totals):
        starts = [0, *(at for at, _ in totals[:order])]
        for place in (8, 9):
            zeros = found.zeros[FIELDS[place].name]
            stated = number(cells[place], 2, zeros)[0]
            sums = {sum(number(row[place], 2, zeros)[0] or 0 for row in kept[start:end]) for start in starts}
            if stated is not None and stated not in sums:
                doubts.append(("total_differs", None, None, None))
                break
    return doubts

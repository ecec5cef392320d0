"""What the cell values do not tell: hidden rows, merges, filters, formulas, formats.

Sheets of 200,000 rows are common, so the XML is searched with byte patterns rather than
parsed node by node; the document-type check has run before. Prefixed element names
(`<x:c>`) are legal and written by some tools.
"""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_right
from dataclasses import dataclass
from html import unescape
from posixpath import join, normpath
from xml.etree import ElementTree

from data.reading.container import Refusal
from data.reading.sheets import Merge

MAX_ROWS = 1_048_576
MAX_COLUMNS = 256
_P = rb"<(?:\w+:)?"
_ROW = re.compile(_P + rb"row\b([^>]*)>")
_ROW_NUMBER = re.compile(_P + rb"row\b[^>]*?\br=\"(\d+)\"")
_FIRST_CELL = re.compile(
    _P + rb"row\b[^>]*[^/]>\s*(?:" + _P + rb"c\b[^>]*/>\s*)*" + _P + rb"c\b[^>]*?\br=\"([A-Z]{1,3})\d"
)
_FAR_COLUMN = re.compile(rb" r=\"((?:[A-Z]{3}|[J-Z][A-Z]|I[W-Z])\d+)\"")
_REFERENCE = re.compile(rb"\br=\"([A-Z]{1,3})(\d{1,7})\"")
_CELL_START = re.compile(_P + rb"c\b")
_ERROR_CELL = re.compile(_P + rb"c\b([^>]*\bt=\"e\"[^>]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_FORMULA_CELL = re.compile(
    _P + rb"c\b([^>]*)>\s*" + _P + rb"f\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?f>)(.*?)</(?:\w+:)?c>", re.DOTALL
)
_VALUE = re.compile(_P + rb"v\b[^>]*>(.*?)</(?:\w+:)?v>", re.DOTALL)
_HIDDEN = re.compile(rb"\bhidden=\"(?:1|true)\"|\bht=\"0(?:\.0+)?\"")
_ATTRIBUTE = re.compile(rb"\b([A-Za-z]+)=\"([^\"]*)\"")
_RANGE = re.compile(r"([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)")
_MERGE = re.compile(_P + rb"mergeCell\b[^>]*\bref=\"([^\"]+)\"")
_COLUMN = re.compile(_P + rb"col\b([^>]*)>")
MAX_FLAGGED = 100_000


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet of the workbook: its name, state and the archive member that holds it."""

    name: str
    state: str
    member: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula cell: `row` 1-based, `column` 0-based; `cached` None when no result was stored."""

    row: int
    column: int
    text: str
    cached: str | None
    is_number: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """What the XML of one sheet says beside its values; rows 1-based, columns 0-based."""

    first_column: int
    last_row: int
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merges: tuple[Merge, ...]
    is_filtered: bool
    errors: tuple[tuple[int, int, str], ...]
    formulas: tuple[Formula, ...]
    styled: tuple[tuple[int, int, str], ...]


def column_index(letters: str) -> int:
    """0-based position of Excel column `letters`: A → 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _parsed(archive: zipfile.ZipFile, member: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(archive.read(member))  # noqa: S314 - document types were refused before
    except (KeyError, ElementTree.ParseError) as error:
        raise Refusal("missing_part", member=member) from error


def worksheets(archive: zipfile.ZipFile) -> list[SheetPart]:
    """The worksheets in tab order (chart sheets left out); Refusal if a listed part is absent."""
    root = _parsed(archive, "_rels/.rels")
    target = next(
        (r.get("Target", "") for r in root if r.get("Type", "").endswith("/officeDocument")),
        "xl/workbook.xml",
    )
    workbook = target.lstrip("/")
    folder, _, base = workbook.rpartition("/")
    relations = {r.get("Id"): r for r in _parsed(archive, f"{folder}/_rels/{base}.rels".lstrip("/"))}
    names = {name.lower(): name for name in archive.namelist()}
    parts = []
    for element in _parsed(archive, workbook).iter():
        if _local(element.tag) != "sheet":
            continue
        identity = next((v for k, v in element.attrib.items() if _local(k) == "id" and k != "id"), None)
        relation = relations.get(identity)
        title = element.get("name", "")
        if relation is None:
            raise Refusal("missing_part", member=title)
        if not relation.get("Type", "").endswith("/worksheet"):
            continue
        path = relation.get("Target", "")
        member = path.lstrip("/") if path.startswith("/") else normpath(join(folder, path))
        if member.lower() not in names:
            raise Refusal("missing_part", member=title)
        parts.append(SheetPart(title, element.get("state", "visible"), names[member.lower()]))
    return parts


def special_styles(archive: zipfile.ZipFile) -> dict[int, str]:
    """Cell style number → `percent_format` or `scaled_format`, for those that show another number."""
    member = next((name for name in archive.namelist() if name.lower().endswith("xl/styles.xml")), None)
    if member is None:
        return {}
    root = _parsed(archive, member)
    codes = {9: "0%", 10: "0.00%"}
    styles: dict[int, str] = {}
    for element in root.iter():
        if _local(element.tag) == "numFmt":
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        elif _local(element.tag) == "cellXfs":
            for number, style in enumerate(element):
                code = re.sub(r"\\.", "", codes.get(int(style.get("numFmtId", "0")), ""))
                plain = re.sub(r'"[^"]*"|\[[^\]]*\]', "", code)
                if "%" in plain:
                    styles[number] = "percent_format"
                elif (
                    "万" in code
                    or "千元" in code
                    or "亿" in code
                    or re.search(r"[0#?],+(?:[^0#?,]|$)", plain)
                ):
                    styles[number] = "scaled_format"
    return styles


class _Positions:
    """Row and column of a cell that carries no reference of its own: counted, as Excel does."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.starts: list[int] = []
        self.numbers: list[int] = []
        number = 0
        for match in _ROW.finditer(body):
            given = re.search(rb"\br=\"(\d+)\"", match.group(1))
            number = int(given.group(1)) if given else number + 1
            self.starts.append(match.start())
            self.numbers.append(number)

    def of(self, start: int) -> tuple[int, int]:
        at = bisect_right(self.starts, start) - 1
        if at < 0:
            return 1, 0
        return self.numbers[at], sum(1 for _ in _CELL_START.finditer(self.body, self.starts[at], start))


def _place(attributes: bytes, start: int, positions: list[_Positions], body: bytes) -> tuple[int, int]:
    reference = _REFERENCE.search(attributes)
    if reference:
        return int(reference.group(2)), column_index(reference.group(1).decode())
    if not positions:
        positions.append(_Positions(body))
    return positions[0].of(start)


def _hidden_rows(body: bytes) -> frozenset[int]:
    if b"hidden=" not in body and b'ht="0' not in body:
        return frozenset()
    hidden, number = set(), 0
    for match in _ROW.finditer(body):
        given = re.search(rb"\br=\"(\d+)\"", match.group(1))
        number = int(given.group(1)) if given else number + 1
        if _HIDDEN.search(match.group(1)):
            hidden.add(number)
    return frozenset(hidden)


def _hidden_columns(head: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    for match in _COLUMN.finditer(head):
        values = dict(_ATTRIBUTE.findall(match.group(1)))
        is_narrow = values.get(b"width") in {b"0", b"0.0"}
        if values.get(b"hidden") in {b"1", b"true"} or is_narrow:
            first, last = int(values.get(b"min", b"1")), int(values.get(b"max", b"1"))
            # Hiding "everything to the right" reaches to column 16,384; only the used ones matter.
            hidden.update(range(first - 1, min(last, MAX_COLUMNS)))
    return frozenset(hidden)


def _extent(body: bytes) -> tuple[int, int]:
    """(first column, last row) of the cells; Refusal for stray far cells."""
    numbers = [int(n) for n in _ROW_NUMBER.findall(body)]
    rows = len(numbers) if numbers else len(_ROW.findall(body))
    last = max(numbers, default=rows)
    if last > MAX_ROWS or rows > MAX_ROWS:
        raise Refusal("too_many_rows", rows=max(last, rows), most=MAX_ROWS)
    if last > 20 * rows + 10_000:
        raise Refusal("far_cell", cell=f"{last}:{last}")
    far = _FAR_COLUMN.search(body)
    if far:
        raise Refusal("far_cell", cell=far.group(1).decode())
    firsts = {column_index(letters.decode()) for letters in set(_FIRST_CELL.findall(body))}
    return min(firsts, default=0), last


def layout_of(xml: bytes, styles: dict[int, str]) -> Layout:
    """The layout of one worksheet; Refusal if it reaches absurdly far."""
    start, end = xml.find(b"sheetData"), xml.rfind(b"sheetData")
    head, body, tail = xml[: max(start, 0)], xml[max(start, 0) : end], xml[max(end, 0) :]
    if start < 0:
        head, body, tail = xml, b"", b""
    first_column, last_row = _extent(body)
    positions: list[_Positions] = []
    errors, formulas, styled = [], [], []
    if b't="e"' in body:
        for match in _ERROR_CELL.finditer(body):
            value = _VALUE.search(match.group(2))
            place = _place(match.group(1), match.start(), positions, body)
            errors.append((*place, value.group(1).decode("utf-8", "replace") if value else "#"))
            if len(errors) >= MAX_FLAGGED:
                break
    if re.search(_P + rb"f\b", body):
        for match in _FORMULA_CELL.finditer(body):
            value = _VALUE.search(match.group(4))
            cached = unescape(value.group(1).decode("utf-8", "replace")) if value else None
            is_number = not re.search(rb"\bt=\"(?:s|str|b|e|inlineStr)\"", match.group(1))
            text = unescape((match.group(3) or b"").decode("utf-8", "replace"))
            place = _place(match.group(1), match.start(), positions, body)
            formulas.append(Formula(*place, text, cached or None, is_number))
            if len(formulas) >= MAX_FLAGGED:
                break
    if styles:
        numbers = b"|".join(str(number).encode() for number in styles)
        pattern = re.compile(_P + rb"c\b([^>]*\bs=\"(" + numbers + rb")\"[^>/]*)>")
        for match in pattern.finditer(body):
            place = _place(match.group(1), match.start(), positions, body)
            styled.append((*place, styles[int(match.group(2))]))
            if len(styled) >= MAX_FLAGGED:
                break
    merges = []
    for reference in _MERGE.findall(tail):
        found = _RANGE.fullmatch(reference.decode().replace("$", ""))
        if found:
            a, b, c, d = found.groups()
            merges.append(Merge(int(b), column_index(a), int(d), column_index(c)))
    is_filtered = b'filterMode="1"' in head or b'filterMode="true"' in head or b"filterColumn" in tail
    return Layout(
        first_column,
        last_row,
        _hidden_rows(body),
        _hidden_columns(head),
        tuple(merges),
        is_filtered,
        tuple(errors),
        tuple(formulas),
        tuple(styled),
    )

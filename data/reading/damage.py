"""Which cell made the reader of the values give up on a workbook: looked for only once it has."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from html import unescape

from data.issues import column_letters
from data.reading.container import Refusal
from data.reading.parts import SheetPart
from data.reading.positions import Places
from data.reading.sheet_xml import normalised

_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_TYPE = re.compile(rb"\bt=\"([^\"]*)\"")
_REFERENCE = re.compile(rb"\br=\"([^\"]*)\"")
_VALUE = re.compile(rb"<v\b[^>]*>(.*?)</v>", re.DOTALL)
_STRING = re.compile(rb"<(?:\w+:)?si\b")
_TYPES = {b"b", b"d", b"e", b"inlineStr", b"n", b"s", b"str"}
_ERRORS = {b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"}
_PROPER = re.compile(rb"[A-Z]{1,3}[1-9]\d{0,6}")


def _texts(archive: zipfile.ZipFile) -> int:
    """How many texts the cells may refer to by number."""
    members = [name for name in archive.namelist() if name.lower().endswith("sharedstrings.xml")]
    return sum(len(_STRING.findall(archive.read(name))) for name in members)


def _is_damaged(kind: bytes, value: bytes, texts: int) -> bool:
    if kind == b"s":
        return value.isdigit() and int(value) >= texts
    return kind not in _TYPES or (kind == b"e" and value not in _ERRORS)


def refusal(archive: zipfile.ZipFile, parts: Iterable[SheetPart]) -> Refusal:
    """Why the workbook cannot be read: the first damaged cell by sheet and place, if it is one."""
    texts = _texts(archive)
    for part in parts:
        xml = normalised(archive.read(part.member))
        body = xml[max(xml.find(b"sheetData"), 0) :]
        places = Places(body)
        for match in _CELL.finditer(body):
            attributes, found = match.group(1), _VALUE.search(match.group(2) or b"")
            kind, name = _TYPE.search(attributes), _REFERENCE.search(attributes)
            value = found.group(1).strip() if found else b""
            is_placed = name is None or _PROPER.fullmatch(name.group(1))
            if is_placed and not (kind and value and _is_damaged(kind.group(1), value, texts)):
                continue
            row, column = places.of(attributes, match.start())
            cell = f"{column_letters(column)}{row}" if is_placed or name is None else name.group(1).decode()
            shown = unescape(value.decode("utf-8", "replace"))[:60]
            return Refusal("damaged_cell", sheet=part.name, cell=cell, value=shown)
    return Refusal("unreadable_workbook")

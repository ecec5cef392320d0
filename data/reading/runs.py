"""Texts of which a part looks otherwise: struck through, raised or lowered.

A text of several runs is read as one: `5` struck through before `6000` comes as 56000, a footnote's raised
`2` behind `12345` as 123452.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping

from data.reading.cell_xml import FLAGGED_IN_COLUMN, Styled
from data.reading.number_formats import Look
from data.reading.positions import Places
from data.reading.sheet_xml import normalised

_ITEM = re.compile(rb"<si\b[^>]*?(?:/>|>(.*?)</si>)", re.DOTALL)
_RUN = re.compile(rb"<r\b[^>]*>(.*?)</r>", re.DOTALL)
_WORDS = re.compile(rb"<t\b[^>]*>\s*[^<\s]")
_STRUCK = re.compile(rb"<strike\b(?![^>]*val=\"(?:0|false)\")")
_RAISED = re.compile(rb"<vertAlign\b[^>]*val=\"(?:super|sub)script\"")
_SHARED_CELL = re.compile(rb"<c\b([^>]*\bt=\"s\"[^>]*)>\s*<v>(\d+)</v>")
_INLINE_CELL = re.compile(rb"<c\b([^>]*\bt=\"inlineStr\"[^>]*)>(.*?)</c>", re.DOTALL)


def _look(text: bytes) -> Look | None:
    runs = [run for run in _RUN.findall(text) if _WORDS.search(run)]
    struck = sum(bool(_STRUCK.search(run)) for run in runs)
    if struck:
        return Look("struck_through" if struck == len(runs) else "struck_partly")
    raised = sum(bool(_RAISED.search(run)) for run in runs)
    return Look("raised_text") if 0 < raised < len(runs) else None


def marked_strings(archive: zipfile.ZipFile) -> dict[int, Look]:
    """The strings that cells share of which a part is marked, by their numbers."""
    name = next((name for name in archive.namelist() if name.lower().endswith("sharedstrings.xml")), None)
    xml = archive.read(name) if name else b""
    if b"strike" not in xml and b"vertAlign" not in xml:
        return {}
    items = enumerate(_ITEM.finditer(normalised(xml)))
    looks = ((number, _look(found.group(1) or b"")) for number, found in items)
    return {number: look for number, look in looks if look is not None}


def _cells(body: bytes, strings: Mapping[int, Look]) -> Iterator[tuple[re.Match[bytes], Look]]:
    if strings:
        for match in _SHARED_CELL.finditer(body):
            look = strings.get(int(match.group(2)))
            if look is not None:
                yield match, look
    if b"<strike" in body or b"<vertAlign" in body:
        for match in _INLINE_CELL.finditer(body):
            look = _look(match.group(2))
            if look is not None:
                yield match, look


def marked_cells(body: bytes, strings: Mapping[int, Look]) -> tuple[Styled, ...]:
    """The cells whose text is partly marked, so many as are named of a column. body: `normalised`."""
    found: list[Styled] = []
    places: Places | None = None
    for match, look in _cells(body, strings):
        places = places or Places(body)
        found.append((*places.of(match.group(1), match.start()), look))
        if len(found) >= FLAGGED_IN_COLUMN:
            break
    return tuple(found)

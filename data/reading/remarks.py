"""Texts near the data that stand in no cell: comments, text boxes, headers and footers of the page."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from itertools import islice

from data.reading.parts import related
from data.reading.sheets import Remark, RemarkKind, column_index

MAX_REMARKS = 200
MAX_LENGTH = 500
#: Drawings beyond this size hold pictures of charts, not notes.
_MAX_PART = 8 * 2**20

# Byte patterns, as for the sheets: these parts carry any prefix, and old drawings are not well-formed.
_COMMENT = re.compile(
    rb"<(?:\w+:)?(?:comment|threadedComment)\s([^>]*)>(.*?)</(?:\w+:)?(?:comment|threadedComment)>", re.DOTALL
)
_TEXT = re.compile(rb"<(?:\w+:)?(?:t|text)(?:\s[^>]*)?>([^<]*)(?=<)")
_REF = re.compile(rb"\bref=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_ANCHOR = re.compile(rb"<(?:\w+:)?\w+Anchor\b.*?</(?:\w+:)?\w+Anchor>", re.DOTALL)
_CORNER = re.compile(rb"<(?:\w+:)?col>\s*(\d{1,7})\s*</.*?<(?:\w+:)?row>\s*(\d{1,7})\s*</", re.DOTALL)
_PARAGRAPH = re.compile(rb"<a:p\b.*?</a:p>", re.DOTALL)
_OLD_SHAPE = re.compile(rb"<v:shape\b.*?</v:shape>", re.DOTALL | re.IGNORECASE)
_OLD_BOX = re.compile(rb"<v:textbox\b[^>]*>(.*?)</v:textbox>", re.DOTALL | re.IGNORECASE)
_PAGE = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)\b[^>]*>([^<]*)</")
#: Codes of page headers: sections, fonts, sizes, colours, and fields such as page and file name.
_PAGE_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d+|[A-Za-z])')
#: What a spreadsheet that cannot show threads writes before the comment's own words.
_PLACEHOLDER = re.compile(r"^\[(?:Threaded comment|线程批注|会话批注|批注线程)\]", re.IGNORECASE)


def _words(text: bytes) -> str:
    return unescape(text.decode("utf-8", "replace"))


def _remark(
    kind: RemarkKind, text: str, row: int | None = None, column: int | None = None
) -> Iterator[Remark]:
    text = " ".join(text.split())
    if text:
        yield Remark(kind, text[:MAX_LENGTH], row, column)


def _comments(xml: bytes) -> Iterator[Remark]:
    for match in _COMMENT.finditer(xml):
        place = _REF.search(match.group(1))
        row = int(place.group(2)) if place else None
        column = column_index(place.group(1).decode()) if place else None
        text = "".join(map(_words, _TEXT.findall(match.group(2))))
        yield from _remark("comment", text, row, column)


def _text_boxes(xml: bytes) -> Iterator[Remark]:
    for anchor in _ANCHOR.findall(xml):
        corner = _CORNER.search(anchor)
        row = int(corner.group(2)) + 1 if corner else None
        column = int(corner.group(1)) if corner else None
        lines = ["".join(map(_words, _TEXT.findall(paragraph))) for paragraph in _PARAGRAPH.findall(anchor)]
        yield from _remark("text_box", " ".join(lines), row, column)


def _old_boxes(xml: bytes) -> Iterator[Remark]:
    for shape in _OLD_SHAPE.findall(xml):
        # The shape of a comment repeats nothing: its words stand in the part of the comments.
        if b'ObjectType="Note"' not in shape:
            for box in _OLD_BOX.findall(shape):
                yield from _remark("text_box", _words(re.sub(rb"<[^>]*>", b" ", box)))


def _page(tail: bytes) -> Iterator[Remark]:
    for text in _PAGE.findall(tail):
        yield from _remark("page_header", _PAGE_CODE.sub(" ", _words(text)))


_READERS = {
    "comments": _comments,
    "threadedComment": _comments,
    "drawing": _text_boxes,
    "vmlDrawing": _old_boxes,
}


def remarks(archive: zipfile.ZipFile, member: str, page: bytes) -> tuple[Remark, ...]:
    """The first `MAX_REMARKS` texts beside the cells of the worksheet `member`, each cut at `MAX_LENGTH`.

    page: the end of the worksheet's XML, behind its cells. Raises nothing: a part that cannot be
    understood tells nothing.
    """
    found = dict.fromkeys(_page(page))
    parts = related(archive, member)
    for kind, part in parts:
        if kind in _READERS and archive.getinfo(part).file_size <= _MAX_PART:
            found |= dict.fromkeys(_READERS[kind](archive.read(part)))
    has_threads = any(kind == "threadedComment" for kind, _ in parts)
    told = (remark for remark in found if not (has_threads and _PLACEHOLDER.match(remark.text)))
    return tuple(islice(told, MAX_REMARKS))

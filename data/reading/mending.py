"""Slips of writing tools that keep a sound workbook from being read, put right in a copy."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from xml.sax.saxutils import escape

_HEAD = 4096
_SIZE = re.compile(rb"<(?:\w+:)?dimension\b([^>]*?)(?:/>|>\s*</(?:\w+:)?dimension>)")
_REF = re.compile(rb"\bref=[\"']([^\"']*)[\"']")
_RAW = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_PROPER = re.compile(rb"[A-Z]{1,3}[1-9]\d*(?::[A-Z]{1,3}[1-9]\d*)?", re.IGNORECASE)


def slashed(name: str) -> str:
    """The name of a part with the separators that the format asks for."""
    return name.replace("\\", "/")


def _odd_sheets(archive: zipfile.ZipFile) -> set[str]:
    """Sheets that begin with what the reader of the values gives up on or passes over.

    A dimension that is no range (`A0:J10`), on which nothing relies; values in unparsed sections.
    """
    odd = set()
    for name in archive.namelist():
        if not name.lower().endswith(".xml") or "worksheet" not in name.lower():
            continue
        with archive.open(name) as part:
            head = part.read(_HEAD)
        found = _SIZE.search(head)
        ref = found and _REF.search(found.group(1))
        if (ref and not _PROPER.fullmatch(ref.group(1))) or b"<![CDATA[" in head:
            odd.add(name)
    return odd


def _mended_sheet(xml: bytes) -> bytes:
    parsed = _RAW.sub(lambda found: escape(found.group(1).decode("utf-8", "replace")).encode(), xml)
    return _SIZE.sub(b"", parsed, count=1)


def mended(content: bytes) -> bytes:
    """`content`, or a copy whose parts are named with slashes and whose sheets the reader understands.

    content: a workbook that passed all checks.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        odd = _odd_sheets(archive)
        if not odd and not any("\\" in name for name in archive.namelist()):
            return content
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for name in archive.namelist():
                if name in odd:
                    copy.writestr(slashed(name), _mended_sheet(archive.read(name)))
                else:
                    with (
                        archive.open(name) as source,
                        copy.open(slashed(name), "w", force_zip64=True) as target,
                    ):
                        shutil.copyfileobj(source, target)
    return buffer.getvalue()

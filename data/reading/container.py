"""Is this file what it says it is, and safe to open? Checks on bytes, before any parser sees them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from data.reading.mending import slashed

Kind = Literal["xlsx", "xls", "text"]

MAX_MEMBERS = 1_000
#: A sheet compresses 5 to 30 times; far beyond that the file was made to explode.
MAX_RATIO = 150
RATIO_MATTERS_FROM = 16 * 2**20
_CHUNK = 1 << 20

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"BZh", b"\xfd7zXZ")
_WORKBOOK_ENDINGS = {"xlsx", "xlsm", "xltx", "xltm"}
_TEXT_ENDINGS = {"csv", "txt", "tsv", "tab", ""}
#: Anything but blanks and byte-order marks.
_SUBSTANCE = re.compile(rb"[^ \t\r\n\x00\x1a\xef\xbb\xbf\xff\xfe]")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

_STARTS = re.compile(rb"<(?:\w+:)?(?:dde|ole)Link\b")


class Refusal(Exception):
    """The file is refused as a whole; `code` is an issue code."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost: address space of the child, processor time, bytes after unpacking."""

    memory: int
    seconds: float
    unpacked: int


SMALL_FILE = 3 * 2**20
SMALL = Limits(memory=1016 * 2**20, seconds=6.0, unpacked=96 * 2**20)
#: For a small file on which the first child died. The libraries map 360 MiB that never become resident:
#: within this address space a child still takes less than 1 GiB.
SECOND = Limits(memory=1380 * 2**20, seconds=6.0, unpacked=96 * 2**20)


def limits_for(size: int) -> Limits:
    """Limits for a file of `size` bytes: tight for the usual monthly file, wider for big ledgers."""
    if size <= SMALL_FILE:
        return SMALL
    return Limits(memory=4 * 2**30, seconds=min(300.0, 30.0 + 2 * size / 2**20), unpacked=2**30)


def attempts_for(size: int) -> tuple[Limits, ...]:
    """The limits to try one after the other for a file of `size` bytes, as long as memory is what lacks."""
    limits = limits_for(size)
    return (SMALL, SECOND) if limits is SMALL else (limits,)


#: An archive that holds such files was packed by somebody.
_TABLES = (".xlsx", ".xls", ".csv")


def kind_of(content: bytes, name: str) -> Kind:
    """What the bytes are, by their first bytes; Refusal where the name says otherwise."""
    base = name.replace("\\", "/").rpartition("/")[2]
    ending = base.rpartition(".")[2].strip().lower() if "." in base else ""
    if _SUBSTANCE.search(content) is None:
        raise Refusal("empty_file")
    if content.startswith(b"PK"):
        # Other formats are archives as well: only one that holds a workbook contradicts its name.
        is_workbook = b"xl/workbook.xml" in content and b"workbook.bin" not in content
        if ending in _TEXT_ENDINGS - {""} | {"xls"} or (
            is_workbook and ending not in _WORKBOOK_ENDINGS | {""}
        ):
            raise Refusal("wrong_ending", ending=ending, actual="xlsx")
        return "xlsx"
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refusal("encrypted")
        if ending in _TEXT_ENDINGS | {"xlsx", "xlsm"}:
            raise Refusal("wrong_ending", ending=ending or "-", actual="xls")
        return "xls"
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_ARCHIVES) or content.startswith(_ARCHIVES):
        raise Refusal("not_a_table")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start or b"excel.sheet" in start:
        raise Refusal("spreadsheet_xml")
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")):
        raise Refusal("html_table")
    if start.startswith(b"id;p") and b"\nc;" in start.replace(b"\r", b"\n"):
        raise Refusal("other_format", format="SYLK (.slk)")
    if start.startswith((b"mime-version:", b"from:")) and b"content-type:" in start:
        raise Refusal("other_format", format="MHTML (.mht)")
    if start.startswith(b"<?xml"):
        raise Refusal("html_table" if b"<html" in start or b"<table" in start else "not_a_table")
    if ending in _WORKBOOK_ENDINGS | {"xls"}:
        separator = _separator(content)
        if separator:
            raise Refusal("text_as_workbook", ending=ending, separator=separator)
        raise Refusal("not_a_workbook", ending=ending)
    if ending not in _TEXT_ENDINGS:
        raise Refusal("unknown_ending", ending=ending)
    return "text"


def _separator(content: bytes) -> str | None:
    """What separates the fields of a table of text, None if it is none: all of its first lines have it."""
    # Separators are ASCII; in UTF-16 they stand between NUL bytes, which other text does not hold.
    lines = [line for line in content[:4096].replace(b"\x00", b"").splitlines() if line.strip()][:-1][:5]
    for name, sign in (("TAB", b"\t"), (",", b","), (";", b";"), ("|", b"|")):
        if lines and all(sign in line for line in lines):
            return name
    return None


def opened_archive(content: bytes) -> zipfile.ZipFile:
    """The zip archive; Refusal if it is cut off, encrypted, overfull or no workbook."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise Refusal("broken_archive") from error
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise Refusal("too_many_members", members=len(members), most=MAX_MEMBERS)
    names = [slashed(member.filename) for member in members]
    if len({name.lower() for name in names}) != len(names):
        raise Refusal("duplicate_members")
    strange = next((name for name in names if ".." in name.split("/") or name[1:2] == ":"), None)
    if strange is not None:
        raise Refusal("strange_member", member=strange)
    if any(member.flag_bits & 1 for member in members):
        raise Refusal("encrypted")
    if "mimetype" in names and "content.xml" in names:
        raise Refusal("other_format", format="OpenDocument (.ods)")
    if any(name.lower().endswith("workbook.bin") for name in names):
        raise Refusal("other_format", format="Excel binary (.xlsb)")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        is_pack = any(name.lower().endswith(_TABLES) for name in names)
        raise Refusal("not_a_table") if is_pack else Refusal("not_a_workbook", ending="xlsx")
    return archive


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(member) as stream:
            while piece := stream.read(_CHUNK):
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Refusal("corrupt_member", member=member.filename) from error


def check_members(archive: zipfile.ZipFile, limits: Limits, size: int) -> None:
    """Unpack every member once, piece by piece: sizes, checksums, document types, dangerous parts.

    Raises Refusal. Nothing is kept, so memory stays flat whatever the archive claims.
    """
    total = 0
    for member in archive.infolist():
        lower = slashed(member.filename).lower()
        # A leftover link does no harm unless a formula uses it; one that starts programs does.
        is_link = lower.startswith("xl/externallinks/")
        if lower.startswith(("xl/activex/", "xl/embeddings/oleobject")):
            raise Refusal("active_content", member=member.filename)
        if lower == "xl/connections.xml" or lower.startswith("xl/querytables/"):
            raise Refusal("data_connection")
        is_markup = lower.endswith((".xml", ".rels", ".vml"))
        unpacked, rest = 0, b""
        for number, piece in enumerate(_pieces(archive, member)):
            unpacked += len(piece)
            total += len(piece)
            if unpacked > member.file_size:
                raise Refusal("corrupt_member", member=member.filename)
            if total > limits.unpacked or (total > RATIO_MATTERS_FROM and total > MAX_RATIO * size):
                raise Refusal("archive_bomb", unpacked=total // 2**20)
            if is_markup:
                if number == 0 and (piece[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in piece[:64]):
                    raise Refusal("doctype", member=member.filename)
                # The mark alone is found many times faster, and most markup has none.
                if _DOCTYPE.search(rest + piece[:16]) or (b"!" in piece and _DOCTYPE.search(piece)):
                    raise Refusal("doctype", member=member.filename)
                if is_link and _STARTS.search(rest + piece):
                    raise Refusal("external_link")
                rest = piece[-16:]
        if unpacked != member.file_size:
            raise Refusal("corrupt_member", member=member.filename)


def has_macros(archive: zipfile.ZipFile) -> bool:
    """Whether the workbook carries a macro project or macro sheets, or says it may."""
    names = [name.lower() for name in archive.namelist()]
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        return True
    return b"macroEnabled" in archive.read("[Content_Types].xml")

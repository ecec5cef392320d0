"""Whether a file is the bulletin that was published: by its bytes, else by the code that it bears."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dashboard.services.papers.code import Code, code_in, code_of
from dashboard.services.papers.comparing import Difference, differences
from data.store.errors import OriginalDamaged
from data.store.process.papers import Issued

#: published: these very bytes. changed: its code is of a publication, the bytes are not. same_texts: so too,
#: yet every text in it is as published. other_figures: the code names a publication, but not what was
#: published there. unknown_publication: it names one that this store does not know. unpublished: it says so
#: itself. no_code: neither.
Kind = Literal[
    "published",
    "changed",
    "same_texts",
    "other_figures",
    "unknown_publication",
    "unpublished",
    "no_code",
]
#: A larger paper is held against the publications by its bytes and its code, not text by text.
LARGEST = 48_000_000
_PROPERTIES, _MOST_PROPERTIES = "docProps/core.xml", 1_000_000
_WORKBOOK, _PDF = b"PK\x03\x04", b"%PDF-"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a paper is. code: of the publication that it is of, or says it is. latest: that month's version.

    differences: None where nothing could be held against it, or where the figures are not to be seen.
    """

    kind: Kind
    name: str
    code: Code | None = None
    file: str = ""
    latest: int = 0
    differences: tuple[Difference, ...] | None = None

    @property
    def is_superseded(self) -> bool:
        """Whether the month was published again later."""
        return self.code is not None and 0 < self.code.version < self.latest


def code_of_paper(content: bytes) -> Code | None:
    """The code that a PDF or workbook bears in its properties; None without one."""
    if content.startswith(_WORKBOOK):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(_PROPERTIES) as part:
                return code_in(part.read(_MOST_PROPERTIES).decode("utf-8", "replace"))
        except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError, EOFError):
            return None
    return code_in(content.decode("latin-1"))


def verify_paper(
    name: str,
    content: bytes,
    issued: Sequence[Issued],
    kept: Callable[[str], bytes | None],
    *,
    tells_differences: bool,
) -> Verdict:
    """What the file `name` is. kept: the bytes of a published file by its SHA-256, None if not kept."""
    latest = _latest(issued)
    digest = hashlib.sha256(content).hexdigest()
    for each in issued:
        for file in each.files:
            if file.sha256 == digest:
                return Verdict("published", name, code_of(each), file.name, latest[each.month])
    code = code_of_paper(content)
    if code is None:
        return Verdict("no_code", name)
    version = latest.get(code.month, 0)
    if not code.is_published:
        return Verdict("unpublished", name, code, latest=version)
    same = [each for each in issued if (each.month, each.version) == (code.month, code.version)]
    if not same:
        return Verdict("unknown_publication", name, code, latest=version)
    if code_of(same[0]) != code:
        return Verdict("other_figures", name, code, latest=version)
    found = _held_against(content, same[0], kept) if tells_differences else None
    kind: Kind = "same_texts" if found == () else "changed"
    return Verdict(kind, name, code, latest=version, differences=found)


def _latest(issued: Sequence[Issued]) -> dict[date, int]:
    latest: dict[date, int] = {}
    for each in issued:
        latest[each.month] = max(each.version, latest.get(each.month, 0))
    return latest


def _held_against(
    content: bytes, issued: Issued, kept: Callable[[str], bytes | None]
) -> tuple[Difference, ...] | None:
    form = "pdf" if content.startswith(_PDF) else "xlsx" if content.startswith(_WORKBOOK) else ""
    same_form = [file for file in issued.files if file.name.endswith(f".{form}")]
    if not form or not same_form or len(content) > LARGEST:
        return None
    try:
        published = kept(same_form[0].sha256)
    except OriginalDamaged:
        published = None
    return None if published is None else differences(published, content, form)

"""What a paper says of itself: of which publication it is, in a form that machines read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from data.store.process.papers import Issued

_WRITTEN = re.compile(r"RC:(\d{4}-(?:0[1-9]|1[0-2])):(\d{1,6})(?::([0-9A-F]{64}))?(?![0-9A-F])")
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Code:
    """Month and version of a publication, and the SHA-256 (hex) of what was published.

    version 0, without a digest: made of a month before its publication.
    """

    month: date
    version: int = 0
    digest: str = ""

    @property
    def is_published(self) -> bool:
        """Whether the paper says that it was published."""
        return self.version > 0

    @property
    def text(self) -> str:
        """For machines: the signs that a QR code packs most densely."""
        lead = f"RC:{self.month:%Y-%m}:{self.version}"
        return f"{lead}:{self.digest.upper()}" if self.is_published else lead

    @property
    def short(self) -> str:
        """The beginning of the digest, for the eye."""
        start = self.digest.upper()[: 4 * _DIGITS]
        return " ".join(start[n : n + _DIGITS] for n in range(0, len(start), _DIGITS))


def code_of(issued: Issued) -> Code:
    """The code of a publication's papers."""
    return Code(issued.month, issued.version, issued.digest)


def code_in(text: str) -> Code | None:
    """The first code that a text holds, None without one."""
    found = _WRITTEN.search(text)
    if found is None:
        return None
    month, version, digest = found.groups()
    if (version.strip("0") == "") != (digest is None):
        return None
    return Code(date.fromisoformat(f"{month}-01"), int(version), (digest or "").lower())

"""What a paper says of itself: of which publication it is, in a form that machines read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

#: Not part of what the digest is of: the files bear it themselves, and the log moves on while they are made.
_LEFT_OUT = ("files", "audit_head")
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


def publication_digest(content: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of what a publication froze, without its files and the head of the log."""
    frozen = {key: value for key, value in content.items() if key not in _LEFT_OUT}
    return hashlib.sha256(orjson.dumps(frozen, option=orjson.OPT_SORT_KEYS)).hexdigest()


def code_of(month: date, version: int, content: Mapping[str, Any]) -> Code:
    """The code of a publication's papers."""
    return Code(month, version, publication_digest(content))


def code_in(text: str) -> Code | None:
    """The first code that a text holds, None without one."""
    found = _WRITTEN.search(text)
    if found is None:
        return None
    month, version, digest = found.groups()
    if (version.strip("0") == "") != (digest is None):
        return None
    return Code(date.fromisoformat(f"{month}-01"), int(version), (digest or "").lower())

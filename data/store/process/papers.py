"""The papers of publications: what each was of, by digest, and its files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from data.store.process.book import Book
from data.store.process.deeds import KeptFile

#: Not part of what the digest is of: the files bear it themselves, and the log moves on while they are made.
_LEFT_OUT = ("files", "audit_head")


@dataclass(frozen=True, slots=True)
class Issued:
    """A publication as far as its papers go. digest: SHA-256 (hex) of what was frozen."""

    month: date
    version: int
    digest: str
    files: tuple[KeptFile, ...]


def publication_digest(content: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of what a publication froze, without its files and the head of the log."""
    frozen = {key: value for key, value in content.items() if key not in _LEFT_OUT}
    return hashlib.sha256(orjson.dumps(frozen, option=orjson.OPT_SORT_KEYS)).hexdigest()


def issued_by(book: Book) -> tuple[Issued, ...]:
    """All publications of a book, by month and version; those that were replaced later among them."""
    return tuple(
        Issued(month, deed.version, publication_digest(deed.content), deed.files)
        for month in sorted(book.course)
        for deed in book.publications(month)
    )

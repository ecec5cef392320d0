"""What the headers of an unfamiliar sheet mean, as somebody said once for all sheets of that shape."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.cleaning.texts import plain


@dataclass(frozen=True, slots=True)
class HeaderMapping:
    """Headers of one shape, mapped to the fields of one extract.

    shape: see `shape_of`. columns: header text as written → field name; headers that are not
    named are left out. A header that is recognised by itself keeps its own meaning.
    """

    shape: str
    extract: str
    columns: Mapping[str, str]


def shape_of(headers: Sequence[str]) -> str:
    """SHA-256 (hex) of the header texts in order; spaces, width, case and traditional forms do not count."""
    return hashlib.sha256("\x1f".join(plain(header) for header in headers).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class UnmappedSheet:
    """A visible sheet whose header was not recognised, or not fully: what is needed to map it.

    sheet: empty for a text file. extract: the likeliest one, None where nothing resembles any.
    headers: texts of the header row, blank columns left out; samples: the first rows below,
    cell for cell under `headers`. guesses: header → field name of `extract`, to be confirmed.
    """

    file: str
    sheet: str
    shape: str
    extract: str | None
    headers: tuple[str, ...]
    samples: tuple[tuple[str | None, ...], ...]
    guesses: Mapping[str, str]

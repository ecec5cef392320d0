"""What unfamiliar headers and values mean, as somebody said once for all sheets of that shape."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data.cleaning.texts import plain

#: Stands between the lines of a header of several lines: `期末余额 / 借方`.
JOINT = " / "
#: As the field of a header in `HeaderMapping.columns`: the column is not read.
LEFT_OUT = ""


@dataclass(frozen=True, slots=True)
class HeaderMapping:
    """Headers of one shape, mapped to the fields of one extract, and what their values mean.

    shape: see `shape_of`. columns: header (see `unique_names`) → field name, or `LEFT_OUT` for
    a column not to be read although its header is recognised; headers that are not named are
    left out. A header that is recognised by itself takes no other meaning.
    values: field name → {as written → one of the field's choices}.
    """

    shape: str
    extract: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def shape_of(headers: Sequence[str]) -> str:
    """SHA-256 (hex) of the header texts in order; spaces, width, case and traditional forms do not count."""
    return hashlib.sha256("\x1f".join(plain(header) for header in headers).encode()).hexdigest()


def unique_names(headers: Sequence[str]) -> tuple[str, ...]:
    """The headers of a sheet so that no two are equal: those that repeat are numbered, `金额 #2`.

    Numbered in order, not by position: an empty column more or less changes no name.
    """
    total = Counter(plain(header) for header in headers)
    taken = {plain(header) for header in headers}
    seen = Counter[str]()
    names = []
    for header in headers:
        seen[plain(header)] += 1
        name = header
        if total[plain(header)] > 1:
            name = f"{header} #{seen[plain(header)]}"
            while plain(name) in taken:
                name += "#"
            taken.add(plain(name))
        names.append(name)
    return tuple(names)


@dataclass(frozen=True, slots=True)
class UnmappedSheet:
    """A visible sheet whose header was not recognised, or not fully: what is needed to map it.

    sheet: empty for a text file. extract: the likeliest one, None where nothing resembles any.
    headers: the full names of the columns (see `unique_names`), lines joined by `JOINT`, columns
    without a header left out; letters: where each stands (A, B, …); samples: the first rows
    below, cell for cell under `headers`.
    guesses: extract → {header → field}, to be confirmed. recognised: the same for headers that
    are known by themselves: they mean this field or are left out.
    """

    file: str
    sheet: str
    shape: str
    extract: str | None
    headers: tuple[str, ...]
    letters: tuple[str, ...]
    samples: tuple[tuple[str | None, ...], ...]
    guesses: Mapping[str, Mapping[str, str]]
    recognised: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class UnknownValues:
    """Values of a field that are none of its choices; a `HeaderMapping` of `shape` may say what they mean.

    sheet: empty for a text file. counts: as written → number of rows, the most frequent first.
    """

    file: str
    sheet: str
    shape: str
    extract: str
    field: str
    counts: Mapping[str, int]

"""Unfamiliar headers and values: what is proposed for them, and what an answer still lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import polars as pl

from data.fields import BY_NAME
from data.issues import visible
from data.mappings import LEFT_OUT, HeaderMapping, UnknownValues, UnmappedSheet

_SAMPLES, _WIDTH = 3, 24


def options(sheet: UnmappedSheet, extract: str, header: str) -> list[str | None]:
    """What a header may stand for, None for nothing; one that is recognised has one meaning only."""
    own = sheet.recognised.get(extract, {}).get(header)
    return [None, own] if own else [None, *(field.name for field in BY_NAME[extract].fields)]


def answered(
    sheet: UnmappedSheet, extract: str, columns: Mapping[str, str], earlier: HeaderMapping | None
) -> HeaderMapping:
    """The mapping that says `columns` (header → field) and keeps what `earlier` said of values.

    Recognised headers that are not among `columns` are left out.
    """
    left_out = {header: LEFT_OUT for header in sheet.recognised.get(extract, {}) if header not in columns}
    values = earlier.values if earlier is not None and earlier.extract == extract else {}
    return HeaderMapping(sheet.shape, extract, {**columns, **left_out}, values)


def with_values(
    unknown: UnknownValues, meant: Mapping[str, Mapping[str, str]], earlier: HeaderMapping | None
) -> HeaderMapping:
    """`earlier` with what values mean (field → {as written → choice}) added to it."""
    if earlier is None or earlier.extract != unknown.extract:
        earlier = HeaderMapping(unknown.shape, unknown.extract, {})
    values = {name: dict(known) for name, known in earlier.values.items()}
    for name, said in meant.items():
        values[name] = {**values.get(name, {}), **said}
    return HeaderMapping(unknown.shape, unknown.extract, earlier.columns, values)


def merged(unknown: Iterable[UnknownValues]) -> dict[str, list[UnknownValues]]:
    """Shape → one entry per field, the counts of all sheets of that shape added up."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    first: dict[tuple[str, str], UnknownValues] = {}
    for found in unknown:
        key = (found.shape, found.field)
        first.setdefault(key, found)
        counts.setdefault(key, Counter()).update(found.counts)
    by_shape: dict[str, list[UnknownValues]] = {}
    for (shape, field), found in first.items():
        total = dict(counts[shape, field].most_common())
        by_shape.setdefault(shape, []).append(
            UnknownValues(found.file, found.sheet, shape, found.extract, field, total)
        )
    return by_shape


def sample_frame(sheet: UnmappedSheet) -> pl.DataFrame:
    """The first rows below the headers as they stand, each column under its letter and full name."""
    return pl.DataFrame(
        {
            f"{letters} · {visible(header)}": [
                visible(row[at] or "", _WIDTH) if at < len(row) else "" for row in sheet.samples
            ]
            for at, (letters, header) in enumerate(zip(sheet.letters, sheet.headers, strict=True))
        },
    )


def samples(sheet: UnmappedSheet, header: str) -> str:
    """The first values below a header, each once, cut short; a dash where there are none."""
    position = sheet.headers.index(header)
    values = dict.fromkeys(
        visible(row[position] or "", _WIDTH)
        for row in sheet.samples
        if position < len(row) and (row[position] or "").strip()
    )
    return " / ".join(list(values)[:_SAMPLES]) or "—"


def missing_fields(extract: str, columns: Mapping[str, str]) -> list[str]:
    """Fields that the extract cannot do without and that no header stands for."""
    return [
        field.name
        for field in BY_NAME[extract].fields
        if not field.is_optional and field.name not in columns.values()
    ]


def twice(columns: Mapping[str, str]) -> list[str]:
    """Fields that more than one header stands for."""
    return [name for name, count in Counter(columns.values()).items() if count > 1]

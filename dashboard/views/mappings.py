"""Unfamiliar headers: what is proposed for them, and what an answer still lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from data.fields import BY_NAME
from data.issues import visible
from data.mappings import UnmappedSheet

_SAMPLES, _WIDTH = 3, 24


def proposed(sheet: UnmappedSheet, extract: str) -> dict[str, str]:
    """Header → field of `extract`: the sheet's own guesses, else headers that bear a field's very name."""
    if extract == sheet.extract:
        return dict(sheet.guesses)
    names = {
        name: field.name for field in BY_NAME[extract].fields for name in (field.zh, field.en, *field.aliases)
    }
    return {header: names[header] for header in sheet.headers if header in names}


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

"""Headers nobody taught us: read by a mapping, or shown with a guess so that somebody can map them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from data.cleaning.headers import (
    LONGEST,
    SEARCHED_ROWS,
    Grid,
    Header,
    Meanings,
    block,
    chains,
    extended,
    filled,
    full_name,
    matched,
    quality,
)
from data.cleaning.texts import plain
from data.cleaning.units import split_unit
from data.fields import BY_NAME, EXTRACTS, Extract
from data.mappings import HeaderMapping, UnmappedSheet, shape_of
from data.reading.sheets import Merge, RawSheet

_DEPTHS = (1, 2, 3)
#: A header that resembles a field's by less than this is not worth proposing.
_ALIKE = 0.6
_SAMPLES = 5


def header_texts(grid: Grid, first: int, last: int) -> tuple[tuple[int, str], ...]:
    """(0-based column, text) of every column whose header in rows `first`..`last` is not blank."""
    found = enumerate(chains(grid, range(first, last + 1)))
    return tuple((index, full_name(chain)) for index, chain in found if chain)


def _meanings(mapping: HeaderMapping, extract: Extract) -> Meanings:
    fields = {field.name: field for field in extract.fields}
    return {plain(text): fields[name] for text, name in mapping.columns.items() if name in fields}


def mapped_header(
    grid: Grid,
    rows: list[int],
    merges: tuple[Merge, ...],
    mappings: Mapping[str, HeaderMapping],
    found: Header | None,
) -> Header | None:
    """The header as a mapping of its shape reads it; `found` itself where none applies.

    found: what was recognised without mappings. What is recognised keeps its meaning: a complete
    header only gains columns, and only of its own extract.
    """
    if not mappings or not grid:
        return found
    raw = grid[:SEARCHED_ROWS]
    grid = filled(raw, merges, rows[:SEARCHED_ROWS])
    best: Header | None = None
    meanings: Meanings = {}
    for depth in _DEPTHS:
        for first in range(len(grid) - depth + 1):
            last = first + depth - 1
            texts = [text for _, text in header_texts(grid, first, last)]
            mapping = mappings.get(shape_of(texts)) if texts else None
            extract = BY_NAME.get(mapping.extract) if mapping else None
            if mapping is None or extract is None:
                continue
            if found is not None and not found.missing and found.extract is not extract:
                continue
            said = _meanings(mapping, extract)
            header = block(grid, extract, first, last, said)
            if best is None or quality(header) > quality(best):
                best, meanings = header, said
    if best is None:
        return found
    best = extended(best, raw, grid, meanings)
    if found is not None and not found.missing and (best.missing or best.first > found.last):
        return found
    return best


def _header_rows(grid: Grid) -> tuple[int, int] | None:
    """The row that looks most like a header: the widest one of words, with something below it."""
    best: tuple[int, int] | None = None
    for at, row in enumerate(grid[:-1]):
        texts = [text.strip() for text in row if text and text.strip()]
        is_wordy = all(any(c.isalpha() for c in text) and len(text) <= 40 for text in texts)
        if len(texts) < 3 or not is_wordy or len(set(texts)) <= len(texts) // 2:
            continue
        if best is None or len(texts) > best[0]:
            best = (len(texts), at)
    return None if best is None else (best[1], best[1])


def _likeness(header: str, extract: Extract) -> dict[str, float]:
    """Field name → how much `header` resembles one of its names, 1 where it is recognised."""
    if len(header) > LONGEST:
        return {}
    known = matched(extract, header)
    if known is not None:
        return {known[0].name: 1.0}
    bare = split_unit(plain(header))[0]
    scores = {}
    for field in extract.fields:
        names = (plain(name) for name in (field.zh, field.en, *field.aliases))
        score = max(SequenceMatcher(None, bare, name).ratio() for name in names)
        if score >= _ALIKE:
            scores[field.name] = score * 0.9
    return scores


def _guesses(headers: Sequence[str], extract: Extract) -> tuple[float, dict[str, str]]:
    """(sum of likeness, header → field), each field proposed once, the likeliest pairs first."""
    pairs = sorted(
        ((score, header, name) for header in headers for name, score in _likeness(header, extract).items()),
        key=lambda pair: -pair[0],
    )
    guesses: dict[str, str] = {}
    total = 0.0
    for score, header, name in pairs:
        if header not in guesses and name not in guesses.values():
            guesses[header] = name
            total += score
    return total, guesses


def unmapped(grid: Grid, sheet: RawSheet, found: Header | None, file: str) -> UnmappedSheet | None:
    """What somebody needs to see to map this sheet; None where nothing in it looks like a table."""
    grid = filled(grid, sheet.merges, sheet.rows.head(len(grid)).to_list())
    place = (found.first, found.last) if found is not None else _header_rows(grid[:SEARCHED_ROWS])
    if place is None:
        return None
    titled = header_texts(grid, *place)
    headers = tuple(text for _, text in titled)
    extract = found.extract if found is not None else None
    if extract is None:
        scored = {e.name: _guesses(headers, e)[0] for e in EXTRACTS}
        likeliest = max(scored, key=lambda name: scored[name])
        extract = BY_NAME[likeliest] if scored[likeliest] >= 2 else None
    below = [row for row in grid[place[1] + 1 :] if any(row)][:_SAMPLES]
    samples = tuple(tuple(row[index] for index, _ in titled) for row in below)
    guesses = _guesses(headers, extract)[1] if extract else {}
    return UnmappedSheet(
        file, sheet.name, shape_of(headers), extract.name if extract else None, headers, samples, guesses
    )

"""Headers nobody taught us: read by a mapping, or shown with a guess so that somebody can map them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from data.cleaning.heading.chains import Grid, chains, filled, full_name
from data.cleaning.heading.headers import Header, HeaderColumn, Meanings, block, quality
from data.cleaning.heading.proposals import proposals
from data.cleaning.heading.search import SEARCHED_ROWS, extended
from data.cleaning.meaning.units import split_unit
from data.cleaning.texts import plain
from data.fields import BY_NAME, EXTRACTS, Extract
from data.issues import column_letters
from data.mappings import JOINT, LEFT_OUT, HeaderMapping, UnmappedSheet, shape_of, unique_names
from data.reading.sheets import Merge, RawSheet

_DEPTHS = (1, 2, 3)
_SAMPLES = 5
#: A sheet that bears less likeness to an extract than two recognised headers is nobody's.
_LIKELY = 2
#: A cell longer than this (characters) is a note, not a header.
_WORDY = 40


def header_texts(grid: Grid, first: int, last: int) -> tuple[tuple[int, str], ...]:
    """(0-based column, full name) of every column whose header in rows `first`..`last` is not blank."""
    found = enumerate(chains(grid, range(first, last + 1)))
    return tuple((index, full_name(chain)) for index, chain in found if chain)


@dataclass(frozen=True, slots=True)
class _Named:
    """The columns of a header under unique names: 0-based position, text as written, name."""

    columns: tuple[tuple[int, str, str], ...]

    @property
    def shapes(self) -> Iterator[str]:
        """The shape, and the one of mappings from before lines were told apart."""
        texts = [text for _, text, _ in self.columns]
        yield shape_of(texts)
        if any(JOINT in text for text in texts):
            yield shape_of([text.replace(JOINT, "") for text in texts])


def _named(grid: Grid, first: int, last: int) -> _Named:
    titled = header_texts(grid, first, last)
    names = unique_names([text for _, text in titled])
    return _Named(tuple((index, text, name) for (index, text), name in zip(titled, names, strict=True)))


def _head(grid: Grid, merges: tuple[Merge, ...], rows: Sequence[int]) -> Grid:
    return filled(grid[:SEARCHED_ROWS], merges, list(rows[:SEARCHED_ROWS]))


def header_shape(sheet: RawSheet, header: Header) -> str:
    """The shape (`shape_of`) of a recognised header of `sheet`."""
    rows = [list(row) for row in sheet.cells.head(header.last + 1).rows()]
    return next(_named(_head(rows, sheet.merges, sheet.rows.head(len(rows)).to_list()),
                       header.first, header.last).shapes)  # fmt: skip


def _said(named: _Named, mapping: HeaderMapping) -> dict[int, str]:
    """Column → what the mapping says of it: a field name or `LEFT_OUT`."""
    columns = {plain(name): meaning for name, meaning in mapping.columns.items()}
    found = {}
    for index, text, name in named.columns:
        # Mappings of old know neither numbers of repeated headers nor joints.
        keys = (plain(name), plain(text), plain(text.replace(JOINT, "")))
        meaning = next((columns[key] for key in keys if key in columns), None)
        if meaning is not None:
            found[index] = meaning
    return found


def _meanings(named: _Named, said: Mapping[int, str], extract: Extract) -> Meanings:
    fields = {field.name: field for field in extract.fields}
    return {plain(text): fields[said[index]] for index, text, _ in named.columns if said.get(index) in fields}


def _as_meant(header: Header, named: _Named, said: Mapping[int, str]) -> Header:
    """`header` with exactly the columns that `said` adds, and without those that it leaves out."""
    fields = {field.name: field for field in header.extract.fields}
    own = {c.index: c for c in (*header.columns, *(second for _, second in header.duplicates))}
    texts = dict(header.ignored)
    columns: dict[str, HeaderColumn] = {}
    duplicates, ignored = [], []
    for index, text, _ in named.columns:
        column, meaning = own.get(index), said.get(index)
        field = fields.get(meaning or "")
        if meaning == LEFT_OUT or (column is not None and column.is_mapped and field is None):
            column = None
        elif field is not None and (column is None or (column.is_mapped and column.field is not field)):
            units = (split_unit(plain(line))[1] for line in text.split(JOINT))
            unit = next((u for u in units if u is not None), None) if field.kind == "money" else None
            column = HeaderColumn(index, text, field, unit, is_mapped=True, name=text)
        if column is None:
            ignored.append((index, texts.get(index, text)))
        elif column.field.name in columns:
            duplicates.append((columns[column.field.name], column))
        else:
            columns[column.field.name] = column
    return replace(
        header,
        columns=tuple(columns.values()),
        ignored=tuple(ignored),
        missing=tuple(f for f in fields.values() if not f.is_optional and f.name not in columns),
        duplicates=tuple(duplicates),
        passed_over=tuple(pair for pair in header.passed_over if pair[1].index not in said),
    )


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
    raw, grid = grid[:SEARCHED_ROWS], _head(grid, merges, rows)
    best: tuple[Header, _Named, dict[int, str]] | None = None
    for depth in _DEPTHS:
        for first in range(len(grid) - depth + 1):
            last = first + depth - 1
            named = _named(grid, first, last)
            mapping = next((mappings[shape] for shape in named.shapes if shape in mappings), None)
            extract = BY_NAME.get(mapping.extract) if mapping and mapping.columns else None
            if mapping is None or extract is None or not named.columns:
                continue
            if found is not None and not found.missing and found.extract is not extract:
                continue
            said = _said(named, mapping)
            header = _as_meant(
                block(grid, extract, first, last, meanings=_meanings(named, said, extract)), named, said
            )
            if best is None or quality(header) > quality(best[0]):
                best = (header, named, said)
    if best is None:
        return found
    header, named, said = best
    wider = extended(header, raw, grid, _meanings(named, said, header.extract))
    header = _as_meant(wider, named, said)
    if found is not None and not found.missing and (header.missing or header.first > found.last):
        return found
    return header


def _is_line(row: Sequence[str | None]) -> bool:
    """Whether a row may be a line of a header: short words, more than one, none that declares something."""
    texts = [text.strip() for text in row if text and text.strip()]
    return len(set(texts)) > 1 and all(
        len(text) <= _WORDY and any(c.isalpha() for c in text) and not ({":", "："} & {*text})
        for text in texts
    )


def _header_rows(grid: Grid, found: Header | None) -> tuple[int, int] | None:
    """The rows that look most like a header: of words, with something below, naming most columns apart.

    found: a header that was recognised in part; only rows that hold it are looked at then.
    """
    best: tuple[int, tuple[int, int]] | None = None
    for depth in _DEPTHS:
        for first in range(len(grid) - depth):
            last = first + depth - 1
            if found is not None and (first > found.first or last < found.last):
                continue
            if not all(_is_line(row) for row in grid[first : last + 1]):
                continue
            apart = len({text for _, text in header_texts(grid, first, last)})
            if apart >= 3 and (best is None or apart > best[0]):
                best = (apart, (first, last))
    if found is not None:
        return best[1] if best is not None else (found.first, found.last)
    return best[1] if best is not None else None


def _recognised(grid: Grid, rows: tuple[int, int], extract: Extract, named: _Named) -> dict[str, str]:
    """Name → field of the columns that `extract` knows by themselves."""
    header = block(grid, extract, *rows)
    own = {c.index: c for c in (*header.columns, *(second for _, second in header.duplicates))}
    return {name: own[index].field.name for index, _, name in named.columns if index in own}


def unmapped(grid: Grid, sheet: RawSheet, found: Header | None, file: str) -> UnmappedSheet | None:
    """What somebody needs to see to map this sheet; None where nothing in it looks like a table."""
    grid = filled(grid, sheet.merges, sheet.rows.head(len(grid)).to_list())
    place = _header_rows(grid[:SEARCHED_ROWS], found)
    if place is None:
        return None
    named = _named(grid, *place)
    headers = tuple(name for _, _, name in named.columns)
    recognised = {e.name: _recognised(grid, place, e, named) for e in EXTRACTS}
    proposed = {e.name: proposals(headers, e, recognised[e.name]) for e in EXTRACTS}
    extract = found.extract.name if found is not None else None
    if extract is None:
        likeliest = max(proposed, key=lambda name: proposed[name][0])
        extract = likeliest if proposed[likeliest][0] >= _LIKELY else None
    below = [row for row in grid[place[1] + 1 :] if any(row)][:_SAMPLES]
    return UnmappedSheet(
        file,
        sheet.name,
        next(named.shapes),
        extract,
        headers,
        tuple(column_letters(index) for index, _, _ in named.columns),
        tuple(tuple(row[index] for index, _, _ in named.columns) for row in below),
        {name: guesses for name, (_, guesses) in proposed.items()},
        recognised,
    )

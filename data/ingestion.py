"""Uploaded files to typed frames, with an issue for all that is wrong, doubtful or was left out."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType

import polars as pl

from data.batches import Batch, Place, Places
from data.cleaning.choices import unknown_values, with_meanings
from data.cleaning.tables import Cleaned, cleaned, recognised, to_be_mapped, unrecognised
from data.current_state import CurrentState
from data.fields import BY_NAME, EXTRACTS
from data.guidance import MAY_BE_BLANK, is_guidance
from data.issue_catalogue import LIST_SHEETS
from data.issues import Issue, Severity, ordered, visible
from data.mappings import HeaderMapping, UnknownValues, UnmappedSheet
from data.newcomers import UnknownOffice, unknown_offices
from data.organisation import Organisation, combined
from data.outsiders import Ask, inside, nobody
from data.plausibility import plausibility_issues
from data.reading import RawSheet, read
from data.reloads import without_reloads
from data.rivals import without_rivals
from data.validation import validated
from data.vocabulary import Vocabulary, choice_issues, vocabulary_issues

__all__ = [
    "FileSummary",
    "Ingestion",
    "Progress",
    "SheetSummary",
    "UnmappedSheet",
    "Upload",
    "ingest",
]

#: Which of two columns is meant: an answer is remembered.
_SETTLED_BY_MAPPING = {"duplicate_header", "mapped_twice", "passed_over_column"}

#: Called with the share done (0 to 1) and an English msgid of the step.
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as received. `name` is display text and never becomes a path."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class FileSummary:
    """A received file: display name, SHA-256 (hex), size in bytes; extracts that are loaded already.

    loaded_as: the load that exactly this file came in with; then it is no part of this one.
    """

    name: str
    sha256: str
    size: int
    left_out: tuple[str, ...] = ()
    loaded_as: str | None = None


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """A sheet that was recognised: `sheet` is empty for text files; `rows` of data kept."""

    file: str
    sheet: str
    extract: str
    rows: int


@dataclass(frozen=True, slots=True)
class Ingestion:
    """What an upload holds. `frames` may be loaded only while there are no errors.

    frames: extract → rows in file order, typed as `data.extracts.schema_of`, of what is not loaded yet.
    unmapped: visible sheets that a `HeaderMapping` would make loadable.
    unknown_values: values of a choice that a `HeaderMapping` may explain.
    unknown_offices: offices that would have to be added to the organisation first.
    """

    frames: dict[str, pl.DataFrame]
    issues: tuple[Issue, ...]
    files: tuple[FileSummary, ...]
    sheets: tuple[SheetSummary, ...]
    unmapped: tuple[UnmappedSheet, ...] = ()
    unknown_values: tuple[UnknownValues, ...] = ()
    unknown_offices: tuple[UnknownOffice, ...] = ()

    @property
    def errors(self) -> list[Issue]:
        """What stands against loading."""
        return [issue for issue in self.issues if issue.severity == "error"]

    @property
    def warnings(self) -> list[Issue]:
        """What must be accepted with a reason."""
        return [issue for issue in self.issues if issue.severity == "warning"]

    @property
    def notes(self) -> list[Issue]:
        """What was left out or decided along the way."""
        return [issue for issue in self.issues if issue.severity == "note"]

    @property
    def is_loadable(self) -> bool:
        """Whether there are rows and no errors."""
        return bool(self.frames) and not self.errors


def _hidden(sheet: RawSheet, extract: str, *, has_visible: bool, file: str) -> Issue:
    if has_visible:
        return Issue("note", "hidden_sheet_ignored", file, extract, sheet.name)
    return Issue("error", "hidden_sheet", file, extract, sheet.name)


@dataclass(frozen=True, slots=True)
class _FileTables:
    """What one file holds: its sheets cleaned, those nobody recognised, and all issues."""

    tables: list[Cleaned]
    issues: list[Issue]
    unmapped: list[UnmappedSheet]


def _tables(
    sheets: Iterable[RawSheet], file: str, mappings: Mapping[str, HeaderMapping], vocabulary: Vocabulary
) -> _FileTables:
    """The recognised sheets of one file, cleaned, and why the others are not."""
    issues: list[Issue] = []
    unmapped: list[UnmappedSheet] = []
    headers = [(sheet, recognised(sheet, mappings)) for sheet in sheets]
    shown = {h.extract.name for s, h in headers if h and not h.missing and s.state == "visible"}
    tables = []
    for sheet, header in headers:
        if header is None or header.missing:
            if is_guidance(sheet):
                continue
            if sheet.state == "visible":
                issues += unrecognised(sheet, header, file)
                to_map = None if sheet.name in LIST_SHEETS else to_be_mapped(sheet, header, file)
                unmapped += [to_map] if to_map else []
            else:
                issues.append(Issue("note", "ignored_hidden_sheet", file, None, sheet.name))
        elif sheet.state != "visible":
            issues.append(
                _hidden(sheet, header.extract.name, has_visible=header.extract.name in shown, file=file)
            )
        else:
            table = cleaned(sheet, header, file)
            if any(issue.code in _SETTLED_BY_MAPPING for issue in table.issues):
                to_map = to_be_mapped(sheet, header, file)
                unmapped += [to_map] if to_map else []
            tables.append(with_meanings(table, mappings, vocabulary))
    return _FileTables(tables, issues, unmapped)


def _read(
    upload: Upload, name: str, mappings: Mapping[str, HeaderMapping], vocabulary: Vocabulary
) -> _FileTables:
    reading = read(upload.name, upload.content)
    found = _tables(reading.sheets, name, mappings, vocabulary)
    issues = [*(replace(issue, file=name) for issue in reading.issues), *found.issues]
    return replace(found, issues=issues)


def _settled(found: _FileTables, name: str, organisation: Callable[[], Organisation]) -> _FileTables:
    """A file's tables without those that another sheet rivals, and all that is said of them."""
    tables, rival_issues = without_rivals(found.tables, name, organisation)
    issues = [*found.issues, *rival_issues]
    is_single = len(tables) == 1
    for table in tables:
        issues += table.issues
        if table.frame.is_empty() and (is_single or table.extract.name not in MAY_BE_BLANK):
            issues.append(Issue("note", "no_rows", name, table.extract.name, table.sheet.name or None))
    if not any(issue.severity == "error" for issue in issues) and all(t.frame.is_empty() for t in tables):
        issues.append(Issue("error", "nothing_to_load" if tables else "no_known_sheet", name))
    return _FileTables(tables, issues, found.unmapped)


def _batches(tables: list[Cleaned]) -> dict[str, Batch]:
    grouped: dict[str, list[Cleaned]] = defaultdict(list)
    for table in tables:
        if not table.frame.is_empty():
            grouped[table.extract.name].append(table)
    batches = {}
    for extract in EXTRACTS:
        parts = grouped.get(extract.name)
        if not parts:
            continue
        places: Places = {}
        for part in parts:
            for column in part.header.columns:
                file = part.frame.item(0, "source_file")
                places[file, part.sheet.name, column.field.name] = Place(column.text, column.index)
        frame = parts[0].frame if len(parts) == 1 else pl.concat([p.frame for p in parts])
        sound = parts[0].is_sound if len(parts) == 1 else pl.concat([p.is_sound for p in parts])
        batches[extract.name] = Batch(extract, frame, sound, places)
    return batches


def _loaded_already(files: list[FileSummary]) -> list[Issue]:
    """An issue per file that is loaded as it is: a note beside others, an error if there is no other."""
    severity: Severity = "note" if any(file.loaded_as is None for file in files) else "error"
    return [
        Issue(severity, "already_loaded", file.name, parameters={"load": file.loaded_as})
        for file in files
        if file.loaded_as is not None
    ]


_NOTHING_NAMED = Vocabulary()


def _organisation(state: CurrentState, batches: Mapping[str, Batch]) -> Organisation:
    """The organisation as it will be."""
    org = batches.get("org")
    return Organisation(combined(state.organisation(), org.frame if org else None))


def _silent(share: float, step: str) -> None:
    del share, step


def ingest(
    uploads: Iterable[Upload],
    state: CurrentState,
    *,
    today: date,
    progress: Progress | None = None,
    mappings: Mapping[str, HeaderMapping] = MappingProxyType({}),
    scope: frozenset[str] | None = None,
    ask: Ask = nobody,
    vocabulary: Vocabulary = _NOTHING_NAMED,
) -> Ingestion:
    """Read, clean and validate `uploads` as one load. Nothing is written, no file can break it.

    state: the store as it stands. today: figures later than this are refused. mappings: by shape,
    for headers that are not recognised by themselves. scope: the regions whose rows may be loaded
    (None: all); a row of any other is an error at its cell, which says whom to `ask`. vocabulary: what the
    regulation names.
    """
    report = progress or _silent
    received = list(uploads)
    issues: list[Issue] = []
    files: list[FileSummary] = []
    tables: list[Cleaned] = []
    unmapped: list[UnmappedSheet] = []
    read_in: list[tuple[str, _FileTables]] = []
    seen: set[str] = set()
    for number, upload in enumerate(received):
        report(0.6 * number / max(1, len(received)), "Reading files")
        name = visible(upload.name, 200)
        digest = hashlib.sha256(upload.content).hexdigest()
        files.append(FileSummary(name, digest, len(upload.content)))
        if digest in seen:
            issues.append(Issue("error", "same_file_twice", name))
            continue
        seen.add(digest)
        if name in {file.name for file in files[:-1]}:
            issues.append(Issue("error", "same_name_twice", name))
            continue
        load = state.live_load_of(digest)
        if load is not None:
            files[-1] = replace(files[-1], loaded_as=load)
            continue
        read_in.append((name, _read(upload, name, mappings, vocabulary)))
    said = [t for _, found in read_in for t in found.tables if t.extract.name == "org"]
    # Only sheets that may be rivals ask for it.
    as_it_will_be = cache(lambda: _organisation(state, _batches(said)))
    for name, found in read_in:
        settled = _settled(found, name, as_it_will_be)
        tables += settled.tables
        issues += settled.issues
        unmapped += settled.unmapped
    issues += _loaded_already(files)
    report(0.6, "Checking rows")
    batches = _batches(tables)
    organisation = _organisation(state, batches)
    if scope is not None:
        batches, outside = inside(batches, organisation, scope, ask)
        issues += outside
        organisation = _organisation(state, batches)
    for number, (extract, batch) in enumerate(batches.items()):
        batches[extract], found_issues = validated(batch, organisation, state, today)
        issues += [*found_issues, *choice_issues(batches[extract], vocabulary)]
        report(0.6 + 0.3 * (number + 1) / len(batches), "Checking rows")
    to_load = batches
    if batches and not any(issue.severity == "error" for issue in issues):
        report(0.9, "Checking plausibility")
        new = without_reloads(batches, issues, state)
        to_load, issues = new.batches, new.issues
        files = [replace(file, left_out=new.left_out.get(file.name, ())) for file in files]
        if to_load:  # what is loaded already is still there to be held against
            issues += plausibility_issues(batches, organisation, state, scope)
            issues += vocabulary_issues(batches, vocabulary)
    report(1.0, "Checked")
    summaries = tuple(
        SheetSummary(
            visible(t.frame.item(0, "source_file"), 200) if t.frame.height else "",
            t.sheet.name,
            t.extract.name,
            t.frame.height,
        )
        for t in tables
    )
    frames = {extract: batch.frame for extract, batch in to_load.items()}
    assert set(frames) <= set(BY_NAME)
    return Ingestion(
        frames,
        tuple(ordered(issues)),
        tuple(files),
        summaries,
        tuple(unmapped),
        unknown_values(tables, issues, vocabulary),
        unknown_offices(batches.values(), organisation, issues),
    )

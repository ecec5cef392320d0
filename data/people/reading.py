"""A file of people to persons with their grants, or an issue at each cell that is wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl

from data.batches import Batch, Place, row_issues
from data.cleaning.heading.chains import filled
from data.cleaning.heading.headers import Header, block, quality
from data.cleaning.heading.search import SEARCHED_ROWS
from data.cleaning.tables import Cleaned, cleaned
from data.cleaning.texts import stripped
from data.ingestion import Upload
from data.issues import Issue, ordered, visible
from data.organisation import Organisation
from data.people.fields import PEOPLE
from data.people.person import Grant, Person, account_key
from data.people.roles import KINDS, NAMES
from data.reading import RawSheet, read

_SPLIT = re.compile(r"[;；、]")
_BLANK = re.compile(r"\s")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
#: What a cell says instead of being blank.
_ALL = {"全部", "所有", "全国", "全公司", "all", "*"}


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """What a file says: everybody in it with all of their grants, the first named first; nobody if wrong."""

    persons: tuple[Person, ...]
    issues: tuple[Issue, ...]

    @property
    def errors(self) -> list[Issue]:
        """What stands against taking it in."""
        return [issue for issue in self.issues if issue.severity == "error"]


def read_people(upload: Upload, organisation: Organisation) -> PeopleFile:
    """Read a file of people. Regions and offices must be in the organisation, unless that is still empty.

    Names of regions and offices become the organisation's own. There are no persons where there is an error.
    """
    name = visible(upload.name, 200)
    reading = read(upload.name, upload.content)
    issues = [replace(issue, file=name) for issue in reading.issues]
    tables = [
        cleaned(sheet, header, name)
        for sheet in reading.sheets
        if sheet.state == "visible" and (header := _header(sheet)) is not None
    ]
    if not tables and not issues:
        titles = "、".join(field.zh for field in PEOPLE.fields if not field.is_optional)
        issues.append(Issue("error", "no_people", name, parameters={"columns": titles}))
    rows: list[_Row] = []
    for table in tables:
        places = {
            (name, table.sheet.name, column.field.name): Place(column.text, column.index)
            for column in table.header.columns
        }
        batch = Batch(PEOPLE, table.frame, table.is_sound, places)
        issues += [_told(issue, table) for issue in table.issues]
        for row in table.frame.filter(table.is_sound).iter_rows(named=True):
            made = _Row(batch, row, organisation)
            issues += made.issues
            rows.append(made)
    issues += _differing(rows)
    errors = any(issue.severity == "error" for issue in issues)
    if not errors and not rows:
        issues.append(Issue("error", "nothing_to_load", name))
        errors = True
    return PeopleFile(() if errors else _persons(rows), tuple(ordered(issues)))


def _header(sheet: RawSheet) -> Header | None:
    """The header of a sheet, None where not all columns that must be there are."""
    if sheet.cells.is_empty():
        return None
    raw = [list(row) for row in stripped(sheet.cells.head(SEARCHED_ROWS)).rows()]
    grid = filled(raw, sheet.merges, sheet.rows.head(SEARCHED_ROWS).to_list())
    best = max((block(grid, PEOPLE, at, at) for at in range(len(grid))), key=quality, default=None)
    return None if best is None or best.missing else best


def _told(issue: Issue, table: Cleaned) -> Issue:
    """Words about a table stand in one cell; what fills several is somebody's row that lacks something."""
    if issue.code != "note_line":
        return issue
    cells = table.sheet.cells.filter(table.sheet.rows == issue.row).select(
        pl.nth(column.index) for column in table.header.columns
    )
    is_row = sum(text is not None and bool(text.strip()) for text in cells.row(0)) > 1
    return replace(issue, severity="error", code="row_of_nobody") if is_row else issue


class _Row:
    """One row: the grant it says, and what is wrong with it."""

    def __init__(self, batch: Batch, row: dict[str, Any], organisation: Organisation) -> None:
        self.row = row
        self.issues: list[Issue] = []
        self._batch, self._organisation = batch, organisation
        self.grant = self._grant()

    def say(self, code: str, field: str, value: str | None = None, **parameters: object) -> None:
        """An issue at a cell of the row; `value` is the part of it that is meant."""
        own = pl.DataFrame([self.row], schema=self._batch.frame.schema, orient="row")
        found = row_issues(self._batch, own, code, field, "error", **parameters)
        self.issues += [issue if value is None else replace(issue, value=value) for issue in found]

    def _grant(self) -> Grant | None:
        row = self.row
        if _BLANK.search(row["account"]):
            self.say("blank_in_account", "account")
        if row["email"] is not None and not _ADDRESS.fullmatch(row["email"]):
            self.say("not_an_address", "email")
        if row["first_month"] and row["last_month"] and row["last_month"] < row["first_month"]:
            self.say("ends_before_it_begins", "last_month")
        role = NAMES.get(row["role"].casefold())
        if role is None:
            choices = "、".join(f"{kind.zh[0]} ({kind.code})" for kind in KINDS)
            self.say("unknown_role", "role", choices=choices)
            return None
        is_head = role == "office_head"
        named, offices = _parts(row["regions"]), _parts(row["offices"])
        if is_head and len(named) > 1:
            self.say("head_of_regions", "regions")
        for field in ("regions", "offices"):
            if is_head and not _parts(row[field]):
                self.say("head_without_office", field)
        if offices and not is_head:
            self.say("office_without_head", "offices")
        regions = [self._region(part) for part in named]
        known = [self._office(region, part) for region in regions[:1] for part in offices] if is_head else []
        return Grant(
            role,
            frozenset(regions) if regions else None,
            frozenset(known),
            row["first_month"],
            row["last_month"],
        )

    def _region(self, text: str) -> str:
        if self._organisation.is_empty:
            return text
        found = self._organisation.region(text)
        if found.region is None:
            self.say("unknown_region", "regions", text, known=found.detail)
        return found.region or text

    def _office(self, region: str, text: str) -> str:
        if self._organisation.is_empty or self._organisation.region(region).region is None:
            return text
        found = self._organisation.office(region, text)
        if found.code is not None:
            self.say(found.code, "offices", text, known=found.detail, region=region)
        return found.office or text


def _parts(cell: str | None) -> list[str]:
    """The names in a cell; none where it is blank or says all."""
    parts = [part.strip() for part in _SPLIT.split(cell or "") if part.strip()]
    return [] if len(parts) == 1 and parts[0].casefold() in _ALL else parts


def _differing(rows: list[_Row]) -> Iterator[Issue]:
    """Rows that call the person of an account, or the address, otherwise than its first row does."""
    firsts: dict[tuple[str, str], _Row] = {}
    for made in rows:
        for field in ("name", "email"):
            if (value := made.row[field]) is None:
                continue
            first = firsts.setdefault((account_key(made.row["account"]), field), made)
            if first.row[field] != value:
                before = len(made.issues)
                about = {"account": made.row["account"], "first": first.row["source_row"]}
                made.say("named_otherwise", field, before=first.row[field], **about)
                yield from made.issues[before:]


def _persons(rows: list[_Row]) -> tuple[Person, ...]:
    grouped: dict[str, list[_Row]] = defaultdict(list)
    for made in rows:
        grouped[account_key(made.row["account"])].append(made)
    persons = []
    for own in grouped.values():
        said = partial(_first_said, own)
        grants = tuple(dict.fromkeys(made.grant for made in own if made.grant is not None))
        persons.append(Person(said("account"), said("name"), said("email"), grants))
    return tuple(persons)


def _first_said(rows: list[_Row], field: str) -> str:
    return next((str(made.row[field]) for made in rows if made.row[field] is not None), "")

"""A person as a form has it: held against the same checks as the rows of a file of people."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace

from data.ingestion import Upload
from data.organisation import Organisation
from data.people.fields import PEOPLE
from data.people.reading import PeopleFile, read_people
from data.people.roles import Role

#: Somebody from whom every role is taken is still held against the checks of account, name and address.
_STAND_IN: Role = "finance"


@dataclass(frozen=True, slots=True)
class EnteredGrant:
    """A role with regions (none: all), an office head's offices, and months as they were typed."""

    role: Role | None
    regions: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """What was typed of a person, with all roles."""

    account: str
    name: str
    email: str
    grants: tuple[EnteredGrant, ...]


def read_entered(entered: Entered, organisation: Organisation) -> PeopleFile:
    """The person, or what is wrong with what was typed; nobody then."""
    grants = entered.grants or (EnteredGrant(_STAND_IN),)
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow([field.zh for field in PEOPLE.fields])
    for grant in grants:
        regions, offices = ";".join(grant.regions), ";".join(grant.offices)
        who = (entered.account, entered.name, grant.role or "", regions, offices, entered.email)
        rows.writerow([*who, grant.first, grant.last])
    found = read_people(Upload("form.csv", written.getvalue().encode("utf-8-sig")), organisation)
    if entered.grants:
        return found
    return replace(found, persons=tuple(replace(person, grants=()) for person in found.persons))

"""People for whoever asks: through the program that has the store open, or by opening it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.i18n import Translator
from dashboard.services.policies import policies
from dashboard.services.stores import serving
from dashboard.services.stores.stores import SERVED_VARIABLE, open_store, store_url
from data.ingestion import Upload
from data.organisation import Organisation
from data.people.doer import Doer
from data.people.person import Person
from data.people.reading import read_people
from data.people.scope import EVERYTHING, scope_of
from data.store import PeopleRefused, Store, StoreBusy
from data.store.address import address
from data.store.reader import Reader
from data.store.writer import Writer
from engine.policy.parameters import PolicyError
from engine.policy.process import Process

Arguments = Mapping[str, Any]


#: The page that an invitation leads to, below the address of the dashboard.
INVITATION = "/invitation"


def invitation_link(address: str, token: str) -> str:
    """The link with which somebody sets a password; `address`: where people reach the dashboard."""
    return f"{address.rstrip('/')}{INVITATION}/{token}"


def now() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day by the company's calendar: that of its time zone, wherever this machine stands."""
    return day_at(now())


def day_at(moment: datetime) -> date:
    """The day by the company's calendar at a moment."""
    try:
        zone = policies().at(moment.date()).process.time_zone.value
    except (PolicyError, OSError):
        # Without the policy files nothing is computed; who may look and what is wrong can still be said.
        zone = Process().time_zone.value
    return moment.astimezone(ZoneInfo(zone)).date()


def reader_of(store: Store, account: str | None, on: date | None = None) -> Reader:
    """The door for somebody on a day (None: today); without an account for this machine's operator: to all.

    PeopleRefused: `unknown_account`, `no_access` without a role in force, `no_amounts` if none sees any.
    """
    if account is None:
        return Reader(store, EVERYTHING)
    person = store.people.person(account)
    if person is None:
        raise PeopleRefused("unknown_account", account=account)
    scope = scope_of(person, on or today())
    if not scope.grants:
        raise PeopleRefused("no_access", account=person.account)
    if scope.is_nothing:
        raise PeopleRefused("no_amounts", account=person.account)
    return Reader(store, scope, person.account)


def writer_of(store: Store, account: str | None, operator: str, on: date | None = None) -> Writer:
    """The door to acts for `operator`, or for somebody as whom the operator acts. on: dated so (None: today).

    PeopleRefused: `unknown_account`, `no_access` without a role in force.
    """

    def day() -> date:
        return on or today()

    if account is None:
        return store.acting(Doer(operator), day)
    person = store.people.person(account)
    if person is None:
        raise PeopleRefused("unknown_account", account=account)
    if not person.grants_on(day()):
        raise PeopleRefused("no_access", account=person.account)
    return store.acting(Doer(person.account, person.account, operator), day)


def writer_for(store: Store, arguments: Arguments) -> Writer:
    """The door to acts for whoever asked for a verb: `actor`, as the account `as` if there is one."""
    return writer_of(store, arguments.get("as"), arguments["actor"])


def grant_rows(persons: tuple[Person, ...], day: date) -> list[dict[str, Any]]:
    """A row per grant, as files have them; no regions or offices stand for all. One without for nobody's."""
    rows = []
    for person in persons:
        who = {"account": person.account, "name": person.name, "email": person.email}
        for grant in person.grants:
            said = grant.as_dict()
            rows.append({**who, **said, "regions": said["regions"] or [], "is_active": grant.holds_on(day)})
        if not person.grants:
            nothing: dict[str, Any] = {
                "role": None,
                "regions": [],
                "offices": [],
                "from": None,
                "until": None,
            }
            rows.append({**who, **nothing, "is_active": False})
    return rows


def _listed(store: Store, arguments: Arguments, progress: serving.Progress, _: Translator) -> dict[str, Any]:
    del progress
    writer_for(store, arguments).demand("manage_people")
    return {"rows": grant_rows(store.people.persons(), today())}


def _loaded(store: Store, arguments: Arguments, progress: serving.Progress, _: Translator) -> dict[str, Any]:
    del progress
    path, writer = Path(arguments["path"]), writer_for(store, arguments)
    writer.demand("manage_people")
    organisation = Organisation(store.current_state().organisation())
    found = read_people(Upload(path.name, path.read_bytes()), organisation)
    said = [
        {
            "severity": issue.severity,
            "text": _said(issue.file, issue.where(_), issue.text(_), issue.remedy(_)),
        }
        for issue in found.issues
    ]
    changed: tuple[str, ...] = ()
    if not found.errors:
        changed = writer.load_people(found.persons, now())
    return {
        "is_refused": bool(found.errors),
        "issues": said,
        "people": len(found.persons),
        "changed": list(changed),
    }


def _said(file: str, where: str, text: str, remedy: str) -> str:
    return f"{f'{file} {where}'.strip()} · {text} {remedy}"


def _invited(store: Store, arguments: Arguments, progress: serving.Progress, _: Translator) -> dict[str, Any]:
    del progress
    token = writer_for(store, arguments).invite(arguments["account"], now())
    # Where this is a server, it knows how people reach it.
    return {"token": token, "address": os.environ.get(SERVED_VARIABLE) or None}


def _ended(store: Store, arguments: Arguments, progress: serving.Progress, _: Translator) -> dict[str, Any]:
    del progress
    return {"sessions": writer_for(store, arguments).end_sessions(arguments["account"], now())}


VERBS: dict[str, serving.Verb] = {
    "people_list": _listed,
    "people_load": _loaded,
    "people_invite": _invited,
    "people_end": _ended,
}


def done(url: str | None, verb: str, arguments: Arguments, _: Translator) -> dict[str, Any]:
    """The outcome of one of `VERBS`. PeopleRefused, or Refused by the program that has the store open."""

    def silent(share: float, step: str) -> None:
        del share, step

    try:
        with open_store(url) as store:
            return VERBS[verb](store, arguments, silent, _)
    except StoreBusy as busy:
        return serving.answer(address(store_url(url)), verb, arguments, silent, _, busy)

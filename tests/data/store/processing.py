"""A small company whose month goes its way: people of every role, two regions, an office each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl

from data.people.doer import Doer
from data.people.person import Grant, Person
from data.people.roles import Role
from data.store import Store
from data.store.audit.log import entries
from data.store.process.acting import Acting, Basis
from data.store.process.acts import Acts
from data.store.process.declaring import Declaration
from data.store.process.deeds import KeptFile
from data.store.process.publications import publication_content
from data.store.version import _ON_RECORD
from data.store.writer import Writer
from engine.evaluation import Evaluation, evaluate
from engine.policy.parameters import load_policies
from engine.process.states import marks_of
from tests.built import store_copy
from tests.data.store.building import BEIJING, FEB, GUANGZHOU, JAN, MAR, NORTH, SOUTH, day_28, frame, request

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
#: A day after January is over.
DAY = date(2026, 2, 8)
POLICIES = load_policies()
OFFICES = {NORTH: BEIJING, SOUTH: GUANGZHOU}
MONTHS = (JAN, FEB, MAR)
#: Evaluations by version of the data, and by the last deed on record: copies of a store share their versions.
_KNOWN: dict[tuple[str, str], Evaluation] = {}


def person(account: str, role: Role, *regions: str, last: date | None = None) -> Person:
    offices = frozenset(OFFICES[region] for region in regions) if role == "office_head" else frozenset[str]()
    return Person(account, account, "", (Grant(role, frozenset(regions) or None, offices, last=last),))


PEOPLE = (
    person("root", "admin"),
    person("gm", "gm"),
    person("vp", "vp", NORTH, SOUTH),
    person("north", "region_manager", NORTH),
    person("south", "region_manager", SOUTH),
    person("head", "office_head", NORTH),
    person("stat", "statistician", NORTH, SOUTH),
    person("stat-north", "statistician", NORTH),
    person("finance", "finance"),
    person("finance-2", "finance"),
    person("compliance", "compliance"),
    person("compliance-2", "compliance"),
)


def frames(sales: int = 900_000, months: tuple[date, ...] = (JAN,)) -> dict[str, pl.DataFrame]:
    """The books: plans of three months, and what came of some of them. The south is always last."""
    everywhere = list(OFFICES.items())
    planned = [(month, *place) for month in MONTHS for place in everywhere]
    return {
        "org": frame(
            "org",
            *(
                {
                    "region": region,
                    "office": office,
                    "manager": f"经理{region}",
                    "vice_president": "副总",
                    "effective_month": date(2025, 1, 1),
                }
                for region, office in everywhere
            ),
        ),
        "annual_plan": frame(
            "annual_plan",
            *({"region": r, "sales_target": 12_000_000, "collections_target": 12_000_000} for r in OFFICES),
        ),
        "monthly_plan": frame(
            "monthly_plan",
            *(
                {"month": m, "region": r, "office": o, "sales_plan": 1_000_000, "collections_plan": 1_000_000}
                for m, r, o in planned
            ),
        ),
        "summary": summary(sales, months),
    }


def summary(sales: int, months: tuple[date, ...] = (JAN,), south: int = 500_000) -> pl.DataFrame:
    return frame(
        "summary",
        *(
            {
                "month": month,
                "region": region,
                "office": office,
                "sales": sales if region == NORTH else south,
                "collections": 900_000 if region == NORTH else south,
                "retail_receivables": 100_000,
                "inventory": 100_000,
            }
            for month in months
            for region, office in OFFICES.items()
        ),
    )


def filled(store: Store) -> Store:
    """The store with the books, uploaded by the statistician, and with its people."""
    store.people.load(PEOPLE, "op", SINCE)
    store.commit(replace(request("00", "stat", **frames()), actor="stat"))
    return store


def filled_file(folder: Path) -> Path:
    """A store file in `folder` with what `filled` puts there; it is made once in a run."""
    return store_copy("process", _filled_at, folder)


def _filled_at(path: Path) -> None:
    with Store.open(path) as store:
        filled(store)


def writer(store: Store, account: str, day: date = DAY, operator: str = "") -> Writer:
    return store.acting(Doer(account or "op", account, operator), lambda: day)


def acts(store: Store, account: str, day: date = DAY, now: datetime | None = None) -> Acts:
    """What somebody may do on a day; now: what this machine's clock says."""
    door = writer(store, account, day)
    if now is None:
        return door.process
    acting = Acting(store._connection, store.process, door.doer, door._scope, lambda: day, lambda: now)
    return Acts(acting)


def _evaluated(store: Store) -> Evaluation:
    """The books as they are, evaluated once for each version of the data."""
    with store._connection.cursor() as cursor:
        recorded = [entry.hash for entry in entries(cursor, *_ON_RECORD)]
    key = store.data_version(), recorded[-1] if recorded else ""
    if key not in _KNOWN:
        _KNOWN[key] = evaluate(store.facts(day_28), POLICIES)
    return _KNOWN[key]


def basis(store: Store, month: date = JAN) -> Basis:
    """What an act on a month goes by, as the store is now."""
    version = store.data_version()
    evaluation = _evaluated(store)
    known = evaluation.regions.filter(pl.col("sales").is_not_null())["month"].unique().sort().to_list()
    return Basis(version, marks_of(evaluation, month), known)


def course(store: Store, *steps: str, month: date = JAN) -> None:
    """Let a month go through some steps, each by whose it is."""
    for step in steps:
        match step:
            case "submit":
                acts(store, "stat").submit(month, basis(store, month))
            case "verify":
                acts(store, "finance").verify(month, basis(store, month))
            case "publish":
                publish(store, month)
            case "reopen":
                acts(store, "compliance").reopen(month, "错")


def publish(
    store: Store,
    month: date = JAN,
    account: str = "compliance",
    day: date = DAY,
    files: Sequence[KeptFile] = (),
) -> int:
    """Publish a month with all that its content has."""
    now = basis(store, month)
    book = store.process.book()
    made = publication_content(
        _evaluated(store),
        month,
        book.next_version(month),
        data_version=now.version,
        audit_head=store.audit_head(),
        published=store.process.frozen.in_force(book),
        held=book.held(month),
        files=files,
    )
    return acts(store, account, day).publish(month, now, made)


def declaration(share: float = 1.0, month: date = MAR, region: str = NORTH, **more: str) -> Declaration:
    """What an office expects, as a share of its plan."""
    expected = round(1_000_000 * share)
    return Declaration(month, region, OFFICES[region], expected, expected, **more)


def later(days: int, day: date = DAY) -> date:
    return day + timedelta(days=days)


def held(*regions: str) -> Mapping[tuple[str, str], str]:
    return {(region, "checkpoint"): "查" for region in regions}

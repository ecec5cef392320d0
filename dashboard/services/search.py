"""One search over regions, offices, customers, documents, clauses and loads, and where each leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import polars as pl

from dashboard.services.evaluation import Snapshot
from data.store.finding import folded
from data.store.reader import Reader

Kind = Literal["region", "office", "customer", "document", "clause", "load"]
#: The order of kinds among hits that are equally near.
KINDS: tuple[Kind, ...] = ("region", "office", "customer", "document", "clause", "load")
#: So many of a kind are looked for, and so many shown.
MOST_OF_KIND, MOST = 6, 12
#: Nothing that can be found is longer; see `data.lookalikes.LONGEST`.
LONGEST = 100
#: Nearness of a hit: the very name, its beginning, any part of it.
_EXACT, _BEGINNING, _PART = range(3)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: its name, the names of where it stands, and the address of the page that shows it.

    `at` is when a load was made. Names are text from outside.
    """

    kind: Kind
    name: str
    page: str
    address: dict[str, str]
    where: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, or what it says, in the reader's words: `names` are all that it is called."""

    names: tuple[str, ...]
    page: str
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hits:
    """The nearest hits, and whether there are more."""

    shown: tuple[Hit, ...]
    has_more: bool


def search(
    snapshot: Snapshot, store: Reader, asked: str, month: date, clauses: Sequence[Clause] = ()
) -> Hits:
    """What is called `asked` or has it in its name: the very name first, then its beginning, then the rest.

    `month` is the one looked at: a hit leads to it, unless there is nothing of it then; to its latest
    month if so. Width, case and blanks do not matter.
    """
    if not 0 < len(sought := folded(asked)) <= LONGEST:
        return Hits((), has_more=False)
    found = [
        *_regions(snapshot, sought, month),
        *_offices(snapshot, sought, month),
        *_customers(store, asked, sought, month),
        *_documents(store, snapshot, asked, month),
        *_clauses(clauses, sought),
        *_loads(store, asked),
    ]
    found.sort(key=lambda each: (each[0], KINDS.index(each[1].kind)))
    kinds = [hit.kind for _near, hit in found]
    kept = [
        hit for position, (_near, hit) in enumerate(found) if kinds[:position].count(hit.kind) < MOST_OF_KIND
    ]
    return Hits(tuple(kept[:MOST]), has_more=len(found) > min(len(kept), MOST))


def nearness(sought: str, name: str) -> int | None:
    """How near a name is to what is sought, 0 the nearest; None if it does not hold it."""
    form = folded(name)
    if form == sought:
        return _EXACT
    if form.startswith(sought):
        return _BEGINNING
    return _PART if sought in form else None


Ranked = tuple[int, Hit]


def _regions(snapshot: Snapshot, sought: str, month: date) -> Iterator[Ranked]:
    for region, at in _named(_past(snapshot.own.regions, snapshot), ["region"], sought, month):
        yield _near(sought, region), Hit("region", region, "overview", {"month": at, "region": region})


def _offices(snapshot: Snapshot, sought: str, month: date) -> Iterator[Ranked]:
    for office, region, at in _named(
        _past(snapshot.own.offices, snapshot), ["office", "region"], sought, month
    ):
        there = {"month": at, "region": region, "office": office}
        yield _near(sought, office), Hit("office", office, "trace", there, (region,))


def _past(frame: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Without the months that are only planned: pages show none of them."""
    return (
        frame if snapshot.loaded_through is None else frame.filter(pl.col("month") <= snapshot.loaded_through)
    )


def _named(frame: pl.DataFrame, columns: list[str], sought: str, month: date) -> Iterator[tuple[str, ...]]:
    """Names whose first column holds what is sought, with the month they are looked at."""
    months = (
        frame.group_by(columns, maintain_order=True)
        .agg(
            pl.when((pl.col("month") == month).any()).then(month).otherwise(pl.col("month").max()).alias("at")
        )
        .with_columns(pl.col("at").dt.strftime("%Y-%m"))
    )
    return (row for row in months.iter_rows() if nearness(sought, row[0]) is not None)


def _customers(store: Reader, asked: str, sought: str, month: date) -> Iterator[Ranked]:
    for row in store.customers_named(asked, month, MOST_OF_KIND + 1).iter_rows(named=True):
        where = (row["region"], row["office"])
        yield _near(sought, row["name"]), Hit("customer", row["name"], "trace", _place(row), where)


def _documents(store: Reader, snapshot: Snapshot, asked: str, month: date) -> Iterator[Ranked]:
    managers = snapshot.own.regions.select("month", "region", "manager")
    for row in store.documents_named(asked, month, MOST_OF_KIND + 1, managers).iter_rows(named=True):
        where = (row["region"], row["office"], f"{row['month']:%Y-%m}")
        # A claim that counts for nothing is behind no figure.
        page = "expenses" if row["figure"] is None else "trace"
        address = {"document": row["name"], **_place(row)}
        yield _near(folded(asked), row["name"]), Hit("document", row["name"], page, address, where)


def _place(row: dict[str, object]) -> dict[str, str]:
    """Where the rows stand, as the address of the trace page says it."""
    place = {"month": f"{row['month']:%Y-%m}", "region": str(row["region"])}
    if row["figure"] is None:
        return place
    return place | {
        "figure": str(row["figure"]),
        "office": str(row["office"]),
        # A row may say nobody: the trace calls that by an empty name.
        "customer": str(row["party"] or ""),
    }


def _clauses(clauses: Sequence[Clause], sought: str) -> Iterator[Ranked]:
    for clause in clauses:
        near = [found for name in clause.names if (found := nearness(sought, name)) is not None]
        if near:
            yield min(near), Hit("clause", clause.names[0], clause.page, {}, clause.where)


def _loads(store: Reader, asked: str) -> Iterator[Ranked]:
    for load_id, at, file in store.loads_named(asked, MOST_OF_KIND + 1).iter_rows():
        names = (load_id, file or "")
        near = min(_near(folded(asked), name) for name in names)
        yield near, Hit("load", file or load_id, "upload", {"load": load_id}, (load_id,), at)


def _near(sought: str, name: str) -> int:
    """How near a name is that was found to hold what is sought, in whatever form."""
    found = nearness(sought, name)
    return _PART if found is None else found

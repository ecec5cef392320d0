"""What a check says of a drawn history: the same as one that looks through all of it, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from statistics import median
from unittest.mock import patch

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from data.batches import Batch
from data.cleaning.documents import documents
from data.cleaning.wrapping import unwrapped
from data.current_state import CurrentState
from data.fields import BY_NAME
from data.issues import Issue
from data.lookalikes import name_issues
from data.organisation import Organisation
from data.plausibility import jumps, measures, plausibility_issues
from data.plausibility.measures import History
from data.reloads import loaded_already
from data.repeats import document_issues
from data.store import LoadFile, LoadRequest, Store
from tests.data.store.building import BEIJING, GUANGZHOU, NORTH, SOUTH, TIANJIN, frame
from tests.data.workbooks import Loaded
from tests.engine.repeatable import repeatable

PLACES = [(NORTH, BEIJING), (NORTH, TIANJIN), (SOUTH, GUANGZHOU), (SOUTH, "深圳办事处")]
PLACES += [("华东大区", f"{n}办") for n in range(5)]
MONTHS = [date(2025 + n // 12, n % 12 + 1, 1) for n in range(20)]
#: Fen; the factors between them are those at which somebody is asked.
AMOUNTS = [0, 1, -300_000_000, 100_000, 120_000, 5_000_000, 6_000_000, 300_000_000, 70_000_000_000]
NUMBERS = [
    "XS-1",
    "XS1",
    "xs1",
    "Xs-2",
    "XS--2",
    "xs-2",
    "ＸＳ3",
    '="XS3"',
    "A.1",
    "A-B1",
    "XS 4",
    "XS4",
    "-8",
]
NAMES = ["ABC锁业", "АBC锁业", "甲公司", "口子厂", "ロ子厂", "OOO", "〇OO"]
MEASURES = {
    "sales": ("amount",), "collections": ("amount",), "inventory": ("amount",),
    "summary": ("sales", "inventory"), "monthly_plan": ("sales_plan", "collections_plan"),
}  # fmt: skip


@st.composite
def loads(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    """Rows of one or two extracts, of some months and offices."""
    found = {}
    for name in draw(st.lists(st.sampled_from(sorted(MEASURES)), min_size=1, max_size=2, unique=True)):
        spec, rows = BY_NAME[name], []
        first = draw(st.integers(0, len(MONTHS) - 1))
        months = MONTHS[first : first + draw(st.sampled_from([1, 1, 1, 2, 5]))]
        offices = draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=len(PLACES), unique=True))
        usual = draw(st.sampled_from(AMOUNTS))
        for month in months:
            for region, office in offices:
                row: dict[str, object] = {"region": region, "office": office}
                row[str(spec.period)] = month
                for measure in MEASURES[name]:
                    row[measure] = draw(st.sampled_from([usual, usual, usual, *AMOUNTS]))
                if spec.period == "date":
                    row["document"] = draw(st.sampled_from([None, None, *NUMBERS])) or f"N{len(rows)}-{first}"
                    row["customer"] = draw(st.sampled_from(NAMES))
                rows.append(row)
        found[name] = frame(name, *rows)
    return found


HISTORIES = st.lists(st.tuples(loads(), st.sampled_from([False, False, False, True])), max_size=7)


@repeatable(12)
@given(history=HISTORIES, upload=loads(), with_org=st.booleans())
def test_a_check_says_what_one_of_the_whole_history_says(
    history: list[tuple[dict[str, pl.DataFrame], bool]], upload: dict[str, pl.DataFrame], with_org: bool
) -> None:
    with Store.open(":memory:") as store:
        org = frame("org", *({"region": region, "office": office} for region, office in PLACES))
        store.commit(LoadRequest({"org": org}, [LoadFile("org", "00", 1)], "甲"))
        batches = {name: _batch(name, rows) for name, rows in upload.items()}
        if with_org:
            batches["org"] = _batch("org", org.head(org.height - 2))
        for rows, is_taken_back in history:
            load = store.commit(LoadRequest(rows, [LoadFile("a", "00", 1)], "甲"))
            _said(batches, store.current_state())  # so that something is known already
            if is_taken_back:
                store.rollback(load, "甲", "误传")
        plain = Loaded({name: store.current(name) for name in BY_NAME if store.current(name).height})
        found = _said(batches, store.current_state())
        with patch.object(measures, "_near", _always), patch.object(jumps, "_compared", _compared):
            expected = _said(batches, plain)
        assert found == expected
        for name, batch in batches.items():
            if "document" in batch.frame.columns:
                numbers = pl.Series(["XS-1", "XS2", "XS3", "A.1", "A-B1", "XS4", "-8"])
                assert _rows(store.current_state().documents(name, numbers)) == _rows(
                    plain.documents(name, numbers).unique()
                )


def test_numbers_that_a_database_cannot_hold_are_alike_none(store: Store) -> None:
    rows = frame("sales", {"document": "XS-1"}, {"document": "XS'2"})
    store.commit(LoadRequest({"sales": rows}, [LoadFile("a", "00", 1)], "甲"))
    asked = pl.Series(["XS\x001", "XS'2", "XS1", "'; DROP TABLE sales; --"])
    found = store.current_state().documents("sales", asked)
    assert sorted(found["document"]) == ["XS'2", "XS-1"]


def _batch(name: str, rows: pl.DataFrame) -> Batch:
    """The rows as they are cleaned today; of loads that came before some have other forms."""
    if "document" in rows.columns:
        rows = rows.with_columns(documents(unwrapped(rows["document"])))
    return Batch(BY_NAME[name], rows, pl.repeat(value=True, n=rows.height, eager=True), {})


def _said(batches: Mapping[str, Batch], state: CurrentState) -> list[str]:
    """All that is said of these, without which of several rows or names it is held against."""
    organisation = Organisation(batches["org"].frame if "org" in batches else state.organisation())
    issues: list[Issue] = plausibility_issues(dict(batches), organisation, state)
    for batch in batches.values():
        issues += [*document_issues(batch, state), *name_issues(batch, state)]
    either = {"loaded", "known", "other", "difference"}
    lines = []
    for issue in issues:
        about = {name: value for name, value in issue.parameters.items() if name not in either}
        other = issue.parameters.get("other") if issue.code != "lookalike_name" else None
        lines.append(f"{issue.severity} {issue.code} {issue.where()} {issue.count} {about} {other}")
    return sorted([*lines, str(sorted(loaded_already(batches, state)))])


def _always(*_: object) -> tuple[date, date]:
    return date.min, date.max


def _rows(found: pl.DataFrame) -> list[object]:
    return sorted(found.rows())


def _compared(history: History) -> pl.DataFrame:
    """What uploaded office-months are held against, told one by one from all months."""
    every = list(history.after.iter_rows(named=True))
    replaced = list(history.replaced.iter_rows(named=True))
    rows = []
    for row in history.uploaded.iter_rows(named=True):
        peers = [
            abs(other["amount"])
            for other in every
            if _same(other, row, ["extract", "measure", "month"]) and other["amount"] not in {None, 0}
        ]
        own = [o for o in (*every, *replaced) if _same(o, row, ["extract", "measure", "region", "office"])]
        sizes = sorted((abs(o["amount"]) for o in own if o["amount"] is not None), reverse=True)
        above = sorted(o["amount"] for o in own if (o["amount"] or 0) > 0)
        size = None if row["amount"] is None else abs(row["amount"])
        rows.append(
            {
                **row,
                "size": size,
                "median": median(peers) if peers else None,
                "peers": len(peers),
                "months": len(own),
                "smallest": above[min(1, len(above) - 1)] if above else None,
                "other_largest": sizes[min(1, len(sizes) - 1)] if sizes and size == sizes[0] else sizes[0],
            }
        )
    types = {"median": pl.Float64, "size": pl.Int64, "smallest": pl.Int64, "other_largest": pl.Int64}
    return pl.DataFrame(rows, schema_overrides={**history.uploaded.schema, **types})


def _same(one: Mapping[str, object], other: Mapping[str, object], columns: Iterable[str]) -> bool:
    return all(one[name] == other[name] for name in columns)

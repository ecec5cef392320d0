"""The same loads and the same questions: a DuckLake answers as a DuckDB file does, every day.

Each question is asked of many more data in a module of its own; on a DuckLake, where a question takes
ten times as long, those modules run at night (`conftest.py`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
import pytest

from data.fields import EXTRACTS
from data.store import Store
from data.store.behind import SUMS, Behind
from data.store.tracing import FIGURES, Place
from tests.data.store.building import BEIJING, FEB, JAN, NORTH, SOUTH, day_28, frame, load, request
from tests.data.store.test_audit import tampered

MANAGERS = pl.DataFrame({"month": [JAN, FEB], "region": NORTH, "manager": "孙员工"})
MONTHS = pl.DataFrame(
    {"month": [JAN, FEB], "manager": "孙员工", "day": 28}, schema_overrides={"day": pl.Int32}
)
NOTHING_DECLARED = pl.DataFrame(schema={"position": pl.Int64, "month": pl.Date, "office": pl.String})


def everything(month: date, amount: int) -> dict[str, pl.DataFrame]:
    """A row of every extract for two regions; each amount of a row is another one."""
    frames = {}
    for extract in EXTRACTS:
        rows: list[dict[str, Any]] = []
        for place, region in enumerate((NORTH, SOUTH)):
            row: dict[str, Any] = {"region": region}
            for number, field in enumerate(extract.fields):
                if field.kind == "money":
                    row[field.name] = amount + 10 * place + number
                elif field.kind in ("date", "month"):
                    row[field.name] = month
            rows.append({name: value for name, value in row.items() if name != "end_month"})
        frames[extract.name] = frame(extract.name, *rows)
    return frames


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Store]]:
    """A store of either kind after the same five loads, the last but one taken back."""
    later = frame("sales", {"date": FEB, "amount": 7}, {"date": FEB, "region": SOUTH, "amount": -3})
    wrong = frame("collections", {"date": JAN, "amount": 999})
    loads = [everything(JAN, 100), everything(FEB, 500), {"sales": later}, {"collections": wrong}]
    folder = tmp_path_factory.mktemp("kinds")
    with (
        Store.open(f"duckdb://{folder}/store.duckdb") as file,
        Store.open(f"ducklake://{folder}/lake") as lake,
    ):
        for store in (file, lake):
            for number, frames in enumerate(loads):
                last = load(store, f"{number:02d}", **frames)
            store.rollback(last, "财务", "误传")
            load(store, "09", inventory=frame("inventory", {"month": FEB, "amount": 1, "category": "乙"}))
        yield {"file": file, "lake": lake}


def both(kinds: dict[str, Store], ask: Any) -> Any:
    """What both answer to a question, which must not be nothing and must be the same."""
    one, other = (told(ask(store)) for store in kinds.values())
    assert one == other
    return one


def told(answer: Any) -> Any:
    """An answer without what no two stores share: the ids of loads."""
    if isinstance(answer, pl.DataFrame):
        plain = answer.drop("load_id", strict=False)
        return plain.columns, plain.dtypes, plain.rows()
    if isinstance(answer, dict):
        return {name: told(part) for name, part in answer.items()}
    if dataclasses.is_dataclass(answer):
        parts = {field.name: getattr(answer, field.name) for field in dataclasses.fields(answer)}
        return {name: told(part) for name, part in parts.items() if name not in ("load_id", "data_version")}
    return answer


def test_the_engine_is_given_the_same_facts(kinds: dict[str, Store]) -> None:
    facts = both(kinds, lambda store: store.facts(day_28))
    # What was published comes from the log, which `test_process_acts.py` has in both kinds.
    published = {"publications", "published_places", "published_lines", "adjustments"}
    assert {name for name, (_columns, _types, rows) in facts.items() if not rows} == published


@pytest.mark.parametrize("extract", [extract.name for extract in EXTRACTS])
def test_current_rows_are_the_same(kinds: dict[str, Store], extract: str) -> None:
    assert both(kinds, lambda store: store.current(extract))[2]


def test_figures_lead_to_the_same_parties_rows_and_sums(kinds: dict[str, Store]) -> None:
    place = Place(JAN, NORTH, BEIJING, manager="孙员工", day=28)
    behind = Behind(NORTH, MONTHS, NOTHING_DECLARED)
    for figure in FIGURES:
        both(kinds, lambda store, figure=figure: store.parties(figure, place))
        both(kinds, lambda store, figure=figure: store.documents(figure, place))
    for fact in SUMS:
        both(kinds, lambda store, fact=fact: store.rows_behind(fact, behind))
    assert both(kinds, lambda store: store.parties("sales", place))[2]


def test_days_customers_and_breakdowns_are_the_same(kinds: dict[str, Store]) -> None:
    assert both(kinds, lambda store: store.daily_totals())["totals"][2]
    assert both(kinds, lambda store: store.customer_balances(FEB))[2]
    assert both(kinds, lambda store: store.customer_payments(NORTH, JAN, FEB))[2]
    assert both(kinds, lambda store: store.expense_categories(MANAGERS))[2]
    both(kinds, lambda store: store.pending_claims(MANAGERS, JAN, FEB, region=NORTH))
    assert both(kinds, lambda store: store.debtors(FEB, None))[2]


def test_history_and_what_a_change_would_bring_are_the_same(kinds: dict[str, Store]) -> None:
    def history(store: Store) -> list[Any]:
        return [(load.status, load.actor, [file.name for file in load.files]) for load in store.loads()]

    assert [status for status, _, _ in both(kinds, history)].count("rolled_back") == 1
    assert both(kinds, lambda store: store.differences(store.loads()[2].load_id))["sales"][2]
    asked = request("0a", sales=frame("sales", {"date": FEB, "amount": 70, "document": "N"}))
    assert both(kinds, lambda store: store.preview(asked, day_28))["rows"][2]
    both(kinds, lambda store: store.preview_rollback(store.loads()[0].load_id, day_28))


def test_both_are_sound_and_a_moved_fen_is_found_in_either(kinds: dict[str, Store]) -> None:
    assert both(kinds, lambda store: store.audit().is_sound) is True
    moved = "UPDATE collections SET amount = amount + 0.01"
    found = both(kinds, lambda store: sorted(finding.code for finding in tampered(store, moved).findings))
    assert "rows_altered" in found

"""Tables, versions and migrations."""

from __future__ import annotations

import duckdb
import pytest

from data.fields import EXTRACTS, Extract
from data.store import Store, StoreUnreadable, migrations
from data.store.schema import row_columns
from tests.data.store.building import frame, load

#: What stands in stores that people have: version 4.
_VERSION_4 = {
    "org": "region office manager vice_president effective_month:DATE end_month:DATE? region_alias? "
    "office_alias?",
    "annual_plan": "year:INTEGER region sales_target:MONEY collections_target:MONEY",
    "monthly_plan": "month:DATE region office sales_plan:MONEY collections_plan:MONEY",
    "declarations": "month:DATE region office declared_on:DATE sales:MONEY collections:MONEY reason? remedy? "
    "approver? approved_on:DATE?",
    "sales": "date:DATE document region office customer customer_type product? quantity:QUANTITY? "
    "amount:MONEY gross_profit:MONEY? line? salesperson?",
    "collections": "date:DATE document region office customer customer_type amount:MONEY line? salesperson?",
    "receivables": "month:DATE region office customer customer_type balance:MONEY overdue:MONEY "
    "due_date:DATE? salesperson?",
    "inventory": "month:DATE region office category amount:MONEY",
    "expenses": "date:DATE document region office category claimant amount:MONEY status line? approver?",
    "conduct": "date:DATE region office? behaviour sanction note?",
    "indicators": "month:DATE region indicator target:QUANTITY actual:QUANTITY",
    "summary": "month:DATE region office sales:MONEY collections:MONEY retail_receivables:MONEY "
    "inventory:MONEY contract_overdue:MONEY expenses:MONEY manager_travel:MONEY sales_to_checkpoint:MONEY? "
    "collections_to_checkpoint:MONEY?",
}
_SHARED = {"load_id", "position", "period", "source_file", "source_sheet", "source_row"}
_SQL = {"MONEY": "DECIMAL(18,2)", "QUANTITY": "DECIMAL(18,4)"}


def _declared(word: str) -> tuple[str, str]:
    name, _, kind = word.rstrip("?").partition(":")
    return name, _SQL.get(kind, kind or "VARCHAR") + ("" if word.endswith("?") else " NOT NULL")


@pytest.mark.parametrize("extract", EXTRACTS, ids=lambda extract: extract.name)
def test_a_changed_field_needs_a_migration(extract: Extract) -> None:
    """When this fails, append to `migrations.MIGRATIONS` before changing the list above."""
    own = {name: kind for name, kind in row_columns(extract).items() if name not in _SHARED}
    assert own == dict(map(_declared, _VERSION_4[extract.name].split()))


def test_a_column_can_be_added_to_a_store_that_may_have_it_already(store: Store) -> None:
    for _ in range(2):
        with store._connection.transaction() as cursor:
            cursor.execute("ALTER TABLE conduct ADD COLUMN IF NOT EXISTS witness VARCHAR")
    load(store, conduct=frame("conduct", {"note": "a"}))
    assert store.current("conduct")["note"].to_list() == ["a"]


def test_a_later_migration_runs_once_and_keeps_the_rows(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(url) as store:
        load(store, summary=frame("summary", {"sales": 5}))

    def add_remarks(cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute("CREATE TABLE remarks (load_id VARCHAR NOT NULL)")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, add_remarks))
    for _ in range(2):
        with Store.open(url) as store, store._connection.cursor() as cursor:
            assert cursor.execute("SELECT count(*) FROM remarks").fetchone() == (0,)
            assert store.current("summary")["sales"].to_list() == [5]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("RENAME COLUMN note TO remark", r"holds the column conduct\.remark"),
        ("DROP COLUMN note", r"lacks the column conduct\.note"),
    ],
)
def test_a_store_with_other_columns_is_refused_by_their_names(url: str, change: str, said: str) -> None:
    with Store.open(url) as store, store._connection.transaction() as cursor:
        cursor.execute(f"ALTER TABLE conduct {change}")
    with pytest.raises(StoreUnreadable, match=said):
        Store.open(url)

"""A store with its catalog in PostgreSQL: many programs at once, and what keeps it from being opened."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import duckdb
import psycopg
import pytest

from dashboard.i18n import translator
from dashboard.services.uploads.sentences import sentence
from data.store import CatalogRefused, Store, StoreError, StoreUnavailable
from data.store import catalog as catalogs
from data.store.address import Address, Server, address
from data.store.catalog import LAKE_VERSION
from data.store.connection import Connection
from tests.data.store.building import TIANJIN, frame, load
from tests.postgres import Cluster, cluster, of_this_process

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server() -> Cluster:
    return of_this_process()


@pytest.fixture
def shared(server: Cluster, tmp_path: Path) -> Iterator[str]:
    """The address of a store that does not exist yet."""
    schema = f"shared{next(_numbers)}"
    yield server.url(tmp_path / "data", schema)
    with server.connect() as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")  # type: ignore[call-overload]


def refused(url: str, code: str) -> StoreError:
    """What opening raises, which has this code and is said in both languages."""
    with pytest.raises((CatalogRefused, StoreUnavailable)) as caught:
        Store.open(url)
    assert caught.value.code == code
    english, chinese = (sentence(caught.value, translator(language)) for language in ("en", "zh"))
    assert english == str(caught.value)
    assert english != chinese
    assert "{" not in chinese
    assert "\n" not in english
    return caught.value


def tables(server: Cluster, url: str) -> list[str]:
    """What stands in the schema of an address."""
    place = address(url).server
    assert place is not None
    with server.connect() as connection:
        rows = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s", [place.schema]
        ).fetchall()
    return [str(name) for (name,) in rows]


def execute(server: Cluster, statement: str) -> None:
    with server.connect() as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def place_of(url: str) -> Server:
    found = address(url).server
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://me@db.example/books?data=/srv/cockpit",
            Address("postgresql", "/srv/cockpit", Server("db.example", "", "me", "books")),
        ),
        (
            "postgresql://m%40e@[::1]:5433/books?schema=north&data=/srv/a%20b/",
            Address("postgresql", "/srv/a b", Server("::1", "5433", "m@e", "books", "north")),
        ),
        (
            "postgresql://%2Frun%2Fpostgresql/books?data=/srv/cockpit",
            Address("postgresql", "/srv/cockpit", Server("/run/postgresql", "", "", "books")),
        ),
    ],
)
def test_an_address_names_catalog_folder_and_schema(url: str, expected: Address) -> None:
    assert address(url) == expected
    assert address(expected.url) == expected
    assert str(expected) == expected.url


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        ("me:secret1@host/db?data=/srv", "password_given"),
        ("me:a/secret1@host/db?data=/srv", "address_wrong"),
        ("me@host/db?data=/srv&password=secret1", "password_given"),
        ("me@host?data=/srv", "address_wrong"),
        ("me@/db?data=/srv", "address_wrong"),
        ("me@host:port/db?data=/srv", "address_wrong"),
        ("me@host/db", "address_data"),
        ("me@host/db?data=srv", "address_data"),
        ("me@host/db?data=/srv&sslmode=disable", "address_unknown"),
        ('me@host/db?data=/srv&schema=a"; DROP', "address_schema"),
        ("me@host/db?data=/srv&schema=pg_catalog", "address_schema"),
    ],
)
def test_an_address_that_will_not_do_is_refused_without_showing_a_password(rest: str, code: str) -> None:
    assert "secret1" not in str(refused(f"postgresql://{rest}", code))


@pytest.mark.all_kinds
def test_two_programs_have_it_open_and_each_sees_what_the_other_loads(shared: str) -> None:
    other = (
        "import sys; from data.store import Store; from tests.data.store.building import frame, load\n"
        "with Store.open(sys.argv[1]) as store:\n"
        "    print(store.current('summary').height)\n"
        "    load(store, summary=frame('summary', {}, {'office': '天津办事处'}))\n"
    )
    with Store.open(shared) as store:
        load(store, summary=frame("summary", {}))
        told = subprocess.run(
            [sys.executable, "-c", other, shared], capture_output=True, text=True, check=True
        ).stdout
        assert told == "1\n"
        assert TIANJIN in store.current("summary")["office"].to_list()
        assert store.audit().is_sound


@pytest.mark.all_kinds
def test_a_wrong_password_is_said_and_nothing_is_written(
    server: Cluster, shared: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "pgpass"
    wrong.write_text("*:*:*:*:falsch\n")
    wrong.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(wrong))
    assert "PGPASSFILE" in str(refused(shared, "not_admitted"))
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    refused(shared, "not_admitted")
    assert tables(server, shared) == []
    assert not (tmp_path / "data").exists()


def test_a_server_that_goes_while_somebody_signs_in_is_away_and_the_password_is_not_blamed() -> None:
    class Cut(psycopg.OperationalError):
        pgconn = SimpleNamespace(needs_password=False, used_password=True)  # type: ignore[assignment]

    place = address("postgresql://cockpit@db.example/store?data=/srv/cockpit")
    assert place.server is not None
    said = Cut("connection failed: server closed the connection unexpectedly")
    assert isinstance(catalogs._explained(said, place, place.server), StoreUnavailable)
    barred = Cut('connection failed: FATAL: password authentication failed for user "cockpit"')
    assert isinstance(catalogs._explained(barred, place, place.server), CatalogRefused)


@pytest.mark.nightly
def test_a_server_that_will_not_do_is_refused_before_anything_is_written(
    server: Cluster, shared: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for statement in (
        "CREATE DATABASE latin ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0",
        "CREATE ROLE reader LOGIN PASSWORD 'geheim'",
    ):
        execute(server, statement)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    (tmp_path / "pgpass").write_text("*:*:*:*:geheim\n")
    (tmp_path / "pgpass").chmod(0o600)
    refused(shared.replace("/postgres?", "/latin?"), "encoding")
    refused(shared.replace("/postgres?", "/nowhere?"), "no_database")
    refused(shared.replace("cockpit@", "reader@"), "rights")
    with monkeypatch.context() as patched:
        patched.setattr(catalogs, "_OLDEST", 99)
        refused(shared, "old_server")

    class Slow(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Slow:
            return cls.fromtimestamp((datetime.now(UTC) - timedelta(minutes=7)).timestamp(), UTC)

    with monkeypatch.context() as patched:
        patched.setattr(catalogs, "datetime", Slow)
        assert "7 minutes" in str(refused(shared, "clock"))
    assert tables(server, shared) == []
    assert not (tmp_path / "data").exists()


@pytest.mark.nightly
def test_a_server_that_does_not_answer_is_waited_for_and_then_said(
    shared: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogs, "_PATIENCE", 0.5)
    port = str(place_of(shared).port)
    refused(shared.replace(f":{port}/", ":1/"), "unreachable")
    assert not (tmp_path / "data").exists()


@pytest.mark.nightly
def test_a_standby_is_refused(tmp_path: Path) -> None:
    with cluster() as standby:
        standby.stop()
        (standby.folder / "db" / "standby.signal").touch()
        standby.start()
        refused(standby.url(tmp_path / "data"), "standby")


@pytest.mark.all_kinds
def test_a_folder_that_is_not_the_shared_one_is_refused_and_left_alone(shared: str, tmp_path: Path) -> None:
    with Store.open(shared) as store:
        load(store, summary=frame("summary", {}))
    unmounted = tmp_path / "elsewhere"
    elsewhere = shared.replace(f"data={tmp_path}/data", f"data={unmounted}")
    refused(elsewhere, "not_shared")
    assert not unmounted.exists()
    unmounted.mkdir()
    refused(elsewhere, "not_shared")
    assert list(unmounted.iterdir()) == []
    # The very folder may be mounted in another place.
    unmounted.rmdir()
    (tmp_path / "data").rename(unmounted)
    with Store.open(elsewhere) as store:
        assert store.current("summary").height == 1


@pytest.mark.nightly
def test_a_folder_belongs_to_one_catalog(server: Cluster, shared: str, tmp_path: Path) -> None:
    Store.open(shared).close()
    other = server.url(tmp_path / "data", f"other{next(_numbers)}")
    refused(other, "folder_used")
    assert tables(server, other) == []


@pytest.mark.nightly
def test_a_folder_that_vanishes_while_it_is_open_takes_no_load(shared: str, tmp_path: Path) -> None:
    with Store.open(shared) as store:
        (tmp_path / "data").rename(tmp_path / "away")
        with pytest.raises(StoreError, match="is gone"):
            load(store, summary=frame("summary", {}))
        assert not (tmp_path / "data").exists()


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE {}.ducklake_metadata SET value = '99.0' WHERE key = 'version'", "newer_catalog"),
        ("UPDATE {}.ducklake_metadata SET value = '0.3' WHERE key = 'version'", "older_catalog"),
        ("CREATE VIEW {}.ducklake_more AS SELECT 1", "schema_altered"),
        (
            "CREATE FUNCTION {}.max(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
            "schema_altered",
        ),
        ("CREATE RULE r AS ON INSERT TO {}.ducklake_snapshot DO ALSO NOTHING", "schema_altered"),
        ("CREATE TABLE {}.invoices (a int)", "schema_used"),
    ],
)
def test_a_catalog_that_will_not_do_is_refused(server: Cluster, shared: str, change: str, code: str) -> None:
    Store.open(shared).close()
    execute(server, change.format(place_of(shared).schema))
    refused(shared, code)


@pytest.mark.all_kinds
def test_the_version_of_ducklake_is_the_one_that_is_known(server: Cluster, shared: str) -> None:
    Store.open(shared).close()
    with server.connect() as connection:
        made = connection.execute(
            f"SELECT value FROM {place_of(shared).schema}.ducklake_metadata WHERE key = 'version'"  # type: ignore[call-overload]
        ).fetchall()
    assert made == [(LAKE_VERSION,)]


@pytest.mark.nightly
@pytest.mark.all_kinds
def test_readers_and_writers_survive_that_all_connections_are_cut(server: Cluster, shared: str) -> None:
    with Store.open(shared) as store:
        load(store, summary=frame("summary", {}))
        cut(server)
        with suppress(StoreUnavailable):  # said once, in words, or not noticed at all
            store.current("summary")
        assert store.current("summary").height == 1
        cut(server)
        load(store, summary=frame("summary", {}, {"office": TIANJIN}))
        assert store.current("summary").height == 2
        assert store.audit().is_sound


def cut(server: Cluster) -> None:
    """End every connection but this one."""
    with server.connect() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


@pytest.mark.nightly
@pytest.mark.parametrize("is_committed", [True, False])
def test_a_load_whose_commit_nobody_heard_of_is_made_once(
    shared: str, is_committed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection breaks off as COMMIT is said: before or after the server has done it."""
    transaction, broken = Connection.transaction, [True]

    @contextmanager
    def breaking(self: Connection) -> Iterator[duckdb.DuckDBPyConnection]:
        with transaction(self) as cursor:
            yield cursor
            if broken and not is_committed:
                broken.pop()
                raise StoreUnavailable("lost", str(self.address), reason="cut")
        if broken:
            broken.pop()
            raise StoreUnavailable("lost", str(self.address), reason="cut")

    with Store.open(shared) as store:
        monkeypatch.setattr(Connection, "transaction", breaking)
        made = load(store, summary=frame("summary", {}))
        assert broken == []
        assert [each.load_id for each in store.loads()] == [made]
        assert store.audit().is_sound


@pytest.mark.nightly
def test_a_load_of_which_nobody_knows_is_not_called_failed(
    shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    transaction = Connection.transaction

    @contextmanager
    def breaking(self: Connection) -> Iterator[duckdb.DuckDBPyConnection]:
        with transaction(self) as cursor:
            yield cursor
            raise StoreUnavailable("lost", str(self.address), reason="cut")

    with Store.open(shared) as store:
        monkeypatch.setattr(Connection, "transaction", breaking)
        with pytest.raises(StoreUnavailable, match="Look into the history"):
            load(store, summary=frame("summary", {}))

"""What all share in S3-compatible storage: moto's server stands in for it, in an environment of its own."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import polars as pl
import pytest

from dashboard.i18n import translator
from dashboard.services.uploads.sentences import sentence
from data.store import BackupRefused, CatalogRefused, OriginalDamaged, OriginalNotKept, Quarantine, Store
from data.store.address import Address, address
from data.store.bucket import Bucket
from tests.data.store.building import JAN, NORTH, frame, load
from tests.postgres import of_this_process

#: Made by `make nightly`: its pins cannot be held together with ours.
SERVER = Path(__file__).parents[3] / ".venv-s3" / "bin" / "moto_server"
pytestmark = pytest.mark.nightly


@pytest.fixture(scope="module")
def storage() -> Iterator[str]:
    """The address of a server, which this process is told of; it asks for signatures but not for rights."""
    if not SERVER.exists():
        pytest.skip("moto is not installed (make nightly)")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{found.getsockname()[1]}"
    told = {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
    }
    process = subprocess.Popen(
        [SERVER, "-H", "127.0.0.1", "-p", endpoint.rpartition(":")[2]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(endpoint, timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield endpoint
    finally:
        process.terminate()
        process.wait(20)
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


@pytest.fixture
def url(storage: str) -> str:
    """The address of a new store in a new bucket."""
    name = f"b{secrets.token_hex(8)}"
    made = urllib.request.Request(f"{storage}/{name}", method="PUT")
    urllib.request.urlopen(made, timeout=30).close()
    return of_this_process().url(f"s3://{name}/company", name)


def bucket_of(url: str) -> Bucket:
    place = address(url).bucket
    assert place is not None
    return Bucket(place)


def names(url: str) -> list[str]:
    return sorted(each.name for each in bucket_of(url).listed())


def many(rows: int, amount: int) -> pl.DataFrame:
    """More rows than stay in the catalog."""
    return pl.concat([frame("sales", {"amount": amount})] * rows).with_columns(
        document=pl.format("D{}", pl.int_range(rows)),
        source_row=pl.int_range(2, rows + 2, dtype=pl.Int32),
    )


def test_an_address_names_bucket_and_prefix() -> None:
    found = address("postgresql://me@host/db?data=s3://bucket/a/b/")
    assert (found.bucket, found.parts, found.belonging("head")) == ("s3://bucket/a/b", (), None)
    assert address(found.url) == found
    assert isinstance(found, Address)
    with pytest.raises(CatalogRefused):
        address("postgresql://me@host/db?data=s3:///nothing")


def test_rows_originals_head_and_mark_are_in_the_bucket_and_come_back(url: str, tmp_path: Path) -> None:
    with Store.open(url) as store:
        sha256 = store.receive(b"an original")
        load(store, sha256, sales=many(3_000, 7))
        assert store.audit().is_sound
        backup = store.back_up(tmp_path / "b.zip", "somebody")
    found = names(url)
    assert {"catalog", "head", f"originals/{sha256}"} <= set(found)
    assert any(name.startswith("data/main/sales/") and name.endswith(".parquet") for name in found)
    with Store.open(url) as store:
        assert store.current("sales", JAN)["amount"].sum() == 21_000
        assert store.original(sha256) == b"an original"
        assert store.source_rows("sales", NORTH, JAN).height == 3_000
        assert store.audit(backup.head).is_sound
    Store.restore(tmp_path / "back.duckdb", tmp_path / "b.zip", "somebody", backup.head)
    with Store.open(tmp_path / "back.duckdb") as store:
        assert store.current("sales")["amount"].sum() == 21_000


def test_a_backup_is_restored_into_a_bucket_and_a_refused_one_leaves_nothing(
    url: str, tmp_path: Path
) -> None:
    with Store.open(tmp_path / "store.duckdb") as store:
        load(store, store.receive(b"an original"), sales=many(3_000, 7))
        store.back_up(tmp_path / "b.zip", "somebody")
    with pytest.raises(BackupRefused):
        Store.restore(url, tmp_path / "b.zip", "somebody", "0" * 64)
    assert names(url) == []
    Store.restore(url, tmp_path / "b.zip", "somebody")
    with Store.open(url) as store:
        assert store.audit().is_sound
        assert store.current("sales").height == 3_000


def test_an_original_that_changed_is_told_and_pruning_spares_what_a_load_names(url: str) -> None:
    with Store.open(url) as store:
        loaded, other = store.receive(b"loaded"), store.receive(b"never loaded")
        load(store, loaded, summary=frame("summary", {}))
        assert store.prune(Quarantine(1), "somebody").files == 0
        # Its hour is not over, so that size alone takes nothing; its days are counted by the storage.
        originals = store._connection.originals
        assert originals.prune({loaded}, -1) == (1, len(b"never loaded"))
        assert set(originals.digests()) == {loaded}
        assert store.original(other) is None
        bucket_of(url).write(f"originals/{loaded}", b"altered")
        with pytest.raises(OriginalDamaged):
            store.original(loaded)


def test_a_bucket_that_is_not_there_is_said_so_and_nothing_is_written(url: str) -> None:
    with pytest.raises(CatalogRefused) as refused:
        Store.open(url.replace("s3://b", "s3://nowhere-b"))
    assert refused.value.code == "bucket_closed"
    assert "AWS_ACCESS_KEY_ID" in str(refused.value)
    schema = address(url).server
    assert schema is not None
    with of_this_process().connect() as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = %s", [schema.schema]
        ).fetchone()
    assert found == (0,)


def test_a_bucket_of_another_store_is_refused(url: str) -> None:
    Store.open(url).close()
    before = names(url)
    with pytest.raises(CatalogRefused) as refused:
        Store.open(url.replace("&schema=b", "&schema=c"))
    assert refused.value.code == "folder_used"
    assert names(url) == before


def test_a_bucket_that_goes_away_receives_no_file(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Bucket, name: str, content: bytes) -> None:
        raise PermissionError(13, "AccessDenied")

    with Store.open(url) as store:
        monkeypatch.setattr(Bucket, "write", refuse)
        with pytest.raises(OriginalNotKept, match="AccessDenied"):
            store.receive(b"a file")


class _Forbidding(BaseHTTPRequestHandler):
    """Storage whose key may nothing."""

    def _refuse(self) -> None:
        self.server.asked.append(self.command)  # type: ignore[attr-defined]
        said = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
        self.send_response(403)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _refuse  # noqa: N815 - the library's names

    def log_message(self, *_: object) -> None:
        """Nothing of it is printed."""


def test_a_bucket_without_rights_is_said_so_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Forbidding)
    server.asked = []  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "key")
    with pytest.raises(CatalogRefused) as refused:
        Store.open(of_this_process().url("s3://closed/company", "closed"))
    server.shutdown()
    assert refused.value.code == "bucket_closed"
    for language, remedy in (("zh", "AWS_ACCESS_KEY_ID"), ("en", "what the key may do there")):
        text = sentence(refused.value, translator(language))
        assert "s3://closed/company" in text
        assert remedy in text
    assert "PUT" not in server.asked  # type: ignore[attr-defined]

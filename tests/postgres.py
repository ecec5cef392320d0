"""A PostgreSQL of the tests' own: a cluster for each run, started as an ordinary user, gone at its end."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
import pytest

USER, PASSWORD = "cockpit", "geheim"
_LIBRARIES = Path("/usr/lib/postgresql")
#: What a test can do without: durability, since no power cut comes.
_QUICK = ("fsync=off", "shared_buffers=32MB", "max_connections=200", "lc_messages=C")


@cache
def programs() -> Path | None:
    """Where initdb and postgres are; None if they are not installed."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(_LIBRARIES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


@dataclass(slots=True)
class Cluster:
    """A server of its own in `folder`, which its user owns; `passwords` is what PGPASSFILE is to name."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def passwords(self) -> Path:
        """The file with the password of USER."""
        return self.folder / "pgpass"

    def url(self, data: Path | str, schema: str = "company", database: str = "postgres") -> str:
        """An address of a store in it."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}?data={data}&schema={schema}"

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection of the test's own."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, password=PASSWORD, dbname=database, autocommit=True
        )

    def start(self, *settings: str) -> None:
        """Start the server and wait until it answers."""
        wanted = ("listen_addresses=127.0.0.1", f"port={self.port}", "unix_socket_directories=", *settings)
        options = [word for setting in wanted for word in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [_program("postgres"), "-D", str(self.folder / "db"), *options],
                stdout=log,
                stderr=log,
                start_new_session=True,
                **_as_user(),
            )
        for _ in range(600):
            try:
                self.connect().close()
            except psycopg.OperationalError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                return
        raise RuntimeError((self.folder / "log").read_text("utf-8", "replace")[-2_000:])

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: SIGINT ends all connections, SIGQUIT leaves recovery to the next start."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(60)
            self.process = None


def _program(name: str) -> str:
    found = programs()
    assert found is not None
    return str(found / name)


def _as_user() -> dict[str, object]:
    """PostgreSQL does not run as root: nobody does then."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def cluster(*settings: str) -> Iterator[Cluster]:
    """A new server that asks for passwords, for the length of the block; skips the test without PostgreSQL."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (Debian's postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="cockpit-pg-", dir="/tmp"))
    made = Cluster(folder, _free_port())
    try:
        (folder / "password").write_text(PASSWORD)
        made.passwords.write_text(f"127.0.0.1:*:*:{USER}:{PASSWORD}\n")
        if os.getuid() == 0:
            for path in (folder, folder / "password"):
                shutil.chown(path, "nobody", "nogroup")
        folder.chmod(0o755)
        subprocess.run(
            [_program("initdb"), "-D", str(folder / "db"), "-U", USER, "-E", "UTF8", "--locale=C", "--no-sync",
             "--auth=scram-sha-256", f"--pwfile={folder / 'password'}"],
            check=True, stdout=subprocess.DEVNULL, **_as_user(),
        )  # fmt: skip
        made.passwords.chmod(0o600)
        made.start(*(settings or _QUICK))
        yield made
    finally:
        made.stop(signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)


@cache
def of_this_process() -> Cluster:
    """One that lasts as long as the process, a worker of the run; libpq is told of its passwords."""
    made = cluster()
    found = made.__enter__()
    atexit.register(made.__exit__, None, None, None)
    os.environ["PGPASSFILE"] = str(found.passwords)
    return found

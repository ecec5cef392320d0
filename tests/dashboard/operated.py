"""The commands of docs/operations.md, and a sandbox in which they run in order.

What stands for what in the sandbox:

| in the document | in the sandbox |
|---|---|
| `/srv`, `/etc/…`, `/var/backups/region-cockpit`, `/tmp` | folders of the test's own |
| `/opt/region-cockpit` | the program under test |
| `db.example`, `PASSWORD` | a PostgreSQL of the test's own and the password that its role was given |
| ports 85xx, 91xx and the proxy's | ports that are free |
| accounts (`-o cockpit -g cockpit`) | whoever runs the test |
| `systemctl` | `tests/dashboard/unit_runner.py`: it runs what the units say, without their walls |
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

from tests.postgres import PASSWORD, USER, Cluster, programs

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "operations.md"
_SUPERUSER = "postgres"
_PEOPLE = "账号,姓名,角色,区域,办事处,邮箱,生效年月,停用年月\nroot,管理员,管理员,,,,,\n"


@dataclass(frozen=True, slots=True)
class Given:
    """A command of the document. prompt: `$` of the program's account, `#` of root. line: where it stands."""

    line: int
    chapter: str
    prompt: str
    command: str

    def __str__(self) -> str:
        return f"docs/operations.md:{self.line}: {self.command}"


def given(text: str) -> list[Given]:
    """The commands of a document in order; ValueError for a block, or a line of one, that is no command."""
    found, chapter, is_inside = [], "", False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            if not is_inside and line != "```console":
                raise ValueError(f"line {number}: a block must be of the kind console, not {line}")
            is_inside = not is_inside
        elif is_inside:
            prompt, _, command = line.partition(" ")
            if prompt not in {"$", "#"} or not command.strip():
                raise ValueError(f"line {number}: {line!r} begins with neither `$ ` nor `# `")
            found.append(Given(number, chapter, prompt, command))
        elif line.startswith("## "):
            chapter = line.removeprefix("## ")
    return found


#: How ports end of the replicas, and of the proxy: for people, and where it tells whom it sends them to.
_ENDS = ("01", "02", "43", "80", "00")


def _free_prefix() -> str:
    """Three digits after which the ports of a site are free, and after the next three those of figures."""
    for start in range(300 + os.getpid() % 97, 600, 2):
        try:
            for port in map(int, (*(f"{start}{last}" for last in _ENDS), f"{start + 1}01", f"{start + 1}02")):
                with socket.socket() as tried:
                    tried.bind(("127.0.0.1", port))
        except OSError:
            continue
        return str(start)
    raise RuntimeError("no free ports")


@dataclass(slots=True)
class Sandbox:
    """Runs commands in order, each in the environment that the ones before it left."""

    folder: Path
    cluster: Cluster
    prefix: str = field(default_factory=_free_prefix)
    environment: dict[str, str] = field(default_factory=dict)
    server: subprocess.Popen[bytes] | None = None
    chapter: str = ""

    def __enter__(self) -> Self:
        for name in ("srv", "etc", "backups", "tmp", "units", "haproxy", "ssl", "bin", "run"):
            (self.folder / name).mkdir()
        (self.folder / "srv" / "cockpit").mkdir()
        (self.folder / "srv" / "cockpit" / "people.csv").write_text(_PEOPLE, "utf-8")
        (self.folder / "etc" / "policies").mkdir()
        for file in (ROOT / "engine" / "policy").glob("*.yaml"):
            shutil.copy(file, self.folder / "etc" / "policies")
        certificate = self.folder / "ssl" / "cockpit.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=cockpit.example",
             "-keyout", str(certificate), "-out", str(certificate) + ".crt"],
            check=True, capture_output=True,
        )  # fmt: skip
        with certificate.open("ab") as both:
            both.write(Path(f"{certificate}.crt").read_bytes())
        shim = self.folder / "bin" / "systemctl"
        shim.write_text(f'#!/bin/sh\nexec {sys.executable} {Path(__file__).parent / "unit_runner.py"} "$@"\n')
        shim.chmod(0o755)
        path = [str(ROOT / ".venv" / "bin"), str(self.folder / "bin"), str(programs()), os.environ["PATH"]]
        self.environment = {
            "PATH": ":".join(path),
            "LANG": "C.UTF-8",
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder / "tmp"),
            "SANDBOX": str(self.folder),
            "POLARS_MAX_THREADS": "1",
        }
        (self.folder / "places.json").write_text(json.dumps(self._places()))
        self._make_superuser()
        return self

    def __exit__(self, *_: object) -> None:
        self.end_serving()
        for file in (self.folder / "run").glob("*.pid"):
            with suppress(ProcessLookupError):
                os.kill(int(file.read_text()), signal.SIGKILL)

    def _make_superuser(self) -> None:
        """The cluster's own role makes room for the one that the document has made."""
        with self.cluster.connect() as connection:
            connection.execute(f"CREATE ROLE {_SUPERUSER} SUPERUSER LOGIN PASSWORD '{PASSWORD}'")
        with _as_superuser(self.cluster) as connection:
            connection.execute(f"ALTER ROLE {USER} RENAME TO founder")

    def _places(self) -> dict[str, str]:
        """What stands for what, in commands and in the files that they make."""
        folder = self.folder
        return {
            "/var/backups/region-cockpit": f"{folder}/backups",
            "/etc/systemd/system": f"{folder}/units",
            "/etc/region-cockpit": f"{folder}/etc",
            "/etc/ssl/private": f"{folder}/ssl",
            "/etc/haproxy": f"{folder}/haproxy",
            "/opt/region-cockpit": str(ROOT),
            "db.example:5432": f"127.0.0.1:{self.cluster.port}",
            "db.example": f"127.0.0.1:{self.cluster.port}",
            "--metrics-port 91": f"--metrics-port {int(self.prefix) + 1}",
            "127.0.0.1:91": f"127.0.0.1:{int(self.prefix) + 1}",
            "127.0.0.1:85": f"127.0.0.1:{self.prefix}",
            "127.0.0.1:8600": f"127.0.0.1:{self.prefix}00",
            "--port 85": f"--port {self.prefix}",
            "PASSWORD": PASSWORD,
            "/srv/": f"{folder}/srv/",
        }

    def placed(self, command: str) -> str:
        """A command as it is given in the sandbox."""
        places = self._places() | {"/tmp/": f"{self.folder}/tmp/"}
        longest_first = sorted(places, key=len, reverse=True)
        pattern = "|".join(re.escape(there) for there in longest_first)
        without_accounts = re.sub(r" -(o|g) cockpit\b", "", command)
        return re.sub(pattern, lambda found: places[found.group()], without_accounts)

    def run(self, each: Given, said: str = "", more: dict[str, str] | None = None) -> str:
        """Run it; what it prints. said: what it is told. AssertionError with all that it says if it fails."""
        if each.chapter != self.chapter:
            self.end_serving()
            self.chapter = each.chapter
        kept = self.folder / "environment"
        script = f"set -eu -o pipefail\n{self.placed(each.command)}\nenv -0 > {kept}"
        done = subprocess.run(
            ["bash", "-c", script], cwd=ROOT, env={**self.environment, **(more or {})}, input=said, text=True,
            capture_output=True, timeout=300, check=False, start_new_session=True,
        )  # fmt: skip
        assert done.returncode == 0, f"{each}\n{done.stdout}\n{done.stderr}"
        if more is None:
            self.environment = dict(
                entry.partition("=")[::2] for entry in kept.read_text().split("\0") if "=" in entry
            )
        return done.stdout

    def as_database(self, each: Given) -> None:
        """Run a command of the database's machine as its superuser."""
        place = {"PGHOST": "127.0.0.1", "PGPORT": str(self.cluster.port), "PGUSER": _SUPERUSER}
        self.run(each, f"{PASSWORD}\n{PASSWORD}\n", {**self.environment, **place, "PGPASSWORD": PASSWORD})

    def serve(self, each: Given) -> None:
        """Serve until the chapter ends; what served before is ended."""
        self.end_serving()
        if any((self.folder / "run").glob("*.pid")):
            subprocess.run(["systemctl", "stop", "cockpit.target"], env=self.environment, check=True)
        self.chapter = each.chapter
        port = f"{self.prefix}01"
        with (self.folder / "served").open("wb") as log:
            self.server = subprocess.Popen(
                ["bash", "-c", f"exec {self.placed(each.command)} --port {port}"], cwd=ROOT,
                env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        for _ in range(600):
            assert self.server.poll() is None, (self.folder / "served").read_text()
            with suppress(URLError, ConnectionError, TimeoutError):
                urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10).close()
                return
            time.sleep(0.2)
        raise AssertionError((self.folder / "served").read_text())

    def end_serving(self) -> None:
        """End what `serve` began, as a supervisor would: at once on a second signal."""
        if self.server is not None:
            for _ in range(2):
                self.server.send_signal(signal.SIGTERM)
                time.sleep(0.5)
            self.server.wait(60)
            self.server = None


def _as_superuser(cluster: Cluster) -> psycopg.Connection[tuple[object, ...]]:
    place = f"host=127.0.0.1 port={cluster.port} dbname=postgres user={_SUPERUSER}"
    return psycopg.connect(place, password=PASSWORD, autocommit=True)

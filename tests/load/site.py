"""A whole site for the length of a block: PostgreSQL, the demo company, replicas with sign-in, the proxy."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.services.deploying.haproxy import WATCHED
from dashboard.services.deploying.plan import Deployment
from dashboard.services.deploying.writing import ENVIRONMENT, files, write
from dashboard.services.stores.demo import load_demo
from dashboard.services.stores.people import now, today
from data.people.person import Grant, Person
from data.store import Store
from tests.browser.serving import ROOT, free_port
from tests.postgres import cluster

_START = 300.0


@dataclass
class Replica:
    """A server of the site; port, figures: where it listens."""

    number: str
    port: int
    figures: int
    log: Path
    environment: dict[str, str]
    public_url: str
    drain: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; `until_ready` waits."""
        command = [sys.executable, "-m", "dashboard", "serve", "--sign-in", "--public-url", self.public_url]
        command += ["--port", str(self.port), "--metrics-port", str(self.figures), "--drain", str(self.drain)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def asked(self, path: str = "/readyz") -> tuple[int, str]:
        """Status and words of an address that watches it; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()
        except OSError:
            return 0, ""

    def until_ready(self) -> None:
        """Wait; RuntimeError with its log if it does not come."""
        deadline = time.monotonic() + _START
        while (said := self.asked()) != (200, "ready"):
            if time.monotonic() > deadline or (self.process is not None and self.process.poll() is not None):
                raise RuntimeError(f"{said}\n{self.log.read_text('utf-8', 'replace')[-3_000:]}")
            time.sleep(0.2)

    def figure(self, name: str) -> float:
        """A figure that it tells, by name and labels as Prometheus writes them; 0 if it tells none."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.figures}/metrics", timeout=5) as answer:
            for line in answer.read().decode().splitlines():
                told, _, value = line.rpartition(" ")
                if told == name:
                    return float(value)
        return 0.0

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal and wait for its end."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(120)
            self.process = None


@dataclass
class Site:
    """address: the proxy's. watched: where it tells whether all get people. url: the store's.
    replicas: by number."""

    address: str
    watched: str
    url: str
    replicas: list[Replica]
    folder: Path
    environment: dict[str, str]
    tokens: list[str] = field(default_factory=list)

    def cookie(self, reader: int) -> str:
        """The cookie of a signed-in reader."""
        return f"cockpit={self.tokens[reader % len(self.tokens)]}"

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A verb of the command line on the site's store."""
        return subprocess.run(
            [sys.executable, "-m", "dashboard", *arguments, "--lang", "en"],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def until_served(self) -> None:
        """Wait until the proxy sends people to all replicas."""
        deadline = time.monotonic() + _START
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(self.watched, timeout=20):
                    return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("the proxy does not send people to all replicas")


@contextmanager
def site(replicas: int = 2, drain: int = 60, readers: int = 8) -> Iterator[Site]:
    """A site on this machine; skips a test where PostgreSQL or haproxy are not installed."""
    import pytest

    if shutil.which("haproxy") is None:
        pytest.skip("haproxy is not installed (Debian's haproxy)")
    with ExitStack() as stack:
        database = stack.enter_context(cluster())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cockpit-site-")))
        data = folder / "data"
        data.mkdir()
        plan = Deployment(
            store=database.url(data),
            replicas=replicas,
            secret="of-this-run-alone",
            zone="Asia/Shanghai",
            port=free_port(),
            drain=drain,
            gives_up_root=False,
            language="en",
        )
        out = folder / "deploy"
        write(out, files(plan, out), may_replace=False)
        environment = {**os.environ, **_read(out / ENVIRONMENT), "PGPASSFILE": os.environ["PGPASSFILE"]}
        tokens = _filled(plan.store, readers)
        started = [
            Replica(
                number,
                free_port(),
                free_port(),
                folder / f"{number}.log",
                environment,
                plan.public_url,
                drain,
            )
            for number in plan.numbers
        ]
        for each in started:
            stack.callback(each.stop)
            each.start()
        watched = f"127.0.0.1:{free_port()}"
        stack.callback(_proxy(out / "haproxy.cfg", started, watched).kill)
        for each in started:
            each.until_ready()
        made = Site(plan.public_url, f"http://{watched}", plan.store, started, folder, environment, tokens)
        made.until_served()
        yield made


def _read(path: Path) -> dict[str, str]:
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def _filled(url: str, readers: int) -> list[str]:
    """Load the demo company and let people sign in; the tokens of their sessions."""
    with Store.open(url) as store:
        load_demo(store, today())
        people = [
            # One name: all are shown the same, so that answers can be compared.
            Person(f"reader{number}", "Reader", "", (Grant("gm", None),))
            for number in range(readers)
        ]
        admin = Person("admin", "Admin", "", (Grant("admin", None),))
        store.people.load([admin, *people], "load", now())
        return [store.people.begin_session(each.account, "password", now()).token for each in people]


def _proxy(path: Path, replicas: list[Replica], watched: str) -> subprocess.Popen[bytes]:
    text = path.read_text("utf-8").replace(WATCHED, watched)
    for each in replicas:
        text = text.replace(f"127.0.0.1:85{each.number} ", f"127.0.0.1:{each.port} ")
    path.write_text(text, "utf-8")
    return subprocess.Popen(["haproxy", "-q", "-f", str(path)], stderr=subprocess.DEVNULL)

"""The proxy as `deploy` configures it, before stand-ins for replicas: who gets whom when one ends or dies."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from dashboard.services.deploying.haproxy import WATCHED, on_this_machine
from dashboard.services.deploying.plan import Deployment
from tests.browser.serving import free_port

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(shutil.which("haproxy") is None, reason="haproxy is not installed"),
]


class Replica:
    """Says its name; draining, it turns pages away and takes what belongs to pages it has."""

    def __init__(self, name: str) -> None:
        self.name, self.is_draining, self.asked = name, False, list[str]()
        replica = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                if self.path != "/readyz":
                    replica.asked.append(f"GET {self.path}")
                turns_away = replica.is_draining and not self.path.startswith("/media/")
                self._say(503 if turns_away else 200, "draining" if turns_away else replica.name)

            def do_PUT(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                replica.asked.append(f"PUT {self.path}")
                self._say(503 if self.path == "/full" else 200, replica.name)

            def _say(self, status: int, text: str) -> None:
                self.send_response(status)
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_args: object) -> None:
                pass

        self._handler, self.port = Handler, 0
        self.live()
        self.port = self.server.server_port

    def live(self) -> None:
        self.is_draining = False
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def die(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@dataclass
class Site:
    address: str
    watched: str
    replicas: list[Replica]

    def reader(self) -> httpx.Client:
        return httpx.Client(base_url=self.address, timeout=20, trust_env=False)

    def sends_to_all(self) -> bool:
        """What whoever upgrades waits for."""
        return httpx.get(self.watched, trust_env=False).status_code == 200

    def placed(self) -> tuple[httpx.Client, Replica, Replica]:
        """A reader, the replica they were given, and the other."""
        reader = self.reader()
        name = reader.get("/").text
        return reader, *sorted(self.replicas, key=lambda each: each.name != name)  # type: ignore[return-value]


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    replicas, port, watched = [Replica("r01"), Replica("r02")], free_port(), f"127.0.0.1:{free_port()}"
    plan = Deployment(
        "postgresql://u@db/c?data=/srv", 2, "s", "UTC", port=port, gives_up_root=False, language="en"
    )
    # It looks at a dead one more seldom than it would, so that it shows who does not wait for that.
    text = on_this_machine(plan).replace(WATCHED, watched).replace("downinter 500ms", "downinter 3s")
    for each in replicas:
        text = text.replace(f"127.0.0.1:85{each.name[1:]} ", f"127.0.0.1:{each.port} ")
    path = tmp_path / "haproxy.cfg"
    path.write_text(text)
    process = subprocess.Popen(["haproxy", "-q", "-f", str(path)])
    found = Site(plan.public_url, f"http://{watched}", replicas)
    try:
        with found.reader() as anybody:

            def is_up() -> bool:
                try:
                    return anybody.get("/").status_code == 200
                except httpx.TransportError:
                    return False

            until(is_up)
        yield found
    finally:
        process.kill()
        process.wait()
        for each in replicas:
            each.die()


def test_a_reader_stays_where_their_page_is(site: Site) -> None:
    reader, mine, other = site.placed()
    other.asked.clear()
    assert {reader.get(f"/{number}").text for number in range(10)} == {mine.name}
    assert reader.put("/_stcore/upload_file/a/b", content=b"x").text == mine.name
    assert other.asked == []


def test_strangers_are_shared_out(site: Site) -> None:
    assert {site.reader().get("/").text for _reader in range(10)} == {"r01", "r02"}


def test_one_that_drains_keeps_uploads_of_its_pages_and_gets_no_new_page(site: Site) -> None:
    reader, mine, other = site.placed()
    mine.is_draining = True
    # At once, before any check, and afterwards, when the proxy knows.
    for _time in range(2):
        assert reader.put("/_stcore/upload_file/a/b", content=b"x").text == mine.name
        assert reader.get("/media/a.csv").text == mine.name
        assert {site.reader().get("/").text for _reader in range(6)} == {other.name}
        time.sleep(3)
    again = reader.get("/targets")
    assert (again.status_code, again.text) == (200, other.name)
    # From now on the reader belongs to the other one.
    assert reader.put("/_stcore/upload_file/a/b", content=b"x").text == other.name


def test_one_that_is_ready_again_gets_readers_again(site: Site) -> None:
    site.replicas[0].is_draining = True
    time.sleep(3)
    assert "r01" not in {site.reader().get("/").text for _reader in range(6)}
    site.replicas[0].is_draining = False
    until(lambda: site.reader().get("/").text == "r01")


def test_one_that_was_restarted_is_waited_for_until_people_are_sent_there(site: Site) -> None:
    """Else the next one turns people away who have nowhere else to go yet."""
    first, second = site.replicas
    until(site.sends_to_all)
    first.is_draining = True
    until(lambda: not site.sends_to_all())
    first.die()
    # Long enough for the proxy to take it for dead, after which it has to look before it sends anybody there.
    time.sleep(5)
    first.live()
    until(site.sends_to_all)
    second.is_draining = True
    assert {site.reader().get("/").text for _reader in range(20)} == {"r01"}


def test_an_upload_is_never_sent_twice(site: Site) -> None:
    reader, mine, other = site.placed()
    assert reader.put("/full", content=b"x").status_code == 503
    assert mine.asked.count("PUT /full") == 1
    assert "PUT /full" not in other.asked


def test_of_one_that_died_pages_are_opened_elsewhere_at_once(site: Site) -> None:
    reader, mine, other = site.placed()
    mine.die()
    began = time.monotonic()
    assert reader.get("/").text == other.name
    assert time.monotonic() - began < 10


def test_without_any_the_reader_is_told_so_in_words(site: Site) -> None:
    for each in site.replicas:
        each.die()
    answer = site.reader().get("/")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert re.match("The dashboard is not available at the moment", answer.text)


def test_only_the_proxy_says_for_whom_it_asks_and_nobody_outside_asks_whether_it_is_ready(
    site: Site,
) -> None:
    assert site.reader().get("/readyz").status_code == 404

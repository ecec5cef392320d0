"""`serve`, where it listens, and the signals that end it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.runtime import Runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from dashboard.entrance.lifetime import _forget_those_who_left
from dashboard.entrance.start import AnotherEntrance, demand_entrance, demand_place
from dashboard.services.stores.stores import STORE_VARIABLE
from data.store import Store
from tests.browser.serving import APP, ROOT, free_port, wait_until_healthy
from tests.nightly import by_night

STREAMLIT = [sys.executable, "-m", "streamlit", "run"]


@contextmanager
def started(command: list[str], folder: Path = ROOT, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def listening_on(process: subprocess.Popen[bytes]) -> set[str]:
    """The local addresses, as the kernel writes them, on which a process listens."""
    found = []
    for path in Path(f"/proc/{process.pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            found.append(str(path.readlink()))
    inodes = {name.split("[")[1].rstrip("]") for name in found if "socket:[" in name}
    addresses = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{process.pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[9] in inodes and fields[3] == "0A":
                addresses.add(fields[1].split(":")[0])
    return addresses


LOOPBACK = {"0100007F"}


def forbidden(port: int) -> int:
    """The status of what a foreign name is answered."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": f"evil.example:{port}"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    return refused.value.code


@pytest.mark.parametrize("name", by_night(("SIGTERM", "SIGINT", "SIGHUP"), but=["SIGTERM"]))
def test_a_signal_ends_the_server_and_frees_port_and_store(tmp_path: Path, name: str) -> None:
    port, store = free_port(), tmp_path / "store.duckdb"
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port), "--store", str(store)]
    # The environment asks for every address, and is not heard.
    with started(command, STREAMLIT_SERVER_ADDRESS="0.0.0.0") as process:
        wait_until_healthy(f"http://127.0.0.1:{port}", process)
        assert listening_on(process) == LOOPBACK
        process.send_signal(getattr(signal, name))
        process.wait(timeout=30)
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))
    with Store.open(str(store)) as opened:
        assert opened.loads() == ()


@pytest.mark.nightly
def test_started_from_another_folder_it_listens_on_this_machine_only(tmp_path: Path) -> None:
    foreign = tmp_path / ".streamlit"
    foreign.mkdir()
    (foreign / "config.toml").write_text('[server]\naddress = "0.0.0.0"\nallowedHosts = ["*"]\n')
    port = free_port()
    command = [*STREAMLIT, str(APP), "--server.port", str(port)]
    with started(command, tmp_path, **{STORE_VARIABLE: ":memory:"}) as process:
        wait_until_healthy(f"http://127.0.0.1:{port}", process)
        assert listening_on(process) == LOOPBACK
        assert forbidden(port) == 403
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/host-config") as answer:
            assert b'"allowedOrigins":[]' in answer.read()


def test_a_server_told_to_listen_for_others_does_not_start(tmp_path: Path) -> None:
    command = [*STREAMLIT, str(APP), "--server.port", str(free_port())]
    environment = {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0", STORE_VARIABLE: ":memory:"}
    with started(command, tmp_path, **environment) as process:
        assert process.wait(timeout=60) == 1
        assert process.stderr is not None
        assert "可从其他机器访问" in process.stderr.read().decode()


@pytest.mark.parametrize("address", [None, "", "::", "0.0.0.0", "192.168.1.2", "unix:///tmp/x", "a.example"])
def test_no_address_but_a_loopback_one_passes(address: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"server.address": address}
    monkeypatch.setattr("dashboard.entrance.start.config.get_option", asked.__getitem__)
    with pytest.raises(SystemExit):
        demand_place()
    asked["server.address"] = "127.0.0.1"
    demand_place()


def test_a_page_that_is_served_by_itself_opens_no_store(monkeypatch: pytest.MonkeyPatch) -> None:
    real = object.__new__(Runtime)
    monkeypatch.setattr(Runtime, "_instance", real)
    with pytest.raises(AnotherEntrance):
        demand_entrance()
    monkeypatch.setattr(Runtime, "_instance", None)
    demand_entrance()


class Reader:
    """A session that holds uploads."""

    id = "left"


def test_readers_who_left_are_forgotten_though_nobody_comes_after_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    manager = WebsocketSessionManager.__new__(WebsocketSessionManager)
    storage = MemorySessionStorage(ttl_seconds=0)
    manager._session_storage = storage
    monkeypatch.setattr(Runtime, "_instance", SimpleNamespace(_session_mgr=manager))
    reader = Reader()
    storage.save(SimpleNamespace(session=reader))
    left = weakref.ref(reader)
    del reader
    assert left() is not None
    _forget_those_who_left()
    assert left() is None

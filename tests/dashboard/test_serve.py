"""`serve` and the signals that end it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from data.store import Store
from tests.browser.serving import ROOT, free_port, wait_until_healthy


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_ends_the_server_and_frees_port_and_store(tmp_path: Path, name: str) -> None:
    port, store = free_port(), tmp_path / "store.duckdb"
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard", "serve", "--port", str(port), "--store", str(store)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}", process)
        process.send_signal(getattr(signal, name))
        process.wait(timeout=30)
    finally:
        process.kill()
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))
    with Store.open(str(store)) as opened:
        assert opened.loads() == ()

"""A server that really runs, told to stop while somebody works, and what it tells whoever watches."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from data.store import Store
from tests.browser.serving import free_port, wait_until_healthy
from tests.dashboard.raw_page import raw_page
from tests.dashboard.test_serve import LOOPBACK, listening_on, started


def serve(port: int, store: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "dashboard", "serve", "--port", str(port), "--store", str(store), *options]


def asked(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def figure(told: str, name: str) -> float:
    """What is told under a name of a Prometheus page, its labels being part of the name."""
    (value,) = [line.rsplit(" ", 1)[1] for line in told.splitlines() if line.rsplit(" ", 1)[0] == name]
    return float(value)


def until_draining(address: str) -> None:
    deadline = time.monotonic() + 30
    while asked(f"{address}/readyz") != (503, "draining"):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_told_to_stop_it_finishes_with_those_who_are_there_and_takes_nobody_new(tmp_path: Path) -> None:
    port, watched, store = free_port(), free_port(), tmp_path / "store.duckdb"
    address = f"http://127.0.0.1:{port}"
    command = serve(port, store, "--drain", "600", "--metrics-port", str(watched))
    with started(command) as process:
        wait_until_healthy(address, process)
        assert asked(f"{address}/readyz") == (200, "ready")
        assert listening_on(process) == LOOPBACK
        with raw_page(address) as page:
            page.run()
            told = asked(f"http://127.0.0.1:{watched}/metrics")[1]
            assert figure(told, "region_cockpit_sessions") == 1
            assert figure(told, 'region_cockpit_rerun_seconds_count{extent="page"}') == 1
            assert figure(told, 'region_cockpit_store_seconds_count{act="answer"}') >= 1
            process.send_signal(signal.SIGTERM)
            until_draining(address)
            assert asked(f"{address}/healthz") == (200, "ok")
            assert asked(f"{address}/targets")[0] == 503
            with pytest.raises(InvalidStatus) as refused, raw_page(address):
                pass
            assert (refused.value.response.status_code, refused.value.response.headers["retry-after"]) == (
                503,
                "5",
            )
            assert page.run(), "whoever is there goes on"
        # Nobody is left, so it ends long before its time is up.
        process.wait(timeout=30)
    with Store.open(str(store)) as opened:
        assert opened.loads() == ()


@pytest.mark.nightly
def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    port, store = free_port(), tmp_path / "store.duckdb"
    address = f"http://127.0.0.1:{port}"
    with started(serve(port, store, "--drain", "600")) as process:
        wait_until_healthy(address, process)
        with raw_page(address) as page:
            page.run()
            process.send_signal(signal.SIGTERM)
            until_draining(address)
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=5)  # somebody is there, and was heard of just now
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=15)
    with Store.open(str(store)) as opened:
        assert opened.loads() == ()


def test_a_second_server_of_a_plain_store_is_refused_and_told_what_several_need(tmp_path: Path) -> None:
    store = tmp_path / "store.duckdb"
    with Store.open(str(store)):
        command = serve(free_port(), store, "--lang", "en")
        refused = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 1
    assert "has the store open" in refused.stderr
    assert "postgresql://" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.nightly
def test_figures_that_cannot_be_told_there_are_no_start(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = serve(free_port(), tmp_path / "s.duckdb", "--metrics-port", port, "--lang", "en")
        refused = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 1
    assert port in refused.stderr
    assert "Traceback" not in refused.stderr

"""What watches a server hears: whether it lives, whether readers may be sent to it, and why not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from dashboard.entrance import draining, watching
from data.store import StoreUnreadable
from engine.policy.parameters import PolicyError
from tests.dashboard.entering import Server, serving


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(tmp_path, monkeypatch) as served:
        yield served


def asked(server: Server) -> tuple[int, str]:
    answer = server.browser().get("/readyz")
    return answer.status_code, answer.text


def test_a_server_whose_store_answers_is_ready(server: Server) -> None:
    assert asked(server) == (200, "ready")


def test_without_its_store_it_lives_and_is_not_ready(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_url: str) -> None:
        raise StoreUnreadable("the/path", "a secret of the catalog")

    monkeypatch.setattr(watching, "store_at", gone)
    assert asked(server) == (503, "store")
    assert server.browser().get("/healthz").text == "ok"


def test_a_store_that_hangs_keeps_one_thread_however_often_it_is_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking, may_go = [], threading.Event()

    def hanging() -> str:
        asking.append(threading.current_thread())
        may_go.wait(30)
        return "1"

    monkeypatch.setattr(watching, "_PATIENCE", 0.1)
    monkeypatch.setattr(watching, "store_at", lambda _url: SimpleNamespace(data_version=hanging))
    try:
        assert [asked(server) for _time in range(3)] == [(503, "store")] * 3
        assert len(asking) == 1
    finally:
        may_go.set()


def test_policies_that_cannot_be_read_make_it_not_ready(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise PolicyError("2026-01.yaml: a sum of somebody's")

    monkeypatch.setattr(watching, "policies", broken)
    assert asked(server) == (503, "policies")


def test_one_that_is_to_end_says_so_first(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(draining.DRAIN_VARIABLE, "60")
    draining.begin()
    try:
        assert asked(server) == (503, "draining")
        assert server.browser().get("/healthz").status_code == 200
    finally:
        draining.stop()
    assert asked(server) == (200, "ready")

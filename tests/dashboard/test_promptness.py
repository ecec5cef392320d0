"""Small messages leave at once."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from dashboard.entrance.promptness import be_prompt

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is done")


def holds_back(listening: socket.socket) -> bool:
    """Whether the server's side of a connection waits for acknowledgements."""
    with socket.create_connection(listening.getsockname()), listening.accept()[0] as ours:
        return not ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def opened() -> list[str]:
    return sorted(each.name for each in Path("/proc/self/fd").iterdir())


def test_whoever_comes_in_is_answered_without_holding_back() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert holds_back(listening)
        be_prompt()
        assert not holds_back(listening)


def test_what_else_is_open_stays_as_it_is() -> None:
    with socket.socket(socket.AF_UNIX) as local, socket.socket() as silent:
        local.bind("\0prompt")
        local.listen()
        before = opened()
        be_prompt()
        assert opened() == before
        assert not silent.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

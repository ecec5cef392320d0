"""What is said leaves at once.

A socket that was made by hand, as Streamlit makes its own, holds a small message back until the one before it
was acknowledged (Nagle), and who receives it may acknowledge late: 40 ms on Linux, up to 200 on Windows. So
waited every file of a first visit, and a rerun's words behind the news that it had begun.
"""

from __future__ import annotations

import os
import socket
import stat
from contextlib import suppress
from pathlib import Path

_OPEN = Path("/proc/self/fd")


def be_prompt() -> None:
    """Let this process answer without holding back whoever comes in at a socket on which it listens now.

    On Linux a connection has this from the socket that it came in at; elsewhere nothing is done.
    """
    if not _OPEN.is_dir():
        return
    for each in _OPEN.iterdir():
        with suppress(OSError):  # closed meanwhile, as the list itself is
            if stat.S_ISSOCK(each.stat().st_mode):
                _be_prompt_at(int(each.name))


def _be_prompt_at(number: int) -> None:
    with socket.socket(fileno=os.dup(number)) as each:
        listens = each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        if listens and each.family in {socket.AF_INET, socket.AF_INET6}:
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

"""Many programs on one store with its catalog in PostgreSQL: writers, openings, a server that goes down."""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

from data.store import Store, StoreChanged
from tests.chaos.files import content, request, send
from tests.chaos.kills import forkserver
from tests.chaos.users import faults
from tests.postgres import cluster, url_of

_PATIENCE = 300.0
#: What a server can do without as long as no power cut comes; what is committed must outlive its death.
_DURABLE = ("shared_buffers=32MB", "lc_messages=C")


def writers_at_once(folder: Path, writers: int = 4, loads: int = 10) -> list[str]:
    """So many programs have the store open and load at once; each waits for its turn."""
    url = url_of("postgresql", folder / "writers")
    return _together(url, writers, loads)


def openings_at_once(folder: Path, programs: int = 2) -> list[str]:
    """Programs that open a blank catalog at the same moment all find one store, and load into it."""
    url = url_of("postgresql", folder / "openings")
    return _together(url, programs, 1)


def _together(url: str, writers: int, loads: int) -> list[str]:
    shares = [range(at, writers * loads, writers) for at in range(writers)]
    running = [_started(url, share) for share in shares]
    acknowledged = dict(pair for ours, _ in running for pair in _heard(ours))
    found = []
    for _, process in running:
        process.join()
        found += [f"exit code {process.exitcode}"] if process.exitcode else []
    return found + _looked_through(url, acknowledged, writers * loads)


def same_file(folder: Path, rounds: int = 10) -> list[str]:
    """Two programs check the same file at once and load it: one of them does, the other is told why not."""
    url = url_of("postgresql", folder / "same")
    Store.open(url).close()
    meeting = forkserver.Barrier(2)
    running = []
    for _ in range(2):
        ours, pipe = forkserver.Pipe(duplex=False)
        process = forkserver.Process(target=_load_the_same, args=(url, rounds, meeting, pipe))
        process.start()
        pipe.close()
        running.append((ours, process))
    heard = [number for ours, _ in running for number, _ in _heard(ours)]
    for _, process in running:
        process.join()
    found = [f"exit code {process.exitcode}" for _, process in running if process.exitcode]
    if sorted(heard) != list(range(rounds)):
        found.append(f"acknowledged were {sorted(heard)}")
    return found + _looked_through(url, {}, rounds)


def _load_the_same(url: str, rounds: int, meeting: Barrier, pipe: Connection) -> None:
    """The program that loads what the other does; it says the number of each load that is its own."""
    with Store.open(url) as store:
        for number in range(rounds):
            sha256 = store.receive(content(number))
            prepared = replace(request(number, sha256), checked_against=store.data_version())
            meeting.wait(_PATIENCE)
            with suppress(StoreChanged):
                pipe.send((number, store.commit(prepared)))
            meeting.wait(_PATIENCE)


def server_restarts(folder: Path, loads: int = 12, how: signal.Signals = signal.SIGQUIT) -> list[str]:
    """The server is taken down (SIGQUIT: without a word) and started again while two programs load.

    A program that the database ends is started anew, as a supervisor does, and sends again what was not
    acknowledged: all of it is there once.
    """
    with cluster(*_DURABLE) as server:
        url = server.url(folder / "restarts")
        Store.open(url).close()
        shares = [list(range(at, loads, 2)) for at in range(2)]
        running = [_started(url, share) for share in shares]
        acknowledged: dict[int, str] = {}
        restarts, last = 0, time.monotonic() + _PATIENCE
        while len(acknowledged) < loads and time.monotonic() < last:
            for at, (ours, process) in enumerate(running):
                acknowledged |= dict(_heard(ours, wait=0.05))
                if not process.is_alive():
                    acknowledged |= dict(_heard(ours, wait=0.0))
                    left = [number for number in shares[at] if number not in acknowledged]
                    if left:
                        running[at] = _started(url, left)
            if restarts < min(3, 1 + len(acknowledged) * 4 // loads):
                restarts += 1
                time.sleep(1.5)
                server.stop(how)
                time.sleep(0.5)
                server.start()
        for _, process in running:
            process.join(10)
            process.kill()
        found = [] if len(acknowledged) == loads else [f"{len(acknowledged)} of {loads} acknowledged in time"]
        return found + _looked_through(url, acknowledged, loads)


def _started(url: str, numbers: Sequence[int]) -> tuple[Connection, forkserver.Process]:
    ours, pipe = forkserver.Pipe(duplex=False)
    process = forkserver.Process(target=_load, args=(url, list(numbers), pipe))
    process.start()
    pipe.close()
    return ours, process


def _load(url: str, numbers: list[int], pipe: Connection) -> None:
    """The program that loads: says the number and the id of each load that was acknowledged."""
    with Store.open(url) as store:
        there = {file.name: load.load_id for load in store.loads() for file in load.files}
        for number in numbers:
            pipe.send((number, there.get(f"{number}.xlsx") or send(store, number) or ""))


def _heard(ours: Connection, wait: float = _PATIENCE) -> list[tuple[int, str]]:
    """What a program says within `wait` seconds, or until it ends."""
    heard = []
    with suppress(EOFError):
        while ours.poll(wait):
            heard.append(ours.recv())
    return heard


def _looked_through(url: str, acknowledged: dict[int, str], loads: int) -> list[str]:
    with Store.open(url) as store:
        found = faults(store, loads)
        known = {load.load_id: load for load in store.loads()}
        found += [
            f"load {number} is lost" for number, load in acknowledged.items() if load and load not in known
        ]
        names = sorted(file.name for load in known.values() for file in load.files)
        if names != sorted(f"{number}.xlsx" for number in range(loads)):
            found.append(f"loaded were {names}")
        if any(store.original(file.sha256) is None for load in known.values() for file in load.files):
            found.append("an original is gone")
        return found

"""Processes killed while they publish a month: the publication is there with all its files, or not at all."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from data.store import ProcessRefused, Store
from tests.data.store.building import JAN
from tests.data.store.processing import course, filled, publish, writer

#: As large as a bulletin, so that a kill may come while one is written.
FILES = {"bulletin.xlsx": b"x" * 200_000, "bulletin.pdf": b"p" * 2_000_000}
BEGUN = "begun"
_PATIENCE = 60.0
_LONGEST = 3.0

forkserver = get_context("forkserver")


def published(store: Store) -> int:
    """Publish January with its files; the version."""
    door = writer(store, "compliance")
    return publish(store, files=[door.keep("publish", name, content) for name, content in FILES.items()])


def publishing(url: str, pipe: Connection) -> None:
    """The process that is killed: says that it begins, and what it has published."""
    with Store.open(url) as store:
        pipe.send(BEGUN)
        pipe.send(str(published(store)))
    pipe.close()


def killed_publications(kind: str, folder: Path, kills: int = 12, seed: int = 0) -> list[str]:
    """Kill so many of them at random moments; what went wrong."""
    chance, faults = random.Random(seed), list[str]()
    forkserver.set_forkserver_preload(["tests.chaos.publishing"])
    span = _LONGEST
    for number in range(kills):
        url = f"{kind}://{folder}/{kind}-published-{number}/store"
        with Store.open(url) as store:
            course(filled(store), "submit", "verify")
        begun = time.perf_counter()
        said = _killed(url, None if number == 0 else chance.uniform(0, span))
        if number == 0:
            span = min(_LONGEST, time.perf_counter() - begun)
        faults += [f"{number}: {fault}" for fault in _looked_through(url, said)]
    return faults


def _killed(url: str, delay: float | None) -> list[str]:
    """Let a process publish and kill it after `delay` seconds (None: never); everything that it said."""
    ours, pipe = forkserver.Pipe(duplex=False)
    process = forkserver.Process(target=publishing, args=(url, pipe))
    process.start()
    pipe.close()
    said: list[str] = []
    if not ours.poll(_PATIENCE):
        raise TimeoutError("the publishing process did not begin")
    said.append(ours.recv())
    if delay is not None:
        time.sleep(delay)
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid or 0, signal.SIGKILL)
    with contextlib.suppress(EOFError):
        while True:
            said.append(ours.recv())
    process.join()
    return said


def _looked_through(url: str, said: list[str]) -> list[str]:
    with Store.open(url) as store:
        faults = [finding.text() for finding in store.audit().findings if finding.code != "original_missing"]
        found = store.process.book().publications(JAN)
        if said[1:] and not found:
            faults.append("a publication that was acknowledged is lost")
        if found:
            lacking = [
                file.name for file in found[0].files if store.original(file.sha256) != FILES[file.name]
            ]
            faults += [f"{name} of the publication is gone" for name in lacking]
        try:
            again = published(store)
        except ProcessRefused as refused:
            if not found or refused.code != "already_published":
                faults.append(f"publishing again is refused: {refused}")
        else:
            if found or again != 1:
                faults.append("a month was published twice")
    return faults

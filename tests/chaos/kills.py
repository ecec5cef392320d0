"""Loading processes killed at random moments; after each kill the store is opened and looked through."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import signal
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import polars as pl

from data.store import Store
from tests.chaos.files import ROWS, content, region, request, send
from tests.postgres import url_of

#: Kills of one store before a fresh one is begun, since every audit reads all of it.
_PER_STORE = 10
_PATIENCE = 60.0
BEGUN, RECEIVED, COMMITTING = "begun", "received", "committing"

forkserver = get_context("forkserver")


@dataclass(slots=True)
class Tally:
    """What was done and what went wrong; everything from `lost` on ought to be 0."""

    kills: int = 0
    before_receipt: int = 0
    before_commit: int = 0
    in_commit: int = 0
    after_acknowledgement: int = 0
    unacknowledged: int = 0
    lost: int = 0
    halves: int = 0
    doubled: int = 0
    missing_receipts: int = 0
    remarks: list[str] = field(default_factory=list)

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def failures(self) -> int:
        """How many kills did harm."""
        return self.lost + self.halves + self.doubled + self.missing_receipts


def loading(url: str, number: int, pipe: Connection) -> None:
    """The process that is killed: says how far it is, last of all the id of the committed load."""
    sha256 = hashlib.sha256(content(number)).hexdigest()
    prepared = request(number, sha256)
    with Store.open(url) as store:
        pipe.send(BEGUN)
        store.receive(content(number))
        pipe.send(RECEIVED)
        store.current_state().live_load_of(sha256)
        pipe.send(COMMITTING)
        pipe.send(store.commit(prepared))
    pipe.close()


def kill_loads(kind: str, kills: int, folder: Path, seed: int = 0) -> Tally:
    """Kill `kills` loads into stores of `kind` (duckdb, ducklake, postgresql) below `folder`."""
    chance = random.Random(seed)
    tally = Tally()
    forkserver.set_forkserver_preload(["tests.chaos.kills"])
    whole, commit = _durations(url_of(kind, folder / f"{kind}-timing"))
    number = 0
    while tally.kills < kills:
        url = url_of(kind, folder / f"{kind}-{tally.kills}")
        acknowledged: set[str] = set()
        with Store.open(url) as store:
            acknowledged.add(str(send(store, number)))
        for _ in range(min(_PER_STORE, kills - tally.kills)):
            number += 1
            # Half of the kills are aimed at the commit, which is short beside the rest.
            after, span = (COMMITTING, commit) if chance.random() < 0.5 else (BEGUN, whole)
            said = _killed(url, number, after, chance.uniform(0, span))
            _count(tally, said)
            _look_through(url, number, said, acknowledged, tally)
    return tally


def _durations(url: str) -> tuple[float, float]:
    """Seconds from the beginning, and from the commit, to the end of a load nobody disturbs."""
    whole, commit = [], []
    for number in range(3):
        ours, pipe = forkserver.Pipe(duplex=False)
        process = forkserver.Process(target=loading, args=(url, number, pipe))
        process.start()
        pipe.close()
        said = {message: time.perf_counter() for message in _messages(ours)}
        process.join()
        end = time.perf_counter()
        whole.append(end - said[BEGUN])
        commit.append(end - said[COMMITTING])
    return 1.1 * statistics.median(whole), 1.1 * statistics.median(commit)


def _messages(pipe: Connection) -> Iterator[str]:
    with contextlib.suppress(EOFError):
        while True:
            yield pipe.recv()


def _killed(url: str, number: int, after: str, delay: float) -> list[str]:
    """Start a load, kill it `delay` seconds after it said `after`; everything that it said."""
    ours, pipe = forkserver.Pipe(duplex=False)
    process = forkserver.Process(target=loading, args=(url, number, pipe))
    process.start()
    pipe.close()
    said: list[str] = []
    while after not in said:
        if not ours.poll(_PATIENCE):
            raise TimeoutError("the loading process did not begin")
        said.append(ours.recv())
    time.sleep(delay)
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    said += _messages(ours)
    return said


def _count(tally: Tally, said: list[str]) -> None:
    tally.kills += 1
    match said[-1]:
        case "begun":
            tally.before_receipt += 1
        case "received":
            tally.before_commit += 1
        case "committing":
            tally.in_commit += 1
        case _:
            tally.after_acknowledgement += 1


def _look_through(url: str, number: int, said: list[str], acknowledged: set[str], tally: Tally) -> None:
    """Open the store again: nothing lost, nothing halved, and the same file sent again loads once."""
    sha256 = hashlib.sha256(content(number)).hexdigest()
    if said[-1] not in {BEGUN, RECEIVED, COMMITTING}:
        acknowledged.add(said[-1])
    with Store.open(url) as store:
        found = {load.load_id for load in store.loads()}
        if missing := acknowledged - found:
            tally.lost += 1
            tally.remarks.append(f"{number}: lost {missing}")
        tally.unacknowledged += len(found - acknowledged)
        if RECEIVED in said and store.original(sha256) != content(number):
            tally.missing_receipts += 1
            tally.remarks.append(f"{number}: the received file is gone")
        report = store.audit()
        sent = send(store, number)
        bearing = {load.load_id for load in store.loads() if any(f.sha256 == sha256 for f in load.files)}
        if len(bearing) != 1 or (sent is None) == (not found & bearing):
            tally.doubled += 1
            tally.remarks.append(f"{number}: {len(bearing)} loads of one file")
        current = store.current("sales").filter(pl.col("region") == region(number))
        is_whole = current["amount"].to_list() == [number] * ROWS
        if not report.is_sound or not is_whole:
            tally.halves += 1
            tally.remarks.append(f"{number}: {[finding.text() for finding in report.findings]}")
        acknowledged |= found | bearing

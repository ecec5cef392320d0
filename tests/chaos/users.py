"""Several users at once: threads of one program, programs on one store, and a store that is held."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from data.store import Store, StoreBusy
from tests.chaos.files import ROWS, content, request, send
from tests.chaos.kills import forkserver

LOADS = 8
_PATIENCE = 300.0


def threads_of_one_program(kind: str, folder: Path) -> list[str]:
    """Two users of the dashboard commit loads of the same region-months at once."""
    with Store.open(f"{kind}://{folder}/{kind}-threads/store") as store:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda number: send(store, number), range(LOADS)))
        return faults(store, LOADS)


def writers_without_a_common_lock(kind: str, folder: Path) -> list[str]:
    """As two programs on one shared catalog: nothing but the database keeps them apart."""
    with Store.open(f"{kind}://{folder}/{kind}-writers/store") as store:

        def commit(number: int) -> None:
            alone = Store(replace(store._connection, write_lock=threading.Lock()))
            alone.commit(request(number, alone.receive(content(number))))

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(commit, range(LOADS)))
        return faults(store, LOADS)


def two_programs(kind: str, folder: Path) -> list[str]:
    """Two programs load in turns: each opens the store, loads, closes it, and waits while it is held."""
    url = f"{kind}://{folder}/{kind}-programs/store"
    halves = [range(0, LOADS, 2), range(1, LOADS, 2)]
    processes = [forkserver.Process(target=_load_in_turns, args=(url, list(numbers))) for numbers in halves]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    ended = [f"exit code {process.exitcode}" for process in processes if process.exitcode]
    with Store.open(url) as store:
        return ended + faults(store, LOADS)


def _load_in_turns(url: str, numbers: list[int]) -> None:
    end = time.monotonic() + _PATIENCE
    for number in numbers:
        while True:
            try:
                with Store.open(url) as store:
                    send(store, number)
                time.sleep(0.05)  # lets the other program have its turn
                break
            except StoreBusy:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)


def second_program(kind: str, folder: Path) -> list[str]:
    """A second program is told in words which process has the store open, and does no harm."""
    url = f"{kind}://{folder}/{kind}-held/store"
    with Store.open(url) as store:
        send(store, 0)
        ours, pipe = forkserver.Pipe(duplex=False)
        process = forkserver.Process(target=_open, args=(url, pipe))
        process.start()
        pipe.close()
        said = ours.recv()
        process.join()
        names_us = f"process {os.getpid()}" in said
        return [*([] if names_us else [f"it was told {said!r}"]), *faults(store, 1)]


def _open(url: str, pipe: Connection) -> None:
    try:
        Store.open(url)
    except StoreBusy as busy:
        pipe.send(str(busy))
    else:
        pipe.send("nothing")


def faults(store: Store, loads: int) -> list[str]:
    """What is wrong with a store that was loaded so many times with `files.request`."""
    faults = [finding.text() for finding in store.audit().findings]
    if len(store.loads()) != loads:
        faults.append(f"{len(store.loads())} loads instead of {loads}")
    months = store.current("sales").group_by("region").agg("amount").rows()
    if any(len(amounts) != ROWS or len(set(amounts)) != 1 for _, amounts in months):
        faults.append("a region-month is of two loads")
    return faults

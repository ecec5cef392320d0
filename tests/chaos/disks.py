"""A disk that fills up in the middle of a load, and has room again later."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from data.store import Store, StoreError
from tests.chaos.files import ROWS, content, request, send
from tests.chaos.kills import forkserver

#: Far more than fits; the store has 200 rows and an empty DuckDB file takes less than a megabyte.
_TOO_MANY = 800_000
_SMALL, _LARGE = "8m", "256m"
_LIMIT = 4 << 20


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A file system of a few megabytes mounted at `folder`; None where that is not allowed."""
    folder.mkdir()
    if os.geteuid() != 0 or not _is_done(
        "mount", "-t", "tmpfs", "-o", f"size={_SMALL}", "tmpfs", str(folder)
    ):
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=False)


def _is_done(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def full_disk(kind: str, disk: Path) -> list[str]:
    """What went wrong while a load filled the disk up and was sent again once there was room."""
    url = f"{kind}://{disk}/store"
    with Store.open(url) as store:
        send(store, 0)
    said = _tried(url, limit=None)
    faults = _unlike_before(url, said)
    _is_done("mount", "-o", f"remount,size={_LARGE}", str(disk))
    return faults + _goes_on(url)


def file_limit(kind: str, folder: Path) -> list[str]:
    """The same where nothing can be mounted: files may not grow beyond a few megabytes."""
    url = f"{kind}://{folder}/{kind}-limit/store"
    with Store.open(url) as store:
        send(store, 0)
    said = _tried(url, limit=_LIMIT)
    return _unlike_before(url, said) + _goes_on(url)


def _tried(url: str, limit: int | None) -> list[str]:
    """What the loading process said: the name of its error and the text, or that it went well."""
    ours, pipe = forkserver.Pipe(duplex=False)
    process = forkserver.Process(target=_load_too_much, args=(url, limit, pipe))
    process.start()
    pipe.close()
    try:
        said: list[str] = ours.recv()
    except EOFError:
        said = ["died", f"exit code {process.exitcode}"]
    process.join()
    return said


def _load_too_much(url: str, limit: int | None, pipe: Connection) -> None:
    prepared = request(1, "1" * 64, _TOO_MANY)
    with Store.open(url) as store:
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            store.commit(prepared)
        except StoreError as error:
            # The same program goes on with what it had.
            goes_on = len(store.loads()) == 1 and store.audit().is_sound
            pipe.send([type(error).__name__ if goes_on else "not fit to go on", str(error)])
        except Exception as error:  # noqa: BLE001 - the trial reports whatever comes
            pipe.send(["not in words", repr(error)])
        else:
            pipe.send(["loaded", ""])
    pipe.close()


def _unlike_before(url: str, said: list[str]) -> list[str]:
    faults = [] if said[0] == "DiskFull" else [f"the load ended with {said}"]
    with Store.open(url) as store:
        if len(store.loads()) != 1 or store.current("sales")["amount"].to_list() != [0] * ROWS:
            faults.append("the store is not what it was")
        faults += [finding.text() for finding in store.audit().findings]
    return faults


def _goes_on(url: str) -> list[str]:
    """With room again, the next load is taken."""
    with Store.open(url) as store:
        send(store, 3)
        is_there = store.current("sales")["amount"].to_list() == [3] * ROWS
        is_kept = store.original(store.receive(content(3))) == content(3)
        return [] if is_there and is_kept and store.audit().is_sound else ["the next load is not there"]

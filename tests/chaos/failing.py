"""A disk that is full, or fails, at each write and each flush of a commit in turn."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from data.store import Store
from tests.chaos.files import ROWS, content, request

_SOURCE = Path(__file__).with_suffix(".c")
ERRORS = {"no room": errno.ENOSPC, "I/O error": errno.EIO}
#: What a load may end with for each error, the disk failing from the Nth call on.
_SAID = {errno.ENOSPC: {"DiskFull", "StoreLost"}, errno.EIO: {"DiskFailed", "StoreLost"}}


def shim(folder: Path) -> Path | None:
    """The library that makes calls fail; None where there is no compiler."""
    compiler = shutil.which("cc")
    library = folder / "failing.so"
    if compiler is None:
        return None
    if not library.exists():
        command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(_SOURCE), "-ldl"]
        subprocess.run(command, check=True, capture_output=True)
    return library


def each_write(kind: str, folder: Path, numbers: range | None = None) -> list[str] | None:
    """What went wrong when the write (or flush) of each number failed, with each error; None without `cc`."""
    library = shim(folder)
    if library is None:
        return None
    faults = []
    calls = int(_run(kind, folder, library, 0, errno.EIO)["seen"])
    for name, number in ERRORS.items():
        for at in numbers or range(1, calls + 1):
            said = _run(kind, folder, library, at, number)
            faults += [f"{name} at call {at} of {calls}: {fault}" for fault in _faults(said, number)]
    return faults


def _run(kind: str, folder: Path, library: Path, at: int, number: int) -> dict[str, object]:
    place = folder / f"{kind}-failing"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    armed = folder / f"{kind}-armed"
    armed.unlink(missing_ok=True)
    environment = {
        "LD_PRELOAD": str(library),
        "CHAOS_FOLDER": str(place),
        "CHAOS_ARMED": str(armed),
        "CHAOS_FAIL_AT": str(at),
        "CHAOS_ERRNO": str(number),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.failing", f"{kind}://{place}/store", str(armed)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        said: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        said = {"died": f"exit code {done.returncode}: {done.stderr[-200:]}"}
    with Store.open(f"{kind}://{place}/store") as store:  # by a program whose disk is well again
        said["later"] = [len(store.loads()), store.audit().is_sound]
        said["rows"] = store.current("sales")["amount"].to_list() in ([], [1] * ROWS)
    return said


def _faults(said: dict[str, object], number: int) -> list[str]:
    """A failed load is said by its kind, is there whole or not at all, and can be sent again."""
    if "died" in said:
        return [str(said["died"])]
    faults = []
    loaded = said["said"] == "loaded"
    if not loaded and said["said"] not in _SAID[number]:
        faults.append(f"the load ended with {said['said']}: {said['text']}")
    if float(str(said["seconds"])) > 5:
        faults.append(f"it took {said['seconds']} s to say so")
    # A DuckLake whose database gave up is opened by the next program only.
    must_restart = said["said"] == "StoreLost" and said["after"] == "StoreLost"
    if said["after"] != [1, True] and not must_restart:
        faults.append(f"the same program did not go on: {said['after']}")
    if said["later"] not in ([1, True], *([[0, True]] if must_restart else [])) or not said["rows"]:
        faults.append(f"later the store was {said['later']}")
    return faults


def _load(url: str, armed: Path) -> None:
    """In a process with the library: load while the disk fails, then once more when it is well again."""
    import ctypes
    import time

    said: dict[str, object] = {"said": "loaded", "text": ""}
    with Store.open(url) as store:
        prepared = request(1, store.receive(content(1)))
        armed.touch()
        begun = time.monotonic()
        try:
            store.commit(prepared)
        except Exception as error:  # noqa: BLE001 - the trial reports whatever comes
            said |= {"said": type(error).__name__, "text": str(error)}
        said["seconds"] = round(time.monotonic() - begun, 1)
        said["seen"] = ctypes.CDLL(None).chaos_seen()
        armed.unlink()
        try:
            if not store.loads():
                store.commit(prepared)
            said["after"] = [len(store.loads()), store.audit().is_sound]
        except Exception as error:  # noqa: BLE001
            said["after"] = type(error).__name__
    print(json.dumps(said))


if __name__ == "__main__":
    _load(sys.argv[1], Path(sys.argv[2]))

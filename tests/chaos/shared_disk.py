"""The folder that programs share is cut off, closed or full in the middle of a load, and comes back later."""

from __future__ import annotations

import os
import random
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from data.store import Store, StoreError
from tests.chaos.files import ROWS, content, request, send
from tests.postgres import url_of

#: Enough for Parquet files of their own; fewer stay in the catalog.
_MANY, _TOO_MANY = 5_000, 400_000


@dataclass
class Share:
    """A folder of this machine that is mounted at `place`, as one of a network is."""

    disk: Path
    place: Path
    is_there: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def mount(self) -> None:
        """Bring it (back)."""
        with self.lock:
            if not self.is_there:
                _done("mount", "--bind", str(self.disk), str(self.place))
                self.is_there = True

    def cut(self) -> None:
        """Take it away, whoever has files of it open."""
        with self.lock:
            if self.is_there:
                _done("umount", "--lazy", str(self.place))
                self.is_there = False


def _done(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def share(folder: Path) -> Iterator[Share | None]:
    """A share of 16 MB below `folder`; None where nothing may be mounted."""
    disk, place = folder / "disk", folder / "place"
    for each in (disk, place):
        each.mkdir(parents=True)
    try:
        _done("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk))
    except (OSError, subprocess.CalledProcessError):
        yield None
        return
    made = Share(disk, place)
    try:
        made.mount()
        yield made
    finally:
        made.cut()
        _done("umount", "--lazy", str(disk))


def _at(kept: Share) -> str:
    return url_of("postgresql", kept.place)


def cut_off(folder: Path, cuts: int = 8, seed: int = 0) -> list[str] | None:
    """The share vanishes at random moments of a load: it is there whole, or refused in words."""
    chance = random.Random(seed)
    with share(folder) as kept:
        if kept is None:
            return None
        with Store.open(_at(kept)) as store:
            send(store, 0)
            span, found = _seconds(store, cuts + 1), list[str]()
            expected = 2
            for number in range(1, cuts + 1):
                expected += _loads_while(store, number, kept, chance.uniform(0, span), found)
                found += _looked_through(store, kept, expected, f"cut {number}")
                send(store, number)
                expected = len(store.loads())
            return found


def _seconds(store: Store, number: int) -> float:
    began = time.monotonic()
    store.commit(request(number, store.receive(content(number)), _MANY))
    return 1.2 * (time.monotonic() - began)


def _loads_while(store: Store, number: int, kept: Share, delay: float, found: list[str]) -> bool:
    """Whether a load is acknowledged while the share vanishes after so long."""
    prepared = request(number, store.receive(content(number)), _MANY)
    cutting = threading.Timer(delay, kept.cut)
    cutting.start()
    try:
        store.commit(prepared)
    except StoreError:
        return False
    except Exception as error:  # noqa: BLE001 - the trial reports whatever comes
        found.append(f"cut {number} after {delay:.2f} s was not said in words: {error!r}")
        return False
    finally:
        cutting.join()
        strays = list(kept.place.rglob("*"))
        if not kept.is_there and strays:
            found.append(f"cut {number}: {strays[0]} was written where the share is not")
        kept.mount()
    return True


def _looked_through(store: Store, kept: Share, loads: int, when: str) -> list[str]:
    found = [f"{when}: {finding.text()}" for finding in store.audit().findings]
    there = len(store.loads())
    if there != loads:
        found.append(f"{when}: {there} loads instead of {loads}")
    months = store.current("sales").group_by("region").agg("amount").rows()
    if any(len(amounts) not in {ROWS, _MANY} or len(set(amounts)) != 1 for _, amounts in months):
        found.append(f"{when}: a region-month is of two loads, or of half a one")
    if not os.path.ismount(kept.place):
        found.append(f"{when}: the trial itself lost the share")
    return found


def closed_and_full(folder: Path) -> list[str] | None:
    """The share may only be read for a while, then it is full, then it is well again."""
    with share(folder) as kept:
        if kept is None:
            return None
        found = list[str]()
        with Store.open(_at(kept)) as store:
            send(store, 0)
            prepared = request(1, store.receive(content(1)), _MANY)
            _done("mount", "-o", "remount,bind,ro", str(kept.place))
            found += _refused(store, lambda: store.commit(prepared), "read only")
            found += _refused(store, lambda: store.receive(content(2)), "read only, a file")
            if store.current("sales").height != ROWS:
                found.append("read only: what is there cannot be read")
            _done("mount", "-o", "remount,bind,rw", str(kept.place))
            found += _refused(store, lambda: store.commit(request(1, "1" * 64, _TOO_MANY)), "full")
            store.commit(prepared)
            found += _looked_through(store, kept, 2, "well again")
        return found


def _refused(store: Store, deed: Callable[[], object], when: str) -> list[str]:
    try:
        deed()
    except StoreError:
        loads = len(store.loads())
        return [] if loads == 1 else [f"{when}: {loads} loads instead of 1"]
    except Exception as error:  # noqa: BLE001 - the trial reports whatever comes
        return [f"{when}: not said in words: {error!r}"]
    return [f"{when}: done all the same"]

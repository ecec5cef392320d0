"""`make chaos`: every trial, and a table of what came of it."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from signal import SIGINT, SIGQUIT

from tests.chaos.disks import file_limit, full_disk, small_disk
from tests.chaos.failing import each_write
from tests.chaos.kills import Tally, kill_loads
from tests.chaos.memory import three_checks
from tests.chaos.publishing import killed_publications
from tests.chaos.shared import openings_at_once, same_file, server_restarts, writers_at_once
from tests.chaos.shared_disk import closed_and_full, cut_off
from tests.chaos.users import (
    second_program,
    threads_of_one_program,
    two_programs,
    writers_without_a_common_lock,
)
from tests.postgres import programs

KINDS = ("duckdb", "ducklake")
#: DuckLake takes three times as long for a load, and shares all the code above the database.
_DUCKLAKE_SHARE = 0.25
_POSTGRES_SHARE = 0.1
_AT_ONCE = 50


def main() -> int:
    """Run every trial; 0 if none did harm."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        harm = _print_kills(_kills(Path(folder), asked.kills, asked.seed))
        harm += _print_trials(Path(folder))
        harm += _print_shared(Path(folder))
    print(f"\n{time.monotonic() - begun:.0f} s, seed {asked.seed}; ", end="")
    print("no harm was done" if not harm else f"{harm} TRIALS DID HARM")
    return min(harm, 1)


def _kills(folder: Path, kills: int, seed: int) -> dict[str, Tally]:
    """The kills of each kind, in portions that several processes take turns at."""
    lakes = {"ducklake": int(kills * _DUCKLAKE_SHARE)}
    if programs() is not None:
        lakes["postgresql"] = int(kills * _POSTGRES_SHARE)
    shares = {"duckdb": kills - sum(lakes.values()), **lakes}
    tallies = {kind: Tally() for kind in shares}
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1), mp_context=get_context("spawn")) as pool:
        waiting = {}
        for kind, share in shares.items():
            for at in range(0, share, _AT_ONCE):
                part = folder / f"{kind}-{at}"
                part.mkdir()
                job = pool.submit(kill_loads, kind, min(_AT_ONCE, share - at), part, seed + at)
                waiting[job] = kind
        for job in as_completed(waiting):
            tallies[waiting[job]] += job.result()
            print(f"\r{sum(tally.kills for tally in tallies.values())} of {kills} kills", end="", flush=True)
    print("\r", end="")
    return tallies


_ROWS = {
    "loading process killed (kill -9)": "kills",
    "  before the file was received": "before_receipt",
    "  received, before the commit": "before_commit",
    "  in the commit": "in_commit",
    "  after the acknowledgement": "after_acknowledgement",
    "committed but not acknowledged": "unacknowledged",
    "acknowledged loads lost": "lost",
    "half loads visible": "halves",
    "loads doubled when sent again": "doubled",
    "received files missing": "missing_receipts",
}


def _print_kills(tallies: dict[str, Tally]) -> int:
    print(f"{'':36}{''.join(f'{kind:>11}' for kind in tallies)}{'together':>10}")
    for title, name in _ROWS.items():
        counts = [getattr(tally, name) for tally in tallies.values()]
        print(f"{title:36}{''.join(f'{count:>11,}' for count in counts)}{sum(counts):>10,}")
    for kind, tally in tallies.items():
        for remark in tally.remarks:
            print(f"  {kind} {remark}")
    return sum(tally.failures for tally in tallies.values())


def _full_disk(kind: str, folder: Path) -> list[str] | None:
    with small_disk(folder / f"{kind}-disk") as disk:
        return None if disk is None else full_disk(kind, disk)


_TRIALS: dict[str, Callable[[str, Path], list[str] | None]] = {
    "publishing process killed (kill -9)": killed_publications,
    "the disk fills up in mid-load": _full_disk,
    "a file may not grow in mid-load": file_limit,
    "each write of a commit fails": each_write,
    "two users commit at once": threads_of_one_program,
    "two writers without a common lock": writers_without_a_common_lock,
    "two programs load in turns": two_programs,
    "a second program, the store is held": second_program,
    "three large checks give memory back": three_checks,
}


def _print_trials(folder: Path) -> int:
    harm = 0
    print()
    for title, trial in _TRIALS.items():
        outcomes, remarks = [], []
        for kind in KINDS:
            faults = trial(kind, folder)
            outcomes.append("not here" if faults is None else "FAULTS" if faults else "held")
            remarks += [f"  {kind}: {fault}" for fault in faults or ()]
            harm += bool(faults)
        print(f"{title:36}{''.join(f'{outcome:>10}' for outcome in outcomes)}")
        print(*remarks, sep="\n", end="\n" if remarks else "")
    return harm


_SHARED: dict[str, Callable[[Path], list[str] | None]] = {
    "four programs load at once": lambda folder: writers_at_once(folder, loads=50),
    "two programs load the same file": same_file,
    "the shared folder is cut off in mid-load": lambda folder: cut_off(folder / "cut", cuts=20),
    "the shared folder is read-only, then full": lambda folder: closed_and_full(folder / "full"),
    "four programs open a blank catalog": lambda folder: openings_at_once(folder, programs=4),
    "the server is shut down while two load": lambda folder: server_restarts(folder / "shut", how=SIGINT),
    "the server dies while two load": lambda folder: server_restarts(folder / "dead", how=SIGQUIT),
}


def _print_shared(folder: Path) -> int:
    """What only a catalog in PostgreSQL has to stand."""
    print("\nwith the catalog in PostgreSQL")
    harm = 0
    for title, trial in _SHARED.items():
        faults = ["PostgreSQL is not installed"] if programs() is None else trial(folder)
        outcome = "not here" if faults is None else "FAULTS" if faults else "held"
        print(f"{title:46}{outcome:>10}")
        print(*(f"  {fault}" for fault in faults or ()), sep="\n", end="\n" if faults else "")
        harm += bool(faults)
    return harm


if __name__ == "__main__":
    raise SystemExit(main())

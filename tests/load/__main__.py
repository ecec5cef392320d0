"""`python -m tests.load`: readers and one uploader at a site of this machine, and what they had to wait for.

Bounded: at most 400 readers and ten minutes. Without `--readers` the numbers that the README quotes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import polars as pl

from dashboard.keeping import STATES
from data.store import LoadFile, LoadRequest, Store
from tests.data.store.building import frame
from tests.load.readers import Answers, crowd
from tests.load.site import Site, site

MOST_READERS, MOST_SECONDS = 400, 600
_ROWS = 200
#: Two minutes a reader may come back to a page, a minute until that is over is seen, and some to let go.
SETTLE = 200.0


def measured(
    place: Site, readers: int, seconds: float, think: float, load_every: float, settle: float
) -> str:
    """A row of the table: one reader alone, then all with an uploader beside them, then what they left."""
    cookies = [place.cookie(number) for number in range(readers)]
    asyncio.run(crowd(place.address, cookies[: len(place.replicas)], min(seconds, 20), 0.5))  # warm
    alone = asyncio.run(crowd(place.address, cookies[:1], min(seconds, 30), think))
    with _uploading(place, 1.0) as loads:
        while len(loads) < STATES:  # as many states as are kept: one more takes the place of another
            time.sleep(1)
    before = _memory(place)
    with _uploading(place, load_every) as loads:
        found, during = asyncio.run(_watched(place, cookies, seconds, think))
    time.sleep(settle)
    each = [(memory - before) / readers for memory in (during, _memory(place))]
    return _row(place, readers, alone, found, len(loads), each)


async def _watched(place: Site, cookies: list[str], seconds: float, think: float) -> tuple[Answers, float]:
    """The crowd, and the servers' memory shortly before its end, when all pages are open."""
    reading = asyncio.create_task(crowd(place.address, cookies, seconds, think))
    await asyncio.sleep(0.9 * seconds)
    during = await asyncio.to_thread(_memory, place)
    return await reading, during


def _row(place: Site, readers: int, alone: Answers, found: Answers, loads: int, each: Sequence[float]) -> str:
    p50, p95 = _quantiles(found.seconds)
    _one50, one95 = _quantiles(alone.seconds)
    for text in sorted(set(found.failed))[:5]:
        print(f"  {text}", flush=True)
    for key in found.mixed[:5]:
        print(f"  mixed: {key}", flush=True)
    return (
        f"| {len(place.replicas)} | {readers} | {len(found.seconds)} | {p50:.2f} s | {p95:.2f} s "
        f"| {one95:.2f} s "
        f"| {len(found.failed)} | {len(found.mixed)} of {len(found.shown)} | {loads} "
        f"| {' | '.join(f'{memory / 1e6:.1f} MB' for memory in each)} |"
    )


def _quantiles(seconds: Sequence[float]) -> tuple[float, float]:
    if len(seconds) < 2:
        return float("nan"), float("nan")
    return statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]


def _memory(place: Site) -> float:
    return sum(each.figure("process_resident_memory_bytes") for each in place.replicas)


@contextmanager
def _uploading(place: Site, every: float) -> Iterator[list[str]]:
    """Load beside the block, so often (seconds); the loads that there were."""
    ended, loads = threading.Event(), list[str]()
    uploader = threading.Thread(target=_upload, args=(place, every, ended, loads))
    uploader.start()
    try:
        yield loads
    finally:
        ended.set()
        uploader.join()


def _upload(place: Site, every: float, ended: threading.Event, loads: list[str]) -> None:
    """Replace a region's ledger of a month again and again, as somebody who corrects it."""
    with Store.open(place.url) as store:
        region = store.current_state().organisation()["region"][0]
        number = 0
        while not ended.wait(every):
            number += 1
            content = f"load {number}\n".encode()
            sha256 = store.receive(content)
            one = frame("sales", {"region": region, "date": date(2026, 1, 15), "amount": number})
            ledger = pl.concat([one] * _ROWS, rechunk=True).with_columns(
                document=pl.format("L{}-{}", pl.lit(number), pl.int_range(_ROWS)),
                source_row=pl.int_range(2, _ROWS + 2, dtype=pl.Int32),
            )
            file = LoadFile(f"{number}.xlsx", sha256, len(content))
            loads.append(store.commit(LoadRequest({"sales": ledger}, [file], "load")))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--readers", type=int, action="append")
    parser.add_argument("--replicas", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=5)
    parser.add_argument("--load-every", type=float, default=15)
    parser.add_argument(
        "--settle", type=float, default=SETTLE, help="seconds until what they left is weighed"
    )
    asked = parser.parse_args()
    readers = [min(each, MOST_READERS) for each in asked.readers or [1, 50]]
    seconds = min(asked.seconds, MOST_SECONDS)
    print(f"On {os.cpu_count()} cores; each reader thinks {asked.think:g} s on average.\n")
    print(
        "| replicas | readers | reruns | p50 | p95 | p95 alone | failed | mixed | loads "
        "| memory each | after they left |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    with site(asked.replicas, readers=min(max(readers), 20)) as place:
        for each in readers:
            print(measured(place, each, seconds, asked.think, asked.load_every, asked.settle), flush=True)


if __name__ == "__main__":
    main()

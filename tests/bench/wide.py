"""Every page at 1,000 regions against 8: the demo company, and the same with each of its regions 125 times.

The copies differ: every amount of a copy's ledgers is its original times a factor of its own. A region has
two offices, and there are fourteen months. A page is drawn in this process, as the tests of pages draw it;
counted are seconds of CPU and what a browser would be sent. Then pages are opened in a browser, each for the
first time at servers that were started a while ago: seconds by its clock until all of the page is there.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import numpy as np
import polars as pl
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.testing.v1 import AppTest

from dashboard.cache.opened import current_store
from dashboard.navigation import ENTRIES, Entry
from dashboard.services.stores.stores import IDENTITY_VARIABLE, STORE_VARIABLE
from data.sample import frames, running_frames
from data.store import LoadFile, LoadRequest, Store
from tests.bench.pages import CONTENT, TITLE, first_paint
from tests.bench.timing import Ratio, measured_in_turn
from tests.browser.serving import chromium, served

APP = str(Path(__file__).parents[2] / "dashboard" / "app.py")
FIRST_MONTH = date(2025, 9, 1)
OFFICES, COPIES = 2, 125
ROUNDS, PATIENCE = 3, 600
#: Seconds after which a server has made ready what its readers will ask for.
STARTED = 15
#: Where a page has more to show than it does at its plain address.
ADDRESSES: Mapping[str, Mapping[str, str]] = {
    "whatif": {"month": "2026-10", "region": "华北"},
    "trace": {"region": "东北", "figure": "contract_overdue"},
}
#: The amounts that differ between the copies of a region.
_AMOUNTS: Mapping[str, tuple[str, ...]] = {
    "sales": ("amount", "gross_profit"),
    "collections": ("amount",),
    "receivables": ("balance", "overdue"),
    "inventory": ("amount",),
    "expenses": ("amount",),
}
#: What bears the number of the copy it belongs to.
_NUMBERED = ("region", "office", "manager", "customer", "claimant", "approver", "salesperson", "document")
_SEED = 7


def fill(path: Path, copies: int) -> None:
    """Write the company with each of its regions `copies` times."""
    whole, running = frames(), running_frames()
    offices = whole["org"].unique("office", keep="first", maintain_order=True)
    kept = offices.filter(pl.int_range(pl.len()).over("region") < OFFICES).select("office")
    with Store.open(path) as store:
        for number, given in enumerate((whole, running)):
            rows = {name: copied(name, frame, kept, copies) for name, frame in given.items()}
            loaded = {name: frame for name, frame in rows.items() if frame.height}
            store.commit(LoadRequest(loaded, [LoadFile(f"wide-{number}", "00", 1)], "bench"))


def copied(name: str, frame: pl.DataFrame, offices: pl.DataFrame, copies: int) -> pl.DataFrame:
    """The rows of an extract that are about these offices, once for every copy of their region."""
    for column in ("month", "date"):
        if column in frame.columns:
            frame = frame.filter(pl.col(column) >= FIRST_MONTH)
    if "office" in frame.columns:
        frame = frame.join(offices, on="office", how="semi", maintain_order="left")
    random = np.random.default_rng(_SEED + sum(map(ord, name)))
    factors = pl.DataFrame({"copy": range(copies), "factor": random.uniform(0.7, 1.2, copies)})
    number = (
        pl.when(pl.col("copy") == 0).then(pl.lit("")).otherwise(pl.col("copy").cast(pl.String).str.zfill(3))
    )
    return frame.join(factors, how="cross", maintain_order="left").select(
        pl.lit(None, pl.String).alias(column)
        if column.endswith("_alias")
        else (pl.col(column) + number).alias(column)
        if column in _NUMBERED
        else (pl.col(column) * pl.col("factor")).round().cast(pl.Int64).alias(column)
        if column in _AMOUNTS.get(name, ()) and copies > 1
        else pl.int_range(2, 2 + pl.len(), dtype=pl.Int32).alias(column)
        if column == "source_row"
        else column
        for column in frame.columns
    )


@dataclass
class Drawn:
    """What drawing a page took: seconds of CPU, and bytes for the browser."""

    seconds: float = 0.0
    sent: int = 0


@contextmanager
def _counting() -> Iterator[Drawn]:
    """What is sent while the block runs."""
    drawn, send = Drawn(), ScriptRunner._enqueue_forward_msg

    def counted(runner: ScriptRunner, message: Any) -> None:
        drawn.sent += message.ByteSize()
        send(runner, message)

    ScriptRunner._enqueue_forward_msg = counted  # type: ignore[method-assign]
    start = time.process_time()
    try:
        yield drawn
    finally:
        drawn.seconds = time.process_time() - start
        ScriptRunner._enqueue_forward_msg = send  # type: ignore[method-assign]


def opened(store: Path, key: str) -> AppTest:
    """A reader who is about to open a page."""
    os.environ[STORE_VARIABLE] = str(store)
    app = AppTest.from_file(APP, default_timeout=PATIENCE)
    for name, value in ADDRESSES.get(key, {}).items():
        app.query_params[name] = value
    if key != "overview":
        app.switch_page(f"../pages/{key}.py")
    return app


def drawn(store: Path, key: str) -> Drawn:
    """A page opened anew by somebody, in a process that may know the company."""
    app = opened(store, key)
    with _counting() as found:
        app.run()
    assert not [each.value for each in (*app.exception, *app.error)], key
    return found


def measured() -> Iterator[Ratio]:
    """What each page costs when it is opened, first and again, and what it sends, 1,000 regions against 8."""
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large.duckdb", Path(folder) / "small.duckdb"
        fill(large, COPIES)
        fill(small, 1)
        yield from _painted(large, small)
        for entry in ENTRIES:
            yield from _page(entry.key, large, small)
        for store in (large, small):
            os.environ[STORE_VARIABLE] = str(store)
            current_store().close()


def _painted(large: Path, small: Path) -> Iterator[Ratio]:
    found = [_paints(large, small) for _ in range(ROUNDS)]
    for entry in ENTRIES:
        sides = zip(*(each[entry.key] for each in found), strict=True)
        yield Ratio(f"{entry.key}, first in a browser, 1,000 regions", "8 regions", *map(median, sides))


def _paints(large: Path, small: Path) -> dict[str, tuple[float, float]]:
    """Of each page the seconds of both companies, at servers that nobody has asked for anything yet."""
    with _ready(large) as wide, _ready(small) as narrow, chromium() as browser:
        time.sleep(STARTED)

        def whole(server: str, entry: Entry) -> float:
            path = "" if entry.is_default else entry.key
            address = f"{server}/{path}?{urlencode(ADDRESSES.get(entry.key, {}))}"
            return first_paint(browser, address, CONTENT, TITLE, is_whole=True)()

        return {entry.key: (whole(wide, entry), whole(narrow, entry)) for entry in ENTRIES}


@contextmanager
def _ready(store: Path) -> Iterator[str]:
    """The address of a server that makes itself ready, as one does that `serve` begins."""
    with Store.open(store) as opened_once:
        identity = opened_once.identity()
    with served(store, **{IDENTITY_VARIABLE: identity}) as address:
        yield address


def _page(key: str, large: Path, small: Path) -> Iterator[Ratio]:
    first = [drawn(store, key).seconds for store in (large, small)]
    yield Ratio(f"{key}, first opening, 1,000 regions", "8 regions", *first)
    sent = [drawn(store, key).sent / 1e6 for store in (large, small)]
    again = measured_in_turn(lambda: drawn(large, key).seconds, lambda: drawn(small, key).seconds, ROUNDS)
    yield Ratio(f"{key}, again, 1,000 regions ({sent[0]:.2f} MB)", f"8 regions ({sent[1]:.2f} MB)", *again)

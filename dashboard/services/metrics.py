"""What is counted for whoever watches a server: numbers alone, never a name, a region or an amount.

Counting costs about a microsecond, and is done whether somebody asks or not; they are told on a port of
their own (`serve --metrics-port`), by `tell`.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from prometheus_client import Counter, Gauge, Histogram, start_http_server

_NAME = "region_cockpit"
#: From a fragment of a page to the first page after new data.
_RERUN_SECONDS = (0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 30)
_STORE_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30)

RERUN_SECONDS = Histogram(
    f"{_NAME}_rerun_seconds",
    "Reruns of pages, from what a page asked to the end of its run; waiting included.",
    ["extent"],  # page, fragment
    buckets=_RERUN_SECONDS,
)
SESSIONS = Gauge(f"{_NAME}_sessions", "Pages that are open, each a session of its own.")
TURNED_AWAY = Counter(f"{_NAME}_turned_away", "Pages sent elsewhere, since this server is to end.")
DRAINING = Gauge(f"{_NAME}_draining", "1 while this server is to end and takes no new session.")
ERRORS = Counter(
    f"{_NAME}_errors_shown",
    "Pages that said what went wrong: known troubles, and others with a reference to the log.",
    ["kind"],  # known, unforeseen
)
LOADS = Counter(f"{_NAME}_loads", "Loads that were confirmed, by what became of them.", ["outcome"])
STORE_SECONDS = Histogram(
    f"{_NAME}_store_seconds",
    "How long the store, or its catalog, took: to say that it is there, to commit a load.",
    ["act"],  # answer, commit
    buckets=_STORE_SECONDS,
)

# A time series that begins with the first failure would not show that one.
for _kind in ("known", "unforeseen"):
    ERRORS.labels(_kind)
for _outcome in ("committed", "refused"):
    LOADS.labels(_outcome)


@contextmanager
def timed(act: Literal["answer", "commit"]) -> Iterator[None]:
    """Time what the store does in the block, unless it fails."""
    began = time.perf_counter()
    yield
    STORE_SECONDS.labels(act).observe(time.perf_counter() - began)


@contextmanager
def load_counted() -> Iterator[None]:
    """Count the load that the block commits, or refuses by an exception, and time it."""
    try:
        with timed("commit"):
            yield
    except Exception:
        LOADS.labels("refused").inc()
        raise
    LOADS.labels("committed").inc()


def tell(host: str, port: int) -> None:
    """Answer `GET /metrics` there from now on, from a thread; OSError if that cannot be."""
    start_http_server(port, host)


def demand_free(host: str, port: int) -> None:
    """OSError if nobody could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))

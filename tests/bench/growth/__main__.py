"""`python -m tests.bench.growth [--only SIZE] [--kind KIND] [--most ROWS] [--out FILE]`: the growth table.

Each size is made on a plain file and on a catalog in PostgreSQL with a folder beside it; its row is printed,
and written to the file, as soon as it is known.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.growth.company import Size
from tests.bench.growth.steps import Step
from tests.postgres import cluster

ROOT = Path(__file__).parents[3]
#: First rows alone, then regions and months with as few rows as there can be, then both.
SIZES = (
    *(Size(rows, 8, 12) for rows in (10_000, 100_000, 1_000_000)),
    *(Size(1_000_000, 8, months) for months in (60, 120)),
    *(Size(1_000_000, 100, months) for months in (12, 60, 120)),
    *(Size(max(1_000_000, 20_000 * months), 1_000, months) for months in (12, 60, 120)),
    *(Size(rows, 100, 60) for rows in (10_000_000, 50_000_000)),
    *(Size(rows, 1_000, 120) for rows in (10_000_000, 50_000_000)),
)
#: Kind of store → how the table calls it.
KINDS = {"duckdb": "file", "postgresql": "PostgreSQL"}
LOAD, PAGE = ("check", "consequences", "commit"), ("page after it", "first page", "rerun")
_COLUMNS = ("rows", "regions × months", "store", "history", *LOAD, *PAGE, "disk", "memory: load, page")
HEAD = f"| {' | '.join(_COLUMNS)} |\n|{'---|' * len(_COLUMNS)}"
#: PostgreSQL as it is installed: what it says is written is on the disk.
_DURABLE = ("shared_buffers=128MB", "max_connections=100", "lc_messages=C")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store is made, and another one elsewhere. server: PostgreSQL's process. disk: bytes taken."""

    url: str
    elsewhere: str
    server: int
    disk: Callable[[], int]


@contextmanager
def place(kind: str) -> Iterator[Place]:
    """Room for a store of a kind, for the length of the block."""
    with tempfile.TemporaryDirectory(prefix="cockpit-growth-") as name:
        folder = Path(name)
        if kind == "duckdb":
            store = folder / "store.duckdb"
            yield Place(str(store), str(folder / "tiny.duckdb"), 0, lambda: store.stat().st_size)
            return
        with cluster(*_DURABLE) as server, server.connect() as connection:
            assert server.process is not None
            connection.execute("CREATE DATABASE tiny")
            (blank,) = connection.execute("SELECT pg_database_size('tiny')").fetchone()

            def disk() -> int:
                (taken,) = connection.execute("SELECT pg_database_size('postgres')").fetchone()
                files = (folder / "shared" / "data").rglob("*.parquet")
                return taken - blank + sum(file.stat().st_size for file in files)

            tiny = server.url(folder / "tiny", database="tiny")
            yield Place(server.url(folder / "shared"), tiny, server.process.pid, disk)


def measured(size: Size, kind: str) -> str:
    """A row of the table; if it broke off, what was known by then, and why."""
    with place(kind) as there:
        history, why = _steps("fill", there, size)
        steps, why = (history, why) if why else _steps("month", there, size)
        return row(size, kind, history | steps, there.disk()) + (f"\n\n{why}\n" if why else "")


def row(size: Size, kind: str, steps: Mapping[str, Step], disk: int) -> str:
    """A row of the table; a step that was not taken is a dash."""
    taken = (steps.get(name) for name in ("history", *LOAD, *PAGE))
    peaks = ([steps[name].peak for name in names if name in steps] for names in (LOAD, PAGE))
    cells = [
        f"{size.exact:,}",
        f"{size.regions:,} × {size.months}",
        KINDS[kind],
        *("–" if step is None else f"{step.cpu:.1f} ({step.clock:.1f})" for step in taken),
        f"{disk / 1e6:,.0f} MB",
        ", ".join(f"{max(peak) / 1e6:,.0f} MB" if peak else "–" for peak in peaks),
    ]
    return f"| {' | '.join(cells)} |"


def _steps(what: str, there: Place, size: Size) -> tuple[dict[str, Step], str]:
    """What a process of its own took for each step, and its last words if it failed."""
    arguments = (what, there.url, size.name, str(there.server), there.elsewhere)
    command = [sys.executable, "-m", "tests.bench.growth.steps", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    steps = [Step(**json.loads(line)) for line in done.stdout.splitlines()]
    why = f"Exit code {done.returncode}: {done.stderr[-2_000:]}" if done.returncode else ""
    return {step.name: step for step in steps}, why


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the table, or the rows asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    parser.add_argument("--only", action="append", metavar="ROWSxREGIONSxMONTHS")
    parser.add_argument("--kind", action="append", choices=KINDS)
    parser.add_argument("--most", type=int, default=2_500_000, metavar="ROWS", help="No size of more rows.")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "growth.md")
    asked = parser.parse_args(arguments)
    sizes = [Size(*map(int, each.split("x"))) for each in asked.only or ()]
    asked.out.parent.mkdir(exist_ok=True)
    with asked.out.open("a", encoding="utf-8") as table:
        for line in _rows(sizes or [size for size in SIZES if size.rows <= asked.most], asked.kind or KINDS):
            print(line, flush=True)
            print(line, file=table, flush=True)


def _rows(sizes: Sequence[Size], kinds: Iterable[str]) -> Iterator[str]:
    yield HEAD
    for size in sizes:
        for kind in kinds:
            yield measured(size, kind)


if __name__ == "__main__":
    main()

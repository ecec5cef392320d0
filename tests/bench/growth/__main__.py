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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.growth.company import Size
from tests.postgres import cluster

ROOT = Path(__file__).parents[3]
#: Rows with the company's shape as it is, its shape with the rows as they are, then both together.
SIZES = (
    *(Size(rows, 8, 12) for rows in (10_000, 100_000, 1_000_000)),
    *(Size(1_000_000, 8, months) for months in (60, 120)),
    *(Size(1_000_000, 100, months) for months in (12, 60, 120)),
    Size(1_000_000, 1_000, 12),
    Size(2_500_000, 1_000, 60),
    Size(5_000_000, 1_000, 120),
    Size(10_000_000, 100, 60),
    Size(10_000_000, 1_000, 120),
    Size(50_000_000, 100, 60),
    Size(50_000_000, 1_000, 120),
)
KINDS = ("duckdb", "postgresql")
HEAD = (
    "| rows | regions × months | store | history | check | consequences | commit | page after it "
    "| first page | rerun | disk | memory: load, page |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|\n"
)
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
    """A row of the table."""
    with place(kind) as there:
        (history,) = _steps("fill", there, size)
        steps = {step["name"]: step for step in _steps("month", there, size)}
        disk = there.disk()
    load, page = ("check", "consequences", "commit"), ("page after it", "first page", "rerun")
    memory = (max(steps[name]["peak"] for name in names) / 2**20 for names in (load, page))
    cells = [
        f"{size.exact:,}",
        f"{size.regions:,} × {size.months}",
        {"duckdb": "file"}.get(kind, "PostgreSQL"),
        *(
            f"{step['cpu']:.1f} ({step['clock']:.1f})"
            for step in (history, *(steps[n] for n in (*load, *page)))
        ),
        f"{disk / 1e6:,.0f} MB",
        " ".join(f"{each:,.0f} MB" for each in memory),
    ]
    return f"| {' | '.join(cells)} |"


def _steps(what: str, there: Place, size: Size) -> list[dict[str, Any]]:
    """What a process of its own says of a store; RuntimeError with its last words if it fails."""
    arguments = (what, there.url, size.name, str(there.server), there.elsewhere)
    command = [sys.executable, "-m", "tests.bench.growth.steps", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    return [json.loads(line) for line in done.stdout.splitlines()]


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the table, or the rows asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    parser.add_argument("--only", action="append", metavar="ROWSxREGIONSxMONTHS")
    parser.add_argument("--kind", action="append", choices=KINDS)
    parser.add_argument(
        "--most", type=int, default=1_000_000, metavar="ROWS", help="No larger sizes than this."
    )
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "growth.md")
    asked = parser.parse_args(arguments)
    sizes = [Size(*map(int, each.split("x"))) for each in asked.only or ()]
    asked.out.parent.mkdir(exist_ok=True)
    with asked.out.open("a", encoding="utf-8") as table:
        for line in _rows(sizes or [size for size in SIZES if size.rows <= asked.most], asked.kind or KINDS):
            print(line, flush=True)
            print(line, file=table, flush=True)


def _rows(sizes: Sequence[Size], kinds: Sequence[str]) -> Iterator[str]:
    yield HEAD.rstrip()
    for size in sizes:
        for kind in kinds:
            try:
                yield measured(size, kind)
            except RuntimeError as error:
                yield f"{size.name} on {kind}: {error}"


if __name__ == "__main__":
    main()

"""Where a store is, and which files belong to it.

Addresses:

- a plain path or `duckdb:///path`: one local DuckDB file;
- `ducklake:///dir`: DuckLake, its catalog (a DuckDB file) and Parquet files under `dir`;
- `:memory:`: nothing on disk, gone when closed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from data.store.errors import StoreUnreadable


@dataclass(frozen=True, slots=True)
class Address:
    """What kind of store, and its absolute path (empty for a store in memory)."""

    kind: Literal["duckdb", "ducklake", "memory"]
    path: str = ""

    def __str__(self) -> str:
        return self.path or ":memory:"

    @property
    def url(self) -> str:
        """The address as it may be given again."""
        return f"{self.kind}://{self.path}" if self.path else ":memory:"

    @property
    def database(self) -> Path:
        """The file that makes it a store: the DuckDB file, or DuckLake's catalog."""
        return Path(self.path) / "catalog.ducklake" if self.kind == "ducklake" else Path(self.path)

    @property
    def exists(self) -> bool:
        """Whether there is a store (or something in its place)."""
        return self.kind != "memory" and self.database.exists()

    def beside(self, name: str) -> Path | None:
        """The folder or file called `name` that belongs to the store; None for a store in memory."""
        if self.kind == "memory":
            return None
        return Path(self.path) / name if self.kind == "ducklake" else Path(f"{self.path}.{name}")

    @property
    def parts(self) -> tuple[Path, ...]:
        """The files and folders that a store consists of, whether they are there or not."""
        names = ("originals", "serving", "head", *(("data",) if self.kind == "ducklake" else ()))
        beside = (self.beside(name) for name in names)
        return (self.database, self.log, *(path for path in beside if path is not None))

    @property
    def log(self) -> Path:
        """The write-ahead log of the database."""
        return Path(f"{self.database}.wal")

    def remove(self, keep: Collection[Path] = ()) -> None:
        """Take away a store that was just made and is closed, but for the parts in `keep`."""
        if self.kind == "memory":
            return
        for part in self.parts:
            if part in keep:
                continue
            if part.is_dir():
                shutil.rmtree(part, ignore_errors=True)
            else:
                part.unlink(missing_ok=True)
        if self.kind == "ducklake":
            with suppress(OSError):  # it may hold what is not ours
                Path(self.path).rmdir()


def address(url: str | os.PathLike[str]) -> Address:
    """What `url` means; StoreUnreadable for a scheme that is not known.

    `scheme:///path` is absolute, `scheme:path` relative to the working directory.
    """
    text = os.fspath(url)
    if text in {":memory:", "duckdb://:memory:", "duckdb::memory:"}:
        return Address("memory")
    scheme, colon, rest = text.partition(":")
    if not colon or len(scheme) < 2 or "/" in scheme:
        return Address("duckdb", str(Path(text).absolute()))
    if scheme not in {"duckdb", "ducklake"} or not rest.strip("/"):
        raise StoreUnreadable(text, "an address is a path, duckdb:///path or ducklake:///folder")
    path = Path("/" + rest.lstrip("/")) if rest.startswith("//") else Path(rest)
    return Address("duckdb" if scheme == "duckdb" else "ducklake", str(path.absolute()))

"""Where a store is, and which files belong to it.

Addresses:

- a plain path or `duckdb:///path`: one local DuckDB file;
- `ducklake:///dir`: DuckLake, its catalog (a DuckDB file) and Parquet files under `dir`;
- `:memory:`: nothing on disk, gone when closed.
"""

from __future__ import annotations

import os
import shutil
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

    def remove(self) -> None:
        """Take away a store that was just made and is closed."""
        if self.kind == "memory":
            return
        for file in (self.database, Path(f"{self.database}.wal")):
            file.unlink(missing_ok=True)
        for name in ("originals", "data", "serving") if self.kind == "ducklake" else ("originals", "serving"):
            shutil.rmtree(self.beside(name) or "", ignore_errors=True)
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

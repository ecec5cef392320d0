"""Where a store is, and which files belong to it.

Addresses:

- a plain path or `duckdb:///path`: one local DuckDB file;
- `ducklake:///dir`: DuckLake, its catalog (a DuckDB file) and Parquet files under `dir`;
- `postgresql://user@host[:port]/database?data=FOLDER[&schema=NAME]`: DuckLake, its catalog in a schema
  of a PostgreSQL database, everything else in a folder (or below `s3://bucket/prefix`) that all share;
- `:memory:`: nothing on disk, gone when closed.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote

from data.store.errors import CatalogRefused, StoreUnreadable

#: The schema of a catalog whose address names none.
SCHEMA = "region_cockpit"
#: The file in a shared folder that says of which catalog it is.
MARKER = "catalog"
_POSTGRES, _BUCKET = "postgresql", "s3://"
_KNOWN = "a path, duckdb:///path, ducklake:///folder or postgresql://user@host/database?data=/folder"
#: What may be a schema: nothing that PostgreSQL or DuckDB would want quoted.
_NAME = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL database and the schema in it. Passwords are libpq's affair (PGPASSFILE, ~/.pgpass)."""

    host: str
    port: str
    user: str
    database: str
    schema: str = SCHEMA

    def __str__(self) -> str:
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        host = f"[{self.host}]" if ":" in self.host else quote(self.host, safe=",")
        port = f":{self.port}" if self.port else ""
        return f"{_POSTGRES}://{user}{host}{port}/{quote(self.database, safe='')}"


@dataclass(frozen=True, slots=True)
class Address:
    """What kind of store, and its absolute path (empty for a store in memory).

    With a catalog in PostgreSQL (`server`) the path is that of the shared folder, or `s3://bucket/prefix`.
    """

    kind: Literal["duckdb", "ducklake", "postgresql", "memory"]
    path: str = ""
    server: Server | None = None

    def __str__(self) -> str:
        return self.url if self.server is not None else self.path or ":memory:"

    @property
    def url(self) -> str:
        """The address as it may be given again."""
        if self.server is not None:
            schema = f"&schema={self.server.schema}" if self.server.schema != SCHEMA else ""
            return f"{self.server}?data={quote(self.path, safe='/:')}{schema}"
        return f"{self.kind}://{self.path}" if self.path else ":memory:"

    @property
    def bucket(self) -> str | None:
        """`s3://bucket/prefix` if what all share is there; nothing of it is a file then."""
        return self.path if self.path.startswith(_BUCKET) else None

    @property
    def database(self) -> Path:
        """The file that makes it a store: the DuckDB file, DuckLake's catalog, the shared folder's mark."""
        names = {"ducklake": "catalog.ducklake", "postgresql": MARKER}
        return Path(self.path) / names.get(self.kind, "")

    def belonging(self, name: str) -> Path | None:
        """What of the store is called `name`: a folder or file; None if it is in memory or in a bucket."""
        if self.kind == "memory" or self.bucket is not None:
            return None
        return Path(f"{self.path}.{name}") if self.kind == "duckdb" else Path(self.path) / name

    @property
    def parts(self) -> tuple[Path, ...]:
        """The files and folders that a store consists of, whether they are there or not."""
        if self.bucket is not None:
            return ()
        names = ("originals", "serving", "head", *(() if self.kind == "duckdb" else ("data",)))
        belongings = (self.belonging(name) for name in names)
        return (self.database, self.log, *(path for path in belongings if path is not None))

    @property
    def log(self) -> Path:
        """The write-ahead log of the database."""
        return Path(f"{self.database}.wal")


def address(url: str | os.PathLike[str]) -> Address:
    """What `url` means; StoreUnreadable for a scheme that is not known, CatalogRefused for a password in it.

    `scheme:///path` is absolute, `scheme:path` relative to the working directory.
    """
    text = os.fspath(url)
    if text in {":memory:", "duckdb://:memory:", "duckdb::memory:"}:
        return Address("memory")
    scheme, colon, rest = text.partition(":")
    if not colon or len(scheme) < 2 or "/" in scheme:
        return Address("duckdb", str(Path(text).absolute()))
    if scheme == _POSTGRES and rest.startswith("//"):
        return _of_postgres(rest[2:])
    if scheme not in {"duckdb", "ducklake"} or not rest.strip("/"):
        raise StoreUnreadable(_without_password(text), f"an address is {_KNOWN}")
    path = Path("/" + rest.lstrip("/")) if rest.startswith("//") else Path(rest)
    return Address("duckdb" if scheme == "duckdb" else "ducklake", str(path.absolute()))


def _of_postgres(rest: str) -> Address:
    place, _, query = rest.partition("?")
    authority, _, database = place.partition("/")
    user, _, host = authority.rpartition("@")
    given = dict(part.partition("=")[::2] for part in query.split("&") if part)
    shown = f"{_POSTGRES}://{_without_password(rest)}"
    if ":" in user or "password" in given:
        raise CatalogRefused("password_given", shown)
    host, port = _host_and_port(host)
    data, schema = unquote(given.pop("data", "")), given.pop("schema", SCHEMA)
    if not host or not database or "/" in database or (port and not port.isdecimal()):
        raise CatalogRefused("address_wrong", shown)
    if given:
        raise CatalogRefused("address_unknown", shown, name=min(given))
    is_bucket = re.fullmatch(rf"{_BUCKET}[a-z0-9][a-z0-9.-]+(/[^/?*]+)*/?", data) is not None
    if not is_bucket and not Path(data).is_absolute():
        raise CatalogRefused("address_data", shown)
    if not _NAME.fullmatch(schema):
        raise CatalogRefused("address_schema", shown, schema=schema)
    server = Server(unquote(host), port, unquote(user), unquote(database), schema)
    return Address("postgresql", data.rstrip("/") if is_bucket else os.path.normpath(data), server)


def _host_and_port(text: str) -> tuple[str, str]:
    """Host and port; an IPv6 address stands in brackets."""
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        return host, port.removeprefix(":")
    host, _, port = text.partition(":")
    return host, port


def _without_password(text: str) -> str:
    """`text` as it may be shown and logged."""
    text = re.sub(r"([?&]password=)[^&]*", r"\1…", text)
    return re.sub(r"^((?:[a-z+]+://)?[^/@:?]*):[^?]*@", r"\1:…@", text)

"""Whether there is a store at an address, and taking one away that was just made."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from data.store.address import Address


def exists(place: Address) -> bool:
    """Whether there is a store (or something in its place).

    Asks the catalog, if that is PostgreSQL's: CatalogRefused, StoreUnavailable.
    """
    if place.server is not None:
        from data.store.catalog import Catalog  # noqa: PLC0415 - files do without

        with Catalog(place) as catalog:
            return catalog.is_filled
    return place.kind != "memory" and place.database.exists()


def remove(place: Address, keep: Collection[Path] = ()) -> None:
    """Take away a store that was just made and is closed, but for the parts in `keep`."""
    if place.kind == "memory":
        return
    if place.server is not None:
        from data.store.catalog import Catalog  # noqa: PLC0415 - files do without

        with Catalog(place) as catalog:
            catalog.drop()
    if place.bucket is not None:
        from data.store.bucket import Bucket  # noqa: PLC0415 - files do without

        if not keep:
            bucket = Bucket(place.bucket)
            for each in bucket.listed():
                bucket.discard(each.name)
        return
    for part in place.parts:
        if part in keep:
            continue
        if part.is_dir():
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.unlink(missing_ok=True)
    if place.kind != "duckdb":
        with suppress(OSError):  # it may hold what is not ours
            Path(place.path).rmdir()

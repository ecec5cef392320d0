"""The folder that all programs with one catalog share, told from any other by a mark.

Catalog and folder each hold the mark. A folder without it is not mounted, or is not the shared one:
what is written there would be missing everywhere else.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson

from data.store.address import MARKER, Address
from data.store.bucket import Bucket
from data.store.catalog import Catalog
from data.store.durable import write_durably
from data.store.errors import CatalogRefused, StoreVanished


@contextmanager
def opening(place: Address, *, may_take_over: bool) -> Iterator[None]:
    """The turn to open the store at a catalog, which was seen to be fit, and the folder to be its own.

    may_take_over: a folder that a catalog of the same name left behind becomes that of a blank one.
    Raises CatalogRefused, StoreUnavailable.
    """
    with Catalog(place) as catalog:
        catalog.take("opening")  # or two that open a blank catalog both make it
        catalog.refuse_unfit()
        _claim(place, catalog, may_take_over)
        yield


def vanished(place: Address) -> StoreVanished | CatalogRefused:
    """What to say of a catalog that is blank though its folder is not."""
    owner = (mark_of(place) or ("", _name(place)))[1]
    if owner != _name(place):
        return CatalogRefused("folder_used", str(place), folder=place.path, found=owner)
    return StoreVanished(str(place))


def _claim(place: Address, catalog: Catalog, may_take_over: bool) -> None:
    agreed = catalog.mark()
    found, owner = mark_of(place) or (None, "")
    if agreed is not None and found == agreed:
        _refuse_closed(place)
        return
    if catalog.is_filled and agreed is not None:
        raise CatalogRefused("not_shared", str(place), folder=place.path)
    if found is not None and not (may_take_over and owner == _name(place)):
        raise CatalogRefused("folder_used", str(place), folder=place.path, found=owner)
    if place.bucket is not None:
        _refuse_closed(place)
    if agreed is None:
        agreed = secrets.token_hex(16)
        catalog.agree_on(agreed)
    _write_mark(place, agreed)


def _name(place: Address) -> str:
    server = place.server
    return f"{server.database}/{server.schema}" if server is not None else ""


def mark_of(place: Address) -> tuple[str, str] | None:
    """The mark in the folder, and of which catalog it says to be; None if there is none. CatalogRefused."""
    try:
        if place.bucket is not None:
            content = Bucket(place.bucket).read(MARKER)
        else:
            content = place.database.read_bytes() if place.database.exists() else None
        told = orjson.loads(content) if content is not None else None
        return (str(told["mark"]), str(told["catalog"])) if told is not None else None
    except OSError as error:
        raise _closed(place, error) from error
    except (ValueError, KeyError, TypeError):
        return "?", "?"


def _write_mark(place: Address, mark: str) -> None:
    """Durably, so that a catalog never waits for a mark that a power cut took."""
    content = orjson.dumps({"catalog": _name(place), "mark": mark})
    try:
        if place.bucket is not None:
            Bucket(place.bucket).write(MARKER, content)
        else:
            Path(place.path).mkdir(mode=0o700, parents=True, exist_ok=True)
            write_durably(place.database, content)
    except OSError as error:
        raise _closed(place, error) from error


def _refuse_closed(place: Address) -> None:
    """CatalogRefused unless this account may write there."""
    if place.bucket is None:
        if not os.access(place.path, os.R_OK | os.W_OK | os.X_OK):
            raise _closed(place, PermissionError(errno.EACCES, ""))
        return
    trial = f"trial-{secrets.token_hex(8)}"
    try:
        bucket = Bucket(place.bucket)
        bucket.write(trial, b"")
        bucket.discard(trial)
    except OSError as error:
        raise _closed(place, error) from error


def _closed(place: Address, error: OSError) -> CatalogRefused:
    if place.bucket is not None:
        return CatalogRefused(
            "bucket_closed", str(place), bucket=place.bucket, reason=error.strerror or error
        )
    reason = os.strerror(error.errno or errno.EIO)
    return CatalogRefused("folder_closed", str(place), folder=place.path, reason=reason)

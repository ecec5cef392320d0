"""What lies beside a catalog when data go to S3-compatible storage: originals, the kept head, the mark.

Keys come from where every tool for S3 finds them: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
AWS_SESSION_TOKEN, AWS_REGION, and AWS_ENDPOINT_URL for storage that is not Amazon's.
"""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import NamedTuple

import obstore
from obstore.exceptions import BaseError, NotFoundError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from data.store.errors import CatalogRefused, HeadDamaged, OriginalDamaged, OriginalNotKept
from data.store.kept import Keeper
from data.store.originals import DAY, HOUR, Originals, is_digest

SCHEME = "s3://"


class Listed(NamedTuple):
    """An object: its name, when it came (seconds since 1970, the storage's clock), and its bytes."""

    name: str
    came: float
    size: int


def keys() -> dict[str, str]:
    """How storage is reached, by the names that DuckDB gives these things."""
    names = {
        "KEY_ID": "AWS_ACCESS_KEY_ID",
        "SECRET": "AWS_SECRET_ACCESS_KEY",
        "SESSION_TOKEN": "AWS_SESSION_TOKEN",
        "REGION": "AWS_REGION",
        "ENDPOINT": "AWS_ENDPOINT_URL",
    }
    return {name: value for name, variable in names.items() if (value := os.environ.get(variable))}


class Bucket:
    """The objects below `s3://bucket/prefix`. Whatever fails is an OSError."""

    def __init__(self, url: str) -> None:
        self.url = url
        bucket, _, prefix = url.removeprefix(SCHEME).partition("/")
        known = keys()
        endpoint = known.get("ENDPOINT")
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            endpoint=endpoint,
            region=known.get("REGION", "us-east-1"),
            virtual_hosted_style_request=endpoint is None,
            client_options={
                "allow_http": endpoint is not None and endpoint.startswith("http://"),
                "timeout": timedelta(seconds=60),
                "connect_timeout": timedelta(seconds=5),
            },
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
        )

    def read(self, name: str) -> bytes | None:
        """An object, None if there is none."""
        with _as_system_errors():
            try:
                return bytes(obstore.get(self._store, name).bytes())
            except (NotFoundError, FileNotFoundError):
                return None

    def write(self, name: str, content: bytes) -> None:
        """Write an object whole; it is durable when this returns."""
        with _as_system_errors():
            obstore.put(self._store, name, content)

    def has(self, name: str) -> bool:
        """Whether there is an object of this name."""
        with _as_system_errors():
            try:
                obstore.head(self._store, name)
            except (NotFoundError, FileNotFoundError):
                return False
            return True

    def discard(self, name: str) -> None:
        """Take an object away; nothing happens if there is none."""
        with _as_system_errors():
            try:
                obstore.delete(self._store, name)
            except (NotFoundError, FileNotFoundError):
                return

    def listed(self, folder: str = "") -> list[Listed]:
        """The objects below a folder, their names without it."""
        with _as_system_errors():
            return [
                Listed(each["path"].removeprefix(folder), each["last_modified"].timestamp(), each["size"])
                for some in obstore.list(self._store, prefix=folder or None)
                for each in some
            ]


@contextmanager
def _as_system_errors() -> Iterator[None]:
    try:
        yield
    except (PermissionDeniedError, UnauthenticatedError) as error:
        raise PermissionError(errno.EACCES, _reason(error)) from error
    except BaseError as error:
        raise OSError(errno.EIO, _reason(error)) from error


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


class BucketOriginals(Originals):
    """Originals as objects below `originals/`."""

    def __init__(self, bucket: Bucket, lock: AbstractContextManager[object]) -> None:
        super().__init__(None, lock)
        self._bucket = bucket

    def keep(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        try:
            with self._lock:  # received again: its time in quarantine begins anew
                self._bucket.write(_FOLDER + digest, content)
        except OSError as error:
            raise OriginalNotKept(error.strerror or str(error)) from error
        return digest

    def holds(self, sha256: str) -> bool:
        return is_digest(sha256) and self._bucket.has(_FOLDER + sha256)

    def content(self, sha256: str) -> bytes | None:
        if not is_digest(sha256):
            return None
        try:
            content = self._bucket.read(_FOLDER + sha256)
        except OSError as error:
            raise OriginalDamaged(sha256) from error
        if content is not None and hashlib.sha256(content).hexdigest() != sha256:
            raise OriginalDamaged(sha256)
        return content

    def digests(self) -> Iterator[str]:
        yield from (each.name for each in self._bucket.listed(_FOLDER) if is_digest(each.name))

    def discard(self, sha256: str) -> None:
        if is_digest(sha256):
            self._bucket.discard(_FOLDER + sha256)

    def prune(self, wanted: Collection[str], days: float, most: int | None = None) -> tuple[int, int]:
        now, gone = time.time(), list[int]()
        with self._lock:
            found = [each for each in self._bucket.listed(_FOLDER) if each.name not in wanted]
            held = sum(each.size for each in found)
            for each in sorted(found, key=lambda each: each.came):
                is_over = most is not None and held > most and each.came < now - HOUR
                if is_digest(each.name) and (is_over or each.came < now - days * DAY):
                    self._bucket.discard(_FOLDER + each.name)
                    held -= each.size
                    gone.append(each.size)
        return len(gone), sum(gone)

    def sweep(self) -> None:
        """Objects are whole or not there."""


class BucketKeeper(Keeper):
    """The kept head as an object."""

    def __init__(self, bucket: Bucket) -> None:
        super().__init__(None)
        self._bucket = bucket

    @property
    def exists(self) -> bool:
        """Whether there is one. CatalogRefused: nothing else of a bucket is asked before this."""
        try:
            return self._bucket.has(_HEAD)
        except OSError as error:
            url, reason = self._bucket.url, error.strerror or str(error)
            raise CatalogRefused("bucket_closed", url, bucket=url, reason=reason) from error

    def _read(self) -> bytes | None:
        try:
            return self._bucket.read(_HEAD)
        except OSError as error:
            raise HeadDamaged(f"{self._bucket.url}/{_HEAD}") from error

    def discard(self) -> None:
        self._bucket.discard(_HEAD)

    def _write(self, content: bytes) -> None:
        self._bucket.write(_HEAD, content)


_FOLDER, _HEAD = "originals/", "head"

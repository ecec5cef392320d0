"""What lies beside a store's database: in files, in memory or in a bucket."""

from __future__ import annotations

from contextlib import AbstractContextManager

from data.store.address import Address
from data.store.kept import Keeper
from data.store.originals import Originals


def keeper_of(place: Address) -> Keeper:
    """Where the head of the audit log is kept."""
    if place.bucket is None:
        return Keeper(place.belonging("head"))
    from data.store.bucket import Bucket, BucketKeeper  # noqa: PLC0415 - files do without

    return BucketKeeper(Bucket(place.bucket))


def originals_of(place: Address, lock: AbstractContextManager[object]) -> Originals:
    """Where uploaded files are kept; lock: what keeps all apart who do so."""
    if place.bucket is None:
        return Originals(place.belonging("originals"), lock)
    from data.store.bucket import Bucket, BucketOriginals  # noqa: PLC0415 - files do without

    return BucketOriginals(Bucket(place.bucket), lock)

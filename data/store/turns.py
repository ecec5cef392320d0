"""Whose turn it is to write: one thread of this process, and one process of all that share a catalog."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING

from data.store.address import Address
from data.store.errors import StoreUnavailable

if TYPE_CHECKING:
    from data.store.catalog import Catalog

#: How often a connection that turns out to be gone is made anew for a turn.
_ATTEMPTS = 3


class Turn:
    """A lock; with a catalog in PostgreSQL one that all programs with this store share.

    It is an advisory lock of the server, so whoever dies gives it back. Whoever loses the connection in
    the middle of a turn loses the turn: the row of the audit log's head then lets one of two writers
    commit. StoreUnavailable if the catalog does not answer, or somebody else does not come to an end.
    """

    def __init__(self, place: Address, name: str) -> None:
        self._place, self._name = place, name
        self._here = threading.Lock()
        self._catalog: Catalog | None = None

    def __enter__(self) -> None:
        self._here.acquire()
        try:
            if self._place.server is not None:
                self._take()
        except BaseException:
            self._here.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._catalog is not None:
                self._catalog.give_back(self._name)
        finally:
            self._here.release()

    def _take(self) -> None:
        from data.store.catalog import Catalog  # noqa: PLC0415 - files do without

        for attempt in range(_ATTEMPTS):
            if self._catalog is None:
                self._catalog = Catalog(self._place)
            try:
                self._catalog.take(self._name)
            except StoreUnavailable as error:
                self.close()
                if error.code != "lost" or attempt == _ATTEMPTS - 1:
                    raise
                time.sleep(0.2)
            else:
                return

    def close(self) -> None:
        """End the connection to the catalog, if there is one."""
        catalog, self._catalog = self._catalog, None
        if catalog is not None:
            catalog.close()

"""How far what was written into a shared store has come, asked at a hundredth of what its version costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.store.address import Address
from data.store.errors import StoreUnavailable

if TYPE_CHECKING:
    from data.store.catalog import Catalog


class Position:
    """A connection of its own to the catalog, for one thread at a time; made anew when it was lost."""

    def __init__(self, place: Address) -> None:
        self._place = place
        self._catalog: Catalog | None = None

    def now(self) -> int:
        """Another number after whatever was written; StoreUnavailable."""
        from data.store.catalog import Catalog  # noqa: PLC0415 - files do without

        if self._catalog is None:
            self._catalog = Catalog(self._place)
        try:
            [(number,)] = self._catalog.ask("SELECT max(snapshot_id) FROM {schema}.ducklake_snapshot")
        except StoreUnavailable:
            self.close()
            raise
        return int(number)

    def close(self) -> None:
        """End the connection."""
        catalog, self._catalog = self._catalog, None
        if catalog is not None:
            catalog.close()

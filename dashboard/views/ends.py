"""Charts of very many regions: both ends of the list are drawn; who stands between them is looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.memory import remembered

#: So many regions are drawn whole, and of more than that so many from each end.
MOST, ENDS = 60, 15


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What of a list a chart shows: its rows, and the names between its ends, which it does not show."""

    rows: pl.DataFrame
    others: Sequence[str] = ()

    @property
    def names(self) -> list[str]:
        """The regions that are drawn."""
        return self.rows["region"].to_list()


@remembered
def ends(rows: pl.DataFrame) -> Drawn:
    """`rows`, one per region in the order in which they are drawn, or their ends where they are too many."""
    if rows.height <= MOST:
        return Drawn(rows)
    between = rows["region"][ENDS:-ENDS].to_list()
    return Drawn(pl.concat([rows.head(ENDS), rows.tail(ENDS)]), between)

"""Charts of very many regions: both ends of the list are drawn; who stands between them is looked up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import polars as pl

from dashboard.formats import Markdown
from dashboard.i18n import _
from dashboard.memory import remembered

#: So many regions are drawn whole, and of more than that so many from each end.
MOST, ENDS = 60, 15
#: So many names a sentence holds, and of more than that the first so many: nobody reads a wall of names.
MOST_NAMED, FIRST_NAMED = 30, 12


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What of a list a chart shows: its rows, and the names between its ends, which it does not show."""

    rows: pl.DataFrame
    others: Sequence[str] = ()

    @property
    def names(self) -> list[str]:
        """The regions that are drawn."""
        return self.rows["region"].to_list()


def named(names: Iterable[Markdown], count: int | None = None) -> Markdown:
    """Names in a sentence: all of them, or the first and how many more there are.

    count: how many they are, where it is known: names that are not said are not made.
    """
    rest = iter(names)
    given = list(islice(rest, MOST_NAMED + 1))
    if len(given) <= MOST_NAMED:
        return _(", ").join(given)
    said = _(", ").join(given[:FIRST_NAMED])
    more = (len(given) + sum(1 for _name in rest) if count is None else count) - FIRST_NAMED
    return _("{names} and {count} more", names=said, count=more)


@remembered
def ends(rows: pl.DataFrame) -> Drawn:
    """`rows`, one per region in the order in which they are drawn, or their ends where they are too many."""
    if rows.height <= MOST:
        return Drawn(rows)
    between = rows["region"][ENDS:-ENDS].to_list()
    return Drawn(pl.concat([rows.head(ENDS), rows.tail(ENDS)]), between)

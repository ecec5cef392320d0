"""Collection lists by office: whom to ask in each office, so that it comes to what was set for it.

What a list counts on is what is asked, or with the surest way what may be expected of it; of an office
it comes to its part to the fen, unless all its customers together do not suffice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import polars as pl

from engine.collecting.chase import CANDIDATES, Candidates, Selection, Way, selection
from engine.collecting.settings import Setting, Who

#: Rows of a list: those of candidates, what is asked of them and what of it is counted on, in fen.
LISTED = CANDIDATES | {"asked": pl.Int64, "counted": pl.Int64, "certainty": pl.Int32}


@dataclass(frozen=True, slots=True, eq=False)
class CollectionList:
    """Whom to ask, by office (`LISTED`, sorted by office; within it in the order of the way).

    parts: what each office is to collect. missing: what its customers cannot bring, in fen; only offices
    where something is.
    """

    rows: pl.DataFrame
    parts: Mapping[str, int]
    missing: Mapping[str, int]

    @property
    def offices(self) -> list[str]:
        """The offices that have somebody to ask, by name."""
        return self.rows["office"].unique(maintain_order=True).to_list()

    def of(self, office: str) -> pl.DataFrame:
        """The rows of one office."""
        return self.rows.filter(pl.col("office") == office)

    def counted(self) -> dict[str, int]:
        """What each office's list comes to, in fen."""
        sums = self.rows.group_by("office", maintain_order=True).agg(pl.col("counted").sum())
        return dict(sums.iter_rows())


def without(found: Candidates, left_out: Collection[Who]) -> Candidates:
    """The candidates but for those who are not to be asked."""
    if not left_out:
        return found
    who = found.table.select("office", "customer", "customer_type").rows()
    kept = [row for row, key in enumerate(who) if key not in left_out]
    return replace(found, table=found.table[kept], own=[found.own[row] for row in kept])


def in_office(found: Candidates, office: str) -> Candidates:
    """The candidates of one office."""
    kept = [row for row, name in enumerate(found.table["office"]) if name == office]
    return replace(found, table=found.table[kept], own=[found.own[row] for row in kept])


def list_by_parts(found: Candidates, parts: Mapping[str, int], way: Way) -> CollectionList:
    """A list that comes to `parts` (fen by office), each office's customers chosen by `way`.

    Without any record the surest way is not known: ValueError.
    """
    lists, missing = [], {}
    for office, part in sorted(parts.items()):
        if part <= 0:
            continue
        chosen = selection(in_office(found, office), part, way)
        rows = _counted(chosen, part)
        lists.append(rows)
        if short := part - int(rows["counted"].sum()):
            missing[office] = short
    return CollectionList(_joined(lists), dict(parts), missing)


def list_of_selection(chosen: Selection, goal: int) -> CollectionList:
    """A selection over the whole region, by office; what it comes to makes the offices' parts."""
    rows = _counted(chosen, goal)
    listed = CollectionList(rows.sort("office", maintain_order=True), {}, {})
    return replace(listed, parts=listed.counted())


def list_of_settings(found: Candidates, settings: Collection[Setting]) -> CollectionList:
    """Those who are counted on by name, largest first; what they come to makes the offices' parts.

    Whoever owes nothing of the kind any more is left out.
    """
    own = {one.who: one for one in settings if one.kind == found.kind and one.amount}
    who = found.table.select("office", "customer", "customer_type").rows()
    kept = [row for row, key in enumerate(who) if key in own]
    set_ones = [own[who[row]] for row in kept]
    amounts = pl.Series("asked", [one.amount for one in set_ones], dtype=pl.Int64)
    sure = pl.Series("certainty", [one.certainty for one in set_ones], dtype=pl.Int32)
    rows = found.table[kept].with_columns(amounts, amounts.alias("counted"), sure).select(list(LISTED))
    listed = CollectionList(rows.sort("office", maintain_order=True), {}, {})
    return replace(listed, parts=listed.counted())


def _counted(chosen: Selection, goal: int) -> pl.DataFrame:
    """The rows of a selection with what is counted on: together the goal, or all there is."""
    name = "expected" if chosen.way == "surest" else "asked"
    left, counted = goal, []
    for amount in chosen.rows[name]:
        counted.append(min(left, amount))
        left -= counted[-1]
    return chosen.rows.with_columns(
        pl.Series("counted", counted, dtype=pl.Int64), pl.lit(None, pl.Int32).alias("certainty")
    ).select(list(LISTED))


def _joined(lists: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(lists) if lists else pl.DataFrame(schema=LISTED)

"""Months, regions and offices as whole numbers: rows are found and sorted by numbers, not by names.

`numbered` gives facts whose regions and offices are numbers in the order of their names. Frames made of
them go through the same steps as those with names, many times faster; `Names` writes the names back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.facts import Facts

#: Firsts of months are at least so many days apart.
_SHORTEST = 28
#: A table of all places may have so many entries for every row that is looked up.
_SPARSE = 8
_PLACE = "place."

_Numbers = npt.NDArray[np.integer[Any]]
_Columns = Mapping[str, pl.Series]


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """The names of regions and of offices, by number."""

    region: pl.Series
    office: pl.Series

    def written(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` with names in place of numbers."""
        columns = [name for name in ("region", "office") if name in frame.columns]
        return frame.with_columns(getattr(self, name).gather(frame[name]).alias(name) for name in columns)


def numbered(facts: Facts) -> tuple[Facts, Names]:
    """The same facts, but for `sources`, with numbers in place of the names of regions and offices.

    An office's number is that of one region's office, in the order of regions and names.
    """
    frames = {each.name: getattr(facts, each.name) for each in fields(facts) if each.name != "sources"}
    regions, region_names = _ranked({key: f["region"] for key, f in frames.items() if "region" in f.columns})
    offices, office_names = _ranked({key: f["office"] for key, f in frames.items() if "office" in f.columns})
    offices, office_names = _of_regions(offices, office_names, regions)
    numbers = {key: [column] for key, column in regions.items()}
    for key, column in offices.items():
        numbers[key].append(column)
    replaced = {key: frames[key].with_columns(columns) for key, columns in numbers.items()}
    return replace(facts, **replaced), Names(region_names, office_names)


def _ranked(columns: _Columns) -> tuple[dict[str, pl.Series], pl.Series]:
    """Columns of names as numbers in the order of the names, and the name of each number."""
    kind = pl.Categorical(pl.Categories.random())
    # The codes stand for their names as long as there are columns of the kind.
    coded = {key: column.cast(kind) for key, column in columns.items()}
    codes = {key: column.to_physical().to_numpy() for key, column in coded.items()}
    # A code is a number already, but follows no order, and not every number is one.
    is_code = np.zeros(
        max((int(each.max()) for each in codes.values() if len(each)), default=-1) + 1, np.bool
    )
    for each in codes.values():
        is_code[each] = True
    known = np.flatnonzero(is_code).astype(np.uint32)
    names = pl.Series(known).cat.to(kind).cast(pl.String)
    order = names.arg_sort().to_numpy()
    rank: _Numbers = np.zeros(len(is_code), np.uint32)
    rank[known[order]] = np.arange(len(known), dtype=np.uint32)
    return {key: pl.Series(columns[key].name, rank[each]) for key, each in codes.items()}, names[order]


def _of_regions(
    offices: _Columns, names: pl.Series, regions: _Columns
) -> tuple[dict[str, pl.Series], pl.Series]:
    """`offices` numbered in the order of region and name, and the name of each number."""
    home: _Numbers = np.zeros(len(names), np.int64)
    places = {key: (regions[key].to_numpy(), column.to_numpy()) for key, column in offices.items()}
    for region, office in places.values():
        home[office] = region
    if all(np.array_equal(home[office], region) for region, office in places.values()):
        order = np.argsort(home, kind="stable")
        rank = np.argsort(order).astype(np.uint32)
        return {key: pl.Series("office", rank[office]) for key, (_, office) in places.items()}, names[order]
    # Offices of several regions share a name.
    pairs = {key: regions[key].cast(pl.Int64) * len(names) + column for key, column in offices.items()}
    known = pl.concat([column.unique() for column in pairs.values()]).unique().sort()
    found = {key: known.search_sorted(column).alias("office") for key, column in pairs.items()}
    return found, names.gather(known % len(names))


def joined(left: pl.DataFrame, right: pl.DataFrame, on: Sequence[str]) -> pl.DataFrame:
    """`left` in its order, with what `right` knows of its places; null where that is nothing.

    on: of month, year, region, office; no place stands in `right` twice.
    """
    placed = _places((left, right), on)
    if placed is None:
        return left.join(right, on=on, how="left", maintain_order="left")
    (here, there), size = placed
    known = right.drop(on)
    if size > _SPARSE * (len(here) + len(there)) + 1_000:
        wanted, known = pl.DataFrame({_PLACE: here}), known.with_columns(pl.Series(_PLACE, there))
        found = wanted.join(known, on=_PLACE, how="left", maintain_order="left").drop(_PLACE)
    elif np.array_equal(here, there):
        found = known
    else:
        table: _Numbers = np.full(size, -1, np.int32)
        table[there] = np.arange(len(there), dtype=np.int32)
        rows = pl.Series(table[here])
        found = known.select(pl.all().gather(rows.set(rows < 0, None)))
    return pl.concat([left, found], how="horizontal")


def in_order(frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """`frame` sorted by what names its places, in whichever order; as it is if it is sorted."""
    placed = _places((frame,), by)
    if placed is None:
        return frame.sort(by)
    ((places,), _) = placed
    return frame if np.all(places[1:] >= places[:-1]) else frame[np.argsort(places, kind="stable")]


def _places(frames: Sequence[pl.DataFrame], keys: Sequence[str]) -> tuple[list[_Numbers], int] | None:
    """A number per row of each frame, in the order of the keys, and what all are below; None for names."""
    places: list[_Numbers] = [np.zeros(frame.height, np.int64) for frame in frames]
    size = 1
    for key in keys:
        if key == "region" and "office" in keys:
            continue  # an office's number says its region
        columns = [frame[key] for frame in frames]
        if columns[0].dtype == pl.String:
            return None
        numbers = [column.to_physical().to_numpy().astype(np.int64) for column in columns]
        if key == "month":
            numbers = [days // _SHORTEST for days in numbers]
        known = [each for each in numbers if len(each)]
        low = min((int(each.min()) for each in known), default=0)
        span = max((int(each.max()) for each in known), default=0) - low + 1
        places = [place * span + (each - low) for place, each in zip(places, numbers, strict=True)]
        size *= span
    return places, size

"""Where rows stand: months, regions and offices as numbers beside their names.

Rows of `placed` facts carry the number of their place and stand in its order. They are found, added up and
sorted by whole numbers, many times faster than by names; frames without numbers take the same steps by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.exact import known_sum
from engine.facts import Facts

#: The columns that `placed` adds. Numbers of a month and region, of a month and office, of a year and region,
#: each in the order of what it stands for; of the same region a month before; of the region alone.
PLACE, OFFICE_PLACE, YEAR_PLACE = "place", "office_place", "year_place"
PLACE_BEFORE, REGION = "place_before", "region_number"
NUMBERS = (PLACE, OFFICE_PLACE, YEAR_PLACE, PLACE_BEFORE, REGION)
_NUMBER_OF = {
    ("month", "region"): PLACE,
    ("month", "region", "office"): OFFICE_PLACE,
    ("year", "region"): YEAR_PLACE,
}
_WIDE = 2**31
_OF_OFFICES = ("office_plans", "declarations", "office_months")
#: A table of all places may have so many entries for every row that is looked up.
_SPARSE = 8

_Numbers = npt.NDArray[np.integer[Any]]
_Columns = Mapping[str, pl.Series]


def placed(facts: Facts) -> Facts:
    """The same facts with the numbers of places, sorted by them; declarations stay in the order of the file.

    An office's number is that of one region's office, in the order of regions and names.
    """
    if PLACE in facts.region_months.columns:
        return facts
    frames = {each.name: getattr(facts, each.name) for each in fields(facts)}
    names = ("region_months", *_OF_OFFICES, "conduct")
    regions, region_count = _ranked({name: frames[name]["region"] for name in (*names, "annual_plans")})
    offices, office_count = _ranked({name: frames[name]["office"] for name in _OF_OFFICES})
    offices, office_count = _of_regions(offices, office_count, regions)
    months, month_count, first_month = _months({name: frames[name]["month"] for name in names})
    kind = np.int32 if month_count * max(region_count, office_count) < _WIDE else np.int64
    months = {name: number.astype(kind) for name, number in months.items()}
    numbers: dict[str, dict[str, _Numbers]] = {
        name: {PLACE: months[name] * region_count + regions[name]} for name in names
    }
    for name in _OF_OFFICES:
        numbers[name][OFFICE_PLACE] = months[name] * office_count + offices[name]
    years = {
        "region_months": 1970 + (months["region_months"] + first_month) // 12,
        "annual_plans": frames["annual_plans"]["year"].to_numpy(),
    }
    numbers["annual_plans"] = {}
    for name, year in years.items():
        numbers[name][YEAR_PLACE] = year.astype(np.int64) * region_count + regions[name]
    managed = numbers["region_months"]
    managed |= {PLACE_BEFORE: managed[PLACE] - region_count, REGION: regions["region_months"]}
    known = {
        name: frames[name].hstack([pl.Series(key, number) for key, number in columns.items()])
        for name, columns in numbers.items()
    }
    known["region_months"] = in_order(known["region_months"], ["month", "region"])
    for name in ("office_plans", "office_months"):
        known[name] = in_order(known[name], ["month", "region", "office"])
    return replace(facts, **known)


def _ranked(columns: _Columns) -> tuple[dict[str, _Numbers], int]:
    """Columns of names as numbers in the order of the names, and how many names there are."""
    names = next(iter(columns.values())).unique()
    ranks = _ranks(columns, names)
    if any(each.null_count() for each in ranks.values()):
        # The first column does not hold them all, as it mostly does.
        names = pl.concat([each.unique() for each in columns.values()]).unique()
        ranks = _ranks(columns, names)
    return {key: each.to_physical().to_numpy() for key, each in ranks.items()}, len(names)


def _ranks(columns: _Columns, names: pl.Series) -> _Columns:
    """Columns as places in the list of sorted `names`, null where they are none of them."""
    kind, ranks = pl.Enum(names.sort()), dict[str, pl.Series]()
    for key, column in columns.items():
        # Plans and actual figures mostly are of the same offices, in the same order.
        same = next((each for each in ranks if column.equals(columns[each])), None)
        ranks[key] = column.cast(kind, strict=False) if same is None else ranks[same]
    return ranks


def _of_regions(
    offices: Mapping[str, _Numbers], count: int, regions: Mapping[str, _Numbers]
) -> tuple[dict[str, _Numbers], int]:
    """`offices` numbered in the order of region and name, and how many there are."""
    home: _Numbers = np.zeros(count, np.int64)
    for key, office in offices.items():
        home[office] = regions[key]
    if all(np.array_equal(home[office], regions[key]) for key, office in offices.items()):
        rank = np.argsort(np.argsort(home, kind="stable")).astype(_narrow(count))
        return {key: rank[office] for key, office in offices.items()}, count
    # Offices of several regions share a name.
    pairs = {key: regions[key].astype(np.int64) * count + office for key, office in offices.items()}
    known = np.unique(np.concatenate([np.unique(pair) for pair in pairs.values()]))
    return {key: np.searchsorted(known, pair) for key, pair in pairs.items()}, len(known)


def _months(columns: _Columns) -> tuple[dict[str, _Numbers], int, int]:
    """Firsts of months as numbers without a gap in the calendar, how many there are; the first since 1970."""
    days = {key: column.to_physical().to_numpy() for key, column in columns.items()}
    known = [each for each in days.values() if len(each)]
    low, high = (
        min((int(each.min()) for each in known), default=0),
        max((int(each.max()) for each in known), default=0),
    )
    calendar = np.arange(low, high + 1).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    number = (calendar - calendar[0]).astype(_narrow(len(calendar)))
    return {key: number[each - low] for key, each in days.items()}, int(number[-1]) + 1, int(calendar[0])


def _narrow(count: int) -> npt.DTypeLike:
    """Whole numbers that hold 0 to `count`; the shorter, the faster they are sorted."""
    return np.uint16 if count < 2**16 else np.int32


def joined(left: pl.DataFrame, right: pl.DataFrame, on: Sequence[str]) -> pl.DataFrame:
    """`left` in its order, with what `right` knows of its places; null where that is nothing.

    on: month and region, with or without office; or year and region. No place stands in `right` twice.
    """
    known = right.drop(*on, *NUMBERS, strict=False)
    found = _found(left, right, known, on, _NUMBER_OF[tuple(on)])
    return pl.concat([left, found], how="horizontal")


def found_before(left: pl.DataFrame, right: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """For each row of placed `left` the `columns` of `right` of the same region a month before."""
    return _found(
        left.with_columns(pl.col(PLACE_BEFORE).alias(PLACE)), right, right.select(columns), (), PLACE
    )


def _found(
    left: pl.DataFrame, right: pl.DataFrame, known: pl.DataFrame, on: Sequence[str], number: str
) -> pl.DataFrame:
    """The rows of `known`, which are those of `right`, by the places of `left`."""
    if not {number} <= set(left.columns) & set(right.columns):
        wanted, rows = left.select(on), known.with_columns(right.select(on))
        return wanted.join(rows, on=on, how="left", maintain_order="left").select(known.columns)
    here, there = left[number].to_numpy(), right[number].to_numpy()
    if np.array_equal(here, there):
        return known
    if not (len(here) and len(there)):
        return known.clear(len(here))
    low = min(int(here.min()), int(there.min()))
    size = max(int(here.max()), int(there.max())) - low + 1
    if size > _SPARSE * (len(here) + len(there)) + 1_000:
        wanted, rows = left.select(number), known.with_columns(right[number])
        return wanted.join(rows, on=number, how="left", maintain_order="left").select(known.columns)
    table: _Numbers = np.full(size, -1, np.int32)
    table[there - low] = np.arange(len(there), dtype=np.int32)
    at = pl.Series(table[here - low])
    return known.select(pl.all().gather(at.set(at < 0, None)))


def in_order(frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """A placed frame sorted by month and region, with or without office; as it is if it is sorted."""
    places = frame[_NUMBER_OF[tuple(by)]].to_numpy()
    return frame if np.all(places[1:] >= places[:-1]) else frame[np.argsort(places, kind="stable")]


def in_turn(declarations: pl.DataFrame) -> pl.DataFrame:
    """Declarations sorted by office and month, by date and by their place in the file."""
    if OFFICE_PLACE not in declarations.columns or declarations.is_empty():
        return declarations.sort("month", "region", "office", "declared_on", "position")
    in_file = declarations if declarations["position"].is_sorted() else declarations.sort("position")
    days = in_file["declared_on"].to_physical().to_numpy().astype(np.int64)
    low = int(days.min())
    span = np.int64(int(days.max()) - low + 1)  # wide: places may be Int32, which holds no such product
    turns = in_file[OFFICE_PLACE].to_numpy() * span + (days - low)
    return in_file[np.argsort(turns, kind="stable")]


def keys(frame: pl.DataFrame, on: Sequence[str]) -> list[str]:
    """The columns that tell the places `on` of a frame apart: their number, if it has one, else the names."""
    number = _NUMBER_OF[tuple(on)]
    return [number] if number in frame.columns else list(on)


def named(frame: pl.DataFrame, on: Sequence[str]) -> list[str]:
    """The columns that name the places `on` of a frame, with their numbers, if it has them."""
    return [*on, *(name for name in keys(frame, on) if name not in on)]


def summed(offices: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """`columns` of whole numbers summed up by month and region; null, not 0, where every value is null."""
    if PLACE not in offices.columns:
        return offices.group_by("month", "region").agg(known_sum(column) for column in columns)
    starts = _starts(offices[PLACE].to_numpy())
    if not len(starts):
        return offices.select("month", "region", PLACE, *columns)
    amounts = offices.select(pl.col(columns).fill_null(0))
    sums = [pl.Series(name, np.add.reduceat(amounts[name].to_numpy(), starts)) for name in columns]
    with_gaps = [name for name in columns if offices[name].null_count()]
    if with_gaps:
        is_known = offices.select(pl.col(with_gaps).is_not_null())
        known = {name: np.logical_or.reduceat(is_known[name].to_numpy(), starts) for name in with_gaps}
        sums = [each.set(pl.Series(~known[each.name]), None) if each.name in known else each for each in sums]
    return offices.select("month", "region", PLACE)[starts].hstack(sums)


def places_of_either(one: pl.DataFrame, other: pl.DataFrame, on: Sequence[str]) -> pl.DataFrame:
    """The places of two placed frames, each once and in order."""
    columns, number = named(one, on), _NUMBER_OF[tuple(on)]
    if np.array_equal(one[number].to_numpy(), other[number].to_numpy()):
        return one.select(columns)
    both = in_order(pl.concat([one.select(columns), other.select(columns)]), on)
    return both[_starts(both[number].to_numpy())]


def by_region(
    regions: pl.DataFrame, columns: Sequence[str], work: Callable[[pl.DataFrame], pl.DataFrame]
) -> pl.DataFrame:
    """What `work` makes of `columns` sorted by region and month, each row where it stands in `regions`."""
    if REGION in regions.columns:  # sorted by month
        order = np.argsort(regions[REGION].to_numpy(), kind="stable")
    else:
        order = regions.select(pl.arg_sort_by("region", "month")).to_series().to_numpy()
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    return work(regions.select(columns)[order])[back]


def _starts(places: _Numbers) -> _Numbers:
    """Where each run of equal places begins."""
    return (
        np.flatnonzero(np.append(True, places[1:] != places[:-1])) if len(places) else places.astype(np.int64)
    )

"""The organisation as uploads are held against it: names, spellings, and who exists when."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from data.cleaning.texts import ZERO_WIDTH

_SPACE = re.compile(rf"[\s{ZERO_WIDTH}]+")
_SPLIT = re.compile(r"[;；]")


def spelling(name: str) -> str:
    """A name for looking up: NFKC, no spaces, lower case. Other spellings are aliases, not guesses."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", name)).casefold()


def aliases(text: str | None) -> list[str]:
    """The other spellings that a cell of the organisation names."""
    return [part for part in _SPLIT.split(text or "") if part.strip()]


@dataclass(slots=True)
class Life:
    """When an office exists: the opening month of each of its rows, with the closing month if it has one."""

    rows: list[tuple[date, date | None]] = field(default_factory=list)

    @property
    def first(self) -> date:
        """The month the office first opened."""
        return min(first for first, _ in self.rows)

    @property
    def latest_end(self) -> date | None:
        """The closing month after which it was not opened again."""
        return min(self._ends(self.rows), default=None)

    def is_expected(self, month: date) -> bool:
        """Whether rows are expected. In the closing month itself either is fine."""
        begun = [row for row in self.rows if row[0] <= month]
        return bool(begun) and not any(end <= month for end in self._ends(begun))

    @staticmethod
    def _ends(rows: list[tuple[date, date | None]]) -> list[date]:
        """Closing months that hold: no later row opens the office again or names a later one."""
        return [
            end
            for first, end in rows
            if end and not any(f > first and (f >= end or (e is not None and e > end)) for f, e in rows)
        ]


@dataclass(frozen=True, slots=True)
class Resolved:
    """An office or region as the organisation knows it, or the code of what is wrong."""

    region: str | None
    office: str | None
    code: str | None = None
    detail: str = ""


def _take_aliases(names: dict[str, str], said: Iterable[tuple[str, str]]) -> None:
    """Add aliases: none takes the place of a proper name, and one claimed by two means neither."""
    claims: dict[str, set[str]] = defaultdict(set)
    for alias, meant in said:
        claims[spelling(alias)].add(meant)
    for alias, claimants in claims.items():
        if len(claimants) == 1:
            names.setdefault(alias, *claimants)


class Organisation:
    """Regions and offices with their spellings and lifetimes, from rows of the extract `org`."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.regions: dict[str, str] = {}
        self.offices: dict[str, dict[str, str]] = defaultdict(dict)
        self.lives: dict[tuple[str, str], Life] = {}
        self.managers: dict[str, list[tuple[date, str, str]]] = defaultdict(list)
        self._regions_of: dict[str, set[str]] = defaultdict(set)
        needed = ("region", "office", "effective_month")
        records = [row for row in rows.iter_rows(named=True) if all(row[name] for name in needed)]
        offices: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in records:
            self._learn(row)
            offices[row["region"]] += [(alias, row["office"]) for alias in aliases(row["office_alias"])]
        regions = [(alias, row["region"]) for row in records for alias in aliases(row["region_alias"])]
        _take_aliases(self.regions, regions)
        for region, named in offices.items():
            _take_aliases(self.offices[region], named)
            for alias, _office in named:
                self._regions_of[spelling(alias)].add(region)

    def _learn(self, row: dict[str, object]) -> None:
        region, office = str(row["region"]), str(row["office"])
        self.regions.setdefault(spelling(region), region)
        self.offices[region].setdefault(spelling(office), office)
        self._regions_of[spelling(office)].add(region)
        first, end = row["effective_month"], row["end_month"]
        assert isinstance(first, date)
        if row["manager"]:
            self.managers[region].append((first, str(row["manager"]), str(row["vice_president"] or "")))
        life = self.lives.setdefault((region, office), Life())
        life.rows.append((first, end if isinstance(end, date) else None))

    @property
    def is_empty(self) -> bool:
        """Whether no region is known at all."""
        return not self.regions

    def region(self, name: str) -> Resolved:
        """The region meant by `name`."""
        found = self.regions.get(spelling(name))
        if found is None:
            return Resolved(None, None, "unknown_region", self._some(self.regions.values()))
        return Resolved(found, None)

    def office(self, region_name: str, name: str) -> Resolved:
        """The office meant by `name` in the region meant by `region_name`."""
        region = self.region(region_name)
        if region.region is None:
            return region
        found = self.offices[region.region].get(spelling(name))
        if found is not None:
            return Resolved(region.region, found)
        others = self._regions_of.get(spelling(name))
        if others:
            return Resolved(region.region, None, "office_of_other_region", self._some(others))
        return Resolved(
            region.region, None, "unknown_office", self._some(self.offices[region.region].values())
        )

    def manager(self, region: str, month: date) -> str | None:
        """The manager of `region` in `month`: that of its latest row in force."""
        return next(iter(self.leaders(region, month)), None)

    def leaders(self, region: str, month: date) -> tuple[str, ...]:
        """The manager of `region` in `month` and the vice president; none before its first row."""
        rows = [entry for entry in self.managers.get(region, []) if entry[0] <= month]
        return max(rows, key=lambda entry: entry[0])[1:] if rows else ()

    def region_lives(self) -> dict[str, Life]:
        """When each region exists: as long as one of its offices does."""
        found: dict[str, Life] = {}
        for (region, _), life in self.lives.items():
            found.setdefault(region, Life()).rows.append((life.first, life.latest_end))
        ends = {name: [end for _, end in life.rows] for name, life in found.items()}
        return {
            name: Life([(life.first, None if None in ends[name] else max(filter(None, ends[name])))])
            for name, life in found.items()
        }

    def expected_offices(self, month: date) -> list[tuple[str, str]]:
        """(region, office) of every office that should have rows in `month`."""
        return sorted(key for key, life in self.lives.items() if life.is_expected(month))

    @staticmethod
    def _some(names: Iterable[str]) -> str:
        some = sorted(set(names))
        return "、".join(some[:12]) + (" …" if len(some) > 12 else "")


def combined(known: pl.DataFrame, uploaded: pl.DataFrame | None) -> pl.DataFrame:
    """The organisation after the upload: its rows replace those of the regions it covers."""
    if uploaded is None or uploaded.is_empty():
        return known
    columns = [c for c in known.columns if c in uploaded.columns]
    kept = known.filter(~pl.col("region").is_in(uploaded["region"].drop_nulls().unique().implode()))
    return pl.concat([kept.select(columns), uploaded.select(columns)], how="vertical_relaxed")

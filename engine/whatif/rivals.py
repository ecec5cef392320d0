"""What the other regions do meanwhile: each moves by so many percent, or comes to what is forecast of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

import polars as pl
from pydantic import ConfigDict, PlainSerializer, PlainValidator

from engine.facts import OFFICE_MONTHS, Facts
from engine.regulation.actuals import TO_CHECKPOINT
from engine.whatif.levers import LeverError, typed_share

#: What rivals sell and collect, in the month and by the checkpoint.
FLOWS = (*TO_CHECKPOINT.values(), *TO_CHECKPOINT)
#: What else is forecast of them.
BALANCES = ("retail_receivables", "contract_overdue")
#: Nobody is assumed to bring less than nothing, or more than twice as much.
LEAST, MOST = Fraction(-1), Fraction(1)

Way = Literal["percent", "forecast"]


def _change(value: object) -> Fraction:
    text = str(value)
    size = typed_share(text.removeprefix("-"))
    return -size if text.startswith("-") else size


@dataclass(frozen=True, slots=True)
class Rivals:
    """How all regions move but `region` and those that have levers of their own.

    percent: sales and collections, of the month and by the checkpoint, change by the fraction `change`.
    forecast: they come to the middle of their forecast, with their balances; in a month that
    is over they stay as they were.
    """

    region: str
    way: Way
    change: Annotated[Fraction, PlainValidator(_change), PlainSerializer(str)] = Fraction(0)

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    def __post_init__(self) -> None:
        if not LEAST <= self.change <= MOST:
            raise LeverError("share_out_of_range", value=str(self.change))


def rival_moves(
    amounts: pl.DataFrame, rivals: Rivals | None, own: Collection[str], likely: pl.DataFrame | None
) -> dict[str, dict[str, int]]:
    """What rivals add to their figures, in fen by region, as `with_moves` takes it.

    amounts: `region_amounts` of the month. own: the regions with levers. likely: the same as expected at its
    end, None if it is over or cannot be forecast; a region that is not in it stays. What is not known stays.
    """
    if rivals is None:
        return {}
    others = amounts.filter(~pl.col("region").is_in([rivals.region, *own]))
    if rivals.way == "percent":
        return {
            row["region"]: {name: _part(row[name], rivals.change) for name in FLOWS if row[name] is not None}
            for row in others.iter_rows(named=True)
        }
    ends = {} if likely is None else {row["region"]: row for row in likely.iter_rows(named=True)}
    return {
        row["region"]: {
            name: ends[row["region"]][name] - row[name]
            for name in (*FLOWS, *BALANCES)
            if row[name] is not None and ends[row["region"]][name] is not None
        }
        for row in others.iter_rows(named=True)
        if row["region"] in ends
    }


def with_rivals(facts: Facts, month: date, moves: Mapping[str, Mapping[str, int]]) -> Facts:
    """The facts with the moves of regions entered, each at the region's first office.

    Regions come out right, which is what rivals are asked for; their offices do not.
    """
    here = pl.col("month") == month
    offices = facts.office_months
    added = []
    for region, figures in moves.items():
        names = offices.filter(here & (pl.col("region") == region))["office"].sort()
        if names.is_empty():
            row = dict.fromkeys(OFFICE_MONTHS) | {"month": month, "region": region, "office": ""}
            added.append(row | dict(figures))
            continue
        first = here & (pl.col("region") == region) & (pl.col("office") == names[0])
        offices = offices.with_columns(
            pl.when(first).then(pl.col(name).fill_null(0) + fen).otherwise(name).alias(name)
            for name, fen in figures.items()
        )
    return replace(facts, office_months=pl.concat([offices, pl.DataFrame(added, schema=OFFICE_MONTHS)]))


def _part(fen: int, change: Fraction) -> int:
    """The change of an amount, half up."""
    return (fen * change + Fraction(1, 2)).__floor__()

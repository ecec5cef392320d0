"""Any two spans side by side: months and regions of the reader's choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from engine.evaluation import Evaluation
from engine.settlement.items import award_columns
from engine.year.courses import ratio, yuan

#: Sums of months, and rates as sum ÷ sum of rows that have both.
AMOUNTS = (
    *("sales", "sales_target", "collections", "collections_target", "expense_counted_month"),
    *(*award_columns(), "awards"),
)
RATES = {
    "sales_attainment": ("sales", "sales_target"),
    "collections_attainment": ("collections", "collections_target"),
    "expense_ratio_month": ("expense_counted_month", "collections"),
}


_Sides = tuple[pl.DataFrame, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months from `first` through `last`, of some regions or, where none is named, of all."""

    first: date
    last: date
    regions: tuple[str, ...] = ()

    @property
    def months(self) -> int:
        """How many calendar months it has."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two spans: `amounts` (figure, one, other, difference in yuan, change as a fraction) and `rates`.

    Rates likewise, without the change. A row per figure of the catalogue; null where a side knows nothing.

    known: months of each side with sales or collections. met, judged: checkpoints of each side.
    """

    amounts: pl.DataFrame
    rates: pl.DataFrame
    known: tuple[int, int]
    met: tuple[int, int]
    judged: tuple[int, int]


def compared(evaluation: Evaluation, one: Span, other: Span) -> Comparison:
    """The two spans side by side; the difference is one less other."""
    sides = (_rows(evaluation, one), _rows(evaluation, other))
    return Comparison(
        pl.DataFrame([_amount(name, sides) for name in AMOUNTS], _schema("change")),
        pl.DataFrame([_share(name, *parts, sides) for name, parts in RATES.items()], _schema()),
        _both(sides, lambda rows: rows.filter(_is_known())["month"].n_unique()),
        _both(sides, lambda rows: int((rows["checkpoint_outcome"] == "met").sum())),
        _both(sides, lambda rows: int(rows["checkpoint_outcome"].is_in(["met", "missed"]).sum())),
    )


def _amount(name: str, sides: _Sides) -> dict[str, Any]:
    one, other = (_sum(rows, name) for rows in sides)
    difference = None if one is None or other is None else one - other
    found = {"one": one, "other": other, "difference": difference}
    amounts = {key: yuan(fen) for key, fen in found.items()}
    return {"figure": name, **amounts, "change": ratio(difference, other)}


def _share(name: str, part: str, whole: str, sides: _Sides) -> dict[str, Any]:
    one, other = (_rate(rows, part, whole) for rows in sides)
    found = {"one": one, "other": other, "difference": None if one is None or other is None else one - other}
    return {"figure": name, **{key: None if rate is None else float(rate) for key, rate in found.items()}}


def _both(sides: _Sides, count: Callable[[pl.DataFrame], int]) -> tuple[int, int]:
    return count(sides[0]), count(sides[1])


def _schema(*columns: str) -> dict[str, pl.DataType | type[pl.DataType]]:
    return {"figure": pl.String, **dict.fromkeys(("one", "other", "difference", *columns), pl.Float64)}


def _is_known() -> pl.Expr:
    return pl.any_horizontal(pl.col("sales", "collections").is_not_null())


def _rows(evaluation: Evaluation, span: Span) -> pl.DataFrame:
    rows = evaluation.regions.filter(pl.col("month").is_between(span.first, span.last))
    return rows.filter(pl.col("region").is_in(span.regions)) if span.regions else rows


def _fen(rows: pl.DataFrame, column: str) -> int:
    return int(rows.select((pl.col(column) * 100).round().cast(pl.Int64).sum()).item())


def _sum(rows: pl.DataFrame, column: str) -> int | None:
    # An award is 0, not unknown, where nothing was loaded; without any month there is none to speak of.
    known = rows.filter(_is_known() & pl.col(column).is_not_null())
    return None if known.is_empty() else _fen(known, column)


def _rate(rows: pl.DataFrame, part: str, whole: str) -> Fraction | None:
    both = rows.filter(pl.col(part).is_not_null() & (pl.col(whole) > 0))
    return None if both.is_empty() else Fraction(_fen(both, part), _fen(both, whole))

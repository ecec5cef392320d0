"""Any two spans side by side: months and regions of the reader's choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

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
    """Two spans: `amounts` (figure, one, other, difference in yuan, change as a fraction) and `rates` (figure,
    one, other, difference), a row per figure of the catalogue; null where a side knows nothing.

    known: months of each side with sales or collections. met, judged: checkpoints of each side.
    """

    amounts: pl.DataFrame
    rates: pl.DataFrame
    known: tuple[int, int]
    met: tuple[int, int]
    judged: tuple[int, int]


def compared(evaluation: Evaluation, one: Span, other: Span) -> Comparison:
    """The two spans side by side; the difference is one less other."""
    sides = [_rows(evaluation, span) for span in (one, other)]
    amounts = [(name, *(_sum(rows, name) for rows in sides)) for name in AMOUNTS]
    rates = [(name, *(_rate(rows, *parts) for rows in sides)) for name, parts in RATES.items()]
    return Comparison(
        pl.DataFrame(
            [
                {
                    **{"figure": name, "one": yuan(first), "other": yuan(second)},
                    "difference": None if first is None or second is None else yuan(first - second),
                    "change": None if first is None or second is None else ratio(first - second, second),
                }
                for name, first, second in amounts
            ],
            schema=_schema("one", "other", "difference", "change"),
        ),
        pl.DataFrame(
            [
                {
                    **{"figure": name, "one": _float(first), "other": _float(second)},
                    "difference": None if first is None or second is None else float(first - second),
                }
                for name, first, second in rates
            ],
            schema=_schema("one", "other", "difference"),
        ),
        _both(sides, lambda rows: rows.filter(_is_known())["month"].n_unique()),
        _both(sides, lambda rows: int((rows["checkpoint_outcome"] == "met").sum())),
        _both(sides, lambda rows: int(rows["checkpoint_outcome"].is_in(["met", "missed"]).sum())),
    )


def _both(sides: list[pl.DataFrame], count: Callable[[pl.DataFrame], int]) -> tuple[int, int]:
    return count(sides[0]), count(sides[1])


def _schema(*columns: str) -> dict[str, pl.DataType | type[pl.DataType]]:
    return {"figure": pl.String, **dict.fromkeys(columns, pl.Float64)}


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


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)

"""Exact arithmetic on integer columns: thresholds by cross-multiplication, never by division.

Operands are Int64 fen; products are taken in Int128, which holds 1.7e38, while the
largest amount let in is 1e13 fen an entry. Where `kind_of_products` finds that Int64
holds them all as well, it serves for the same numbers in a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

import polars as pl

WIDE = pl.Int128
#: A frame, or the steps that are to make it: then only columns that are asked for are made at all.
Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)
#: What products are taken in.
Kind = type[pl.Int64] | type[pl.Int128]
#: So many products may be added up; and the first number that Int64 does not hold.
_ADDED, _TOO_LARGE = 8, 2**63


def kind_of_products(
    frame: pl.DataFrame | pl.LazyFrame, columns: Sequence[str], *factors: Fraction | int
) -> Kind:
    """What holds any eight products, added up, of one of the Int64 `columns` and a number of `factors`."""
    operands = pl.col(*dict.fromkeys(columns))
    ends = frame.select(operands.min(), operands.max().name.suffix(".max"))
    if isinstance(ends, pl.LazyFrame):
        ends = ends.collect(engine="in-memory")
    largest = max(abs(end or 0) for end in ends.row(0))
    factor = max(max(abs(Fraction(each).numerator), Fraction(each).denominator) for each in factors)
    return pl.Int64 if largest * factor * _ADDED < _TOO_LARGE else WIDE


def wide(column: str, kind: Kind = WIDE) -> pl.Expr:
    """The integer column `column`, ready for products."""
    return pl.col(column).cast(kind)


def times(expr: pl.Expr, number: int, kind: Kind = WIDE) -> pl.Expr:
    """`expr` times a whole number, both of `kind`."""
    return expr * _literal(number, kind)


@lru_cache
def _literal(number: int, kind: Kind) -> pl.Expr:
    return pl.lit(number, dtype=kind)


def is_at_least(part: pl.Expr, whole: pl.Expr, rate: Fraction, kind: Kind = WIDE) -> pl.Expr:
    """Whether part ÷ whole ≥ rate, for whole > 0."""
    return times(part, rate.denominator, kind) >= times(whole, rate.numerator, kind)


def is_at_most(part: pl.Expr, whole: pl.Expr, rate: Fraction, kind: Kind = WIDE) -> pl.Expr:
    """Whether part ÷ whole ≤ rate, for whole > 0."""
    return times(part, rate.denominator, kind) <= times(whole, rate.numerator, kind)


def ratio(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """part ÷ whole as Float64 for display; null unless both are known and whole > 0."""
    return pl.when(whole > 0).then(part.cast(pl.Float64) / whole.cast(pl.Float64))


def yuan(scaled: pl.Expr, scaled_by: int) -> pl.Expr:
    """Fen times `scaled_by` as yuan, unrounded, for display; 0 and the sign are exact."""
    return scaled.cast(pl.Float64) / (scaled_by * 100)


def ratio_of_yuan(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """`ratio` of published amounts, taken in fen: 188,311.83 of 269,016.90 is 0.7, in yuan it is not."""
    return ratio((part * 100).round(), (whole * 100).round())


def hundredths(whole: pl.Expr) -> pl.Expr:
    """Whole hundredths (fen, score cents) as the nearest Float64 of the unit.

    Polars divides by a literal as a product, which is off by a bit in one row of eight.
    """
    return (whole / 100.0).round(2)


def known_sum(column: str) -> pl.Expr:
    """The sum of a column within its group; null, not 0, where every value is null."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum()).alias(column)

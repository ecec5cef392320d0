"""Exact arithmetic on integer columns: thresholds by cross-multiplication, never by division.

Operands are Int64 fen; products are taken in Int128, which holds 1.7e38, while the
largest amount let in is 1e13 fen an entry.
"""

from __future__ import annotations

from fractions import Fraction

import polars as pl

WIDE = pl.Int128


def wide(column: str) -> pl.Expr:
    """The integer column `column`, ready for products."""
    return pl.col(column).cast(WIDE)


def times(expr: pl.Expr, number: int) -> pl.Expr:
    """`expr` times a whole number, in Int128."""
    return expr * pl.lit(number, dtype=WIDE)


def is_at_least(part: pl.Expr, whole: pl.Expr, rate: Fraction) -> pl.Expr:
    """Whether part ÷ whole ≥ rate, for whole > 0."""
    return times(part, rate.denominator) >= times(whole, rate.numerator)


def is_at_most(part: pl.Expr, whole: pl.Expr, rate: Fraction) -> pl.Expr:
    """Whether part ÷ whole ≤ rate, for whole > 0."""
    return times(part, rate.denominator) <= times(whole, rate.numerator)


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

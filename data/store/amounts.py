"""Money and quantities between frames (integers) and tables (decimals), exactly.

Frames hold money as Int64 fen and quantities as Int64 ten-thousandths, tables hold
DECIMAL(18,2) and DECIMAL(18,4). DuckDB divides decimals as floats, so every conversion
here is a multiplication of decimals, which is exact or fails.
"""

from __future__ import annotations

import polars as pl

from data.fields import Extract

MONEY = "DECIMAL(18,2)"
QUANTITY = "DECIMAL(18,4)"
_DIGITS = 18
_UNITS = {"money": 100, "quantity": 10_000}
_DECIMALS = {"money": 2, "quantity": 4}


def sql_decimal(expression: str, kind: str) -> str:
    """SQL that turns an integer `expression` (fen, ten-thousandths) into its decimal.

    Raises duckdb.ConversionException when run on more than 18 digits.
    """
    if kind == "money":
        return f"CAST({expression} AS DECIMAL(16,0)) * CAST(0.01 AS DECIMAL(2,2))"
    return f"CAST(CAST({expression} AS DECIMAL(18,0)) * CAST(0.0001 AS DECIMAL(4,4)) AS {QUANTITY})"


def sql_integer(expression: str, kind: str = "money") -> str:
    """SQL that turns a decimal `expression` of that kind, or a sum of such, back into its integer.

    A sum is a decimal of 38 digits, which takes twenty times as long as one of 18: hence the first
    attempt, which comes to nothing where the product has more.
    """
    unit = _UNITS[kind]
    short = f"DECIMAL({_DIGITS - len(str(unit)) + 1},{_DECIMALS[kind]})"
    first = f"CAST(TRY_CAST({expression} AS {short}) * {unit} AS BIGINT)"
    return f"coalesce({first}, CAST(({expression}) * {unit} AS BIGINT))"


def in_yuan(frame: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    """`frame` with the money of `extract` in yuan and its quantities plain, as Float64.

    Each value is the float nearest to the amount (up to 15 digits), so that printing it
    shows exactly the two (four) decimals that are stored. For display, not for sums.
    """
    return frame.with_columns(
        # Polars divides by a literal as a product: off by a bit now and then, which rounding mends.
        (pl.col(field.name) / _UNITS[field.kind]).round(_DECIMALS[field.kind])
        for field in extract.fields
        if field.kind in _UNITS and field.name in frame.columns
    )

"""What programs wrap around a text so that spreadsheets keep it: `="001"`, `=T("001")`, `'001`, a tab."""

from __future__ import annotations

import polars as pl

from data.cleaning.texts import STRIP

_WRAPPED = r"^['`‘’=＝]"
_WRAPPING = r"""^['`‘’\s]*(?:[=＝]\s*(?:[Tt]\s*\()?["“”]['`‘’\s]*([^"“”]*)["“”]\s*\)?|(.*))$"""


def unwrapped(cells: pl.Series) -> pl.Series:
    """Texts without `="…"` around them and without apostrophes, backticks and tabs before them.

    `cells` are stripped; null where nothing is left.
    """
    wrapped = cells.str.contains(_WRAPPED).fill_null(value=False)
    if not wrapped.any():
        return cells
    bare = pl.col("cell").str.replace(_WRAPPING, "${1}${2}").str.strip_chars(STRIP)
    return cells.clone().scatter(
        wrapped.arg_true(),
        cells.filter(wrapped).to_frame("cell").select(pl.when(bare != "").then(bare))["cell"],
    )

"""Document numbers in one form: as they are kept, and as they are compared.

Kept is the number as a keyboard would give it: no full width, no blanks, no quotes, no `.0` that
a column of numbers left behind; letter case and leading zeros stay. Compared is that in upper case.
`XS-1` may be `XS1`, but need not: such numbers are alike.
"""

from __future__ import annotations

import polars as pl

from data.cleaning.texts import ZERO_WIDTH
from data.cleaning.wrapping import unwrapped

#: A text that `documents` leaves as it is, in the syntax that Polars and DuckDB share: Chinese and what
#: stands on a keyboard but for blanks, quotes and full stops.
PLAIN = r"^[!#-&(-\-/-_a-~\x{4E00}-\x{9FFF}]+$"
#: Written for `-`: hyphens, dashes and minus signs.
_DASHES = ("\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "\ufe63", "\ufe58")
_TYPED = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(_DASHES, "-")
_NOT_TYPED = rf"""[\s"“”{ZERO_WIDTH}]"""
#: The hyphen between letters and digits at the beginning; also in both syntaxes.
HYPHEN = r"^([^0-9\-]+)-+([0-9])"
_LEFT_BEHIND = r"(?:\.0+)+$"


def documents(cells: pl.Series) -> pl.Series:
    """Numbers as they are kept; null where nothing is left. Doing it twice changes nothing."""
    odd = ~cells.str.contains(PLAIN).fill_null(value=True)
    if not odd.any():
        return cells
    form = (
        pl.col("cell")
        .str.replace_many(list(_TYPED), list(_TYPED.values()))
        .str.replace_all(_NOT_TYPED, "")
        .str.strip_chars("'`‘’´")
        .str.replace(_LEFT_BEHIND, "")
    )
    # Few are odd as a rule, and the others cost nothing. `scatter` alters the series it is called on.
    kept = cells.filter(odd).to_frame("cell").select(pl.when(form != "").then(form))["cell"]
    return cells.clone().scatter(odd.arg_true(), kept)


def keys(cells: pl.Series) -> pl.Series:
    """What numbers are compared by, however they are written; null where nothing is left."""
    return keys_of_kept(documents(unwrapped(cells)))


def keys_of_kept(kept: pl.Series) -> pl.Series:
    """What numbers are compared by that are kept in their form."""
    # As a rule there is nothing to change, which is cheaper to see than to do.
    is_other = kept.str.contains(r"[^\x00-Z_\x{4E00}-\x{9FFF}]").any()
    return kept.str.to_uppercase() if is_other else kept


def likenesses(compared: pl.Series) -> pl.Series:
    """What alike numbers have in common; `compared` as `keys` gives them."""
    if not compared.str.contains("-", literal=True).any():
        return compared
    return compared.str.replace(HYPHEN, "${1}${2}")

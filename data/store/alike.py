"""Loaded rows whose document number is alike one of an upload's, among millions.

Numbers are looked for as they stand: an equal text is found at once, where bringing every stored number to
the form in which it is compared takes seconds. Few were loaded in a form that no equal text finds; what they
are like is read once a process. Both only say which months to look at closely.
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

import duckdb
import polars as pl

from data.cleaning.documents import HYPHEN, PLAIN, keys, likenesses
from data.current_state import DOCUMENTS
from data.store.connection import result
from data.store.ever import Ever
from data.store.schema import of_months, quoted, with_replaced

#: Numbers in one case of letters and without hyphens in a row: those that are alike one differ from its
#: likeness by case and by a single hyphen alone.
_SIMPLE = r"^(?:-?[!#-&(-,/-@\[-_\x{4E00}-\x{9FFF}A-Z])+-?$|^(?:-?[!#-&(-,/-@\[-_a-~\x{4E00}-\x{9FFF}])+-?$"
#: Where a hyphen stands that likenesses are without.
_JOINT = r"^([^0-9\-]+)([0-9])"
_IS_PLAIN = f"regexp_matches(document, '{PLAIN}')"
_LIKENESS = f"""
    CASE WHEN contains(document, '-') THEN regexp_replace(upper(document), '{HYPHEN}', '\\1\\2')
    ELSE upper(document) END"""


def documents_alike(
    cursor: duckdb.DuckDBPyConnection, ever: Ever, extract: str, documents: pl.Series
) -> pl.DataFrame:
    """Month and region (`DOCUMENTS`) of the current rows of `extract` with a number alike one of these.

    cursor: inside a transaction. documents: as they are compared (`data.cleaning.documents.keys`).
    """
    # A first load has nothing to be held against; a million numbers need not be brought to one form.
    if cursor.execute(f"SELECT 1 FROM {quoted(extract)} LIMIT 1").fetchone() is None:
        return pl.DataFrame(schema=DOCUMENTS)
    asked = likenesses(documents.cast(pl.String)).unique()
    months = _months(cursor, ever, extract, asked)
    if months.is_empty():
        return pl.DataFrame(schema=DOCUMENTS)
    cursor.register("asked", asked.to_frame("document"))
    rows = f"FROM {of_months(extract)} WHERE list_contains($months, period)"
    span = {"first": months.min(), "last": months.max(), "months": months.to_list()}
    columns = "period AS month, region"
    is_alike = f"{_LIKENESS} IN (SELECT document FROM asked)"
    asked_for = f"SELECT upper(document) AS document, {columns} {rows} AND {is_alike}"
    found = result(cursor, with_replaced(asked_for), span)
    # Numbers that were loaded before there was one form of them, and the few that look like it.
    odd = result(cursor, with_replaced(f"SELECT document, {columns} {rows} AND NOT {_IS_PLAIN}"), span)
    odd = odd.with_columns(keys(odd["document"]).alias("document"))
    odd = odd.filter(likenesses(odd["document"]).is_in(asked.implode()))
    return pl.concat([found, odd]).unique(maintain_order=True)


def _months(cursor: duckdb.DuckDBPyConnection, ever: Ever, extract: str, asked: pl.Series) -> pl.Series:
    """The months in which a number alike one of these may stand, in loads that count or do not."""
    forms = pl.concat([asked, asked.str.replace(_JOINT, "${1}-${2}")])
    forms = pl.concat([forms, forms.str.to_lowercase()]).unique()
    # What else is asked for no simple number equals; DuckLake cannot even be asked for a null character.
    forms = forms.filter(forms.str.contains(_SIMPLE))
    cursor.register("forms", forms.to_frame("document"))
    table = quoted(extract)
    simple = result(
        cursor, f"SELECT DISTINCT period FROM {table} WHERE document IN (SELECT document FROM forms)"
    )

    def read(is_new: str) -> pl.DataFrame:
        rows = f"SELECT period, document, {_LIKENESS} AS likeness FROM {table}"
        odd = result(cursor, f"{rows} WHERE {is_new} AND NOT regexp_matches(document, '{_SIMPLE}')")
        ways = likenesses(keys(odd["document"])), odd["likeness"]
        return pl.concat([odd.select("period", likeness=way.hash()) for way in ways]).unique()

    odd = ever.brought(cursor, f"odd numbers of {extract}", read)
    odd = odd.filter(pl.col("likeness").is_in(asked.hash().implode()))
    return pl.concat([simple["period"], odd["period"]]).unique().sort()

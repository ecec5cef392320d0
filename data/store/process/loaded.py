"""Who put the rows of a month there that count."""

from __future__ import annotations

from datetime import date

import duckdb

from data.store.process.book import Book

#: The loads of the rows of a month that count: of extracts with months, of the year's targets, of
#: the organisation, which says whose money it is.
_LOADED = """
    SELECT DISTINCT load_id FROM current_scopes
    WHERE period = $month AND extract <> 'annual_plan' OR period = $january AND extract = 'annual_plan'
        OR extract = 'org'"""


def uploaders(cursor: duckdb.DuckDBPyConnection, book: Book, month: date) -> tuple[str, ...]:
    """Who uploaded any of the rows that count in a month; what a form wrote is no upload."""
    found = cursor.execute(_LOADED, {"month": month, "january": month.replace(month=1)}).fetchall()
    files = {load for (load,) in found if load not in book.forms}
    carried = {load for (form,) in found for load in book.forms.get(form, ())}
    rows = cursor.execute(
        "SELECT DISTINCT actor FROM loads WHERE list_contains($loads, load_id) ORDER BY actor",
        {"loads": sorted(files | carried)},
    ).fetchall()
    return tuple(str(actor) for (actor,) in rows)

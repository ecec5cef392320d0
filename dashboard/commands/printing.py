"""How frames are printed: as a table for people, as CSV and JSON for programs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import orjson
import polars as pl

from dashboard.commands.served import say, width
from data.inert import frame_csv

_ENDLESS, _UNCUT = -1, 1 << 20


def print_frame(frame: pl.DataFrame, form: str, amounts: Collection[str], width: int = _ENDLESS) -> None:
    """The frame as asked for; its `amounts` are yuan and say so, JSON by the documentation of its keys.

    The names of CSV columns are fixed for other programs: a column beside them names the unit. width: of a
    table, in characters; what does not fit stands on further lines, nothing is cut.
    """
    if form == "csv":
        unit = [pl.lit("yuan").alias("amounts_in")] if amounts else []
        say(frame_csv(frame.with_columns(unit)).removesuffix("\n"))
    elif form == "json":
        say(orjson.dumps(frame.to_dicts(), option=orjson.OPT_INDENT_2).decode())
    else:
        with pl.Config(
            tbl_rows=-1,
            tbl_cols=-1,
            tbl_width_chars=width,
            fmt_str_lengths=_UNCUT,
            tbl_hide_dataframe_shape=True,
            tbl_hide_column_data_types=True,
            tbl_cell_numeric_alignment="RIGHT",
            fmt_float="full",
            thousands_separator=",",
        ):
            titles = {name: f"{name} (yuan)" for name in frame.columns if name in amounts}
            say(str(frame.rename(titles)))


def print_rows(rows: Sequence[Mapping[str, object]]) -> None:
    """Rows of plain values as a table as wide as the terminal; lists are joined, nothing is a dash."""
    said = [{name: _said(value) for name, value in row.items()} for row in rows]
    print_frame(pl.DataFrame(said), "table", (), width())


def _said(value: object) -> str:
    if value is None:
        return "-"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

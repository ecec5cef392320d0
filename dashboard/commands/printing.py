"""How frames are printed: as a table for people, as CSV and JSON for programs."""

from __future__ import annotations

from collections.abc import Collection

import click
import orjson
import polars as pl

from data.inert import frame_csv


def print_frame(frame: pl.DataFrame, form: str, amounts: Collection[str]) -> None:
    """The frame as asked for; its `amounts` are yuan and say so, JSON by the documentation of its keys.

    The names of CSV columns are fixed for other programs: a column beside them names the unit.
    """
    if form == "csv":
        unit = [pl.lit("yuan").alias("amounts_in")] if amounts else []
        click.echo(frame_csv(frame.with_columns(unit)), nl=False)
    elif form == "json":
        click.echo(orjson.dumps(frame.to_dicts(), option=orjson.OPT_INDENT_2))
    else:
        with pl.Config(
            tbl_rows=-1,
            tbl_cols=-1,
            tbl_width_chars=-1,
            tbl_hide_dataframe_shape=True,
            tbl_hide_column_data_types=True,
            tbl_cell_numeric_alignment="RIGHT",
            fmt_float="full",
            thousands_separator=",",
        ):
            titles = {name: f"{name} (yuan)" for name in frame.columns if name in amounts}
            click.echo(str(frame.rename(titles)))

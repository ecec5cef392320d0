"""Uploads: what a check found, what would be loaded, what was loaded before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

import polars as pl

from dashboard.i18n import N_, _, current, translator
from dashboard.services.exports import Column, Table
from dashboard.views.operands import extract_title
from data.fields import BY_NAME
from data.issues import Issue, listed
from data.store import Load

SEVERITIES = {"error": N_("✗ error"), "warning": N_("! warning"), "note": N_("i note")}
STATUSES = {
    "live": N_("current"),
    "partly_superseded": N_("partly replaced by a later load"),
    "superseded": N_("replaced by later loads"),
    "rolled_back": N_("taken back"),
}


def issue_table(issues: Sequence[Issue]) -> tuple[Table, int]:
    """The first issues as rows, errors first, and how many more there are."""
    shown, more = listed(issues)
    _t = translator(current())
    rows = [
        {
            "severity": _(SEVERITIES[issue.severity]),
            "file": issue.file,
            "sheet": issue.sheet,
            "row": issue.row,
            "column": issue.column,
            "value": issue.value,
            "what": issue.text(_t),
            "remedy": issue.remedy(_t),
            "where": issue.where(_t),
        }
        for issue in shown
    ]
    schema = {name: pl.Int64 if name == "row" else pl.String for name in _ISSUE_COLUMNS}
    return (
        Table(
            "issues",
            _("Issues"),
            pl.DataFrame(rows, schema=schema),
            (
                Column("severity", _("Severity")),
                Column("sheet", _("Sheet")),
                Column("row", _("Row"), "count"),
                Column("column", _("Column")),
                Column("value", _("Cell")),
                Column("what", _("What is wrong")),
                Column("remedy", _("How to mend it")),
                Column("file", _("File")),
                Column("where", _("Place")),
            ),
        ),
        more,
    )


_ISSUE_COLUMNS = ("severity", "file", "sheet", "row", "column", "value", "what", "remedy", "where")


def only(table: Table, column: str, values: Sequence[str]) -> Table:
    """The rows of `table` whose `column` is one of `values`; all of them if there are none."""
    if not values:
        return table
    return Table(table.name, table.title, table.frame.filter(pl.col(column).is_in(values)), table.columns)


def content_table(frames: Mapping[str, pl.DataFrame]) -> Table:
    """What would be loaded: rows, periods and regions by extract."""
    rows = []
    for name, frame in frames.items():
        extract = BY_NAME[name]
        rows.append(
            {
                "extract": extract_title(name),
                "sheet": extract.sheet,
                "rows": frame.height,
                "from": _period(frame, extract.period, "min"),
                "to": _period(frame, extract.period, "max"),
                "regions": frame["region"].n_unique() if "region" in frame.columns else None,
            }
        )
    schema = {"extract": pl.String, "sheet": pl.String, "rows": pl.Int64} | {
        "from": pl.String,
        "to": pl.String,
        "regions": pl.Int64,
    }
    return Table(
        "content",
        _("What will be loaded"),
        pl.DataFrame(rows, schema=schema),
        (
            Column("extract", _("Extract")),
            Column("sheet", _("Sheet")),
            Column("rows", _("Rows"), "count"),
            Column("from", _("From")),
            Column("to", _("To")),
            Column("regions", _("Regions"), "count"),
        ),
        (
            _(
                "A load replaces the same region-months of the same extract; the earlier version "
                "stays in history."
            ),
        ),
    )


def _period(frame: pl.DataFrame, column: str | None, which: str) -> str | None:
    if column is None or column not in frame.columns or frame.is_empty():
        return None
    value: Any = frame[column].min() if which == "min" else frame[column].max()
    return str(value) if value is None or isinstance(value, int) else f"{value:%Y-%m}"


def history_table(loads: Sequence[Load], zone: tzinfo | None) -> Table:
    """Loads, newest first, in the reader's time."""
    rows = [
        {
            "at": f"{load.created_at.astimezone(zone):%Y-%m-%d %H:%M}",
            "status": load.status,
            "files": _(", ").join(file.name for file in load.files),
            "rows": sum(load.rows.values()),
            "months": _months(load),
            "actor": load.actor,
            "reason": load.accepted_reason,
            "load": load.load_id,
        }
        for load in loads
    ]
    names = ("at", "status", "files", "rows", "months", "actor", "reason", "load")
    schema = {name: pl.Int64 if name == "rows" else pl.String for name in names}
    return Table(
        "loads",
        _("Load history"),
        pl.DataFrame(rows, schema=schema),
        (
            Column("at", _("Loaded at")),
            Column("status", _("Status"), words={code: _(text) for code, text in STATUSES.items()}),
            Column("files", _("Files")),
            Column("rows", _("Rows"), "count"),
            Column("months", _("Months")),
            Column("actor", _("By")),
            Column("reason", _("Warnings accepted because")),
            Column("load", _("Load number")),
        ),
    )


def _months(load: Load) -> str:
    if not load.months:
        return ""
    first, last = f"{load.months[0]:%Y-%m}", f"{load.months[-1]:%Y-%m}"
    return first if first == last else f"{first} … {last}"

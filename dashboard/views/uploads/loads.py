"""Loads: the history, and one load with its files, rows, accepted warnings and what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

import polars as pl

from dashboard.formats import Unit
from dashboard.i18n import N_, _, current, translator
from dashboard.published import column
from dashboard.tables import Column, Table
from dashboard.views.evidence.operands import extract_title
from dashboard.views.uploads.uploads import SEVERITIES, size
from dashboard.words import ACTORS, words
from data.fields import BY_NAME, Extract, Field
from data.issues import Issue
from data.store import Load, in_yuan

STATUSES = {
    "live": N_("current"),
    "partly_superseded": N_("partly replaced by a later load"),
    "superseded": N_("replaced by later loads"),
    "rolled_back": N_("taken back"),
}
CHANGES = {"added": N_("+ added"), "changed": N_("~ changed"), "removed": N_("- removed")}
#: Differences are looked at to the fen.
EXACT = Unit("exact", 1, 2, N_("yuan"))
#: So many differing rows are shown; a download has all of them.
SHOWN_DIFFERENCES = 200


def moment(at: datetime, zone: tzinfo | None) -> str:
    """A moment in the reader's time."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def actor_text(actor: str) -> str:
    """Who loaded or took back, as it is read."""
    return words(ACTORS).get(actor, actor)


def history_table(loads: Sequence[Load], zone: tzinfo | None) -> Table:
    """Loads, newest first, in the reader's time."""
    rows = [
        {
            "at": moment(load.created_at, zone),
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
            Column("status", _("Status"), words=words(STATUSES)),
            Column("files", _("Files")),
            Column("rows", _("Rows"), "count"),
            Column("months", _("Months")),
            Column("actor", _("By"), words=words(ACTORS)),
            Column("reason", _("Warnings accepted because")),
            Column("load", _("Load number")),
        ),
    )


def _months(load: Load) -> str:
    if not load.months:
        return ""
    first, last = f"{load.months[0]:%Y-%m}", f"{load.months[-1]:%Y-%m}"
    return first if first == last else f"{first} … {last}"


def file_table(load: Load) -> Table:
    """The files of a load with the SHA-256 of their bytes."""
    rows = [{"name": file.name, "size": size(file.size), "sha256": file.sha256} for file in load.files]
    return Table(
        "files",
        _("Files"),
        pl.DataFrame(rows, schema=dict.fromkeys(("name", "size", "sha256"), pl.String)),
        (Column("name", _("File")), Column("size", _("Size")), Column("sha256", "SHA-256")),
    )


def scope_table(load: Load) -> Table:
    """Rows per extract and month of a load, and whether they still count."""
    scopes = pl.DataFrame(
        [(scope.extract, scope.period, scope.rows, scope.is_current) for scope in load.scopes],
        schema={"extract": pl.String, "month": pl.Date, "rows": pl.Int64, "is_current": pl.Boolean},
        orient="row",
    )
    order = {name: position for position, name in enumerate(BY_NAME)}
    frame = (
        scopes.group_by("extract", "month")
        .agg(
            pl.col("rows").sum(),
            pl.len().cast(pl.Int64).alias("regions"),
            pl.col("is_current").sum().cast(pl.Int64).alias("current"),
        )
        .sort(pl.col("extract").replace_strict(order, return_dtype=pl.Int64), "month")
        .with_columns(pl.col("extract").map_elements(extract_title, return_dtype=pl.String).alias("title"))
    )
    return Table(
        "scopes",
        _("Rows by extract and month"),
        frame,
        (
            Column("title", _("Extract")),
            column("month"),
            Column("rows", _("Rows"), "count"),
            Column("regions", _("Regions"), "count"),
            Column("current", _("Regions that still count"), "count"),
        ),
    )


def warning_table(load: Load) -> Table:
    """The warnings that were accepted with the load."""
    _t = translator(current())
    issues = [Issue(**issue) for issue in load.issues]
    rows = [(issue.severity, issue.where(_t), issue.text(_t), issue.file) for issue in issues]
    return Table(
        "accepted_warnings",
        _("Warnings that were accepted"),
        pl.DataFrame(
            rows, schema=dict.fromkeys(("severity", "where", "what", "file"), pl.String), orient="row"
        ),
        (
            Column("severity", _("Severity"), words=words(SEVERITIES)),
            Column("where", _("Place")),
            Column("what", _("What is wrong")),
            Column("file", _("File")),
        ),
    )


def difference_table(name: str, differences: pl.DataFrame, most: int | None = SHOWN_DIFFERENCES) -> Table:
    """The first `most` rows (None: all) of an extract that a load added, changed or removed.

    A column has its earlier value beside it where any row of it was changed.
    """
    extract = BY_NAME[name]
    shown = differences if most is None else differences.head(most)
    before = [field for field in extract.fields if _is_changed(differences, field.name)]
    columns = [Column("change", _("Change"), words=words(CHANGES))]
    for field in extract.fields:
        columns.append(_column(field.name, field, _title(field)))
        if field in before:
            columns.append(_column(f"before_{field.name}", field, _("{title}, before", title=_title(field))))
    hidden = differences.height - shown.height
    return Table(
        f"differences_{name}",
        extract_title(name),
        _plain_amounts(shown, extract).select(column.name for column in columns),
        tuple(columns),
        (_("{count} more rows are in the download.", count=f"{hidden:,}"),) if hidden else (),
    )


def _is_changed(differences: pl.DataFrame, name: str) -> bool:
    if f"before_{name}" not in differences.columns:
        return False
    rows = differences.filter(pl.col("change") == "changed")
    return bool(rows.select(pl.col(name).ne_missing(pl.col(f"before_{name}")).any()).item())


def _plain_amounts(differences: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    earlier = differences.select(
        pl.col(column).alias(column.removeprefix("before_"))
        for column in differences.columns
        if column.startswith("before_")
    )
    return in_yuan(differences, extract).with_columns(
        in_yuan(earlier, extract).select(pl.all().name.prefix("before_"))
    )


def _title(field: Field) -> str:
    return field.zh if current() == "zh" else field.en


def _column(name: str, field: Field, title: str) -> Column:
    match field.kind:
        case "money":
            return Column(name, title, "money")
        case "month":
            return Column(name, title, "month")
        case "date":
            return Column(name, title, "date")
    return Column(name, title)

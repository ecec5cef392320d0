"""Uploads: what a check found and what would be loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Any

import polars as pl

from dashboard.formats import Markdown, plain
from dashboard.i18n import N_, _, current, translator
from dashboard.tables import Column, Table
from dashboard.views.evidence.operands import extract_title
from dashboard.words import word, words
from data.fields import BY_NAME
from data.issue_catalogue import CATALOGUE
from data.issues import LISTED, Issue, counted, listed, ordered, visible

SEVERITIES = {"error": N_("× error"), "warning": N_("! warning"), "note": N_("i note")}


def size(count: int) -> str:
    """A number of bytes as people read it."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000)) if count else 0:,} kB"
    return f"{count / 1_000_000:,.1f} MB"


def kind(code: str) -> str:
    """What issues of a code have in common: their words with the particulars left open."""
    text = _(CATALOGUE[code][0])
    return "".join(
        before + ("…" if name is not None else "") for before, name, _spec, _how in Formatter().parse(text)
    )


def counts(issues: Sequence[Issue]) -> Markdown:
    """How many errors, warnings and notes there are, in words."""
    numbers = Counter[str]()
    for issue in issues:
        numbers[issue.severity] += issue.count
    return _(", ").join(
        _(text, count=f"{numbers[severity]:,}") for severity, text in _COUNTS.items() if numbers[severity]
    )


_COUNTS = {"error": N_("errors: {count}"), "warning": N_("warnings: {count}"), "note": N_("notes: {count}")}


def chosen(
    issues: Sequence[Issue], severities: Sequence[str], sheets: Sequence[str], codes: Sequence[str]
) -> list[Issue]:
    """The issues of these severities, sheets and codes; an empty choice is no choice."""
    return [
        issue
        for issue in issues
        if (not severities or issue.severity in severities)
        and (not sheets or (issue.sheet or "") in sheets)
        and (not codes or issue.code in codes)
    ]


def told(issues: Sequence[Issue], most: int) -> list[Markdown]:
    """The `most` first issues in a sentence each, errors first; safe inside Markdown."""
    _t = translator(current())
    return [
        _(
            "{place}: {what} {remedy}",
            place=f"{plain(word(SEVERITIES, issue.severity))} **{plain(_place(issue))}**",
            what=plain(issue.text(_t)),
            remedy=f":gray[{plain(issue.remedy(_t))}]",
        )
        for issue in ordered(issues)[:most]
    ]


def _place(issue: Issue) -> str:
    """Place and cell; of an issue with a whole file, the file's name."""
    where = issue.where(translator(current()))
    if issue.row is None and not issue.sheet:
        where = visible(issue.file)
    return f"{where} ({visible(issue.value)})" if issue.value else where


def kind_table(issues: Sequence[Issue]) -> Table:
    """Issues by kind: how many cells, rows or files each concerns, and on which sheets."""
    sheets: dict[str, list[str]] = {}
    for issue in issues:
        known = sheets.setdefault(issue.code, [])
        if issue.sheet and issue.sheet not in known:
            known.append(issue.sheet)
    rows = [
        {"severity": severity, "kind": kind(code), "count": count, "sheets": _(", ").join(sheets[code])}
        for (severity, code), count in counted(issues).items()
    ]
    schema = {"severity": pl.String, "kind": pl.String, "count": pl.Int64, "sheets": pl.String}
    return Table(
        "issue_kinds",
        _("Issues by kind"),
        pl.DataFrame(rows, schema=schema),
        (
            Column("severity", _("Severity"), words=words(SEVERITIES)),
            Column("count", _("Number"), "count"),
            Column("kind", _("What is wrong")),
            Column("sheets", _("Sheet")),
        ),
    )


def issue_table(issues: Sequence[Issue], limit: int = LISTED) -> tuple[Table, int]:
    """The first `limit` issues as rows, errors first, and how many more there are."""
    shown, more = listed(issues, limit)
    _t = translator(current())
    rows = [
        {
            "severity": issue.severity,
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
                Column("severity", _("Severity"), words=words(SEVERITIES)),
                Column("where", _("Place")),
                Column("value", _("Cell")),
                Column("what", _("What is wrong")),
                Column("remedy", _("How to mend it")),
                Column("column", _("Column")),
                Column("sheet", _("Sheet")),
                Column("row", _("Row"), "number"),
                Column("file", _("File")),
            ),
        ),
        more,
    )


_ISSUE_COLUMNS = ("severity", "file", "sheet", "row", "column", "value", "what", "remedy", "where")


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

"""Rows that occur twice: keys, lines of documents, and documents that are loaded already.

A document may have several lines. Numbered ones are told apart by their numbers; of the others
those are lines that differ in what they are about or in their amount. A document stands in one
file whole, and has one date, customer and place; only if all its lines are numbered, that is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from data.batches import Batch, month_column, row_issues
from data.cleaning.documents import keys_of_kept, likenesses
from data.current_state import CurrentState
from data.fields import DOCUMENT_KEY
from data.issues import Issue

#: What is one in all lines of a document.
_HEAD = ("date", "region", "office", "customer", "customer_type")
#: What makes a row without a number a line of its own.
_CONTENT = ("product", "category", "claimant", "amount")
_SOURCE = ["source_file", "source_sheet"]
_KEY, _FIRST = "__key", "__first"


def key_issues(batch: Batch) -> list[Issue]:
    """Rows whose key occurred before in this upload."""
    extract = batch.extract
    if extract.key == DOCUMENT_KEY:
        return _document_issues(batch)
    if not extract.key:
        # What has no key may occur twice, but seldom with every word the same.
        same = [field.name for field in extract.fields]
        again = _later(_repeated(batch.frame, same), same)
        return row_issues(batch, again, "same_row_again", same[0], "warning", first=_FIRST)
    optional = [name for name in extract.key if extract.field(name).is_optional]
    required = [name for name in extract.key if name not in optional]
    twice = _repeated(batch.frame, required).drop_nulls(required)
    if twice.is_empty():
        return []
    if not optional:
        return _twice(batch, twice, required)
    # Rows are told apart by the optional part only where all of a key have it.
    is_told = twice.select(pl.all_horizontal(pl.col(c).is_not_null().all().over(required) for c in optional))
    told = _repeated(twice.filter(is_told.to_series()), extract.key)
    return [
        *_twice(batch, twice.filter(~is_told.to_series()), required),
        *_twice(batch, told, extract.key),
    ]


def _repeated(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The rows whose `columns` another row has too; nulls are equal."""
    # Equal rows have equal hashes, so what has a hash of its own needs no closer look.
    hashes = rows.select(columns).hash_rows()
    if hashes.n_unique() == rows.height:
        return rows.clear()
    near = rows.filter(hashes.is_duplicated())
    return near.filter(near.select(columns).is_duplicated())


def _later(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The rows that are not the first with their `columns`, with the number of the row that is."""
    first = pl.col("source_row").first().over(columns).alias(_FIRST)
    return rows.with_columns(first).filter(pl.int_range(pl.len()).over(columns) > 0)


def _twice(batch: Batch, twice: pl.DataFrame, columns: Sequence[str]) -> list[Issue]:
    values = [field.name for field in batch.extract.fields]
    is_same = pl.struct(values).n_unique().over(columns) == 1
    later = _later(twice.with_columns(__same=is_same), columns)
    titles = "、".join(batch.extract.field(name).zh for name in columns)
    other, same = later.filter(~pl.col("__same")), later.filter("__same")
    return [
        *row_issues(batch, other, "duplicate_key", columns[-1], first=_FIRST, keys=titles),
        *row_issues(batch, same, "duplicate_row", columns[-1], first=_FIRST),
    ]


def _document_issues(batch: Batch) -> list[Issue]:
    lines = batch.frame.with_columns(keys_of_kept(batch.frame["document"]).alias(_KEY)).drop_nulls(_KEY)
    if lines[_KEY].hash().n_unique() == lines.height:
        return []
    spread = _spread(lines)
    issues = []
    if spread.len():
        rows = lines.filter(pl.col(_KEY).is_in(spread.implode())).with_columns(
            __other=pl.col("source_file").first().over(_KEY),
            __is_other=pl.struct(_SOURCE) != pl.struct(_SOURCE).first().over(_KEY),
        )
        rows = _later(rows, [_KEY]).filter("__is_other")
        issues += row_issues(batch, rows, "duplicate_document", "document", first=_FIRST, other="__other")
        lines = lines.filter(~pl.col(_KEY).is_in(spread.implode()))
    return [*issues, *_contradictions(batch, lines), *_line_issues(batch, lines)]


def _spread(lines: pl.DataFrame) -> pl.Series:
    """The documents that stand in several files or sheets."""
    if lines.select(_SOURCE).n_unique() == 1:
        return lines[_KEY].clear()
    places = lines.select(_KEY, *_SOURCE).unique()
    return places.filter(pl.col(_KEY).is_duplicated())[_KEY].unique()


def _contradictions(batch: Batch, lines: pl.DataFrame) -> list[Issue]:
    """Lines of which the document has another date, customer or place in its first line."""
    head = [name for name in _HEAD if name in lines.columns]
    contradictory = _contradictory(lines, head)
    if contradictory.is_empty():
        return []
    rows = lines.filter(pl.col(_KEY).is_in(contradictory.implode())).with_columns(
        *(pl.col(name).first().over(_KEY).alias(f"__{name}") for name in head),
        __is_numbered=pl.col("line").is_not_null().all().over(_KEY),
    )
    rows = _later(rows, [_KEY])
    issues = []
    for name in head:
        other = rows.filter(pl.col(name).ne_missing(pl.col(f"__{name}")))
        before = other.with_columns(__before=pl.col(f"__{name}").cast(pl.String))
        sure, asked = before.filter(~pl.col("__is_numbered")), before.filter("__is_numbered")
        about: dict[str, Any] = {"first": _FIRST, "before": "__before", "document": "document"}
        issues += row_issues(batch, sure, "document_differs", name, **about)
        issues += row_issues(batch, asked, "numbered_document_differs", name, "warning", **about)
    return issues


def _contradictory(lines: pl.DataFrame, head: Sequence[str]) -> pl.Series:
    """The documents of which the columns `head` are not one throughout."""
    is_next = pl.col(_KEY) == pl.col(_KEY).shift()
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in head)
    # As a rule the lines of a document follow each other, and neighbours tell.
    found = lines.select(is_next=is_next.fill_null(value=False), differs=differs)
    if lines.height - found["is_next"].sum() == lines[_KEY].n_unique():
        return lines.filter(found["is_next"] & found["differs"])[_KEY].unique()
    heads = lines.select(_KEY, *head).unique()
    return heads.filter(pl.col(_KEY).is_duplicated())[_KEY].unique()


def _line_issues(batch: Batch, lines: pl.DataFrame) -> list[Issue]:
    """Numbers of lines that occur again, and lines without one that are like another of their document."""
    content = [name for name in _CONTENT if name in lines.columns]
    issues, plain = [], lines
    if lines["line"].null_count() < lines.height:
        numbered = _repeated(lines.drop_nulls("line"), [_KEY, "line"])
        again = _later(numbered, [_KEY, "line"])
        issues += row_issues(batch, again, "duplicate_line", "line", first=_FIRST, document="document")
        plain = lines.filter(pl.col("line").is_null().any().over(_KEY))
    alike = _later(_repeated(plain, [_KEY, *content]), [_KEY, *content])
    titles = "、".join(batch.extract.field(name).zh for name in content)
    return issues + row_issues(
        batch, alike, "repeated_line", "document", "warning", first=_FIRST, columns=titles
    )


def document_issues(batch: Batch, state: CurrentState) -> list[Issue]:
    """Documents loaded already (errors), or perhaps, outside the region-months this upload replaces."""
    month = month_column(batch.extract)
    if batch.extract.key != DOCUMENT_KEY or month is None:
        return []
    numbers = keys_of_kept(batch.frame["document"])
    loaded = state.documents(batch.extract.name, numbers.drop_nulls())
    if loaded.is_empty():
        return []
    frame = batch.frame.with_columns(numbers.alias(_KEY), likenesses(numbers).alias("__likeness"))
    scopes = frame.select("region", __month=month).unique()
    kept = loaded.join(
        scopes, left_on=["region", "month"], right_on=["region", "__month"], how="anti", nulls_equal=True
    )
    where = kept.select(
        likenesses(kept["document"]).alias("__likeness"),
        __known="document",
        __loaded=pl.col("month").dt.strftime("%Y-%m") + pl.lit(" ") + pl.col("region"),
    )
    rows = frame.join(where, on="__likeness", how="inner", maintain_order="left")
    rows = rows.with_columns(__is_same=pl.col(_KEY) == pl.col("__known"))
    rows = rows.sort("__is_same", descending=True, maintain_order=True).unique(
        [*_SOURCE, "source_row"], keep="first", maintain_order=True
    )
    same, alike = rows.filter("__is_same"), rows.filter(~pl.col("__is_same"))
    return [
        *row_issues(batch, same, "document_already_loaded", "document", loaded="__loaded"),
        *row_issues(
            batch, alike, "document_alike", "document", "warning", known="__known", loaded="__loaded"
        ),
    ]

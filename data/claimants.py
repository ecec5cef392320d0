"""Who claims travel: the region's manager under another spelling is asked about, since it is money (三)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import polars as pl

from data.batches import Batch, month_column, row_issues
from data.issues import Issue
from data.organisation import Organisation
from engine.conditions import expression
from engine.regulation.what_counts import IS_TRAVEL, STANDS

#: A staff number before or behind a name: `甲经理(1001)`, `1001 甲经理`, `甲经理/A-07`.
_CODE = r"[\s\-_/|.,#(\[【]*[a-z]{0,4}[\s\-_#.]?\d[\da-z\-_.]*[)\]】\s\-_/|.,#]*"


def _folded(name: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()


def _bears(claimant: str, manager: str) -> bool:
    return manager in claimant or (len(claimant) >= 2 and claimant in manager)


def _is_coded(claimant: str, manager: str) -> bool:
    """Whether `claimant` is `manager` with a staff number."""
    name = re.escape(manager)
    return bool(re.fullmatch(rf"(?:{_CODE})?{name}|{name}(?:{_CODE})?", claimant))


def named_managers(batch: Batch, organisation: Organisation) -> tuple[Batch, list[Issue]]:
    """The expenses with managers under their own name; a warning per claimant of travel who is like one.

    A staff number beside the name is taken off. Any other text that contains the name stays somebody else.
    """
    if batch.extract.name != "expenses" or organisation.is_empty:
        return batch, []
    month = month_column(batch.extract)
    assert month is not None
    travel = batch.frame.with_columns(__month=month).filter(
        expression(IS_TRAVEL) & expression(STANDS) & pl.col("claimant").is_not_null()
    )
    answers = []
    for region, when, claimant in travel.select("region", "__month", "claimant").unique().iter_rows():
        manager = organisation.manager(region, when) if when is not None else None
        if manager is None or claimant == manager:
            continue
        written, name = _folded(claimant), _folded(manager)
        if _bears(written, name):
            is_same = written == name or _is_coded(written, name)
            answers.append((region, when, claimant, manager, is_same, written == name))
    if not answers:
        return batch, []
    schema = ["region", "__month", "claimant", "__manager", "__is_same", "__is_equal"]
    table = pl.DataFrame(answers, schema=schema, orient="row")
    keys = ["region", "__month", "claimant"]
    found = travel.join(table, on=keys, how="inner", maintain_order="left").filter(~pl.col("__is_equal"))
    issues = []
    for is_same, code in ((True, "claimant_read_as"), (False, "claimant_like_manager")):
        rows = found.filter(pl.col("__is_same") == is_same).unique(keys, maintain_order=True)
        issues += row_issues(batch, rows, code, "claimant", "warning", manager="__manager")
    frame = (
        batch.frame.with_columns(__month=month)
        .join(
            table.filter("__is_same").select(*keys, "__manager"), on=keys, how="left", maintain_order="left"
        )
        .with_columns(claimant=pl.coalesce("__manager", "claimant"))
        .select(batch.frame.columns)
    )
    return replace(batch, frame=frame), issues

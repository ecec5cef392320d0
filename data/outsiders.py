"""Rows of regions that whoever uploads may not load: told at their cells and looked at no further."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from data.batches import Batch, row_issues
from data.issues import Issue
from data.organisation import Organisation

#: The name of a region → the names of those who may load its rows.
Ask = Callable[[str], Sequence[str]]
_SHEET = ["source_file", "source_sheet", "region"]


def nobody(region: str) -> Sequence[str]:
    """Nobody is known who could be asked."""
    del region
    return ()


def inside(
    batches: Mapping[str, Batch], organisation: Organisation, scope: frozenset[str], ask: Ask = nobody
) -> tuple[dict[str, Batch], list[Issue]]:
    """The batches without rows of regions outside `scope`, and an error for each such region of a sheet.

    It stands at the first cell that names the region and tells how many rows do, and whom to ask. Rows
    outside are held against nothing that is loaded: what is said of them would tell of that.
    """
    kept: dict[str, Batch] = {}
    issues: list[Issue] = []
    for name, batch in batches.items():
        is_outside = _is_outside(batch, organisation, scope)
        if is_outside.any():
            issues += _told(batch, batch.frame.filter(is_outside), organisation, scope, ask)
        own = ~is_outside
        if own.any() or not is_outside.len():
            kept[name] = replace(batch, frame=batch.frame.filter(own), is_sound=batch.is_sound.filter(own))
    return kept, issues


def _is_outside(batch: Batch, organisation: Organisation, scope: frozenset[str]) -> pl.Series:
    written = batch.frame["region"]
    meant = _meant(written.drop_nulls().unique(), organisation)
    outside = [name for name, region in meant.items() if region not in scope]
    # A row that names no region is a fault of its own.
    return written.is_in(outside).fill_null(value=False)


def _meant(names: Iterable[str], organisation: Organisation) -> dict[str, str]:
    """Region as written → as the organisation has it, or as written where it does not know it."""
    return {name: organisation.region(name).region or name for name in names}


def _told(
    batch: Batch, rows: pl.DataFrame, organisation: Organisation, scope: frozenset[str], ask: Ask
) -> list[Issue]:
    counted = rows.with_columns(pl.len().over(_SHEET).alias("__rows"))
    first = counted.unique(_SHEET, keep="first", maintain_order=True)
    asked = {name: "、".join(ask(region)) for name, region in _meant(first["region"], organisation).items()}
    named = first.with_columns(pl.col("region").replace_strict(asked, return_dtype=pl.String).alias("__ask"))
    allowed = "、".join(sorted(scope)) or "-"
    issues = []
    for code, some in (
        ("outside_scope", named.filter(pl.col("__ask") != "")),
        ("outside_scope_of_nobody", named.filter(pl.col("__ask") == "")),
    ):
        issues += row_issues(batch, some, code, "region", many="__rows", allowed=allowed, ask="__ask")
    return issues

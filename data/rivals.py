"""Two sheets of one file that hold the same extract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from data.batches import month_column
from data.cleaning.tables import Cleaned
from data.fields import PROVENANCE
from data.issues import Issue
from data.organisation import Organisation


def _scopes(table: Cleaned, organisation: Organisation) -> pl.DataFrame:
    month = month_column(table.extract)
    columns = [pl.col(name) for name in ("region", "year") if name in table.frame.columns]
    months = [] if month is None else [month.alias("__month")]
    found = table.frame.select(*columns, *months).unique()
    if "region" not in found.columns:
        return found
    meant = {name: organisation.region(name).region or name for name in found["region"].drop_nulls().unique()}
    return found.with_columns(pl.col("region").replace(meant)).unique()


def _share(one: Cleaned, other: Cleaned, organisation: Organisation) -> bool:
    scopes = _scopes(one, organisation)
    common = scopes.join(_scopes(other, organisation), on=scopes.columns, how="semi", nulls_equal=True)
    return not common.is_empty()


def without_rivals(
    tables: list[Cleaned], file: str, organisation: Callable[[], Organisation]
) -> tuple[list[Cleaned], list[Issue]]:
    """Two sheets of one extract may share no region-month: which of them counts is not ours to say.

    A region under another spelling, as the organisation knows it, is the same one.
    """
    kept: list[Cleaned] = []
    issues: list[Issue] = []
    for table in tables:
        if table.frame.is_empty():
            kept.append(table)
            continue
        rivals = [t for t in kept if t.extract is table.extract and not t.frame.is_empty()]
        clash = next((t for t in rivals if _share(t, table, organisation())), None)
        place = Issue("note", "", file, table.extract.name, table.sheet.name)
        if clash is None:
            if rivals:
                issues.append(
                    replace(place, code="sheets_joined", parameters={"other": rivals[0].sheet.name})
                )
            kept.append(table)
        elif clash.frame.drop(PROVENANCE).equals(table.frame.drop(PROVENANCE), null_equal=True):
            issues.append(replace(place, code="same_sheet_twice", parameters={"other": clash.sheet.name}))
        else:
            issues.append(
                replace(
                    place,
                    severity="error",
                    code="two_sheets",
                    parameters={"other": clash.sheet.name, "extract": table.extract.sheet},
                )
            )
    return kept, issues

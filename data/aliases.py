"""Aliases of an uploaded organisation that will not lead where their row says."""

from __future__ import annotations

import polars as pl

from data.batches import Batch, row_issues
from data.issues import Issue, Severity
from data.organisation import Organisation, aliases, spelling


def alias_issues(batch: Batch, organisation: Organisation) -> list[Issue]:
    """A warning per alias that is the name of another, a note per alias that several claim: it means none.

    organisation: as it will be.
    """
    if batch.extract.name != "org":
        return []
    issues: list[Issue] = []
    for name, column in (("region", "region_alias"), ("office", "office_alias")):
        rows = batch.frame.drop_nulls([name, column])
        rows = rows.unique(list(dict.fromkeys(("region", name, column))), keep="first", maintain_order=True)
        for at, (region, whose, named) in enumerate(rows.select("region", whose=name, named=column).rows()):
            known = organisation.regions if name == "region" else organisation.offices[region]
            for alias in aliases(named):
                meant = known.get(spelling(alias))
                if meant == whose:
                    continue
                told = rows[at].with_columns(pl.lit(alias).alias("__alias"), pl.lit(meant).alias("__meant"))
                code = "alias_of_several" if meant is None else "alias_taken"
                severity: Severity = "note" if meant is None else "warning"
                issues += row_issues(batch, told, code, column, severity, alias="__alias", meant="__meant")
    return issues

"""The settlement's lines of a month as finance verifies them: what is held, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard.formats import award
from dashboard.i18n import _
from dashboard.published import column
from dashboard.tables import Column, Table
from dashboard.views.evidence.settlement import hr_note, lines
from dashboard.views.process.names import name_text
from dashboard.views.scope import Scope
from dashboard.words import ITEMS, word
from engine.settlement.naming import Held, name_of, why_held


def line_title(region: str, name: str) -> str:
    """A line by its region and what it is about."""
    return f"{region} · {name_text(name)}"


def holdable(scope: Scope, held: Held) -> dict[tuple[str, str], str | None]:
    """The month's single lines, (region, name) → why it is held, None for those that are not."""
    rows = sorted(lines(scope).iter_rows(named=True), key=lambda row: (row["region"], name_of(row)))
    return {(row["region"], name_of(row)): why_held(held, row) for row in rows}


def appealable(published: Sequence[Mapping[str, Any]], regions: Sequence[str]) -> list[tuple[str, str]]:
    """The single published lines of some regions: (region, name)."""
    return sorted({(row["region"], name_of(row)) for row in published if row["region"] in regions})


def verified_table(scope: Scope, held: Held) -> Table:
    """The month's lines, each with its amount and, where it is held, why."""
    frame = lines(scope).with_columns(
        pl.Series(
            "held",
            [why_held(held, row) or "" for row in lines(scope).iter_rows(named=True)],
            dtype=pl.String,
        ),
        pl.col("item").replace({code: word(ITEMS, code) for code in ITEMS}).alias("title"),
    )
    columns: tuple[Column, ...] = (
        column("region", "line"),
        Column("title", _("Line")),
        *((column("of", "carried"),) if "of" in frame.columns else ()),
        Column("outcome", _("Outcome")),
        column("amount", "line"),
        *((Column("held", _("Held because")),) if held else ()),
    )
    return Table("verified", _("Lines of the month"), frame, columns, caveat=hr_note())


def award_text(fen: int) -> str:
    """A reward or fine in words."""
    return award(fen / 100)

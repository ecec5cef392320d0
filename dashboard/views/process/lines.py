"""The settlement's lines of a month as finance verifies them: what is held, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from dashboard.formats import award
from dashboard.i18n import _
from dashboard.published import column
from dashboard.tables import Column, Table
from dashboard.views.evidence.settlement import hr_note, lines
from dashboard.views.scope import Scope
from dashboard.words import ITEMS, word

Held = Mapping[tuple[str, str], str]


def line_title(region: str, item: str) -> str:
    """A line by its region and what it is about."""
    return f"{region} · {word(ITEMS, item)}"


def holdable(scope: Scope) -> list[tuple[str, str]]:
    """The lines of the month: (region, item)."""
    return sorted(set(lines(scope).select("region", "item").iter_rows()))


def appealable(published: Sequence[Mapping[str, object]], regions: Sequence[str]) -> list[tuple[str, str]]:
    """The published lines of some regions: (region, item)."""
    return sorted({(str(row["region"]), str(row["item"])) for row in published if row["region"] in regions})


def verified_table(scope: Scope, held: Held) -> Table:
    """The month's lines, each with its amount and, where it is held, why."""
    frame = lines(scope).with_columns(
        pl.Series(
            "held",
            [held.get(place, "") for place in lines(scope).select("region", "item").iter_rows()],
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

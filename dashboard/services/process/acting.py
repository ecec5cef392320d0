"""Acts that rest on figures: they are evaluated first, and what was evaluated is held against the store.

Whatever changes meanwhile is told (`ProcessRefused`, code `changed`), and nothing is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from dashboard.services.process.basis import basis_of
from dashboard.services.process.returning import note_returned
from data.store import ProcessRefused
from data.store.writer import Writer
from engine.policy.parameters import Policies
from engine.settlement.naming import names_of


def submit(writer: Writer, policies: Policies, month: date, seen: str | None = None) -> tuple[str, ...]:
    """Submit a month for all regions that are one's own; those. seen: `mark_of` what was looked at."""
    return writer.process.submit(month, basis_of(writer, policies, month, seen)[0])


def verify(
    writer: Writer,
    policies: Policies,
    month: date,
    held: Mapping[tuple[str, str], str] | None = None,
    seen: str | None = None,
) -> None:
    """Verify every line of a month but those held; `line_unknown` if none is called so.

    held: region and name (`engine.settlement.naming`) → reason.
    """
    writer.demand("verify")
    note_returned(writer, policies, "policy", only=month)
    basis, evaluation = basis_of(writer, policies, month, seen)
    known: set[tuple[str, str]] = set()
    for frame in (evaluation.settlement, evaluation.carried):
        known |= names_of(frame.filter(pl.col("month") == month).iter_rows(named=True))
    if (published := writer.published().get(month)) is not None:
        known |= names_of(published.lines)
    for region, item in held or {}:
        if (region, item) not in known:
            raise ProcessRefused("line_unknown", region=region, item=item, month=f"{month:%Y-%m}")
    writer.process.verify(month, basis, held)

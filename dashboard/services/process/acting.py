"""Acts that rest on figures: they are evaluated first, and what was evaluated is held against the store.

Whatever changes meanwhile is told (`ProcessRefused`, code `changed`), and nothing is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from dashboard.services.evaluation import checkpoint_day
from data.store import ProcessRefused
from data.store.process.acting import Basis
from data.store.reader import Reader
from data.store.writer import Writer
from engine.evaluation import Evaluation, evaluate
from engine.policy.parameters import Policies
from engine.process.states import Marks, marks_of


def basis_of(writer: Writer, policies: Policies, month: date) -> tuple[Basis, Evaluation]:
    """What an act on a month goes by, evaluated now over all regions; the version is read first."""
    reader = writer.whole()
    version = reader.data_version()
    evaluation = evaluate(reader.facts(checkpoint_day(policies)), policies)
    months = months_with_data(evaluation)
    marks = marks_of(evaluation, month) if month in months else Marks("", {})
    return Basis(version, marks, months), evaluation


def months_with_data(evaluation: Evaluation) -> tuple[date, ...]:
    """The months of which sales or collections are known, ascending."""
    known = evaluation.regions.filter(pl.col("sales").is_not_null() | pl.col("collections").is_not_null())
    return tuple(known["month"].unique().sort().to_list())


def submit(writer: Writer, policies: Policies, month: date, seen: str | None = None) -> tuple[str, ...]:
    """Submit a month for all regions that are one's own; those. seen: `mark_of` what was looked at."""
    basis = _basis_seen(writer, policies, month, seen)
    return writer.process.submit(month, basis)


def verify(
    writer: Writer,
    policies: Policies,
    month: date,
    held: Mapping[tuple[str, str], str] | None = None,
    seen: str | None = None,
) -> None:
    """Verify every line of a month but those held: (region, item) → reason; `line_unknown` if none is it."""
    basis = _basis_seen(writer, policies, month, seen)
    writer.process.verify(month, basis, held)


def mark_of(reader: Reader) -> str:
    """What to hand to an act as `seen`: refused as `changed` if the data is no longer that version."""
    return reader.data_version()


def _basis_seen(writer: Writer, policies: Policies, month: date, seen: str | None) -> Basis:
    basis, _ = basis_of(writer, policies, month)
    if seen is not None and seen != basis.version:
        raise ProcessRefused("changed", month=f"{month:%Y-%m}")
    return basis

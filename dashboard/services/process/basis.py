"""What acts on a month go by: what the store holds, evaluated over all regions, and its version."""

from __future__ import annotations

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


def basis_of(
    writer: Writer, policies: Policies, month: date, seen: str | None = None
) -> tuple[Basis, Evaluation]:
    """What an act on a month goes by, evaluated now over all regions; the version is read first.

    seen: `mark_of` what was looked at; `changed` if that is no longer what is there.
    """
    reader = writer.whole()
    version = reader.data_version()
    if seen is not None and seen != version:
        raise ProcessRefused("changed", month=f"{month:%Y-%m}")
    evaluation = evaluate(reader.facts(checkpoint_day(policies)), policies)
    months = months_with_data(evaluation)
    marks = marks_of(evaluation, month) if month in months else Marks("", {})
    return Basis(version, marks, months), evaluation


def months_with_data(evaluation: Evaluation) -> tuple[date, ...]:
    """The months of which sales or collections are known, ascending."""
    known = evaluation.regions.filter(pl.col("sales").is_not_null() | pl.col("collections").is_not_null())
    return tuple(known["month"].unique().sort().to_list())


def mark_of(reader: Reader) -> str:
    """What to hand to an act as `seen`: refused as `changed` if the data is no longer that version."""
    return reader.data_version()

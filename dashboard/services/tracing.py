"""From a figure of the evaluation down to the uploaded rows it was added up from."""

from __future__ import annotations

from datetime import date

import polars as pl

from data.fields import BY_NAME
from data.store import in_yuan
from data.store.reader import Reader
from data.store.tracing import COUNTED, FIGURES, Place
from engine.evaluation import Evaluation

#: What can be followed to its rows, in the order of the chapters.
TRACEABLE = tuple(FIGURES)


def place_of(evaluation: Evaluation, month: date, region: str, office: str) -> Place:
    """The office-month, with the manager and the checkpoint day that decide which rows count."""
    managers = evaluation.regions.filter((pl.col("month") == month) & (pl.col("region") == region))["manager"]
    day = evaluation.policies.at(month).checkpoint_day
    return Place(month, region, office, managers[0] if managers.len() else None, day)


def by_region(evaluation: Evaluation, figure: str, month: date) -> pl.DataFrame:
    """`region`, `counted` (yuan) and the number of `offices` with data, the largest first."""
    return _ranked(
        _known(evaluation, figure, month)
        .group_by("region")
        .agg(pl.col(figure).sum().round(2).alias(COUNTED), pl.len().cast(pl.Int64).alias("offices"))
    )


def by_office(evaluation: Evaluation, figure: str, month: date, region: str) -> pl.DataFrame:
    """`office` and `counted` (yuan), the largest first."""
    rows = _known(evaluation, figure, month).filter(pl.col("region") == region)
    return _ranked(rows.select("office", pl.col(figure).alias(COUNTED)))


def by_party(store: Reader, figure: str, place: Place) -> pl.DataFrame:
    """`party` (customer, category or claimant), number of `rows` and `counted` (yuan)."""
    return _in_yuan(store.parties(figure, place))


def documents(store: Reader, figure: str, place: Place, party: str | None = None) -> tuple[str, pl.DataFrame]:
    """The extract that the rows stand in, and the rows with all their columns, money in yuan."""
    frame = store.documents(figure, place, party)
    extract = FIGURES[figure].extract
    if "collections_to_checkpoint" in frame.columns:
        extract = "summary"
    return extract, _in_yuan(in_yuan(frame, BY_NAME[extract]))


def of_document(rows: pl.DataFrame, number: str) -> pl.DataFrame:
    """Those of `documents` that bear a document number."""
    return rows.filter(pl.col("document") == number)


def _known(evaluation: Evaluation, figure: str, month: date) -> pl.DataFrame:
    return evaluation.offices.filter((pl.col("month") == month) & pl.col(figure).is_not_null())


def _ranked(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(pl.col(COUNTED).abs(), frame.columns[0], descending=[True, False])


def _in_yuan(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns((pl.col(COUNTED) / 100.0).round(2))

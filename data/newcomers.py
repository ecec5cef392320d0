"""Regions and offices that an upload speaks of and the organisation does not know: offered as new ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from data.batches import Batch, month_column
from data.fields import BY_NAME
from data.issues import Issue
from data.organisation import Organisation, spelling

_UNKNOWN = {"unknown_region", "unknown_office"}
_ASKED_FOR = {"no_organisation", *_UNKNOWN}
#: More than this many are no new offices but a column mapped wrongly.
MOST_OFFICES = 300


@dataclass(frozen=True, slots=True)
class UnknownOffice:
    """An office nobody has heard of.

    first_month: the month of its first row. is_new_region: whether the region is unknown too.
    alike: names of regions and offices that look much the same, known ones and others of the upload.
    """

    region: str
    office: str
    first_month: date
    rows: int
    is_new_region: bool
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaders:
    """Who leads a region: its manager and the responsible vice president."""

    manager: str
    vice_president: str


def is_alike(one: str, other: str) -> bool:
    """Whether two different names may be slips of one: one holds the other, or one character differs.

    A name of two characters of which one differs is another name (河北, 湖北).
    """
    short, long = sorted((spelling(one), spelling(other)), key=len)
    if short == long or not short:
        return False
    if short in long:
        return True
    if len(long) < 3 or len(long) - len(short) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest = short[start + 1 :] if len(short) == len(long) else short[start:]
    return rest == long[start + 1 :]


def unknown_offices(
    batches: Iterable[Batch], organisation: Organisation, issues: Iterable[Issue]
) -> tuple[UnknownOffice, ...]:
    """The offices of `batches` that `organisation` does not know, where `issues` say that there are any.

    By region and office; none at all where there are more than `MOST_OFFICES`.
    """
    if all(issue.code not in _ASKED_FOR for issue in issues):
        return ()
    parts = []
    for batch in batches:
        month = month_column(batch.extract)
        if batch.extract.name != "org" and month is not None and "office" in batch.frame.columns:
            dated = batch.frame.select("region", "office", month=month).drop_nulls()
            parts.append(dated.group_by("region", "office").agg(pl.col("month").min(), rows=pl.len()))
    if not parts:
        return ()
    pairs = (
        pl.concat(parts)
        .group_by("region", "office")
        .agg(pl.col("month").min(), pl.col("rows").sum())
        .sort("region", "office")
    )
    strange: list[UnknownOffice] = []
    for region, office, month, rows in pairs.iter_rows():
        if len(strange) > MOST_OFFICES:
            break
        code = organisation.office(region, office).code
        if code in _UNKNOWN:
            strange.append(UnknownOffice(region, office, month, rows, code == "unknown_region"))
    if len(strange) > MOST_OFFICES:
        return ()
    return tuple(_compared(office, strange, organisation) for office in strange)


def _compared(office: UnknownOffice, strange: list[UnknownOffice], known: Organisation) -> UnknownOffice:
    names = {name for offices in known.offices.values() for name in offices.values()}
    names |= {other.office for other in strange if other.region == office.region}
    alike = sorted(name for name in names if is_alike(office.office, name))
    if office.is_new_region:
        regions = {*known.regions.values(), *(o.region for o in strange if o.is_new_region)}
        alike += sorted(name for name in regions if is_alike(office.region, name))
    return UnknownOffice(
        office.region, office.office, office.first_month, office.rows, office.is_new_region, tuple(alike)
    )


def _led_by(known: pl.DataFrame, region: str, month: date) -> Leaders:
    """Who leads a known region in `month`: by its latest row in force, before the first by its first."""
    rows = known.filter(pl.col("region") == region).sort("effective_month", maintain_order=True)
    begun = rows.filter(pl.col("effective_month") <= month)
    row = begun.row(-1, named=True) if begun.height else rows.row(0, named=True)
    return Leaders(row["manager"], row["vice_president"])


def organisation_file(
    offices: Iterable[UnknownOffice],
    leaders: Mapping[str, Leaders],
    known: pl.DataFrame,
    uploaded: pl.DataFrame | None,
) -> bytes:
    """An extract of the organisation (CSV, UTF-8 with BOM) that adds `offices` and changes nothing else.

    leaders: of every new region. known: the store's organisation (`data.current_state.ORGANISATION`);
    uploaded: rows of it in the same upload, which replace those of their regions. A load of the
    organisation replaces whole regions: the rows that a region has are written again, unless
    the upload itself holds them.
    """
    fields = BY_NAME["org"].fields
    brought = set() if uploaded is None else set(uploaded["region"])
    standing = known if uploaded is None else pl.concat(
        [known.filter(~pl.col("region").is_in(sorted(brought))), uploaded.select(known.columns)]
    )  # fmt: skip
    added = sorted(offices, key=lambda office: (office.region, office.office))
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(field.zh for field in fields)
    for region in dict.fromkeys(office.region for office in added):
        own = standing.filter(pl.col("region") == region)
        records = [] if region in brought else own.to_dicts()
        for office in (office for office in added if office.region == region):
            led = _led_by(own, region, office.first_month) if own.height else leaders[region]
            records.append(
                {
                    "region": region,
                    "office": office.office,
                    "manager": led.manager,
                    "vice_president": led.vice_president,
                    "effective_month": office.first_month,
                }
            )
        sheet.writerows([_cell(record.get(field.name)) for field in fields] for record in records)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    return f"{value:%Y-%m}" if isinstance(value, date) else str(value or "")

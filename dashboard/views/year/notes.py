"""What has to be known about the year's figures: what is missing, what began or ended, what is under way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from dashboard.formats import Markdown, month_text, plain
from dashboard.i18n import N_, _
from dashboard.views.ends import named
from dashboard.views.scope import Scope
from dashboard.views.year.standing import WORDS, year
from engine.year.courses import MEASURES

_WORDS: Mapping[str, Markdown] = {measure: WORDS[measure] for measure in MEASURES}


def notes(scope: Scope) -> list[Markdown]:
    """What is not known or counts otherwise: months not loaded or planned, regions come and gone."""
    found = year(scope)
    said = [] if scope.until is None else [_under_way(scope)]
    said += _listed(
        found.unknown,
        N_("{measure} of {months} are not loaded for {regions}: they are left out, not counted as 0."),
    )
    said += _listed(
        found.unplanned,
        N_("{measure} of {months} have no plan for {regions}; the plan to date leaves them out."),
    )
    for measure in MEASURES:
        without = found.regions.filter(pl.col(f"annual_{measure}_target").is_null())["region"]
        if len(without):
            said.append(
                _(
                    "{measure}: no annual target for {regions}; what they bring is left out of the share of "
                    "the annual target.",
                    measure=_(WORDS[measure]),
                    regions=_names_of(without),
                )
            )
        by_months = found.regions.filter(
            ~pl.col(f"is_{measure}_pace_by_plan") & pl.col(f"{measure}_pace_end").is_not_null()
        )["region"]
        if len(by_months):
            said.append(
                _(
                    "{measure}: not every month of {regions} is planned, so their pace is the monthly mean "
                    "so far, without seasons.",
                    measure=_(WORDS[measure]),
                    regions=_names_of(by_months),
                )
            )
    for column, text in (
        ("opened_in", N_("{region} began in {month}; only its months since then count.")),
        ("closed_in", N_("{region} ends in {month}; what it leaves missing the others must bring.")),
    ):
        gone = found.regions.filter(pl.col(column).is_not_null()).select("region", column)
        said += [_(text, region=plain(region), month=month_text(month)) for region, month in gone.iter_rows()]
    if found.coming:
        said.append(
            _(
                "{regions} begin later in the year and are not part of these sums.",
                regions=_names_of(found.coming),
            )
        )
    return said


def _under_way(scope: Scope) -> Markdown:
    return _(
        "{month} is under way: its amounts count, its plan by the days that have passed; its outcomes and "
        "awards do not count yet, and last year is compared over whole months only.",
        month=scope.title,
    )


def _listed(frame: pl.DataFrame, text: Markdown) -> list[Markdown]:
    """A sentence per measure and set of regions that lack the same months."""
    by_region = frame.group_by("measure", "region", maintain_order=True).agg("month")
    by_months: dict[tuple[str, str], list[str]] = {}
    for measure, region, months in by_region.iter_rows():
        names = _(", ").join(month_text(month) for month in months)
        by_months.setdefault((measure, names), []).append(region)
    return [
        _(text, measure=_(_WORDS[measure]), months=plain(months), regions=_names_of(regions))
        for (measure, months), regions in by_months.items()
    ]


def _names_of(regions: Iterable[str]) -> Markdown:
    return named(plain(region) for region in regions)

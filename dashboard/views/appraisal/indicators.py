"""Uploaded indicators (四) against the scheme: what it names and no file brings, and the other way round."""

from __future__ import annotations

import polars as pl

from dashboard.formats import NONE, Markdown, month_text, plain
from dashboard.i18n import _
from dashboard.views.scope import Scope
from data.vocabulary import nearest


def indicator_warnings(scope: Scope, indicators: pl.DataFrame) -> list[Markdown]:
    """Sentences, safe inside Markdown, on the scope's month.

    indicators: `Facts.indicators`. Indicators that no scheme names are spoken of only where the
    month's scheme names any.
    """
    named = scope.policy.appraisal.uploaded
    brought = indicators.filter(pl.col("month") == scope.month)["indicator"].unique().sort().to_list()
    others = [name for name in brought if name not in named]
    found = []
    for name in named:
        if name not in brought:
            sentence = _(
                "The appraisal scheme names the indicator **{indicator}**, and no file brings it for "
                "{month}: this part drops out.",
                indicator=plain(name),
                month=month_text(scope.month),
            )
            found.append(sentence + _like(nearest(name, others)))
    for name in others if named else ():
        sentence = _("No appraisal scheme names the indicator **{indicator}**.", indicator=plain(name))
        found.append(sentence + _like(nearest(name, named)))
    return found


def _like(name: str | None) -> Markdown:
    return NONE if name is None else _(" Nearest spelling: {name}.", name=plain(name))

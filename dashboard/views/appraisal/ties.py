"""What broke a tie of scores, and why a region that was last before counts from one again (四)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import polars as pl

from dashboard.formats import NONE, NOTHING, Markdown, month_text, percent, plain, score
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.views.evidence.regulation import measure_title
from dashboard.views.scope import Scope
from engine.forecasting.panel import month_after


@remembered
def tie_sentences(scope: Scope) -> list[Markdown]:
    """A sentence per pair of neighbours with one score: which measure told them apart, and by how much."""
    ranked = scope.all_regions.filter(pl.col("rank").is_not_null()).sort("rank", "region")
    return list(_told(scope, ranked.iter_rows(named=True)))


def _told(scope: Scope, rows: Iterable[dict[str, Any]]) -> Iterator[Markdown]:
    rules = scope.policy.appraisal.tie_breaks.order
    for ahead, behind in pairwise(rows):
        is_asked = scope.region in {None, ahead["region"], behind["region"]}
        if ahead["score"] != behind["score"] or ahead["rank"] == behind["rank"] or not is_asked:
            continue
        values = ((rule.measure, ahead.get(rule.measure), behind.get(rule.measure)) for rule in rules)
        found = next((value for value in values if value[1] != value[2]), None)
        if found is None:  # told apart by a measure that is not published
            continue
        measure, one, other = found
        first, second = _apart(one, other)
        yield _(
            "**{ahead}** (rank {rank}) stands before **{behind}**: both have {score} points, and "
            "{measure} decides, {first} against {second}.",
            ahead=plain(ahead["region"]),
            rank=plain(ahead["rank"]),
            behind=plain(behind["region"]),
            score=plain(score(ahead["score"])),
            measure=plain(measure_title(measure)),
            first=plain(first),
            second=plain(second),
        )


def _apart(one: float | None, other: float | None) -> tuple[str, str]:
    """Both ratios in percent, with as many decimals as it takes to tell them apart."""
    texts: tuple[str, ...] = ()
    for digits in (1, 3, 6, 9):
        texts = tuple(percent(value, digits, ()) for value in (one, other))
        if texts[0] != texts[1]:
            break
    return texts[0], texts[1]


@remembered
def restart_sentences(scope: Scope) -> list[Markdown]:
    """A sentence per region that was last in the month before too, or before a gap, and counts from one."""
    history = scope.evaluation.regions.filter(pl.col("month") <= scope.month)
    told = []
    for row in scope.regions.filter(pl.col("last_place_streak") == 1).iter_rows(named=True):
        own = history.filter(pl.col("region") == row["region"]).sort("month")
        earlier = own.filter("is_last", pl.col("month") < scope.month)
        if earlier.is_empty():
            continue
        last = earlier.row(-1, named=True)
        why = _why(own.filter(pl.col("month") >= last["month"]))
        if why:
            told.append(
                _(
                    "**{region}** was last in {month} as well, but counts from one again: {why}.",
                    region=plain(row["region"]),
                    month=month_text(last["month"]),
                    why=why,
                )
            )
    return told


def _why(months: pl.DataFrame) -> Markdown:
    """Why the last of `months` counts from one although the first was last too; blank if it is long ago."""
    if months.height > 2:
        return NONE
    then, now = months.row(0, named=True), months.row(-1, named=True)
    if then["manager"] != now["manager"]:
        return _(
            "{manager} has taken over from {before}",
            manager=plain(now["manager"] or NOTHING),
            before=plain(then["manager"] or NOTHING),
        )
    return _("the months between them are not loaded") if month_after(then["month"]) != now["month"] else NONE

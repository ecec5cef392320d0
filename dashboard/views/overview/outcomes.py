"""How a month's clauses came out (一.3 to 四), by how much, in the past tense; safe inside Markdown."""

from __future__ import annotations

from typing import Any

from dashboard.formats import NOTHING, Markdown, award, money_with_unit, percent, plain, score
from dashboard.i18n import N_, _
from dashboard.views.scope import Scope
from dashboard.words import OUTCOMES, word

_FIGURES = {"sales": N_("Sales"), "collections": N_("Collections")}
_SPARED = N_(
    "{figure}: {actual} by the checkpoint, {share} of the target; it took {threshold}, passed by {gap}."
)
_SHORT = N_(
    "{figure}: {actual} by the checkpoint, {share} of the target; it took {threshold}, missed by {gap}."
)


def checkpoint_sentences(scope: Scope, region: str) -> list[Markdown]:
    """The checkpoint: each figure against what it took, and what came of it."""
    row = _row(scope, region)
    if row["checkpoint_outcome"] not in ("met", "missed"):
        return [_("Checkpoint: {outcome}.", outcome=plain(word(OUTCOMES, row["checkpoint_outcome"])))]
    threshold = float(scope.policy.checkpoint.threshold.value)
    said = []
    for figure, title in _FIGURES.items():
        words = {
            "figure": _(title),
            "actual": money_with_unit(row[f"{figure}_to_checkpoint"], scope.unit),
            "share": percent(row[f"{figure}_checkpoint_ratio"], 1, scope.edges),
            "threshold": percent(threshold, 0),
            "gap": money_with_unit(abs(row[f"{figure}_checkpoint_gap"]), scope.unit),
        }
        template = _SPARED if row[f"is_{figure}_checkpoint_reached"] else _SHORT
        said.append(plain(_(template, **words)))
    said.append(
        plain(
            _(
                "Checkpoint: {outcome}, {award}.",
                outcome=word(OUTCOMES, row["checkpoint_outcome"]),
                award=award(row["checkpoint_award"]),
            )
        )
    )
    return said


def month_sentences(scope: Scope, region: str) -> list[Markdown]:
    """Capital, expenses and rank at the month's end."""
    row = _row(scope, region)
    return [plain(_capital(row, scope)), plain(_expenses(row, scope)), plain(_rank(row))]


def _row(scope: Scope, region: str) -> dict[str, Any]:
    rows = scope.evaluation.regions
    return rows.filter((rows["month"] == scope.month) & (rows["region"] == region)).row(0, named=True)


def _capital(row: dict[str, Any], scope: Scope) -> str:
    if row["capital_status"] != "proposed":
        return _("Capital: ? no data, neither reward nor fine.")
    return _(
        "Capital: overrun {overrun} of a quota of {quota} ({share}), {award}.",
        overrun=money_with_unit(row["capital_overrun"], scope.unit),
        quota=money_with_unit(row["capital_quota"], scope.unit),
        share=percent(row["capital_overrun_ratio"], 1, scope.edges),
        award=award(row["capital_award"]),
    )


def _expenses(row: dict[str, Any], scope: Scope) -> str:
    if row["is_within_cap"] is None:
        return _("Expenses: no ratio, its figures are missing.")
    words = {
        "spent": money_with_unit(row["expense_counted"], scope.unit),
        "cap": money_with_unit(row["expense_cap"], scope.unit),
        "gap": money_with_unit(abs(row["expense_gap"]), scope.unit),
    }
    if row["is_within_cap"]:
        return _("Expenses, year to date: {spent}, {gap} below the cap of {cap}.", **words)
    return _("Expenses, year to date: {spent}, {gap} above the cap of {cap}.", **words)


def _rank(row: dict[str, Any]) -> str:
    if row["rank"] is None:
        return _("Appraisal: ? no data, no rank.")
    words = {"rank": row["rank"] or NOTHING, "score": score(row["score"])}
    if row["is_last"]:
        return _("Appraisal: score {score}, rank {rank}, last.", **words)
    return _("Appraisal: score {score}, rank {rank}.", **words)

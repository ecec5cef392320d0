"""What needs attention, in sentences with their price, the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from dashboard.formats import Markdown, award, clause_text, money_with_unit, percent, plain, score, unit_of
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.views.appraisal.appraisal import is_by_mean
from dashboard.views.month.progress import Progress
from dashboard.views.scope import Scope
from dashboard.words import ESCALATIONS, word
from dashboard.words import ITEMS as ITEM_NAMES
from engine.settlement.derivations import EXPENSE, SCORE
from engine.settlement.items import CAPITAL, CHECKPOINT, ITEMS

Row = dict[str, Any]
Tone = Literal["bad", "watch", "unknown"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence, safe inside Markdown. `weight` orders: the heavier the worse.

    page: explains it. avoid: shows what can still be done about it, if anything. receipt: the item whose
    receipt explains it, which the page opens with; none where there is nothing to work out.
    """

    region: str
    sentence: Markdown
    tone: Tone
    weight: float
    page: str
    avoid: str = ""
    receipt: str = ""


@remembered
def findings(scope: Scope, now: Progress | None = None) -> list[Finding]:
    """Everything out of the ordinary in the month, the worst first.

    A checkpoint that is still to come by `now` is told by the month's story instead.
    """
    is_ahead = now is not None and now.days_to_checkpoint > 0
    found: list[Finding] = []
    for row in scope.regions.iter_rows(named=True):
        found.extend(_checkpoint(scope, row, is_ahead=is_ahead))
        for check in (_escalation, _capital, _expenses, _rank, _others):
            found.extend(check(scope, row))
    return sorted(found, key=lambda finding: (-finding.weight, finding.region, finding.page))


def _finding(
    row: Row,
    sentence: Markdown,
    tone: Tone,
    weight: float,
    page: str,
    *,
    receipt: str = "",
    is_open: bool = False,
) -> Finding:
    """is_open: whether the month is not over, so that something can still be done about it."""
    said = f"**{plain(row['region'])}** {sentence}"
    return Finding(row["region"], said, tone, weight, page, "whatif" if is_open else "", receipt)


def _checkpoint(scope: Scope, row: Row, *, is_ahead: bool) -> Iterator[Finding]:
    outcome = row["checkpoint_outcome"]
    rules = scope.policy.checkpoint
    if outcome == "missed" and not is_ahead:
        missing = []
        for figure, name in (("sales", _("sales")), ("collections", _("collections"))):
            if not row[f"is_{figure}_checkpoint_reached"]:
                short = row[f"{figure}_checkpoint_gap"]
                ratio = percent(row[f"{figure}_checkpoint_ratio"], 1, scope.edges)
                amount = money_with_unit(short, unit_of(short, scope.unit))
                missing.append(
                    _("{figure} {ratio}, short by {amount}", figure=name, ratio=ratio, amount=amount)
                )
        sentence = _(
            "by day {day}: {parts} of {threshold}; {award}",
            day=plain(scope.policy.checkpoint_day),
            parts=_("; ").join(missing),
            threshold=percent(float(rules.threshold.value), 0),
            award=award(row["checkpoint_award"]),
        )
        yield _finding(row, sentence, "bad", 1000 - row["checkpoint_award"], "targets", receipt=CHECKPOINT)
    elif outcome == "no_data":
        sentence = _("has no figures through day {day}: no reward, no fine.", day=scope.policy.checkpoint_day)
        yield _finding(row, sentence, "unknown", 20, "targets")
    elif outcome == "no_target":
        yield _finding(row, _("has no target this month: no reward, no fine."), "unknown", 20, "targets")


def _capital(scope: Scope, row: Row) -> Iterator[Finding]:
    if row["capital_status"] == "no_data":
        yield _finding(
            row, _("lacks a capital quota or balances: no reward, no fine."), "unknown", 15, "capital"
        )
    elif row["capital_award"] < 0 or row["is_explanation_required"]:
        over = max(0.0, row["capital_gap"])
        said = {
            "ratio": percent(row["capital_overrun_ratio"], 1, scope.edges),
            "over": money_with_unit(over, scope.unit),
            "overdue": money_with_unit(row["contract_overdue"], scope.unit),
            "award": award(row["capital_award"]),
        }
        if scope.until is not None:
            sentence = _(
                "capital overrun so far {ratio} of the quota (over quota {over}, contract overdue "
                "{overdue}); if it is still so at month end: {award}",
                **said,
            )
        else:
            sentence = _(
                "capital overrun {ratio} of the quota (over quota {over}, contract overdue {overdue}); "
                "{award}",
                **said,
            )
        if row["is_explanation_required"]:
            sentence += _("; a written explanation is due")
        weight = 1000 - row["capital_award"]
        yield _finding(
            row, sentence, "bad", weight, "capital", receipt=CAPITAL, is_open=scope.until is not None
        )


def _others(scope: Scope, row: Row) -> Iterator[Finding]:
    """Fines of the settlement's items that have no sentence of their own."""
    for item in ITEMS:
        if item.name not in (CHECKPOINT, CAPITAL) and row[item.award] < 0:
            sentence = _(
                "{item} (clause {clause}): {award}",
                item=plain(word(ITEM_NAMES, item.name)),
                clause=plain(clause_text(item.clause)),
                award=award(row[item.award]),
            )
            yield _finding(row, sentence, "bad", 1000 - row[item.award], "settlement", receipt=item.name)


def _expenses(scope: Scope, row: Row) -> Iterator[Finding]:
    if row["expense_status"] == "no_data":
        yield _finding(
            row, _("has no expense extract: the score leaves expenses out."), "unknown", 8, "expenses"
        )
    elif row["expense_status"] == "no_ratio":
        yield _finding(row, _("has no collections to hold expenses against."), "unknown", 9, "expenses")
    elif not row["is_within_cap"]:
        sentence = _(
            "expenses year to date exceed the cap by {over} ({ratio} of collections); costs points, no fine",
            over=money_with_unit(row["expense_gap"], scope.unit),
            ratio=percent(row["expense_ratio"], 2, (float(scope.policy.expenses.cap_rate.value),)),
        )
        yield _finding(
            row, sentence, "watch", 300, "expenses", receipt=EXPENSE, is_open=scope.until is not None
        )


def _rank(scope: Scope, row: Row) -> Iterator[Finding]:
    if row["is_last_shared"]:
        yield _finding(
            row,
            _("shares the last place: it counts for nobody; review."),
            "watch",
            120,
            "appraisal",
            receipt=SCORE,
        )
    elif row["is_rank_shared"]:
        yield _finding(
            row,
            _("shares rank {rank} with another region; review.", rank=int(row["rank"])),
            "watch",
            50,
            "appraisal",
            receipt=SCORE,
        )
    elif row["is_last"] and row["escalation"] == "none":
        said = {"score": score(row["score"]), "months": plain(row["last_place_streak"])}
        if scope.until is not None:
            sentence = _("would be last with {score} points so far, month {months} in a row", **said)
        else:
            sentence = _("is last with {score} points, month {months} in a row", **said)
        yield _finding(
            row, sentence, "watch", 200, "appraisal", receipt=SCORE, is_open=scope.until is not None
        )


def _escalation(scope: Scope, row: Row) -> Iterator[Finding]:
    if row["escalation"] != "none" and is_by_mean(scope, row):
        sentence = _(
            "last by the half-year's mean score: {action} (a proposal; people decide)",
            action=plain(word(ESCALATIONS, row["escalation"])),
        )
        yield _finding(row, sentence, "bad", 10_000, "appraisal", receipt=SCORE)
    elif row["escalation"] != "none":
        said = {
            "months": plain(row["last_place_streak"]),
            "action": plain(word(ESCALATIONS, row["escalation"])),
        }
        if scope.until is not None:
            sentence = _("if it stays last, {months} months in a row: {action} (people decide)", **said)
        else:
            sentence = _(
                "last place for {months} months in a row: {action} (a proposal; people decide)", **said
            )
        weight = 10_000 + row["last_place_streak"]
        yield _finding(
            row, sentence, "bad", weight, "appraisal", receipt=SCORE, is_open=scope.until is not None
        )

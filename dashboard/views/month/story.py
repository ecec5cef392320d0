"""The month under way as one story: a line per region, what it lacks and what it takes, dearest first.

Overview, what-if, targets and bulletin all show these lines. Once the checkpoint has come there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import polars as pl

from dashboard.formats import (
    NONE,
    YUAN,
    Markdown,
    Unit,
    money,
    money_with_unit,
    month_text,
    percent,
    plain,
    rounded,
    unit_of,
)
from dashboard.i18n import _
from dashboard.published import column
from dashboard.services.forecasts import REASONS
from dashboard.tables import Column, Table
from dashboard.views.month.outlook import chance_text, shown_chance
from dashboard.views.month.progress import Progress
from dashboard.views.overview.findings import Finding, Tone
from dashboard.views.scope import Scope
from engine.forecasting import CERTAINTIES, Forecast, Reason

Row = dict[str, Any]
#: Yuan by figure; a figure that needs nothing is left out.
Amounts = tuple[tuple[str, float], ...]
_FIGURES = ("collections", "sales")


@dataclass(frozen=True, slots=True)
class Line:
    """A region before its checkpoint; amounts in yuan.

    chance: to reach it, None with a `reason`. missing: today. needed: beyond what is expected anyway, a
    certainty after the other as in `CERTAINTIES`; none without a chance. stake: reward and fine; cost:
    what of it is lost in expectation. is_reached: that much has come already.
    """

    region: str
    chance: float | None
    reason: Reason | None
    missing: Amounts
    needed: tuple[Amounts, ...]
    days_left: int
    stake: float | None
    cost: float | None
    is_reached: bool

    @property
    def is_at_ease(self) -> bool:
        """Whether nothing is needed beyond what is expected, however certain one wants to be."""
        return self.is_reached or (self.chance is not None and not any(self.needed))

    @property
    def exceeds_missing(self) -> bool:
        """Whether some certainty takes more of a figure than is missing today."""
        missing = dict(self.missing)
        needed = [pair for amounts in self.needed for pair in amounts]
        return any(amount > missing.get(figure, 0.0) for figure, amount in needed)


def story(scope: Scope, now: Progress | None, made: Forecast | None) -> list[Line]:
    """The lines of the scope's month, the dearest first, then those that nobody can tell, by name.

    Regions without a target or figures are left out. made: the month's forecast, None where there is none.
    """
    if now is None or not now.days_to_checkpoint:
        return []
    chances, needed = _told(made)
    judged = scope.regions.filter(pl.col("checkpoint_outcome").is_in(["met", "missed"]))
    lines = [
        _line(row, now, chances.get(row["region"], {}), needed.get(row["region"], ()))
        for row in judged.iter_rows(named=True)
    ]
    return sorted(lines, key=lambda line: (line.cost is None, -(line.cost or 0.0), line.region))


def _told(made: Forecast | None) -> tuple[dict[str, Row], dict[str, tuple[Amounts, ...]]]:
    if made is None:
        return {}, {}
    chances = {row["region"]: row for row in made.chances.iter_rows(named=True)}
    needed: dict[str, tuple[Amounts, ...]] = {}
    for row in made.needed.sort("region", "certainty").iter_rows(named=True):
        if row["reason"] is None:
            amounts = tuple((figure, row[figure]) for figure in _FIGURES if row[figure])
            needed[row["region"]] = (*needed.get(row["region"], ()), amounts)
    return chances, needed


def _line(row: Row, now: Progress, told: Row, needed: tuple[Amounts, ...]) -> Line:
    reason = told.get("checkpoint_reason", "no_days")
    missing = tuple(
        (figure, row[f"{figure}_checkpoint_gap"])
        for figure in _FIGURES
        if not row[f"is_{figure}_checkpoint_reached"]
    )
    return Line(
        row["region"],
        told.get("checkpoint_chance"),
        reason,
        missing,
        needed,
        now.days_to_checkpoint,
        told.get("checkpoint_stake"),
        told.get("checkpoint_cost"),
        row["checkpoint_outcome"] == "met",
    )


def amounts_text(amounts: Amounts, unit: Unit) -> str:
    """Amounts by figure in words, or that nothing is needed."""
    names = {"sales": _("sales"), "collections": _("collections")}
    return _(", ").join(
        _("{figure} {amount}", figure=names[figure], amount=_money(amount, unit))
        for figure, amount in amounts
    ) or _("nothing")


def _money(amount: float, unit: Unit) -> str:
    """An amount that is not nothing: below a yuan with its fen."""
    if amount < 1:
        return f"{money(amount, YUAN, digits=2)} {YUAN.label}"
    return money_with_unit(amount, unit_of(amount, unit))


def needed_text(line: Line, unit: Unit) -> str:
    """What is needed beyond what is expected anyway, for each certainty; equal ones together."""
    alike = groupby(zip(CERTAINTIES, line.needed, strict=True), key=lambda pair: pair[1])
    return _("; ").join(
        _(
            "{certainty}: {amount}",
            certainty=_(", ").join(percent(float(certainty), 0, ()) for certainty, _amounts in pairs),
            amount=amounts_text(amounts, unit),
        )
        for amounts, pairs in alike
    )


def line_text(line: Line, unit: Unit) -> Markdown:
    """A line without its region: chance, what is missing, what is needed, days, price."""
    missing = plain(amounts_text(line.missing, unit))
    if line.chance is None:
        return _(
            "missing today: {missing}, {days} days left; how likely it is cannot be told: {reason}",
            missing=missing,
            days=line.days_left,
            reason=plain(_(REASONS[line.reason or "no_days"])),
        )
    return _(
        "{chance} likely to reach the checkpoint, {days} days left; missing today: {missing}; needed beyond "
        "what is expected anyway, to be so certain: {needed}; at stake {stake} yuan, {cost} of it to be "
        "expected lost",
        chance=plain(chance_text(line.chance)),
        days=line.days_left,
        missing=missing,
        needed=plain(needed_text(line, unit)),
        stake=money(line.stake),
        cost=money(line.cost),
    )


def story_findings(lines: Sequence[Line], unit: Unit) -> list[Finding]:
    """The lines of regions that need something, as findings in the same order."""
    return [
        Finding(
            line.region,
            f"**{plain(line.region)}** {line_text(line, unit)}",
            _tone(line),
            line.cost or 0.0,
            "targets",
            "whatif",
        )
        for line in lines
        if not line.is_at_ease
    ]


def _tone(line: Line) -> Tone:
    if line.chance is None:
        return "unknown"
    return "watch" if len(line.needed) and not line.needed[0] else "bad"


def begun_text(scope: Scope, now: Progress) -> Markdown:
    """That the month is under way, and how many days are left to the checkpoint."""
    return _(
        "{month} is under way: figures through {day}, {left} days to the checkpoint",
        month=month_text(scope.month),
        day=f"{now.as_of:%m-%d}",
        left=now.days_to_checkpoint,
    )


def others_text(lines: Sequence[Line]) -> Markdown:
    """Who needs nothing more than what is expected; nothing where that is nobody."""
    sure = [line for line in lines if line.is_at_ease and not line.is_reached]
    done = [line.region for line in lines if line.is_reached]
    said = []
    if sure:
        names = _(", ").join(f"{plain(line.region)} ({plain(chance_text(line.chance))})" for line in sure)
        said.append(_("✓ Expected to reach it without doing more: {regions}.", regions=names))
    if done:
        said.append(_("✓ Reached already: {regions}.", regions=_(", ").join(map(plain, done))))
    return "  \n".join(said)


def difference_text(line: Line, unit: Unit) -> Markdown:
    """Why what is missing today is not what is needed; nothing without a chance."""
    if line.chance is None or line.is_reached:
        return NONE
    said = _(
        "“Missing today” is what it takes if nothing more comes by itself: {missing}. Part of it is expected "
        "anyway; beyond that, to be so certain, it takes {needed}.",
        missing=plain(amounts_text(line.missing, unit)),
        needed=plain(needed_text(line, unit)),
    )
    return f"{said} {_returned()}" if line.exceeds_missing else said


def _returned() -> Markdown:
    return _("It can be more than is missing today, where money went back in such days before.")


def story_note() -> Markdown:
    """What the columns mean, in a sentence."""
    return (
        _(
            "Missing today: what it takes if nothing more comes by itself. Needed: beyond what is expected "
            "anyway, so that the checkpoint is reached with that certainty; where both figures have an amount, "
            "both are needed. The dearest region first: chance of a miss times reward and fine."
        )
        + f" {_returned()}"
    )


def story_table(scope: Scope, lines: Sequence[Line]) -> Table:
    """All lines with their numbers."""
    edges = scope.edges
    rows = [_cells(line) for line in lines]
    names = {"sales": _("sales"), "collections": _("collections")}
    amounts = [
        (f"{figure}_missing", _("Missing today: {figure}", figure=names[figure])) for figure in _FIGURES
    ] + [
        (
            _needed(figure, number),
            _(
                "Needed beyond what is expected, {certainty}: {figure}",
                certainty=percent(float(certainty), 0, edges),
                figure=names[figure],
            ),
        )
        for number, certainty in enumerate(CERTAINTIES)
        for figure in _FIGURES
    ]
    schema = {"region": pl.String, "chance": pl.Float64, "cost": pl.Float64, "stake": pl.Float64}
    schema |= {name: pl.Float64 for name, _title in amounts} | {"days": pl.Int64, "reason": pl.String}
    return Table(
        "month_story",
        _("What the checkpoint still takes, {month}", month=scope.title),
        pl.DataFrame(rows, schema=schema),
        (
            column("region"),
            Column("chance", _("Chance to meet it"), "ratio", digits=0, edges=()),
            *(Column(name, title, "money") for name, title in amounts),
            Column("days", _("Days left"), "count"),
            Column("stake", _("At stake (yuan)"), "yuan"),
            Column("cost", _("To be expected lost (yuan)"), "yuan"),
            Column("reason", _("Note")),
        ),
    )


def _needed(figure: str, number: int) -> str:
    return f"{figure}_needed_{number}"


def _cells(line: Line) -> Row:
    missing = dict(line.missing)
    needed = {
        _needed(figure, number): dict(amounts).get(figure, 0.0)
        for number, amounts in enumerate(line.needed)
        for figure in _FIGURES
    }
    return {
        "region": line.region,
        "chance": shown_chance(line.chance),
        "cost": None if line.cost is None else float(rounded(line.cost, 0)),
        "stake": line.stake,
        "days": line.days_left,
        "reason": _("✓ reached already")
        if line.is_reached
        else _(REASONS[line.reason])
        if line.reason
        else "",
        **{f"{figure}_missing": missing.get(figure, 0.0) for figure in _FIGURES},
        **needed,
    }

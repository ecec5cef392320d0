"""The story of the month under way in words: its lines, its findings, its table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

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
    run_on,
    unit_of,
)
from dashboard.i18n import _
from dashboard.published import column
from dashboard.services.forecasts import REASONS
from dashboard.tables import Column, Table
from dashboard.views.ends import named
from dashboard.views.month.outlook import basis_note, chance_text, shown_chance
from dashboard.views.month.progress import Progress
from dashboard.views.month.story import STORY_FIGURES, Amounts, Line, Row
from dashboard.views.overview.findings import Finding, Tone
from dashboard.views.scope import Scope
from engine.forecasting import CERTAINTIES
from engine.settlement.items import CHECKPOINT


def amounts_text(amounts: Amounts, unit: Unit | None) -> str:
    """Amounts by figure in words, or that nothing is needed; without a unit to the fen."""
    names = {"sales": _("sales"), "collections": _("collections")}
    return _(", ").join(
        _("{figure} {amount}", figure=names[figure], amount=_money(amount, unit))
        for figure, amount in amounts
    ) or _("nothing")


def _money(amount: float, unit: Unit | None) -> str:
    """An amount that is not nothing: below a yuan with its fen."""
    if unit is None or amount < 1:
        return f"{money(amount, YUAN, digits=2)} {YUAN.label}"
    return money_with_unit(amount, unit_of(amount, unit))


def needed_text(line: Line, unit: Unit | None) -> str:
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


def headline_text(line: Line, unit: Unit) -> Markdown:
    """A line without its region, in short: chance, what is missing, price."""
    missing = plain(amounts_text(line.missing, unit))
    if line.chance is None:
        return _(
            "missing today: {missing}, {days} days left; how likely it is cannot be told: {reason}",
            missing=missing,
            days=line.days_left,
            reason=plain(_(REASONS[line.reason or "no_days"])),
        )
    return _(
        "{chance} likely to reach the checkpoint; missing today: {missing}; expected loss {cost} yuan",
        chance=plain(chance_text(line.chance)),
        missing=missing,
        cost=money(line.cost),
    )


def rest_text(line: Line, unit: Unit) -> Markdown:
    """What else there is to a line: days left, what is needed to be so certain, the stake; or nothing."""
    if line.chance is None:
        return NONE
    return _(
        "{days} days left; needed beyond what is expected anyway, to be so certain: {needed}; at stake "
        "{stake} yuan",
        days=line.days_left,
        needed=plain(needed_text(line, unit)),
        stake=money(line.stake),
    )


def rest_texts(lines: Sequence[Line], unit: Unit) -> list[Markdown]:
    """The rests of the lines of regions that need something, each with its region.

    Last, if so: why some need more than they miss.
    """
    said = [
        f"**{plain(line.region)}** {rest_text(line, unit)}"
        for line in lines
        if not line.is_at_ease and line.chance is not None
    ]
    more = [line.region for line in lines if line.exceeds_missing]
    if more:
        said.append(
            _(
                "{regions}: to be so certain takes more than is missing today, because money went back in "
                "such days before.",
                regions=named(map(plain, more)),
            )
        )
    return said


def story_findings(lines: Sequence[Line], unit: Unit) -> list[Finding]:
    """The lines of regions that need something, as findings in the same order."""
    return [
        Finding(
            line.region,
            f"**{plain(line.region)}** {headline_text(line, unit)}",
            _tone(line),
            line.cost or 0.0,
            "targets",
            "whatif",
            CHECKPOINT,
        )
        for line in lines
        if not line.is_at_ease
    ]


def _tone(line: Line) -> Tone:
    if line.chance is None:
        return "unknown"
    return "watch" if line.needs_nothing(CERTAINTIES[0]) else "bad"


def begun_text(scope: Scope, now: Progress) -> Markdown:
    """That the month is under way, and how many days are left to the checkpoint."""
    return _(
        "{month} is under way: figures through {day}, {left} days to the checkpoint",
        month=month_text(scope.month),
        day=f"{now.as_of:%m-%d}",
        left=now.days_to_checkpoint,
    )


def others_text(lines: Sequence[Line]) -> Markdown:
    """Who needs nothing more than what is expected, if any."""
    sure = [line for line in lines if line.is_at_ease and not line.is_reached]
    done = [line.region for line in lines if line.is_reached]
    said = []
    if sure:
        names = named(f"{plain(line.region)} ({plain(chance_text(line.chance))})" for line in sure)
        said.append(_("✓ Expected to reach it without doing more: {regions}.", regions=names))
    if done:
        said.append(_("✓ Reached already: {regions}.", regions=named(map(plain, done))))
    return "  \n".join(said)


def difference_text(line: Line) -> Markdown:
    """Why what is missing today is not what is needed, to the fen as goals are; nothing without a chance."""
    if line.chance is None or line.is_reached:
        return NONE
    said = _(
        "“Missing today” is what it takes if nothing more comes by itself: {missing}. Part of it is expected "
        "anyway; beyond that, to be so certain, it takes {needed}.",
        missing=plain(amounts_text(line.missing, None)),
        needed=plain(needed_text(line, None)),
    )
    return f"{said} {_returned()}" if line.exceeds_missing else said


def _returned() -> Markdown:
    return _("It can be more than is missing today, where money went back in such days before.")


def story_note(scope: Scope) -> Markdown:
    """What the columns mean, in a sentence, and on what chances rest for who sees a part."""
    return run_on(
        _(
            "Missing today: what it takes if nothing more comes by itself. Needed: beyond what is expected "
            "anyway, so that the checkpoint is reached with that certainty; where both figures have an "
            "amount, both are needed. The dearest region first: chance of a miss times reward and fine."
        ),
        _returned(),
        basis_note(scope),
    )


def story_table(scope: Scope, lines: Sequence[Line]) -> Table:
    """All lines with their numbers."""
    edges = scope.edges
    rows = [_cells(line) for line in lines]
    names = {"sales": _("sales"), "collections": _("collections")}
    amounts = [
        (f"{figure}_missing", _("Missing today: {figure}", figure=names[figure])) for figure in STORY_FIGURES
    ] + [
        (
            _needed(figure, number),
            _(
                "Beyond what is expected: {figure}, {certainty} certain",
                certainty=percent(float(certainty), 0, edges),
                figure=names[figure],
            ),
        )
        for number, certainty in enumerate(CERTAINTIES)
        for figure in STORY_FIGURES
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
            Column("cost", _("To be expected lost (yuan)"), "yuan"),
            *(Column(name, title, "money") for name, title in amounts),
            Column("days", _("Days left"), "count"),
            Column("stake", _("At stake (yuan)"), "yuan"),
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
        for figure in STORY_FIGURES
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
        **{f"{figure}_missing": missing.get(figure, 0.0) for figure in STORY_FIGURES},
        **needed,
    }

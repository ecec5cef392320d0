"""Now or next month, in words and tables: what a shifted amount changes, and what is cheaper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

import polars as pl

from dashboard.formats import NONE, YUAN, Markdown, money, month_text, plain
from dashboard.i18n import N_, _
from dashboard.tables import Column, Table
from dashboard.views.scope import Scope
from dashboard.views.whatif.whatif import amount_text, compared
from engine.settlement.items import award_columns
from engine.whatif.levers import Lever, LeverKind
from engine.whatif.nextmonth import WORLDS, Shift, TwoMonths, World
from engine.whatif.verdict import DECIDING, Verdict

#: What can be shifted.
Kind = Literal[LeverKind, "sell_owed", "sell_paid"]
KINDS: Mapping[Kind, Markdown] = {
    "collect_overdue": N_("Collect contract overdue"),
    "collect_retail": N_("Collect retail receivables"),
    "collect_current": N_("Collect contract balances not yet due"),
    "sell_owed": N_("Sales on credit (retail)"),
    "sell_paid": N_("Sales paid at once"),
}
_WORLDS: Mapping[World, Markdown] = {
    "as_is": N_("Not shifted"),
    "forward": N_("Brought forward"),
    "back": N_("Put off"),
}
#: So many changes a sentence names.
_MOST = 6


def shift_of(
    kind: Kind, region: str, amount: int, *, is_by_checkpoint: bool = True, is_by_next: bool = True
) -> Shift:
    """The shift of `amount` fen that the reader asks for."""
    match kind:
        case "sell_owed" | "sell_paid":
            owed = Fraction(int(kind == "sell_owed"))
            lever = Lever(
                "extra_sales", region, amount, receivable_share=owed, is_by_checkpoint=is_by_checkpoint
            )
        case _:
            lever = Lever(kind, region, amount, is_by_checkpoint=is_by_checkpoint)
    return Shift(lever, is_by_next)


def bases(two: TwoMonths, months: tuple[date, date]) -> Markdown:
    """What the two months are before anything is shifted."""
    this, following = (month_text(month) for month in months)
    match two.is_expected:
        case (True, True):
            return _(
                "{this} and {following} are taken as they are expected to end, in the middle of the "
                "forecast.",
                this=this,
                following=following,
            )
        case (False, True):
            return _(
                "{this} is over and taken as it was, {following} as it is expected to end, in the middle "
                "of the forecast.",
                this=this,
                following=following,
            )
    return _("{this} and {following} are over and taken as they were.", this=this, following=following)


def carried_over(scope: Scope) -> Markdown:
    """What of one month the next one inherits, and what it does not."""
    if scope.policy.capital.collections_basis.value == "annual_target":
        return _(
            "What carries over: what is owed at the end of the month, the year's expenses against its "
            "collections, and the streak of last places. The quota rests on the annual collections target, "
            "targets of record on plans and declarations: neither moves."
        )
    return _(
        "What carries over: what is owed at the end of the month, the year's expenses against its "
        "collections, the streak of last places, and the quota, which rests on twelve months' collections. "
        "Targets of record rest on plans and declarations and do not move."
    )


def answer(found: Verdict, shift: Shift, months: tuple[date, date]) -> Markdown:
    """Which month is cheaper over both, and by how much."""
    amount = plain(amount_text(shift.lever.amount, YUAN))
    this, following = (month_text(month) for month in months)
    others = [value for world, value in found.awards.items() if world not in found.best]
    if not others:
        return _(
            "**No difference in money**: {amount} bring the same rewards and fines in {this} as in "
            "{following}. What else differs stands below.",
            amount=amount,
            this=this,
            following=following,
        )
    gain = Markdown(money(max(found.awards.values()) - found.awards["as_is"], plus=True, digits=0))
    if "as_is" in found.best:
        return _(
            "**Leave them where they are**: shifting {amount} gains nothing, and costs {loss} yuan the "
            "wrong way.",
            amount=amount,
            loss=Markdown(money(found.awards["as_is"] - min(others), digits=0)),
        )
    if found.best == ("forward", "back"):
        return _(
            "**Either way is cheaper than not shifting**: {gain} yuan over both months for {amount}.",
            gain=gain,
            amount=amount,
        )
    if found.best == ("forward",):
        return _(
            "**Cheaper in {this}**: {amount} brought forward from {following} are worth {gain} yuan over "
            "both months.",
            this=this,
            amount=amount,
            following=following,
            gain=gain,
        )
    return _(
        "**Cheaper in {following}**: {amount} put off from {this} are worth {gain} yuan over both months.",
        following=following,
        amount=amount,
        this=this,
        gain=gain,
    )


def where_changes_begin(first: Mapping[World, int | None]) -> Markdown:
    """From which amount on rewards and fines differ, where the one that was asked for changes none.

    first: by way the least amount that changes something, in fen.
    """
    parts = [
        _("{way} from {amount} on", way=_(_WORLDS[world]), amount=plain(amount_text(fen, YUAN)))
        for world, fen in first.items()
        if fen is not None
    ]
    if not parts:
        return _("No amount that could be shifted changes a reward or a fine of either month.")
    return _("Rewards and fines change: {parts}.", parts=_("; ").join(parts))


def reasons(scope: Scope, found: Verdict) -> list[Markdown]:
    """Per way what it changes, month by month; a way that is not possible says how much would be."""
    said = []
    nothing = N_("{way}: nothing that decides about money or rank.")
    if scope.is_part:
        nothing = N_("{way}: nothing that decides about money.")
    for world in WORLDS[1:]:
        if world not in found.rows:
            said.append(
                _(
                    "{way}: not possible with so much; at most {limit}.",
                    way=_(_WORLDS[world]),
                    limit=plain(amount_text(found.limits[world], YUAN)),
                )
            )
            continue
        parts = _parts(scope, found, world)
        said.append(
            _("{way}: {parts}.", way=_(_WORLDS[world]), parts=_("; ").join(parts[:_MOST]))
            if parts
            else _(nothing, way=_(_WORLDS[world]))
        )
    return said


#: What follows from the place among all regions.
_PLACES = ("rank", "last_place_streak", "escalation")
#: What a sentence tells of: outcomes; ratios and amounts stand in the table.
_TOLD = (*award_columns(), "last_place_streak", "capital_quota", "rank", "pay_coefficient")


def _parts(scope: Scope, found: Verdict, world: World) -> list[Markdown]:
    months = list(zip(found.rows["as_is"].to_dicts(), found.rows[world].to_dicts(), strict=True))
    told = [(one["month"], compared(one, other, scope.unit, scope.edges, _TOLD)) for one, other in months]
    # Money of both months before places of either.
    return [
        _(
            "{month} {figure} {before} → {after}",
            month=month_text(month),
            figure=plain(rows[place].title),
            before=plain(rows[place].before),
            after=plain(rows[place].after),
        )
        for place in range(len(_TOLD))
        for month, rows in told
        if rows[place].change
    ]


def summary_table(found: Verdict, months: tuple[date, date]) -> Table:
    """Both months' rewards and fines, way by way."""
    rows = []
    for world, frame in found.rows.items():
        this, following = frame["awards"].to_list()
        change = found.awards[world] - found.awards["as_is"]
        rows.append((_(_WORLDS[world]), this, following, found.awards[world], change))
    names = ("way", "awards_this", "awards_next", "awards_both", "awards_change")
    schema = dict.fromkeys(names, pl.Float64) | {"way": pl.String}
    this_month, next_month = (month_text(month) for month in months)
    return Table(
        "now-or-next",
        _("Rewards and fines of both months"),
        pl.DataFrame(rows, schema=schema, orient="row"),
        (
            Column("way", _("Way")),
            Column("awards_this", this_month, "yuan"),
            Column("awards_next", next_month, "yuan"),
            Column("awards_both", _("Both months"), "yuan"),
            Column("awards_change", _("Change"), "yuan"),
        ),
    )


def detail_table(scope: Scope, found: Verdict) -> Table:
    """Every figure that decides, of both months, way by way."""
    names = ("checkpoint_outcome", *award_columns(), *DECIDING[1:])
    if scope.is_part:
        # Places are not told, so they are not listed as unknown either.
        names = tuple(name for name in names if name not in _PLACES)
    before = found.rows["as_is"].to_dicts()
    columns: dict[str, list[str]] = {"in_month": [], "title": []}
    for position, (world, frame) in enumerate(found.rows.items()):
        told = [
            compared(one, other, scope.unit, scope.edges, names)
            for one, other in zip(before, frame.to_dicts(), strict=True)
        ]
        if not position:
            columns["in_month"] = [month_text(row["month"]) for row in before for _name in names]
            columns["title"] = [row.title for rows in told for row in rows]
        columns[world] = [f"▨ {row.after}" if row.change else row.after for rows in told for row in rows]
    return Table(
        "now-or-next-figures",
        _("Both months, figure by figure"),
        pl.DataFrame(columns),
        (
            Column("in_month", _("Month")),
            Column("title", _("Figure")),
            *(Column(world, _(_WORLDS[world])) for world in found.rows),
        ),
    )


def lever_name(kind: Kind) -> Markdown:
    """The kind in the reader's words."""
    return _(KINDS[kind])


def unknown_text(two: TwoMonths | None, region: str, following: Markdown) -> Markdown:
    """Why nothing can be said; nothing where it can."""
    if two is None:
        return _(
            "{following} is neither loaded nor can it be forecast: it needs plans, and three months of "
            "history.",
            following=following,
        )
    is_there = region in set(two.this["region"]) & set(two.following["region"])
    return NONE if is_there else _("The region cannot be forecast in both months.")

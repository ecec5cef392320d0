"""What the rest of the year may bring: expected rewards and fines with a range, and last months in a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.formats import YUAN, Markdown, money, month_text, plain
from dashboard.i18n import N_, _
from dashboard.memory import remembered
from dashboard.published import column
from dashboard.services.forecasts import REASONS
from dashboard.tables import Column, Table
from dashboard.views.ends import named
from dashboard.views.month.outlook import basis_note, chance_text, shown_chance
from dashboard.views.scope import Scope
from dashboard.views.year.standing import year
from dashboard.words import ESCALATIONS, SHORT_ITEMS, word
from engine.ahead.rest import Rest
from engine.settlement.items import ITEMS

#: A smaller chance is one of "less than one percent", which no sentence names.
_NAMED = 0.005
#: So many regions a sentence names.
_MOST = 3
_SUMS = ("expected", "low", "high")


@remembered
def awards(scope: Scope, rest: Rest) -> pl.DataFrame:
    """A row per region: `Rest.regions`, `awards_so_far`, and the year's `year_expected`, `_low`, `_high`.

    Of the scope's region, if one is chosen; the worst year first.
    """
    so_far = year(scope).regions.select("region", pl.col("awards").alias("awards_so_far"))
    rows = rest.regions if scope.region is None else rest.regions.filter(pl.col("region") == scope.region)
    both = rows.join(so_far, on="region", how="full", coalesce=True)
    # Nothing more comes to a region that has ended.
    is_over = pl.col("months_told").is_null()
    numbers = [name for name in rows.columns if rows.schema[name].is_numeric()]
    ended = both.with_columns(
        pl.when(is_over).then(0).otherwise(pl.col(name)).alias(name) for name in numbers
    )
    return _with_year(ended).sort("year_expected", "region", nulls_last=True)


def _with_year(rows: pl.DataFrame) -> pl.DataFrame:
    begun = pl.col("awards_so_far").fill_null(0.0)
    return rows.with_columns((begun + pl.col(name)).alias(f"year_{name}") for name in _SUMS)


def _whole(scope: Scope, rest: Rest) -> dict[str, Any]:
    """All that the scope shows, in a row."""
    if scope.region is not None:
        found = awards(scope, rest)
        return found.row(0, named=True) if found.height else {}
    so_far = year(scope).total
    begun = so_far["awards"].to_list() if so_far.height else [None]
    return _with_year(rest.total.with_columns(pl.Series("awards_so_far", begun, dtype=pl.Float64))).row(
        0, named=True
    )


def answer(scope: Scope, rest: Rest) -> Markdown:
    """What rewards and fines the year is expected to come to; one sentence."""
    row = _whole(scope, rest)
    if not row or row["expected"] is None:
        return _("? Rewards and fines of the rest of the year: nothing can be forecast yet.")
    return _(
        "**Rewards and fines of {year}: about {year_expected} yuan expected**, with 80 % certainty between "
        "{year_low} and {year_high}: {so_far} so far, about {expected} in the {months} months still open.",
        year=scope.month.year,
        so_far=_amount(row["awards_so_far"] or 0.0),
        months=len(rest.months),
        year_expected=_amount(row["year_expected"]),
        year_low=_amount(row["year_low"]),
        year_high=_amount(row["year_high"]),
        expected=_amount(row["expected"]),
    )


def absent(scope: Scope) -> Markdown:
    """Why nothing is said of the rest of the year."""
    return _(
        "Nothing is expected of {year} beyond this: no month of it is left, the days of its months are not "
        "loaded, or the months to come have no plan.",
        year=scope.month.year,
    )


def worst(scope: Scope, rest: Rest) -> list[Markdown]:
    """Whom the rest of the year is expected to cost most."""
    if scope.region is not None:
        return []
    rows = rest.regions.filter(pl.col("expected") < 0).sort("expected", "region")
    if rows.is_empty():
        return []
    parts = _(", ").join(
        _("{region} {amount}", region=plain(region), amount=_amount(amount))
        for region, amount in rows.select("region", "expected").head(_MOST).iter_rows()
    )
    return [_("The open months are expected to cost most (yuan): {parts}.", parts=parts)]


def last_in_a_row(scope: Scope, rest: Rest) -> list[Markdown]:
    """Who may be last so many months in a row, how likely that is, and which months decide it."""
    if rest.told_through is None:
        why = _("Last places cannot be forecast: not every region can be.")
        if scope.is_part:
            why = _("Last places cannot be forecast: the other regions are not yours to see.")
        return [why] if rest.streaks.height else []
    rows = rest.streaks if scope.region is None else rest.streaks.filter(pl.col("region") == scope.region)
    told = rows.filter(pl.col("is_there") | (pl.col("chance") >= _NAMED))["region"].unique()
    named = []
    for _region, own in (
        rows.sort("streak", "length", descending=True)
        .filter(pl.col("region").is_in(told.implode()))
        .group_by("region", maintain_order=True)
    ):
        # The longest run that is likely or reached says all there is to the shorter ones.
        said = (_run(row, rest) for row in own.iter_rows(named=True))
        named += [sentence for sentence in said if sentence][:1]
    if named:
        return named
    lengths = _(" or ").join(plain(str(length)) for length in rows["length"].unique().sort())
    return [
        _(
            "Nobody is likely to be last {lengths} months in a row by {month} (each below 1 %).",
            lengths=lengths,
            month=month_text(rest.told_through),
        )
    ]


def _run(row: Mapping[str, Any], rest: Rest) -> Markdown:
    """A sentence about a run that is reached, or likely enough to be named; else nothing."""
    region, action = plain(row["region"]), plain(word(ESCALATIONS, row["action"]))
    streak, length = plain(str(row["streak"])), plain(str(row["length"]))
    if row["is_there"]:
        return _(
            "**{region}** has been last {streak} months in a row: {length} are reached ({action}).",
            region=region,
            streak=streak,
            length=length,
            action=action,
        )
    if row["chance"] is None or row["chance"] < _NAMED:
        return Markdown("")
    deciding = rest.decided.filter(
        (pl.col("region") == row["region"])
        & (pl.col("length") == row["length"])
        & (pl.col("chance") >= _NAMED)
    )
    months = _(", ").join(
        _("{month} ({chance})", month=month_text(month), chance=plain(chance_text(chance)))
        for month, chance in deciding.sort("month").select("month", "chance").iter_rows()
    )
    return _(
        "**{region}**: {streak} last months in a row so far; the chance of {length} ({action}) by "
        "{through} is {chance}. Decided in {months}.",
        region=region,
        streak=streak,
        length=length,
        action=action,
        through=month_text(rest.told_through),
        chance=plain(chance_text(row["chance"])),
        months=months or month_text(row["earliest"]),
    )


def assumptions(scope: Scope, rest: Rest) -> list[Markdown]:
    """What the expectation stands on, and what is left out of it."""
    said = [
        _(
            "An expectation, not a plan: a thousand possible courses of the open months, made of what past "
            "forecasts missed by, each put through the regulation. Targets, quotas and managers stay as "
            "they are known; no further sanctions; expenses keep to collections; nobody changes course."
        )
    ]
    if rest.missing:
        said.append(
            _(
                "Nothing is planned for {months} yet: they are left out.",
                months=_(", ").join(month_text(month) for month in rest.missing),
            )
        )
    if basis := basis_note(scope):
        said.append(basis)
    rows = rest.regions if scope.region is None else rest.regions.filter(pl.col("region") == scope.region)
    for name, text in (
        ("reason", N_("{regions}: not every open month can be forecast ({reason}).")),
        ("capital_reason", N_("{regions}: capital is left out ({reason}).")),
    ):
        found = rows.filter(pl.col(name).is_not_null()).group_by(name, maintain_order=True).agg("region")
        said += [
            _(
                text,
                regions=named(plain(region) for region in regions),
                reason=plain(_(REASONS[reason])),
            )
            for reason, regions in found.iter_rows()
        ]
    return said


@remembered
def award_table(scope: Scope, rest: Rest) -> Table:
    """Per region: so far, expected of the open months, and the year with its range."""
    rows = awards(scope, rest)
    if scope.region is None:
        whole = pl.DataFrame([_whole(scope, rest) | {"region": _("Total")}], schema=rows.schema)
        rows = pl.concat([rows, whole])
    return Table(
        "year-ahead",
        _("Expected rewards and fines of {year}", year=scope.month.year),
        rows,
        (
            column("region"),
            Column("awards_so_far", _("Year to date"), "yuan"),
            Column("expected", _("Expected, open months"), "yuan", digits=0),
            *(
                Column(
                    f"{item.award}_expected",
                    _("of it: {item}", item=_(SHORT_ITEMS[item.name])),
                    "yuan",
                    digits=0,
                )
                for item in ITEMS
            ),
            Column("year_expected", _("Expected, whole year"), "yuan", digits=0),
            Column("year_low", _("80 % range from"), "yuan"),
            Column("year_high", _("80 % range to"), "yuan"),
            Column("months_told", _("Open months forecast"), "count"),
        ),
        tuple(assumptions(scope, rest)),
    )


@remembered
def streak_table(scope: Scope, rest: Rest) -> Table:
    """Per region and escalation: the streak so far, the chance, and the months that decide."""
    rows = rest.streaks if scope.region is None else rest.streaks.filter(pl.col("region") == scope.region)
    shown = rows.with_columns(
        # What cannot be any more is certain, as a forecast never is.
        pl.when(pl.col("earliest").is_null() & pl.col("chance").is_not_null())
        .then(0.0)
        .otherwise(pl.col("chance").map_elements(shown_chance, return_dtype=pl.Float64))
        .alias("chance"),
        pl.Series("note", [_note(row) for row in rows.iter_rows(named=True)], dtype=pl.String),
        pl.col("action").replace({code: _(text) for code, text in ESCALATIONS.items()}),
    )
    return Table(
        "year-streaks",
        _("Last months in a row, by the end of the year"),
        shown.sort("streak", "chance", "region", descending=[True, True, False], nulls_last=True),
        (
            column("region"),
            Column("length", _("Months in a row"), "count"),
            Column("chance", _("Chance"), "ratio", digits=0, edges=()),
            Column("streak", _("Last in a row so far"), "count"),
            Column("earliest", _("Earliest in"), "month"),
            Column("likeliest", _("Most likely in"), "month"),
            Column("action", _("Leads to")),
            Column("note", _("Note")),
        ),
    )


def _note(row: Mapping[str, Any]) -> str:
    if row["is_there"]:
        return _("reached")
    if row["chance"] is None:
        return _("? cannot be forecast")
    return _("not possible any more this year") if row["earliest"] is None else ""


@remembered
def month_table(scope: Scope, rest: Rest) -> Table:
    """Per region and open month: chances and expected awards."""
    rows = rest.by_month if scope.region is None else rest.by_month.filter(pl.col("region") == scope.region)
    texts = {code: _(text) for code, text in REASONS.items()}
    return Table(
        "year-ahead-months",
        _("The open months one by one"),
        rows.with_columns(
            pl.col("checkpoint_chance", "last_chance").map_elements(shown_chance, return_dtype=pl.Float64),
            pl.coalesce("reason", "last_reason").replace(texts).alias("note"),
        ),
        (
            column("region"),
            column("month"),
            Column("checkpoint_chance", _("Chance to meet the checkpoint"), "ratio", digits=0, edges=()),
            Column("expected", _("Expected rewards and fines"), "yuan", digits=0),
            Column("low", _("80 % range from"), "yuan"),
            Column("high", _("80 % range to"), "yuan"),
            Column("last_chance", _("Chance to come last"), "ratio", digits=0, edges=()),
            Column("note", _("Note")),
        ),
    )


def _amount(amount: float) -> Markdown:
    return Markdown(money(amount, YUAN, plus=True, digits=0))

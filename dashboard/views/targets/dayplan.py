"""The day plan (一.3) in words and tables: what each day must bring, and who is behind since when."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.formats import NONE, Markdown, clause_text, money_with_unit, percent, plain, run_on, unit_of
from dashboard.i18n import N_, _
from dashboard.published import column
from dashboard.tables import Column, Table
from dashboard.views.scope import Scope
from data.working_days import day_kind, is_announced
from engine.exact import hundredths
from engine.forecasting import CERTAINTIES
from engine.planning.day_plan import LAID_OUT, NEEDED, DayPlan

#: The certainty that a page has room for.
_SHOWN = NEEDED[1]
_FIGURES = {"collections": N_("collections"), "sales": N_("sales")}
_KINDS = {
    "working": N_("working day"),
    "makeup": N_("worked instead"),
    "weekend": N_("weekend"),
    "holiday": N_("public holiday"),
}
_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_SIGNS = {"unknown": N_("? days not known"), "true": N_("◆ behind"), "false": N_("✓ on course")}


def plan_title(scope: Scope, plan: DayPlan) -> Markdown:
    """What the card is about."""
    return _("Day plan to the {day}th, {month}", day=plan.checkpoint_day, month=scope.title)


def behind_sentences(scope: Scope, plan: DayPlan) -> list[Markdown]:
    """The offices that are behind, the furthest first."""
    rows = _standings(scope, plan).filter(pl.col("is_behind"))
    return [
        _(
            "**{region} · {office}**: {figure} behind the usual course since {since}, by {amount} now",
            region=plain(row["region"]),
            office=plain(row["office"]),
            figure=plain(_(_FIGURES[row["figure"]])),
            since=plain(f"{row['behind_since']:%m-%d}"),
            amount=plain(money_with_unit(row["behind"], unit_of(row["behind"], scope.unit))),
        )
        for row in rows.iter_rows(named=True)
    ]


def on_course_text(scope: Scope, plan: DayPlan) -> Markdown:
    """That nobody is behind, as far as days are known; nothing where no office has a target."""
    known = _standings(scope, plan)["is_behind"].drop_nulls()
    if known.is_empty():
        return _("No office's days are known, so nobody can say who is behind.")
    return _("✓ No office is behind its usual course.") if not known.any() else NONE


def behind_table(scope: Scope, plan: DayPlan) -> Table:
    """Every office against the usual course of what is due by the checkpoint, the furthest behind first."""
    words: dict[str, str] = {code: _(said) for code, said in _SIGNS.items()}
    frame = _standings(scope, plan).with_columns(
        pl.col("is_behind").cast(pl.String).fill_null("unknown").alias("standing")
    )
    return Table(
        "day_plan_offices",
        _("Offices against their usual course, {month}", month=scope.title),
        frame,
        (
            column("region"),
            column("office", "office"),
            Column("figure", _("Figure"), words=_figure_words()),
            Column("standing", _("Course"), words=words),
            Column("behind_since", _("Behind since"), "date"),
            Column("behind", _("Behind by"), "money"),
            Column("to_date", _("To date"), "money"),
            Column("usual", _("Usual by now"), "money"),
            Column("due", _("Due by the checkpoint"), "money"),
            Column("rest", _("Share of what is missing"), "money"),
            *_needed_columns(),
        ),
        (course_note(),),
    )


def course_note() -> Markdown:
    """How a usual course is made."""
    return _(
        "The usual course is that of what is due by the checkpoint, day by day as the office's last twelve "
        "months came in, counted in working days before the checkpoint; with a short past it leans on its "
        "region and the company. Behind since: the first day from which on the running total always stayed "
        "below it."
    )


def calendar_text(scope: Scope, plan: DayPlan) -> Markdown:
    """How many days are left and how many of them are worked; whether holidays are known."""
    days = _days(plan)
    working = sum(day_kind(day) in ("working", "makeup") for day in days)
    said = _(
        "{left} days left to the checkpoint ({clause}), {working} of them working days.",
        left=len(days),
        working=working,
        clause=plain(clause_text(scope.policy.checkpoint.threshold.clause)),
    )
    if is_announced(scope.month.year):
        return said
    unknown = _(
        "The public holidays of {year} are not known to the calendar yet: Monday to Friday count as working "
        "days.",
        year=scope.month.year,
    )
    return run_on(said, unknown)


def missing_text(scope: Scope, plan: DayPlan) -> Markdown:
    """What the regions in view still need in all, by figure; that nothing is, where nothing is."""
    rows = _narrowed(scope, plan.standings)
    parts = []
    for figure, name in _FIGURES.items():
        rest = int(rows.filter(pl.col("figure") == figure)["rest"].sum()) / 100
        if rest:
            parts.append(_("{figure} {amount}", figure=_(name), amount=money_with_unit(rest, scope.unit)))
    if not parts:
        return _("✓ Nothing is missing to the checkpoint any more.")
    return _("Still missing to the checkpoint: {amounts}.", amounts=_(", ").join(parts))


def sheets(scope: Scope, plan: DayPlan) -> list[tuple[Table, ...]]:
    """A sheet per region that needs something, the one that misses most first: a table per figure.

    A row per day left, a column per office that has to bring something.
    """
    lines = _narrowed(scope, plan.lines)
    wanting = (
        lines.group_by("region")
        .agg(pl.col("rest").sum(), pl.sum_horizontal(pl.col(LAID_OUT).sum()).alias("in_all"))
        .filter(pl.col("in_all") > 0)
        .sort("rest", "in_all", "region", descending=[True, True, False])
    )
    return [
        tuple(
            _sheet(scope, plan, rows, region, figure)
            for figure in _FIGURES
            if not (rows := _wanted(lines, region, figure)).is_empty()
        )
        for region in wanting["region"]
    ]


def _wanted(lines: pl.DataFrame, region: str, figure: str) -> pl.DataFrame:
    own = lines.filter(pl.col("region") == region, pl.col("figure") == figure)
    return own if own.select(pl.sum_horizontal(pl.col(LAID_OUT).sum())).item() else own.clear()


def _sheet(scope: Scope, plan: DayPlan, lines: pl.DataFrame, region: str, figure: str) -> Table:
    amounts = {
        f"office/{office}": rows["rest"]
        for (office,), rows in lines.group_by("office", maintain_order=True)
        if rows["rest"].sum()
    }
    columns = [Column(key, key.partition("/")[2], "money") for key in amounts]
    sums = lines.group_by("date", maintain_order=True).agg(pl.col(LAID_OUT).sum())
    for kind, title in (("rest", _("In all")), (_SHOWN, _needed_title(_SHOWN))):
        if kind == "rest" or sums[kind].sum():
            amounts[kind] = sums[kind]
            columns.append(Column(kind, title, "money"))
    days = pl.Series("day", [_day_text(day) for day in _days(plan)])
    names = {
        "collections": _("Day plan of {region}, {month}: collections", region=region, month=scope.title),
        "sales": _("Day plan of {region}, {month}: sales", region=region, month=scope.title),
    }
    return Table(
        "day_plan",
        names[figure],
        pl.DataFrame({"day": days} | amounts).with_columns(hundredths(pl.col(*amounts))),
        (Column("day", _("Day")), *columns),
        totals={"day": _("Total")} | {key: int(fen.sum()) / 100 for key, fen in amounts.items()},
    )


def whole_table(scope: Scope, plan: DayPlan) -> Table:
    """Every office, figure and day with something to bring, a row each, for files."""
    lines = _narrowed(scope, plan.lines).filter(pl.any_horizontal(pl.col(LAID_OUT) > 0))
    kinds: dict[str, str] = {kind: _(said) for kind, said in _KINDS.items()}
    return Table(
        "day_plan",
        _("Day plan by office and day, {month}", month=scope.title),
        lines.with_columns(
            pl.Series("kind", [day_kind(day) for day in lines["date"]], dtype=pl.String),
            hundredths(pl.col(LAID_OUT)),
        ),
        (
            column("region"),
            column("office", "office"),
            Column("figure", _("Figure"), words=_figure_words()),
            Column("date", _("Date"), "date"),
            Column("kind", _("Kind of day"), words=kinds),
            Column("rest", _("Share of what is missing"), "money"),
            *_needed_columns(),
        ),
        (course_note(), calendar_text(scope, plan)),
    )


def _needed_columns() -> list[Column]:
    return [Column(name, _needed_title(name), "money") for name in NEEDED]


def _needed_title(name: str) -> str:
    certainty = percent(float(CERTAINTIES[NEEDED.index(name)]), 0, ())
    return _("Beyond what is expected, {certainty} certain", certainty=certainty)


def _figure_words() -> dict[str, str]:
    return {figure: _(name) for figure, name in _FIGURES.items()}


def _days(plan: DayPlan) -> list[date]:
    return [plan.month.replace(day=day) for day in range(plan.as_of_day + 1, plan.checkpoint_day + 1)]


def _day_text(day: date) -> str:
    """The day with its weekday, and what it is where the weekday does not say so."""
    kind = day_kind(day)
    named = f"{day:%m-%d} {_(_WEEKDAYS[day.weekday()])}"
    return named if kind in ("working", "weekend") else f"{named} · {_(_KINDS[kind])}"


def _narrowed(scope: Scope, frame: pl.DataFrame) -> pl.DataFrame:
    return frame if scope.region is None else frame.filter(pl.col("region") == scope.region)


def _standings(scope: Scope, plan: DayPlan) -> pl.DataFrame:
    """Amounts in yuan. First come those that share in what is missing, the furthest behind first."""
    worst = [pl.col("rest") > 0, pl.col("behind"), pl.col("rest")]
    return (
        _narrowed(scope, plan.standings)
        .sort(*worst, "region", "office", descending=[True, True, True, False, False], nulls_last=True)
        .with_columns(hundredths(pl.col("due", "to_date", "usual", "behind", *LAID_OUT)))
    )

"""Two spans side by side, as sentences and tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.formats import Markdown, Unit, month_text, plain
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import title
from dashboard.tables import Column, Table
from dashboard.views.ends import named
from engine.evaluation import Evaluation
from engine.year.months import a_year_before
from engine.year.spans import Comparison, Span, compared

#: An award is small beside sales: it is read in yuan.
_RATE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared: an evaluation, two spans of it, and the unit of amounts."""

    evaluation: Evaluation
    one: Span
    other: Span
    unit: Unit


def usual(months: list[date], month: date, *, is_open: bool) -> tuple[Span, Span]:
    """Before the reader chooses: the year so far and its same months last year, as far as known.

    A month under way (`is_open`) is left out while there is one before it.
    """
    if is_open:
        month = max((each for each in months if each < month), default=month)
    of_year = [each for each in months if each.year == month.year and each <= month]
    before = [each for each in (a_year_before(at) for at in of_year) if each in months]
    if not before:
        earlier = max((each for each in months if each < month), default=month)
        return Span(month, month), Span(earlier, earlier)
    # Only months that stand on both sides.
    begun = before[0].replace(year=month.year)
    return Span(begun, month), Span(before[0], before[-1])


def span_text(span: Span) -> Markdown:
    """The span in words: its months and its regions."""
    months = (
        month_text(span.first)
        if span.first == span.last
        else _("{first} to {last}", first=month_text(span.first), last=month_text(span.last))
    )
    names = named(plain(region) for region in span.regions)
    return _("{months}, {regions}", months=plain(months), regions=names or _("all regions"))


def comparison(sides: Sides) -> Comparison:
    """The two spans side by side; the same each time it is asked for."""
    return _comparison(sides.evaluation, sides.one, sides.other)


@remembered
def _comparison(evaluation: Evaluation, one: Span, other: Span) -> Comparison:
    return compared(evaluation, one, other)


def remarks(sides: Sides) -> list[Markdown]:
    """What each side is, what it knows of its months, and how its checkpoints went."""
    found = comparison(sides)
    said = [
        _(
            "{side}: {span}; {known} of {months} months with figures; checkpoints met: {met} of {judged}.",
            side=_side(position),
            span=span_text(span),
            known=found.known[position],
            months=span.months,
            met=found.met[position],
            judged=found.judged[position],
        )
        for position, span in enumerate((sides.one, sides.other))
    ]
    if found.known[0] != found.known[1]:
        said.append(
            _("The sides have figures of different numbers of months: compare rates rather than sums.")
        )
    return said


def _side(position: int) -> Markdown:
    return (_("Side A"), _("Side B"))[position]


def amount_table(sides: Sides) -> Table:
    """Amounts of both sides, their difference and the change."""
    return _table(
        sides,
        "comparison-amounts",
        _("Amounts, side by side"),
        comparison(sides).amounts,
        "money",
        Column("change", _("Change"), "ratio", edges=()),
    )


def rate_table(sides: Sides) -> Table:
    """Rates of both sides and their difference."""
    return _table(sides, "comparison-rates", _("Rates, side by side"), comparison(sides).rates, "ratio")


def _table(sides: Sides, name: str, heading: str, frame: pl.DataFrame, kind: str, *further: Column) -> Table:
    named = frame.with_columns(pl.Series("figure", [title(each, is_short=True) for each in frame["figure"]]))
    shown = (
        Column("one", _("Side A"), kind, digits=_RATE_DIGITS, edges=()),  # type: ignore[arg-type]
        Column("other", _("Side B"), kind, digits=_RATE_DIGITS, edges=()),  # type: ignore[arg-type]
        Column("difference", _("A less B"), kind, digits=_RATE_DIGITS, edges=(), is_difference=True),  # type: ignore[arg-type]
    )
    spans = ((_("Side A"), sides.one), (_("Side B"), sides.other))
    notes = tuple(_("{name}: {value}", name=side, value=span_text(span)) for side, span in spans)
    return Table(name, heading, named, (Column("figure", _("Figure")), *shown, *further), notes)

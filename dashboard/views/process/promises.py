"""Promises (承诺): kept, broken and running, per region and manager."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from dashboard.formats import NOTHING, WAN, Markdown, money_with_unit, unit_of
from dashboard.i18n import _, current
from dashboard.published import column, published
from dashboard.services.process.promises import Kept, is_less_better
from dashboard.tables import Column, Table
from dashboard.views.process.words import PROMISES
from dashboard.words import word, words


def figure_name(figure: str) -> str:
    """The name of a figure that can be promised."""
    return published(figure).title(current())


def amount_said(fen: int | None) -> str:
    """An amount with its unit."""
    return NOTHING if fen is None else money_with_unit(fen / 100, unit_of(fen / 100, WAN))


def promise_text(kept: Kept) -> str:
    """A promise and how it stands, as plain text."""
    promise = kept.promise
    template = (
        _("{figure} at most {amount}") if is_less_better(promise.figure) else _("{figure} at least {amount}")
    )
    said = template.format(figure=figure_name(promise.figure), amount=amount_said(promise.amount_fen))
    return _(
        "{said} by {until}: {standing} (now {actual}). {text}",
        said=said,
        until=f"{promise.until:%Y-%m-%d}",
        standing=word(PROMISES, kept.standing),
        actual=amount_said(kept.actual),
        text=promise.text,
    )


def promise_table(found: Sequence[Kept], named: Callable[[str], str]) -> Table:
    """The promises, a row each."""
    rows = [
        {
            "region": kept.promise.region,
            "manager": kept.manager,
            "office": kept.promise.office or "",
            "figure": figure_name(kept.promise.figure),
            "month": kept.month,
            "amount": kept.promise.amount_fen / 100,
            "actual": None if kept.actual is None else kept.actual / 100,
            "until": kept.promise.until,
            "standing": kept.standing,
            "text": kept.promise.text,
            "by": named(kept.promise.by),
        }
        for kept in found
    ]
    columns = (
        column("region"),
        column("manager"),
        Column("office", _("Office")),
        Column("figure", _("Figure")),
        column("month"),
        Column("amount", _("Promised"), "money"),
        Column("actual", _("Now"), "money"),
        Column("until", _("By when"), "date"),
        Column("standing", _("Standing"), words=words(PROMISES)),
        Column("text", _("What was promised")),
        Column("by", _("Promised by")),
    )
    kinds = {"month": pl.Date, "until": pl.Date, "amount": pl.Float64, "actual": pl.Float64}
    schema = {column.name: kinds.get(column.name, pl.String) for column in columns}
    return Table("promises", _("Promises"), pl.DataFrame(rows, schema=schema), columns)


def tally(found: Sequence[Kept]) -> Markdown:
    """How many were kept, broken and run, in a sentence."""
    counts = {code: sum(kept.standing == code for kept in found) for code in PROMISES}
    return _("**{kept} kept, {broken} broken, {running} running.**", **counts)

"""Finance's payment list of a published month: its lines, what was paid before, what is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from dashboard.formats import Markdown, award, money, month_text, plain
from dashboard.i18n import _
from dashboard.published import column
from dashboard.tables import Column, Table
from dashboard.views.evidence.settlement import hr_note
from dashboard.views.process.names import name_text
from data.store.process.publications import Published
from engine.process.paying import PaidLine, Part, payments
from engine.settlement.carried import ADJUSTMENT, CORRECTION
from engine.settlement.naming import Held, name_of, why_held

_PARTS: Mapping[str, Part] = {CORRECTION: "correction", ADJUSTMENT: "adjustment"}
_SUMMED = ("own", "correction", "adjustment", "net", "due")


def payment_table(versions: Sequence[tuple[Published, Held]], published: Mapping[date, Published]) -> Table:
    """A row per region and manager of a month's latest publication, in yuan, exact to the fen.

    versions: every publication of the month, ascending, with what is (or, of earlier ones, was last) held.
    published: those of all months; what is corrected is the money of who managed the region then.
    """
    month = versions[-1][0].month
    found = payments([_lines(each, held, published) for each, held in versions])
    earlier = [f"paid_{each.version}" for each, _held in versions[:-1]]
    rows = [
        {
            "region": each.region,
            "manager": each.manager,
            **{name: getattr(each, name) / 100 for name in _SUMMED},
            **{name: fen / 100 for name, fen in zip(earlier, each.paid, strict=True)},
        }
        for each in found
    ]
    money = (*_SUMMED, *earlier)
    schema = {"region": pl.String, "manager": pl.String} | dict.fromkeys(money, pl.Float64)
    frame = pl.DataFrame(rows, schema=schema)
    sums = {name: sum(round(value * 100) for value in frame[name]) / 100 for name in money}
    return Table(
        "payments",
        _("Payment list, {month}, version {version} (yuan)", month=month_text(month), version=len(versions)),
        frame,
        (
            column("region"),
            column("manager"),
            Column("own", _("Own lines (yuan)"), "yuan"),
            Column("correction", _("Corrections (yuan)"), "yuan"),
            Column("adjustment", _("Adjustments (yuan)"), "yuan"),
            Column("net", _("Net (yuan)"), "yuan"),
            *(
                Column(name, _("Paid by version {version} (yuan)", version=each.version), "yuan")
                for name, (each, _held) in zip(earlier, versions[:-1], strict=True)
            ),
            Column("due", _("To pay (yuan)"), "yuan"),
        ),
        tuple(_held_notes(*versions[-1])),
        {"region": _("Total"), **sums},
        hr_note(),
    )


def payment_note(table: Table) -> Markdown:
    """What the list comes to, in a sentence."""
    return _(
        "{count} regions; to pay {due} yuan.",
        count=f"{table.frame['region'].n_unique():,}",
        due=money(float(table.totals["due"]), digits=2),
    )


def _held_notes(published: Published, held: Held) -> Iterable[str]:
    for line in published.lines:
        reason = why_held(held, line)
        if reason is not None:
            yield _(
                "Held, not in the list: {region} · {item}, {amount}: {reason}",
                region=line["region"],
                item=name_text(name_of(line)),
                amount=award(line["amount"] / 100),
                reason=reason,
            )


def _lines(made: Published, held: Held, published: Mapping[date, Published]) -> list[PaidLine]:
    return [
        PaidLine(
            line["region"],
            _PARTS.get(line["item"], "own"),
            line["amount"],
            why_held(held, line) is not None,
            _manager(line["region"], published.get(line["of"]), made),
        )
        for line in made.lines
    ]


def _manager(region: str, *publications: Published | None) -> str | None:
    """Who managed a region in the first of these publications that has it."""
    rows = (row for each in publications if each is not None for row in each.regions)
    return next((row["manager"] for row in rows if row["region"] == region), None)


def not_published(month: date) -> Markdown:
    """Why there is no list."""
    return _("{month} is not published yet: there is nothing to pay.", month=plain(month_text(month)))

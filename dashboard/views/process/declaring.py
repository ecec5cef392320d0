"""提报 (一.2) in words: what stands beside the fields, what figures come to, what was declared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.formats import NOTHING, Markdown, Unit, money, month_text, percent, plain
from dashboard.i18n import N_, _
from dashboard.services.declaring import FORM, Given, OfficeLine, Standing
from dashboard.words import DECLARATION_STANDINGS, DECLARATION_STATUSES, word
from engine.policy.parameters import Policy
from engine.process.lowering import Foretold

#: Whether one figure alone is below, whether sales are → what is said.
_LOWERED = {
    (True, True): N_("◆ **Sales below {share} of the plan**: a reason, a remedy and an approval are needed."),
    (True, False): N_(
        "◆ **Collections below {share} of the plan**: a reason, a remedy and an approval are needed."
    ),
    (False, True): N_(
        "◆ **Sales and collections below {share} of the plan**: a reason, a remedy and an approval are "
        "needed."
    ),
}


def amount_typed(amount: int | None) -> str:
    """An amount in fen as a field shows it, in yuan; empty for none."""
    if amount is None:
        return ""
    return f"{amount // 100:,}" if amount % 100 == 0 else f"{amount / 100:,.2f}"


def figure_title(figure: str) -> Markdown:
    """What a field asks for."""
    return _("Expected sales (yuan)") if figure == "sales" else _("Expected collections (yuan)")


def context_rows(line: OfficeLine, unit: Unit) -> list[list[str]]:
    """What stands beside an office's fields: a head, then a row per figure. Texts are plain."""
    head: list[str] = [unit.label, _("Plan"), _("Last year"), _("Forecast"), _("Target now")]
    rows = [head]
    for at, title in enumerate((_("Sales"), _("Collections"))):
        pairs = (line.plan, line.last_year, line.forecast, line.target)
        rows.append([title, *(amount_text(pair[at], unit) for pair in pairs)])
    return rows


def amount_text(amount: int | None, unit: Unit) -> str:
    """Fen in the reader's unit."""
    return NOTHING if amount is None else money(amount / 100, unit)


def verdict(told: Foretold, policy: Policy) -> Markdown:
    """What an office's figures come to, as they stand in its fields."""
    passes = percent(float(policy.targets.approval_threshold.value), 0, ())
    if told.status == "no_plan":
        return _("○ Without a plan there is no target, so nothing can be declared.")
    if told.status == "after_deadline":
        return _("× Too late: it would not count.")
    if told.status == "second_adjustment":
        return _("× Adjusted once already: another one would not count.")
    if told.is_approval_needed:
        if not told.lowered:
            return _(
                "◆ The region's total is below {share} of the plan: a reason, a remedy and an approval are "
                "needed.",
                share=passes,
            )
        return _(_LOWERED[len(told.lowered) == 1, "sales" in told.lowered], share=passes)
    if told.status == "adjustment":
        return _("✓ Counts as the one adjustment.")
    if told.is_late:
        return _("✓ Counts as the declaration; made after the declaration day, it is marked late.")
    return _("✓ Counts as the declaration.")


def totals(entered: Sequence[tuple[int, int]], lines: Sequence[OfficeLine], unit: Unit) -> Markdown:
    """What all fields together come to, beside the plan."""
    sums = [sum(pair[at] for pair in entered) for at in (0, 1)]
    plans = [sum(line.plan[at] or 0 for line in lines) for at in (0, 1)]
    changes = [
        percent((own - planned) / planned, 1, (), plus=True) if planned else NOTHING
        for own, planned in zip(sums, plans, strict=True)
    ]
    return _(
        "Together: sales {sales} ({sales_change} on the plan), collections {collections} "
        "({collections_change}), {unit}",
        sales=plain(amount_text(sums[0], unit)),
        sales_change=plain(changes[0]),
        collections=plain(amount_text(sums[1], unit)),
        collections_change=plain(changes[1]),
        unit=unit.label,
    )


def given_sentences(line: OfficeLine, unit: Unit) -> list[Markdown]:
    """What was declared for an office, each with what became of it, and what of it was replaced."""
    standings = [None] * (len(line.given) - 1) + [line.standing]
    said = [_given(row, unit, standing) for row, standing in zip(line.given, standings, strict=False)]
    said += [
        _(
            "{day}: {sales} / {collections} from the form was replaced by what stands now.",
            day=f"{deed.on:%m-%d}",
            sales=plain(amount_text(deed.sales, unit)),
            collections=plain(amount_text(deed.collections, unit)),
        )
        for deed in line.replaced
    ]
    if line.refused is not None:
        said.append(_("**Refused**: {reason}", reason=plain(line.refused.reason)))
    return said


def _given(row: Given, unit: Unit, standing: Standing | None) -> Markdown:
    parts = {
        "day": f"{row.declared_on:%m-%d}",
        "sales": plain(amount_text(row.sales, unit)),
        "collections": plain(amount_text(row.collections, unit)),
        "source": source_text(row.source),
        "status": plain(
            word(DECLARATION_STATUSES, row.status)
            if standing is None
            else word(DECLARATION_STANDINGS, standing)
        ),
    }
    if row.approver:
        return _(
            "{day}: {sales} / {collections} ({source}), {status}, approved by {approver}",
            approver=plain(row.approver),
            **parts,
        )
    return _("{day}: {sales} / {collections} ({source}), {status}", **parts)


def lapsed_sentence(month: date, last: date) -> Markdown:
    """That nothing of a month can be approved any more."""
    return _(
        "Declarations of {month} could be approved until {last}: what was not counts for nothing, and the "
        "target of record stays without it.",
        month=month_text(month),
        last=f"{last:%Y-%m-%d}",
    )


def closed_sentence(month: date, last: date, *, is_published: bool) -> Markdown:
    """Why nothing of a month can be declared any more."""
    if is_published:
        return _("{month} is published: nothing is declared for it any more.", month=month_text(month))
    return _(
        "Declarations of {month} could be made and adjusted until {last}.",
        month=month_text(month),
        last=f"{last:%Y-%m-%d}",
    )


def source_text(source: str) -> Markdown:
    """Where a row comes from."""
    return _("form") if source == FORM else plain(source)

"""What a month's bulletin says: assembled once, so that the workbook and the PDF cannot differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboard.bulletins import tables
from dashboard.bulletins.stamps import Stamps
from dashboard.bulletins.tables import Totalled
from dashboard.bulletins.texts import unmarked
from dashboard.formats import NOTHING, Unit, month_text
from dashboard.i18n import _
from dashboard.published import title
from dashboard.services.evaluation import Snapshot
from dashboard.services.months import receipt_of_line
from dashboard.services.papers.code import Code
from dashboard.tables import Table
from dashboard.views.appraisal import appraisal, conduct
from dashboard.views.capital import capital
from dashboard.views.evidence import regulation
from dashboard.views.evidence.receipts import Input, Operation, inputs, missing, operations, receipt_outcome
from dashboard.views.evidence.settlement import hr_note
from dashboard.views.expenses import expenses
from dashboard.views.month.progress import Progress
from dashboard.views.month.story import story
from dashboard.views.month.telling import story_findings, story_table
from dashboard.views.overview import overview
from dashboard.views.overview.figures import Figure, figures
from dashboard.views.overview.findings import Finding, findings
from dashboard.views.scope import Scope
from dashboard.views.targets import targets
from dashboard.views.targets.dayplan import whole_table
from dashboard.views.year.notes import notes
from dashboard.views.year.standing import rest, verdict, who_misses, year
from dashboard.views.year.tables import outcome_table, short_table, target_table
from dashboard.words import ITEMS, word
from data.store.process.shown import is_carried
from engine.forecasting import Forecast
from engine.planning.day_plan import DayPlan
from engine.settlement.derivations import ATTAINMENTS, EXPENSE, SCORE
from engine.settlement.naming import Held
from engine.settlement.receipt import Receipt
from engine.year.courses import MEASURES

#: A day plan of more lines than a reader would look at is no sheet of the workbook; the page has it.
MOST_PLANNED = 5_000


@dataclass(frozen=True, slots=True)
class Derivation:
    """A receipt in words; `amount` is a settlement line's in yuan, None of any other figure."""

    region: str
    item: str
    clause: str
    outcome: str
    amount: float | None
    operations: tuple[Operation, ...]
    inputs: tuple[Input, ...]
    missing: tuple[str, ...]
    policy_version: str
    data_version: str


@dataclass(frozen=True, slots=True)
class Signature:
    """A line to sign: the office, what it answers for, and who holds it where that is known."""

    office: str
    duty: str
    name: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A month's bulletin in the reader's language, large amounts in the unit of its scope.

    everyone: the scope with the regions of which only ranks and scores are told; the same if all are seen.
    """

    scope: Scope
    everyone: Scope
    stamps: Stamps
    title: str
    banner: str
    stamp_lines: tuple[tuple[str, str], ...]
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    regions: Totalled
    year: Table
    year_said: tuple[str, ...]
    settlement: Totalled
    rewards: Totalled
    ranks: pl.DataFrame
    derivations: tuple[Derivation, ...]
    chapters: tuple[tuple[str, Table], ...]
    conduct: Table
    policy: Table
    notes: tuple[str, ...]
    signatures: tuple[Signature, ...]
    code: Code


def bulletin(
    snapshot: Snapshot,
    stamps: Stamps,
    recorded: pl.DataFrame,
    unit: Unit,
    until: date | None = None,
    *,
    made: Forecast | None = None,
    planned: DayPlan | None = None,
    code: Code | None = None,
    held: Held | None = None,
) -> Bulletin:
    """The bulletin of the stamps' month, all regions of the snapshot, large amounts in `unit`.

    recorded: the month's `details.conduct`. until: the last day with figures of a month that is not over,
    made: its forecast, planned: its day plan. code: of the publication, None before there is one; then
    held is what of its lines is held.
    """
    scope = Scope(snapshot.shown_own, stamps.month, None, unit, until)
    everyone = Scope(snapshot.shown, stamps.month, None, unit, until)
    now = None if until is None else Progress(stamps.month, until, scope.policy.checkpoint_day)
    lines = story(scope, now, made)
    behaved = conduct.conduct_table(scope, recorded)
    if stamps.is_narrowed:
        behaved = tables.without_origin(behaved)
    still_needed: tuple[tuple[str, Table], ...] = (
        ((_("Month under way"), story_table(scope, lines)),) if lines else ()
    )
    if planned is not None and planned.lines.height <= MOST_PLANNED:
        still_needed += ((_("Day plan"), whole_table(scope, planned)),)
    return Bulletin(
        scope=scope,
        everyone=everyone,
        stamps=stamps,
        title=_("Monthly bulletin of the sales regions, {month}", month=scope.title),
        banner=_banner(stamps),
        stamp_lines=_stamp_lines(stamps, unit),
        figures=tuple(figures(scope)),
        findings=(*story_findings(lines, unit), *findings(scope, now)),
        regions=tables.region_table(scope, now),
        year=short_table(scope),
        year_said=_year_said(scope),
        settlement=tables.settlement_table(scope, held),
        rewards=tables.reward_list(scope, held),
        ranks=appraisal.history(everyone),
        derivations=_derivations(snapshot, scope, stamps),
        chapters=(
            *still_needed,
            (_("Year"), target_table(scope)),
            (_("Outcomes of the year"), outcome_table(scope)),
            (_("Targets"), targets.region_table(scope)),
            (_("Offices"), targets.office_table(scope)),
            (_("Declarations"), targets.declaration_table(scope)),
            (_("Capital"), capital.region_table(scope)),
            (_("Expenses"), expenses.region_table(scope)),
            (_("Appraisal"), appraisal.rank_table(everyone)),
            (_("Conduct"), behaved),
            (_("Course of the year"), overview.course_table(scope)),
        ),
        conduct=behaved,
        policy=regulation.value_table(scope.policy),
        notes=_notes(scope),
        signatures=_signatures(scope),
        code=code or Code(stamps.month),
    )


def _banner(stamps: Stamps) -> str:
    """What stands on every page: how far its amounts may be relied upon."""
    if stamps.is_under_way:
        return _(
            "Under way, figures through {day}: every reward, fine and rank is provisional "
            "and settles nothing",
            day=_through(stamps),
        )
    if stamps.published_version:
        return _("As published, version {version}", version=stamps.published_version)
    return _("Proposals: nothing is paid or withheld before finance has verified it")


def _through(stamps: Stamps) -> str:
    """The last month with figures, to the day where that is known."""
    day = "" if stamps.through_day is None else f"-{stamps.through_day:02d}"
    return f"{month_text(stamps.data_through)}{day}"


def _stamp_lines(stamps: Stamps, unit: Unit) -> tuple[tuple[str, str], ...]:
    changed: tuple[tuple[str, str], ...] = ()
    audited: tuple[tuple[str, str], ...] = ()
    if not stamps.is_narrowed:
        changed = ((_("Data last changed (UTC)"), f"{stamps.data_changed_at:%Y-%m-%d %H:%M}"),)
        audited = ((_("Audit chain"), stamps.audit_head or _("not kept by this store")),)
    return (
        (_("Month"), month_text(stamps.month)),
        (_("Amounts in"), unit.label),
        (_("Data through"), _through(stamps)),
        *changed,
        (_("Data version"), stamps.data_version),
        (title("policy_version"), stamps.policy_version),
        *audited,
    )


def _derivations(snapshot: Snapshot, scope: Scope, stamps: Stamps) -> tuple[Derivation, ...]:
    """First the settlement's lines in the order of their table, then by rank what has no award of its own."""
    lines = tables.settlement_table(scope).table.frame.rows(named=True)
    others = [
        (region, item)
        for region in scope.regions["region"]
        for item in (*ATTAINMENTS.values(), EXPENSE, SCORE)
    ]
    receipts = (
        *(_receipt_of(snapshot, scope, line) for line in lines),
        *(scope.evaluation.receipt(scope.month, region, item) for region, item in others),
    )
    return tuple(_derivation(receipt, stamps) for receipt in receipts)


def _receipt_of(snapshot: Snapshot, scope: Scope, line: Mapping[str, Any]) -> Receipt:
    carried = receipt_of_line(snapshot, line) if is_carried(line) else None
    return carried or scope.evaluation.receipt(scope.month, line["region"], line["item"])


def _derivation(receipt: Receipt, stamps: Stamps) -> Derivation:
    is_money = receipt.unit == "yuan"
    return Derivation(
        region=receipt.region,
        item=word(ITEMS, receipt.item),
        clause=receipt.clause,
        outcome=receipt_outcome(receipt),
        amount=receipt.amount if is_money else None,
        operations=tuple(operations(receipt)),
        inputs=tuple(inputs(receipt)),
        missing=tuple(missing(receipt)),
        policy_version=receipt.policy_version,
        data_version=stamps.data_version,
    )


def _year_said(scope: Scope) -> tuple[str, ...]:
    """What holds of the year, then what has to be known about its figures."""
    if year(scope).total.is_empty():
        return ()
    said = [part for measure in MEASURES for part in (verdict(scope, measure), rest(scope, measure)) if part]
    return tuple(unmarked(sentence) for sentence in (*said, *who_misses(scope), *notes(scope)))


def _notes(scope: Scope) -> tuple[str, ...]:
    found = [
        hr_note(),
        _("Values marked ◇ are our reading where the regulation is silent; they are to be confirmed."),
        _("The software proposes; people decide."),
        *targets.plan_notes(scope),
        *expenses.notes(scope),
    ]
    return tuple(unmarked(note) for note in found)


def _signatures(scope: Scope) -> tuple[Signature, ...]:
    known = scope.regions.select("region", "vice_president").drop_nulls().sort("vice_president", "region")
    supervisors = [
        Signature(
            title("vice_president"),
            _(", ").join(regions),
            vice_president,
        )
        for vice_president, regions in known.group_by("vice_president", maintain_order=True)
        .agg("region")
        .iter_rows()
    ]
    return (
        Signature(_("Region statistician"), _("prepared"), ""),
        Signature(_("Finance"), _("verified"), ""),
        Signature(_("Compliance"), _("appraised and published"), ""),
        *(supervisors or [Signature(title("vice_president"), NOTHING, "")]),
    )

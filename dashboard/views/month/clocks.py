"""A published month beside what it would be now, and what made the difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo

import polars as pl

from dashboard.formats import Markdown, month_text, plain
from dashboard.i18n import _
from dashboard.services.uploads.consequences import Consequences, compared
from dashboard.tables import Table
from dashboard.views.scope import Scope
from dashboard.views.uploads.consequences import figure_table, sentences
from dashboard.views.uploads.loads import actor_text
from data.store.history import Load
from data.store.preview import ROWS
from data.store.process.publications import Published
from engine.evaluation import Evaluation

#: So many sentences, and so many loads, are told.
_TOLD = 6
#: A month's figures rest on the eleven before, too (二).
_SPAN = 12


def difference(scope: Scope) -> Consequences | None:
    """From what was published of the month, and of the region if one is chosen, to now; None if the same."""
    if scope.now is None:
        return None
    then, now = _of_month(scope, scope.evaluation), _of_month(scope, scope.now)
    found = compared(then, now, pl.DataFrame(schema=ROWS))
    return found if found.changes_figures else None


def told(found: Consequences) -> list[Markdown]:
    """The weightiest differences, a sentence per region: published → now."""
    shown, more = sentences(found, _TOLD)
    return [*shown, *([_("{count} more regions; the table lists them.", count=more)] if more else [])]


def side_by_side(found: Consequences, month: date) -> Table:
    """Every figure that differs, as published and as it would be now."""
    table = figure_table(found, most=None)
    titles = {"before": _("Published"), "after": _("Would now be")}
    columns = (replace(each, title=titles.get(each.name, each.title)) for each in table.columns)
    return replace(
        table,
        name="clocks",
        title=_("{month}: published and now", month=month_text(month)),
        columns=tuple(columns),
    )


def stamp(published: Published) -> Markdown:
    """Which publication is shown."""
    return _(
        "{month} as published: version {version}, {day}",
        month=month_text(published.month),
        version=published.version,
        day=f"{published.on}" if published.on else "",
    )


def other_policy(published: Published, policy_version: str) -> list[Markdown]:
    """That the policy is another now, if it is."""
    if policy_version == published.policy_version:
        return []
    return [
        _(
            "The policy is {now} now; it was published under {then}.",
            now=plain(policy_version),
            then=plain(published.policy_version),
        )
    ]


def causes(published: Published, loads: Iterable[Load], zone: tzinfo | None) -> list[tuple[str, Markdown]]:
    """Loads and rollbacks since the publication that may have moved its month: id and sentence, latest first.

    loads: those that the reader sees. zone: whose days are told, the server's if None.
    """
    since = [(each.load_id, _cause(each, published, zone)) for each in loads if _moves(each, published)]
    return since[:_TOLD]


def _cause(load: Load, published: Published, zone: tzinfo | None) -> Markdown:
    files = _(", ").join(plain(file.name) for file in load.files)
    if load.rollback is not None and _is_after(load.rollback.at, published):
        return _(
            "{files} was taken back on {day} by {who}: {why}",
            files=files,
            day=f"{load.rollback.at.astimezone(zone):%Y-%m-%d}",
            who=plain(actor_text(load.rollback.actor)),
            why=plain(load.rollback.reason),
        )
    return _(
        "{files} was loaded on {day} by {who}.",
        files=files,
        day=f"{load.created_at.astimezone(zone):%Y-%m-%d}",
        who=plain(actor_text(load.actor)),
    )


def _moves(load: Load, published: Published) -> bool:
    is_taken_back = load.rollback is not None and _is_after(load.rollback.at, published)
    if not is_taken_back and not _is_after(load.created_at, published):
        return False
    return any(scope.period is None or _reaches(scope.period, published.month) for scope in load.scopes)


def _reaches(period: date, month: date) -> bool:
    between = (month.year - period.year) * _SPAN + month.month - period.month
    return 0 <= between < _SPAN


def _is_after(at: datetime, published: Published) -> bool:
    when = at if at.tzinfo else at.replace(tzinfo=UTC)
    return published.at is None or when > published.at


def _of_month(scope: Scope, evaluation: Evaluation) -> Evaluation:
    return replace(
        evaluation,
        regions=scope.narrowed(evaluation.regions),
        settlement=scope.narrowed(evaluation.settlement),
        carried=scope.narrowed(evaluation.carried),
    )

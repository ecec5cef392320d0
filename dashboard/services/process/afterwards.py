"""What follows a publication, for pages and verbs: only what the publication asks for is taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import polars as pl

from dashboard.services.evaluation import checkpoint_day
from dashboard.services.process.forms import may_retain
from dashboard.services.process.returning import note_returned
from data.store import ProcessRefused
from data.store.process.after_acts import Pledge
from data.store.process.deeds import KeptFile, Verdict
from data.store.writer import Writer
from engine.policy.parameters import Policies

#: Figures of a region, in yuan, that can be promised.
PROMISED = ("sales", "collections", "capital_occupied", "contract_overdue", "expense_counted_month")
_REPORTED, _TRANSFERRED = ("report_to_vp", "transfer"), ("transfer",)


def appeal(
    writer: Writer,
    policies: Policies,
    month: date,
    region: str,
    *,
    item: str,
    text: str,
    files: Sequence[KeptFile] = (),
) -> str:
    """Appeal against a published line within the policy's days: `Acts.appeal`; the appeal's id."""
    days = policies.at(month).process.appeal_days.value
    return writer.process.appeal(month, region, item, text, days=days, files=files)


def explain(writer: Writer, month: date, region: str, text: str, files: Sequence[KeptFile] = ()) -> None:
    """Explain an overrun that was published: `Acts.explain`. `not_due` where none has to be explained."""
    writer.demand("explain", region)
    _demand(writer, month, region, "is_explanation_required", (True,))
    writer.process.explain(month, region, text, files=files)


def report(writer: Writer, month: date, region: str, text: str, files: Sequence[KeptFile] = ()) -> None:
    """The minutes of a report: `Acts.report`. `not_due` where the last places do not ask for one."""
    writer.demand("report", region)
    _demand(writer, month, region, "escalation", _REPORTED)
    writer.process.report(month, region, text, files=files)


def retain(writer: Writer, month: date, region: str, until: date | None, reason: str) -> None:
    """What the VP decides on a report: `Acts.retain`. `not_due` where no publication asks for one now."""
    if may_retain(writer.scope(), region) and (month, region) in writer.book().reports:
        _demand(writer, month, region, "escalation", _REPORTED)
    writer.process.retain(month, region, until, reason)


def decide_transfer(
    writer: Writer, month: date, region: str, verdict: Literal["transfer", "kept"], reason: str
) -> None:
    """What the general manager decides: `Acts.decide_transfer`. `not_due` before six last months."""
    writer.demand("decide_transfer", region)
    _demand(writer, month, region, "escalation", _TRANSFERRED)
    writer.process.decide_transfer(month, region, verdict, reason)


def promise(writer: Writer, region: str, pledge: Pledge) -> str:
    """Promise a figure that is published in yuan: `Acts.promise`; the promise's id.

    `figure_unknown` for another figure, `conduct_region` and `no_such_office` for a region or an office of it
    that the organisation does not have.
    """
    if pledge.figure not in PROMISED:
        raise ProcessRefused("figure_unknown", figure=pledge.figure)
    writer.demand("promise", region)
    offices = writer.whole().organisation().filter(pl.col("region") == region)["office"].to_list()
    if not offices:
        raise ProcessRefused("conduct_region", region=region)
    if pledge.office not in (None, *offices):
        raise ProcessRefused("no_such_office", region=region, office=pledge.office)
    return writer.process.promise(region, pledge)


def propose_adjustment(
    writer: Writer, policies: Policies, month: date, region: str, *, amount_fen: int, reason: str
) -> str:
    """Propose an amount for a region of a month: `Acts.propose_adjustment`; the adjustment's id."""
    writer.demand("propose_adjustment")
    facts = writer.whole().facts(checkpoint_day(policies)).region_months
    if (month, region) not in set(facts.select("month", "region").iter_rows()):
        raise ProcessRefused("region_unknown", region=region, month=f"{month:%Y-%m}")
    return writer.process.propose_adjustment(month, region, amount_fen, reason)


def decide_adjustment(
    writer: Writer, policies: Policies, adjustment_id: str, verdict: Verdict, reason: str
) -> None:
    """Approve or refuse an adjustment: `Acts.decide_adjustment`; a month that was verified is open again."""
    writer.process.decide_adjustment(adjustment_id, verdict, reason)
    note_returned(writer, policies, "adjustment", adjustment_id)


def _demand(writer: Writer, month: date, region: str, figure: str, wanted: tuple[object, ...]) -> None:
    published = writer.book().published(month)
    if published is None:
        raise ProcessRefused("not_published", month=f"{month:%Y-%m}")
    rows = [row for row in published.content.get("regions", ()) if row["region"] == region]
    if not any(row.get(figure) in wanted for row in rows):
        raise ProcessRefused("not_due", region=region, month=f"{month:%Y-%m}")

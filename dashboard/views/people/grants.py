"""One's own grants: what they show, what they let do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from dashboard.formats import Markdown, plain
from dashboard.i18n import N_, _
from dashboard.tables import Column, Table
from dashboard.views.people.roles import over_text, role_title, span_text
from data.people.person import Grant
from data.people.roles import Act
from data.people.scope import Scope

#: What can be done here, in words; approving a claim and setting policy files have no page.
ACTS: dict[Act, str] = {
    "declare": N_("declares targets"),
    "approve_declaration": N_("approves lowered declarations"),
    "explain": N_("explains overruns"),
    "promise": N_("makes promises"),
    "appeal": N_("appeals"),
    "report": N_("reports on last places, or decides on it"),
    "decide_transfer": N_("decides on transfers"),
    "approve_adjustment": N_("approves adjustments"),
    "simulate": N_("simulates"),
    "save_scenario": N_("saves scenarios"),
    "upload": N_("uploads extracts"),
    "map": N_("settles what headers mean"),
    "roll_back": N_("takes own loads back"),
    "submit": N_("submits the month"),
    "verify": N_("verifies the settlement"),
    "export_payments": N_("exports payment lists"),
    "propose_adjustment": N_("proposes adjustments"),
    "record_conduct": N_("records violations"),
    "publish": N_("publishes the month"),
    "reopen": N_("reopens a month"),
    "decide_appeal": N_("decides appeals"),
    "manage_people": N_("manages people"),
    "end_sessions": N_("ends sessions"),
    "back_up": N_("makes backups"),
}


def sight_sentences(scope: Scope) -> list[Markdown]:
    """What is seen in full, what of the rest; safe inside Markdown."""
    if scope.is_nothing:
        return [_("You see no amounts, not even those that are published.")]
    if scope.is_everything:
        said = [_("You see everything of all regions.")]
    else:
        said = []
        if scope.regions:
            said.append(_("You see all of {regions}.", regions=_listed(scope.regions)))
        said += [
            _("You see all of the office {office}, and the totals of {region}.",
              office=plain(office), region=plain(region))
            for region, office in sorted(scope.offices)
        ]  # fmt: skip
        said.append(_("Of the other regions you see what is published: names, scores, ranks and awards."))
    if scope.sees_audit:
        said.append(_("The audit log is open to you."))
    return said


def _listed(names: Iterable[str]) -> Markdown:
    return plain(_(", ").join(sorted(names)))


def grant_table(grants: Iterable[Grant], day: date) -> Table:
    """A row for each role: over what, since and until when, what it does."""
    rows = [
        {
            "role": role_title(grant.role),
            "over": over_text(grant),
            "span": span_text(grant) or _("without end"),
            "acts": _(", ").join(_(ACTS[act]) for act in ACTS if act in grant.kind.acts) or _("looks"),
        }
        for grant in grants
        if grant.holds_on(day)
    ]
    return Table(
        "grants",
        _("My roles"),
        pl.DataFrame(rows, schema=dict.fromkeys(("role", "over", "span", "acts"), pl.String)),
        (
            Column("role", _("Role")),
            Column("over", _("Over")),
            Column("span", _("In force")),
            Column("acts", _("What it does here")),
        ),
    )

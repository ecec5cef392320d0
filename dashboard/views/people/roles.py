"""Roles and grants in words."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.i18n import _, current
from data.people.person import Grant
from data.people.roles import BY_CODE, Role


def role_title(role: Role) -> str:
    """A role's name in the reader's language."""
    kind = BY_CODE[role]
    return kind.zh[0] if current() == "zh" else kind.en


def over_text(grant: Grant) -> str:
    """Over what a grant is: everything, some regions, some offices of one."""
    regions = _(", ").join(sorted(grant.regions or ()))
    offices = _(", ").join(sorted(grant.offices))
    if grant.kind.sight == "nothing":
        return _("people and settings, no amounts")
    if grant.regions is None:
        return _("all regions")
    return f"{regions} · {offices}" if offices else regions


def span_text(grant: Grant) -> str:
    """From which month through which one a grant holds; empty where it has no ends."""
    first = f"{grant.first:%Y-%m}" if grant.first else ""
    last = f"{grant.last:%Y-%m}" if grant.last else ""
    if first and last:
        return _("from {first} through {last}", first=first, last=last)
    if first:
        return _("from {month}", month=first)
    return _("through {month}", month=last) if last else ""


def grant_text(grant: Grant) -> str:
    """A role and over what it is, with its months where it has ends."""
    told = _("{role} ({over})", role=role_title(grant.role), over=over_text(grant))
    span = span_text(grant)
    return _("{grant}, {span}", grant=told, span=span) if span else told


def grants_text(grants: Iterable[Grant]) -> str:
    """Several grants in one line."""
    return _("; ").join(grant_text(grant) for grant in grants) or _("no role")


def titles_text(grants: Iterable[Grant]) -> str:
    """The names of roles alone, each once."""
    return _(", ").join(dict.fromkeys(role_title(grant.role) for grant in grants)) or _("no role")

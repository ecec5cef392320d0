"""The lever board (模拟): what it says of each lever, and the figures it shows, as plain data.

Amounts are fen. `assets/lever_board.js` draws it and computes nothing but positions on a track.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dashboard.formats import Unit
from dashboard.i18n import _
from dashboard.views.whatif.goals import mark_title
from dashboard.views.whatif.whatif import LEVERS, Compared, amount_text
from engine.policy.parameters import Policy
from engine.whatif.goalseek import Answer
from engine.whatif.levers import COLLECTING, KINDS, Lever, LeverKind

#: Sliders move by a thousand yuan; the field beside them takes every fen.
STEP = 100_000
#: More than a hundred million yuan nobody sells in a few days.
_SALES_REACH = 10_000_000_000

Room = Mapping[str, int]


def most(kind: LeverKind, room: Room) -> int:
    """The most the lever can move in a region; `room`: what each office has to take from."""
    return _SALES_REACH if kind == "extra_sales" else sum(room.values())


def lever_data(
    kind: LeverKind, room: Room, answers: Sequence[Answer], moved: int, *, unit: Unit, policy: Policy
) -> dict[str, Any]:
    """One lever of the board; its `most` is None where there is nothing to move."""
    name, limit = _(LEVERS[kind]), most(kind, room)
    if not room or limit <= 0:
        note = (
            _("Nothing there to take.") if room else _("Not available: the figures it needs are not loaded.")
        )
        return {"kind": kind, "name": name, "most_text": "", "most": None, "reach": 0, "note": note}
    limit_text = _("at most {amount}", amount=amount_text(limit, unit))
    marks = _marks(kind, limit, answers)
    return {
        "kind": kind,
        "name": name,
        "field_name": _("{lever}, yuan", lever=name),
        "reset_name": _("{lever}: to 0", lever=name),
        "most": limit,
        "most_text": "" if kind == "extra_sales" else limit_text,
        "beyond": _("{lever}: {limit}; nothing was changed.", lever=name, limit=limit_text),
        "no_amount": _("{lever}: enter an amount in yuan, such as 129,152.66.", lever=name),
        "reach": _reach(kind, limit, moved, marks),
        "step": STEP,
        "format": _("%.1f wan"),
        "amount": moved,
        "marks": [
            {"at": answer.least, "text": f"{amount_text(answer.least, unit)} → {mark_title(answer, policy)}"}
            for answer in marks
        ],
    }


def figure_data(rows: Sequence[Compared]) -> list[dict[str, str]]:
    """The figures as the board shows them; one that changes is marked as simulated (▨)."""
    tones = {True: "better", False: "worse", None: ""}
    return [
        {
            "title": row.title,
            "value": f"▨ {row.after}" if row.change else row.after,
            "was": _("was {before}", before=row.before) if row.change else "",
            "difference": row.difference or "",
            "tone": tones[row.is_better],
        }
        for row in rows
    ]


def context_of(levers: Sequence[Lever], *others: object) -> str:
    """A digest of all that decides about the figures beside the levers' totals.

    That is how levers are split over offices, on which terms more is sold, and `others`.
    """
    details = []
    for lever in levers:
        rest = lever if lever.office is not None else replace(lever, amount=0)
        if rest != Lever(lever.kind, lever.region, 0):
            details.append(rest)
    return hashlib.sha256(repr((details, others)).encode()).hexdigest()[:16]


def position_of(context: str, levers: Sequence[Lever]) -> str:
    """Under which name figures are kept: the context and every lever's total, in the order of `KINDS`."""
    totals = (sum(lever.amount for lever in levers if lever.kind == kind) for kind in KINDS)
    return f"{context}|{','.join(map(str, totals))}"


def _reach(kind: LeverKind, limit: int, moved: int, marks: Sequence[Answer]) -> int:
    """How far the slider goes: all there is, or for sales a little beyond the farthest mark."""
    if kind != "extra_sales":
        return limit
    reach = max([100 * STEP, *((mark.least or 0) * 3 // 2 for mark in marks)])
    while reach < moved:
        reach *= 2
    return min(reach, limit)


def _marks(kind: LeverKind, limit: int, answers: Sequence[Answer]) -> list[Answer]:
    """Where something changes on this lever, the nearest first."""
    # For the checkpoint it does not matter which balance the money comes from.
    names = {kind, *(("collect",) if kind in COLLECTING else ())}
    found = [
        answer
        for answer in answers
        if answer.lever in names
        and (answer.lever == kind or answer.goal == "checkpoint")
        and answer.reason in ("possible", "other_side_short")
        and answer.least is not None
        and 0 < answer.least <= limit
    ]
    return sorted(found, key=lambda answer: answer.least or 0)

"""Companies that can be moved: every balance known, and levers drawn within what is there."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from engine.evaluation import evaluate
from engine.facts import Facts
from engine.policy.parameters import Policies
from engine.whatif.baseline import Baseline, baseline
from engine.whatif.levers import KINDS, Lever
from engine.whatif.scenario import applied, capacity
from tests.engine.building import from_rows
from tests.engine.companies import companies

Row = dict[str, Any]


def baseline_of(facts: Facts, policies: Policies) -> Baseline:
    """What goal seek and scenarios over the facts start from."""
    return baseline(facts, evaluate(facts, policies))


@st.composite
def movable_companies(draw: st.DrawFn) -> tuple[Facts, date]:
    """Facts of a random company whose balances not yet due are mostly known, and one of its months."""
    rows = draw(companies().filter(lambda rows: bool(rows["region_months"])))
    for row in rows["office_months"]:
        row["contract_current"] = draw(st.sampled_from([0, 0, 1, 5_000, 700_000, None]))
    return from_rows(rows), draw(st.sampled_from([row["month"] for row in rows["region_months"]]))


@st.composite
def moves(draw: st.DrawFn, facts: Facts, month: date, most: int = 4) -> list[Lever]:
    """Levers that can be applied one after the other."""
    here = facts.region_months.filter(facts.region_months["month"] == month)
    levers: list[Lever] = []
    for _ in range(draw(st.integers(0, most))):
        region = draw(st.sampled_from(here["region"].to_list()))
        kind = draw(st.sampled_from(KINDS))
        room = capacity(applied(facts, month, levers), month, kind, region).amount
        if room is None:
            continue
        lever = Lever(
            kind,
            region,
            draw(st.one_of(st.just(min(room, 10**8)), st.integers(0, min(room, 10**8)))),
            receivable_share=draw(st.fractions(0, 1, max_denominator=7)),
            receivable_type=draw(st.sampled_from(["retail", "contract"])),
            is_by_checkpoint=draw(st.booleans()),
        )
        levers.append(lever)
    return levers

"""Customer by customer: what each pays and how sure that is, and what it may lead to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import state
from dashboard.assets import asset
from dashboard.cache.whatif import prospect_from
from dashboard.components.collecting.payers import kept_settings, set_settings
from dashboard.components.elements.tables import show_table
from dashboard.components.levers.board import number_of
from dashboard.components.levers.handles import Handle, kept_levers
from dashboard.formats import Markdown, Unit, listed, plain
from dashboard.i18n import _
from dashboard.services.simulation import Basis
from dashboard.views.scope import Scope
from dashboard.views.whatif.customers import (
    customer_rows,
    customers_in_order,
    outcome_table,
    prospect_sentences,
)
from dashboard.views.whatif.whatif import amount_text
from engine.collecting.chase import Candidates
from engine.collecting.settings import CERTAIN, Setting, Who, by_office
from engine.policy.overrides import Override
from engine.whatif.levers import LeverError
from engine.whatif.scenario import Scenario

_customer_board = st.components.v2.component(
    "customer_board",
    css=asset("customer_board.css"),
    js=asset("board.js", "customer_board.js"),
    isolate_styles=False,
)


def show_customers(scope: Scope, handle: Handle, found: Candidates, aged: pl.DataFrame) -> None:
    """The board on which customers are set one by one; what is set makes the lever `handle`."""
    key = handle.key("customers")
    settings = kept_settings(handle.month, handle.region)
    rows = customer_rows(found, aged, settings, scope.unit)
    order = customers_in_order(found)
    counter = f"{key}/number"

    def accept(shown: Mapping[str, Any]) -> None:
        edits = shown["edits"]
        if edits["number"] > number_of(counter):
            state.keep(counter, edits["number"])
            own = [one for one in kept_settings(handle.month, handle.region) if one.kind == found.kind]
            set_settings(handle, found.kind, edited(own, edits["rows"], order, found))

    _customer_board(
        key=key,
        data=_board_data(rows, settings, found, scope.unit) | {"number": number_of(counter)},
        on_edits_change=state.on_edit(key, accept),
    )


def edited(
    own: Sequence[Setting], edits: Mapping[str, Any], order: Sequence[tuple[Who, int]], found: Candidates
) -> list[Setting]:
    """The settings of a kind after edits from the board: row number → amount (None: not set) and chance.

    What is no amount up to what is owed, or no chance, changes nothing: it comes from a browser.
    """
    by_who = {one.who: one for one in own}
    for number, told in edits.items():
        if not (str(number).isdecimal() and int(number) < len(order)):
            continue
        who, owed = order[int(number)]
        amount, certainty = told
        if amount is None:
            by_who.pop(who, None)
        elif _is_whole(amount, 0, owed) and _is_whole(certainty, 1, CERTAIN):
            region = str(found.table["region"][0])
            by_who[who] = Setting(found.kind, region, *who, int(amount), int(certainty))
    return list(by_who.values())


def _is_whole(value: object, least: int, most: int) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and value == int(value) and least <= value <= most  # type: ignore[call-overload,operator]


def _board_data(
    rows: Sequence[Mapping[str, Any]], settings: Sequence[Setting], found: Candidates, unit: Unit
) -> dict[str, Any]:
    parts = by_office(settings, found.kind)
    offices = list(dict.fromkeys(row["office"] for row in rows))
    fixed = [[row[name] for name in ("office", "name", "owed", "owed_text", "said")] for row in rows]
    texts: dict[str, Any] = {
        "pays": _("pays"),
        "amount": _("amount, yuan"),
        "certainty": _("Certainty"),
        "no_amount": _("Enter an amount in yuan, at most what is owed."),
        "no_chance": _("Enter a chance between 1 and 100."),
        "choices": {
            "open": _("not set"),
            "all": _("pays all"),
            "half": _("pays half"),
            "amount": _("pays an amount"),
            "none": _("pays nothing"),
        },
    }
    return {
        "texts": texts,
        "rows": rows,
        "shape": hashlib.sha256(repr((found.kind, texts, fixed)).encode()).hexdigest(),
        "offices": [
            {
                "name": office,
                "sum": _("set: {amount}", amount=amount_text(parts[office], unit)) if office in parts else "",
            }
            for office in offices
        ],
    }


def show_prospect(scope: Scope, start: Basis, region: str, overrides: Mapping[str, Override]) -> None:
    """What everything that was set may lead to, with the chance of each outcome."""
    settings = kept_settings(scope.month, region)
    if not any(one.amount for one in settings):
        st.caption(_("Set what a customer pays, and the chances of checkpoint, plan and rank stand here."))
        return
    scenario = Scenario(scope.month, kept_levers(scope.month, region), overrides, customers=settings)
    try:
        found = prospect_from(start, region, scenario)
    except LeverError:
        st.caption(_("Together this is more than the books hold; the note at the levers says where."))
        return
    said: list[Markdown] = prospect_sentences(found, scope.unit)
    st.markdown(listed(said))
    st.caption(
        _(
            "Each customer pays as set, or not at all, and none depends on another; what others pay is not "
            "counted. ▨ Simulated, not actual."
        )
    )
    table = outcome_table(found)
    show_table(table, scope.unit, key="outcomes")
    for note in table.notes:
        st.caption(plain(note))

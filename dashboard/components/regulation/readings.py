"""What other readings of the regulation would have changed, with the decision paper for management."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.bulletins.decision_paper import Basis, paper_bytes
from dashboard.bulletins.stamps import last_change
from dashboard.cache.current import current_reader, current_snapshot
from dashboard.cache.whatif import current_price
from dashboard.cards.card import Rows
from dashboard.components.elements.cards import show_cards
from dashboard.components.elements.downloads import XLSX
from dashboard.components.elements.tables import show_table
from dashboard.components.elements.waiting import waiting
from dashboard.components.visitors.filters import running_month
from dashboard.formats import YUAN, Markdown, clause_text, listed, month_text, plain
from dashboard.i18n import N_, _
from dashboard.services.evaluation import Snapshot
from dashboard.views.evidence.operands import choice_text
from dashboard.views.evidence.readings import (
    consequence_text,
    dearest_first,
    place_table,
    reading_title,
    region_table,
    summary_table,
)
from dashboard.views.published import unranked_note
from engine.policy.parameters import Policy
from engine.whatif.alternatives import Price, alternatives


def show_readings(policy: Policy) -> None:
    """Show the price of every reading in dispute over the loaded history; nothing without a history."""
    snapshot = current_snapshot()
    months, is_part = _months_over(snapshot), not snapshot.scope.is_everything
    if not months:
        return
    with st.container(border=True):
        st.markdown(f"#### {_('Readings in dispute, and what each alternative would have changed')}")
        prices = dearest_first(_prices(policy, months[-1]))
        st.caption(
            _(
                "Over the months {first} to {last}, each alternative by itself, all else as it is read now.",
                first=month_text(months[0]),
                last=month_text(months[-1]),
            )
        )
        if is_part:
            st.caption(unranked_note())
        st.markdown(listed(_sentence(price) for price in prices))
        basis = Basis(
            months[0],
            months[-1],
            str(snapshot.data_version),
            policy.stamp,
            last_change(current_reader()),
            is_part=is_part,
        )
        st.download_button(
            _("Decision paper for management (XLSX)"),
            data=lambda: paper_bytes(prices, basis),
            file_name=f"readings-{month_text(months[-1])}.xlsx",
            mime=XLSX,
            key="readings_paper",
            on_click="ignore",
            icon=":material/download:",
        )
        show_table(summary_table(prices, is_part=is_part), YUAN, key="table_readings")
    month = months[-1]
    tables = [Rows(region_table(prices, is_part=is_part), "readings_regions")]
    if not is_part:
        tables.append(Rows(place_table(prices), "readings_places"))
    show_cards(tables, YUAN, month)


def _months_over(snapshot: Snapshot) -> list[date]:
    """The months with figures whose checkpoint is not still to come."""
    through, running = snapshot.loaded_through, running_month(snapshot)
    return [
        month
        for month in snapshot.own.months()
        if through is not None and month <= through and month != running
    ]


def _prices(policy: Policy, until: date) -> list[Price]:
    """Every alternative's price; a bar shows how far the first reader of these data has to wait."""
    found = alternatives(policy)
    prices = []
    with waiting(_("Reading the history another way …")) as tell:
        for number, alternative in enumerate(found):
            tell(number / len(found), N_("Reading the history another way"))
            prices.append(current_price(alternative, until))
    return prices


def _sentence(price: Price) -> Markdown:
    other = price.alternative
    return _(
        "{clause} · {reading}: **{current}** → {choice}: {consequence}",
        clause=plain(clause_text(other.clause)),
        reading=plain(reading_title(other)),
        current=plain(choice_text(other.current)),
        choice=plain(choice_text(other.choice)),
        consequence=plain(consequence_text(price)),
    )

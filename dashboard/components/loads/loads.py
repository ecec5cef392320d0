"""One load of the history: its files, rows and warnings, what it changed, and taking it back."""

from __future__ import annotations

from datetime import tzinfo

import streamlit as st

from dashboard.cache.current import current_reader
from dashboard.components.elements.downloads import offer_downloads
from dashboard.components.elements.tables import show_table
from dashboard.components.loads.rollbacks import show_rollback
from dashboard.formats import YUAN, plain
from dashboard.i18n import _
from dashboard.tables import Table
from dashboard.views.uploads.loads import (
    EXACT,
    STATUSES,
    actor_text,
    difference_table,
    file_table,
    moment,
    scope_table,
    warning_table,
)
from dashboard.words import word
from data.store import Load, LoadFile, OriginalDamaged


def show_load(load: Load, zone: tzinfo | None) -> None:
    """Show everything the store knows of a load."""
    with st.container(border=True):
        st.markdown(
            f"#### {_('Load of {moment}', moment=plain(moment(load.created_at, zone)))}",
            help=plain(load.load_id),
        )
        parts = [
            plain(word(STATUSES, load.status)),
            _(
                "loaded at {moment} by {actor}",
                moment=plain(moment(load.created_at, zone)),
                actor=plain(actor_text(load.actor)),
            ),
        ]
        if load.accepted_reason:
            parts.append(_("warnings accepted because: {reason}", reason=plain(load.accepted_reason)))
        if load.rollback is not None:
            back = load.rollback
            parts.append(
                _(
                    "taken back at {moment} by {actor} because: {reason}",
                    moment=plain(moment(back.at, zone)),
                    actor=plain(actor_text(back.actor)),
                    reason=plain(back.reason),
                )
            )
        st.markdown("  \n".join(parts))
        _show_files(load)
        _show_card(scope_table(load), f"scopes-{load.load_id}")
        if load.issues:
            _show_card(warning_table(load), f"warnings-{load.load_id}")
        _show_differences(load)
        if load.rollback is None:
            show_rollback(load)


def _show_files(load: Load) -> None:
    table = file_table(load)
    with st.expander(f"{table.heading} ({len(load.files)})", icon=":material/attach_file:"):
        show_table(table, YUAN, key=f"files_{load.load_id}")
        if not current_reader().may_have_original(load):
            st.caption(_("The files as they came are open to whoever loaded them."))
            return
        with st.container(horizontal=True, gap="small"):
            for file in load.files:
                _offer_original(load, file)


def _offer_original(load: Load, file: LoadFile) -> None:
    try:
        content = current_reader().original(load, file.sha256)
    except OriginalDamaged:
        st.error(
            _("The kept original of {file} was altered since it was uploaded. Verify everything stored.",
              file=plain(file.name)),
            icon=":material/gpp_bad:",
        )  # fmt: skip
        return
    if content is None:
        st.caption(_("There is no original of {file} in this store.", file=plain(file.name)))
        return
    st.download_button(
        _("Original of {file}", file=plain(file.name)),
        data=content,
        file_name=file.name,
        key=f"original_{file.sha256}_{file.name}",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
        help=_("The bytes as they were uploaded; their SHA-256 was checked just now."),
    )


def _show_card(table: Table, stem: str) -> None:
    with st.expander(f"{table.heading} ({table.frame.height})", icon=":material/table:"):
        show_table(table, YUAN, key=stem)
        offer_downloads(table, stem)


def _show_differences(load: Load) -> None:
    """Rows against those the load replaced, read only when asked for."""
    if not st.toggle(_("Compare with what it replaced"), key=f"compare_{load.load_id}"):
        return
    with st.spinner(_("Comparing …")):
        differences = current_reader().differences(load.load_id)
    changed = {name: frame for name, frame in differences.items() if frame.height}
    if not changed:
        st.caption(_("Every row is as it was before: the load changed nothing."))
        return
    titles = [
        f"{difference_table(name, frame, 0).heading} ({frame.height:,})" for name, frame in changed.items()
    ]
    for tab, (name, frame) in zip(st.tabs(titles), changed.items(), strict=True):
        with tab:
            table = difference_table(name, frame)
            show_table(table, EXACT, key=f"{table.name}_{load.load_id}")
            for note in table.notes:
                st.caption(plain(note))
            offer_downloads(difference_table(name, frame, most=None), f"{table.name}-{load.load_id}")

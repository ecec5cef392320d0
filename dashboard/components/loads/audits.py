"""The audit log: its head, to be written down elsewhere, and the check of everything stored."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.acting import current_writer
from dashboard.cache.current import current_reader
from dashboard.components.elements.waiting import waiting
from dashboard.formats import listed, plain
from dashboard.i18n import _, current, translator
from data.store import AuditDamaged


def show_audit() -> None:
    """Show the head of the log and offer to check the whole store against it, to whom the log is open."""
    reader = current_reader()
    if not reader.scope.sees_audit:
        return
    with st.container(border=True):
        st.markdown(f"#### {_('Audit log')}")
        try:
            head = reader.audit_head()
        except AuditDamaged:
            head = None
        if head:
            st.markdown(_("Head: `{head}`", head=plain(head)))
        st.caption(
            _(
                "Every load, rollback and mapping is an entry that carries the hash of the one before it. "
                "Who writes the head down elsewhere can prove later that nothing was altered."
            )
        )
        if not st.button(_("Verify everything stored"), icon=":material/verified_user:", key="audit"):
            return
        with waiting(_("Auditing")) as tell:
            report = current_writer().audit(progress=tell)
        if report.is_sound:
            st.success(
                _(
                    "Everything is as it was written: {entries} entries, {loads} loads, "
                    "{originals} original files.",
                    entries=report.entries,
                    loads=report.loads,
                    originals=report.originals,
                ),
                icon=":material/verified:",
            )
            if report.never_kept:
                st.caption(
                    _("{count} files were loaded before originals were kept.", count=report.never_kept)
                )
            return
        translate = translator(current())
        st.error(
            _("Not everything is as it was written. Restore a backup and tell your administrator."),
            icon=":material/gpp_bad:",
        )
        st.markdown(listed(plain(finding.text(translate)) for finding in report.findings))

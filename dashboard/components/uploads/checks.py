"""The outcome of a check: issues to mend, what loading would change, and the one button."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.components.elements.tables import show_table
from dashboard.components.uploads.consequences import show_consequences
from dashboard.components.uploads.issues import show_issues
from dashboard.formats import YUAN, plain
from dashboard.i18n import _
from dashboard.services.uploads.consequences import Consequences
from dashboard.services.uploads.ingest import Checked
from dashboard.views.uploads.uploads import content_table, counts
from data.ingestion import Upload


def show_check(
    checked: Checked, uploads: Sequence[Upload], consequences: Consequences | None, *, key: str
) -> str | None:
    """Show verdict, consequences, content and issues.

    Returns the reason (perhaps empty) once the reader confirms with what it takes, else None.
    """
    ingestion = checked.ingestion
    _show_verdict(checked)
    preview = consequences if ingestion.is_loadable else None
    if preview is not None:
        _show_preview(checked, preview, key)
    if ingestion.issues:
        show_issues(ingestion.issues, uploads, key=key)
    if preview is None:
        return None
    with st.container(border=True):
        return _confirmed_reason(checked, key)


def _show_preview(checked: Checked, consequences: Consequences, key: str) -> None:
    """What loading would change, and what the files hold."""
    table = content_table(checked.ingestion.frames)
    with st.container(border=True):
        show_consequences(consequences, key=key)
        with st.expander(table.heading, icon=":material/inventory_2:"):
            show_table(table, YUAN, key="content")
            for note in table.notes:
                st.caption(plain(note))


def _show_verdict(checked: Checked) -> None:
    """One sentence: may these files be loaded, and if not, what next."""
    ingestion = checked.ingestion
    codes = {issue.code for issue in ingestion.errors}
    loaded = {"already_loaded", "rows_already_loaded"}
    if codes & loaded and codes <= {*loaded, "same_file_twice"}:
        st.info(
            _("What these files hold is loaded already. Nothing is changed and nothing is to do."),
            icon=":material/done_all:",
        )
    elif checked.has_errors and (ingestion.unmapped or ingestion.unknown_values or ingestion.unknown_offices):
        st.error(
            _("Nothing was loaded: {counts}. Answer the questions above first; what is left then is to be "
              "mended in the files.", counts=counts(ingestion.issues)),
            icon=":material/block:",
        )  # fmt: skip
    elif checked.has_errors:
        st.error(
            _("Nothing was loaded: {counts}. Mend the errors in the files and upload them again.",
              counts=counts(ingestion.issues)),
            icon=":material/block:",
        )  # fmt: skip
    elif not ingestion.is_loadable:
        st.warning(_("These files hold nothing that could be loaded."), icon=":material/block:")
    elif checked.needs_reason:
        st.warning(
            _("Not loaded yet: {counts}. Load the files only if you can say why they are right.",
              counts=counts(ingestion.issues)),
            icon=":material/warning:",
        )  # fmt: skip
    else:
        st.info(
            _("Not loaded yet: no errors and no warnings. Look at what would change, then load."),
            icon=":material/fact_check:",
        )


def _confirmed_reason(checked: Checked, key: str) -> str | None:
    reason = ""
    if checked.needs_reason:
        reason = st.text_input(
            _("Why the warnings are accepted"),
            key="accept_reason",
            max_chars=500,
            help=_("The reason stays in the history and in the audit log."),
        ).strip()
    is_pressed = st.button(
        _("Load into the store"), type="primary", icon=":material/database:", key=f"commit_{key}"
    )
    st.caption(_("Nothing else on this page loads anything."))
    if is_pressed and checked.needs_reason and not reason:
        st.error(_("The warnings must be accepted with a reason first."), icon=":material/edit:")
        return None
    return reason if is_pressed else None

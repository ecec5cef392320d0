"""Unknown values of a choice: what does this mean? Asked once, remembered for all sheets of that shape."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from dashboard.cache.current import current_reader
from dashboard.components.uploads.mappings import field_title, remembered
from dashboard.formats import plain
from dashboard.i18n import _
from dashboard.services.policies import policies
from dashboard.views.uploads.mappings import merged, with_values
from data.fields import BY_NAME
from data.issues import visible
from data.mappings import UnknownValues
from data.vocabulary import vocabulary_of


def show_unknown_values(unknown: Iterable[UnknownValues]) -> bool:
    """A form per sheet; whether an answer was just remembered, so that all is checked anew."""
    for shape, found in merged(unknown).items():
        name = found[0].sheet or found[0].file
        label = _("What do these values mean? {sheet}", sheet=plain(name))
        with st.expander(label, expanded=True, icon=":material/translate:"):
            meant = _asked(shape, found)
        if meant:
            earlier = current_reader().header_mappings().get(shape)
            return remembered(with_values(found[0], meant, earlier))
    return False


def _asked(shape: str, found: list[UnknownValues]) -> dict[str, dict[str, str]]:
    """Field → {value → choice} once the form is sent; values without an answer are asked about again."""
    meant: dict[str, dict[str, str]] = {}
    with st.form(f"values_{shape}", border=False):
        st.markdown(
            _("Say once for each value which of the permitted ones it stands for. The answer is "
              "remembered for files with these headers.")
        )  # fmt: skip
        for column in found:
            field = BY_NAME[column.extract].field(column.field)
            st.markdown(f"#### {plain(field_title(field))}")
            for position, (value, count) in enumerate(column.counts.items()):
                left, right = st.columns([3, 2], vertical_alignment="center", gap="small")
                rows = _("{count} rows", count=f"{count:,}")
                left.markdown(f"**{plain(visible(value))}**  \n:gray[{rows}]")
                choice = right.selectbox(
                    plain(visible(value)),
                    vocabulary_of(policies()).choices(field),
                    index=None,
                    placeholder=_("Choose what it stands for"),
                    key=f"value_{shape}_{column.field}_{position}_{value}",
                    label_visibility="collapsed",
                )
                if choice is not None:
                    meant.setdefault(column.field, {})[value] = choice
        is_sent = st.form_submit_button(
            _("Read the values this way and remember it"), icon=":material/bookmark_added:"
        )
        if is_sent and not meant:
            st.error(_("Choose at least one meaning first."), icon=":material/edit:")
    return meant if is_sent else {}

"""Unfamiliar headers: which column is this? Asked once, remembered for all sheets of that shape."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.cache.acting import current_writer
from dashboard.cache.current import current_reader
from dashboard.components.forms.refusals import show_refusal
from dashboard.formats import plain
from dashboard.i18n import _, current
from dashboard.views.evidence.operands import extract_title
from dashboard.views.uploads.mappings import (
    answered,
    missing_fields,
    options,
    sample_frame,
    samples,
    twice,
)
from data.fields import BY_NAME, EXTRACTS, Field
from data.mappings import HeaderMapping, UnmappedSheet
from data.store import StoreError


def show_mappings(sheets: Sequence[UnmappedSheet], *, is_pressing: bool) -> bool:
    """A form per unfamiliar sheet; whether a mapping was just remembered, so that all is checked anew."""
    # Two sheets of one shape are one question.
    by_shape = {sheet.shape: sheet for sheet in reversed(sheets)}
    for sheet in reversed(by_shape.values()):
        name = sheet.sheet or sheet.file
        label = _("Which column is which? {sheet}", sheet=plain(name))
        with st.expander(label, expanded=is_pressing, icon=":material/help:"):
            mapping = _asked(sheet)
        if mapping is not None:
            return remembered(mapping)
    return False


def remembered(mapping: HeaderMapping) -> bool:
    """Whether the store keeps `mapping` now; if it refuses, that is said."""
    try:
        current_writer().remember_mapping(mapping)
    except StoreError as error:
        show_refusal(error)
        return False
    return True


def field_title(field: Field) -> str:
    """A field's header in the reader's language."""
    return field.zh if current() == "zh" else field.en


def _asked(sheet: UnmappedSheet) -> HeaderMapping | None:
    st.markdown(
        _("Say what each column holds. The answer is remembered: the next file with these headers "
          "is read by itself.")
    )  # fmt: skip
    st.dataframe(sample_frame(sheet), hide_index=True, key=f"samples_{sheet.shape}")
    names = [extract.name for extract in EXTRACTS]
    extract = st.selectbox(
        _("This sheet is"),
        names,
        index=names.index(sheet.extract) if sheet.extract else None,
        placeholder=_("Choose an extract"),
        format_func=extract_title,
        key=f"mapping_{sheet.shape}",
        width=320,
    )
    if extract is None:
        return None
    columns: dict[str, str] = {}
    for position, header in enumerate(sheet.headers):
        field = _asked_column(sheet, extract, position)
        if field is not None:
            columns[header] = field
    problem = _problem(extract, columns)
    if problem:
        st.markdown(f":orange[{plain(problem)}]")
    is_pressed = st.button(
        _("Read the sheet this way and remember it"),
        disabled=bool(problem),
        icon=":material/bookmark_added:",
        key=f"mapping_{sheet.shape}_done",
    )
    if not is_pressed or problem:
        return None
    return answered(sheet, extract, columns, current_reader().header_mappings().get(sheet.shape))


def _asked_column(sheet: UnmappedSheet, extract: str, position: int) -> str | None:
    """The field that one header stands for, None if it is left out."""
    header, letters = sheet.headers[position], sheet.letters[position]
    left, right = st.columns([3, 2], vertical_alignment="center", gap="small")
    example = _("for example {samples}", samples=plain(samples(sheet, header)))
    left.markdown(f":gray-badge[{plain(letters)}] **{plain(header)}**  \n:gray[{example}]")
    fields = options(sheet, extract, header)
    guess = sheet.guesses.get(extract, {}).get(header)
    return right.selectbox(
        plain(header),
        fields,
        index=fields.index(guess) if guess in fields else 0,
        format_func=lambda name: _field_title(extract, name),
        key=f"mapping_{sheet.shape}_{extract}_{position}",
        label_visibility="collapsed",
    )


def _field_title(extract: str, name: str | None) -> str:
    if name is None:
        return _("— leave it out —")
    field = BY_NAME[extract].field(name)
    return field_title(field) if field.is_optional else f"{field_title(field)} *"


def _problem(extract: str, columns: dict[str, str]) -> str:
    def titles(names: Sequence[str]) -> str:
        return _(", ").join(field_title(BY_NAME[extract].field(name)) for name in names)

    if doubled := twice(columns):
        return _("Chosen twice: {fields}.", fields=titles(doubled))
    if missing := missing_fields(extract, columns):
        return _("Still missing: {fields}.", fields=titles(missing))
    return ""

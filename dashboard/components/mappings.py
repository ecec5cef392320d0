"""Unfamiliar headers: which column is this? Asked once, remembered for all sheets of that shape."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.cache import current_store
from dashboard.components.refusals import show_refusal
from dashboard.formats import plain
from dashboard.i18n import _, current
from dashboard.views.mappings import missing_fields, proposed, samples, twice
from dashboard.views.operands import extract_title
from data.fields import BY_NAME, EXTRACTS, Field
from data.mappings import HeaderMapping, UnmappedSheet
from data.store import StoreError


def show_mappings(sheets: Sequence[UnmappedSheet], *, actor: str, is_pressing: bool) -> bool:
    """A form per unfamiliar sheet; whether a mapping was just remembered, so that all is checked anew."""
    # Two sheets of one shape are one question.
    by_shape = {sheet.shape: sheet for sheet in reversed(sheets)}
    for sheet in reversed(by_shape.values()):
        name = sheet.sheet or sheet.file
        label = _("Which column is which? Headers not recognised: {sheet}", sheet=plain(name))
        with st.expander(label, expanded=is_pressing, icon=":material/help:"):
            mapping = _asked(sheet)
        if mapping is not None:
            try:
                current_store().remember_mapping(mapping, actor)
            except StoreError as error:
                show_refusal(error)
                return False
            return True
    return False


def _asked(sheet: UnmappedSheet) -> HeaderMapping | None:
    st.markdown(
        _("Say what each column holds. The answer is remembered: the next file with these headers "
          "is read by itself.")
    )  # fmt: skip
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
    guesses = proposed(sheet, extract)
    fields: list[str | None] = [None, *(field.name for field in BY_NAME[extract].fields)]
    columns: dict[str, str] = {}
    for position, header in enumerate(dict.fromkeys(sheet.headers)):
        left, right = st.columns([3, 2], vertical_alignment="center", gap="small")
        example = _("for example {samples}", samples=plain(samples(sheet, header)))
        left.markdown(f"**{plain(header)}**  \n:gray[{example}]")
        guess = guesses.get(header)
        field = right.selectbox(
            header,
            fields,
            index=fields.index(guess) if guess in fields else 0,
            format_func=lambda name: _field_title(extract, name),
            key=f"mapping_{sheet.shape}_{extract}_{position}",
            label_visibility="collapsed",
        )
        if field is not None:
            columns[header] = field
    problem = _problem(extract, columns)
    if problem:
        st.markdown(f":orange[{problem}]")
    is_pressed = st.button(
        _("Read the sheet this way and remember it"),
        disabled=bool(problem),
        icon=":material/bookmark_added:",
        key=f"mapping_{sheet.shape}_done",
    )
    return HeaderMapping(sheet.shape, extract, columns) if is_pressed and not problem else None


def _field_title(extract: str, name: str | None) -> str:
    if name is None:
        return _("— leave it out —")
    field = BY_NAME[extract].field(name)
    return _titled(field) if field.is_optional else f"{_titled(field)} *"


def _titled(field: Field) -> str:
    return field.zh if current() == "zh" else field.en


def _problem(extract: str, columns: dict[str, str]) -> str:
    def titles(names: Sequence[str]) -> str:
        return _(", ").join(_titled(BY_NAME[extract].field(name)) for name in names)

    if doubled := twice(columns):
        return _("Chosen twice: {fields}.", fields=titles(doubled))
    if missing := missing_fields(extract, columns):
        return _("Still missing: {fields}.", fields=titles(missing))
    return ""

"""Doing a step: what is refused is said in a sentence, what was done in words with what comes next."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import state
from dashboard.bulletins.document import PdfUnavailable
from dashboard.bulletins.making import BulletinOutdated, trouble
from dashboard.cache.opened import current_store
from dashboard.components.forms.refusals import show_refusal
from dashboard.formats import Markdown, plain
from dashboard.i18n import _, current, translator
from dashboard.visit import OPERATOR
from data.store import StoreError

_NOTICE = "process_notice"


def act(deed: Callable[[], object], said: Markdown) -> None:
    """Do something and say so on the next run; a refusal is said at once, and nothing was done."""
    try:
        deed()
    except StoreError as error:
        show_refusal(error)
        return
    except (BulletinOutdated, PdfUnavailable) as error:
        st.error(plain(trouble(error, translator(current()))), icon=":material/error:")
        return
    state.keep(_NOTICE, said)
    st.rerun()


def show_notice() -> None:
    """Say what was just done."""
    said: Markdown | None = state.kept(_NOTICE)
    if said is not None:
        st.success(said, icon=":material/check:")
        state.drop(_NOTICE)


def lacks(text: str, what: Markdown) -> bool:
    """Whether a text that has to be written was not; says so."""
    if text.strip():
        return False
    st.error(what, icon=":material/edit:")
    return True


def named(account: str) -> str:
    """The name of whoever acted under an account."""
    if account == OPERATOR:
        return _("Operator of this machine")
    person = current_store().people.person(account)
    return account if person is None else person.name


def named_plain(account: str) -> Markdown:
    """The same for a sentence."""
    return plain(named(account))

"""What stands on the screen while something is computed: a bar, or the outline of what comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.formats import Markdown, plain
from dashboard.i18n import _
from dashboard.keeping import shown_while_made


@contextmanager
def waiting(label: Markdown) -> Iterator[Callable[[float, str], None]]:
    """Show the bar for the length of the block; it is told the share done (0 to 1) and the step's msgid."""
    bar = st.progress(0.0, label)

    def tell(share: float, step: str) -> None:
        bar.progress(min(1.0, max(0.0, share)), f"{plain(_(step))} …")

    try:
        yield tell
    finally:
        bar.empty()


@contextmanager
def outlined(height: int) -> Iterator[None]:
    """The outline of something `height` pixels high, if what the block makes anew takes over half a second.

    Where all is known already a page pays a single message for it; an outline is three, and a thread.
    """
    place = st.empty()
    with shown_while_made(lambda: place.skeleton(height=height)):
        yield

"""What Streamlit would ask in the first page of a process, and need not."""

from __future__ import annotations

from streamlit import delta_generator


def spare_asking() -> None:
    """Let Streamlit take for granted that nobody typed the page at a prompt of Python's.

    To see that it looks through every module there is: a tenth of a second, while the first reader waits.
    """
    delta_generator._use_warning_has_been_displayed = True

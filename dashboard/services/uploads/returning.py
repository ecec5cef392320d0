"""Memory that a large piece of work took, given back to the system when it is done."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def given_back() -> Iterator[None]:
    """Give back what the block has freed: the C library keeps it for later by itself."""
    try:
        yield
    finally:
        give_back()


def give_back() -> None:
    """Collect what nobody refers to, and hand the C library's spare pages to the system."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)

"""The door to acts for a command: this machine's operator, or somebody as whom the operator acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from dashboard.commands.served import opened, operator
from dashboard.services.stores.people import writer_of
from data.store.writer import Writer


@contextmanager
def acting_on(url: str | None, account: str | None, on: date | None) -> Iterator[Writer]:
    """The store at `url` as somebody acts on it, dated `on` (None: today); refused as by `writer_of`."""
    with opened(url) as store:
        yield writer_of(store, account, operator(), on)

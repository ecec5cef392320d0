"""One store that stands open while its data change, and all that somebody gets of it each time.

To make a store anew, to evaluate it for every verb and to look for installed components in every run took
most of the time of an example. Here each example is one more load into the store that stands, and facts and
evaluation are made once a load for all who ask. Whatever is compared is made anew.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.cache.opened import current_store
from dashboard.services import evaluation
from dashboard.services.stores.stores import STORE_VARIABLE
from dashboard.visit import Visitor
from data.people.scope import scope_of
from data.store import Store, attaching, reader
from data.store.process import reading
from data.store.reader import Reader
from tests.dashboard.seen import PEOPLE, SOUTH, Frames, company, obtained, published, stored
from tests.data.store.building import request
from tests.pages.conftest import APP
from tests.pages.looking import look_as
from tests.pages.received import Received, recorded

MONTHS = tuple(date(2026, month, 1) for month in range(1, 6))
CLOSED, OPEN = "2026-04", "2026-05"
Place = tuple[str, dict[str, str], str]
#: So many loads until a store is made anew: the more there are, the longer it takes to find the latest.
_MOST = 40
_OPEN = Store.open
#: So many answers are kept of a question.
_KEPT = 8


def received(at: Place, found: Received) -> tuple[list[bytes], dict[str, bytes]]:
    """All that comes of a visit: messages to the browser, and files by name."""
    key, address, sought = at
    found.clear()
    app = AppTest.from_file(APP, default_timeout=120)
    for name, value in address.items():
        app.query_params[name] = value
    if key != "overview":
        app.switch_page(f"../pages/{key}.py")
    app.run()
    if sought:
        app.text_input[0].set_value(sought).run()
    assert not app.exception
    assert not app.error, app.error[0].value
    assert app.title, at
    return list(found.messages), dict(found.files)


def visitor(account: str) -> Visitor:
    """Somebody of the company, with the grants of June 2026."""
    person = next(each for each in PEOPLE if each.account == account)
    return Visitor(account, person.name, scope_of(person, date(2026, 6, 1)))


class Company:
    """The company's store, open at one place; others' data change in it."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._path, self._monkeypatch = path, monkeypatch
        self._found = recorded(monkeypatch)
        self._before: dict[str, object] = {}
        self._numbers = itertools.count()
        self._opened: Any = None
        monkeypatch.setenv(STORE_VARIABLE, str(path))
        _thrifty(monkeypatch)
        self.renew()
        self.published = published(self.store)

    @property
    def frames(self) -> Frames:
        """What the company begins with: four months and half of a fifth."""
        return company(MONTHS, 14)

    def renew(self) -> None:
        """Make the store anew with what the company begins with."""
        self.close()
        self._opened = stored(self._path, [self.frames])
        self.store: Store = self._opened.__enter__()
        self._held, self._loads = self.frames, 0
        self._monkeypatch.setattr(Store, "open", self._again)

    def close(self) -> None:
        """Close the store, and forget it with all that was kept of it."""
        if self._opened is None:
            return
        self.forget()
        self._monkeypatch.setattr(Store, "open", _OPEN)
        self._opened.__exit__(None, None, None)
        for file in self._path.parent.glob(f"{self._path.name}*"):
            if not file.is_dir():
                file.unlink()
        self._opened = None

    def forget(self) -> None:
        """Let pages forget all that they kept; the store stays as it is."""
        current_store().close()
        st.cache_resource.clear()

    def _again(self, url: str, **_named: object) -> Store:
        """The open store, to whoever opens it: what it knows of its people need not be read anew."""
        assert url == str(self._path)
        self.store._connection.users += 1
        return self.store

    def hold(self, frames: Frames, *, is_later: bool) -> bool:
        """Take in other data, those of the other region alone or of all; whether the same is published."""
        if self._loads >= _MOST:
            self.renew()
        own = pl.lit(value=True) if not is_later else pl.col("region") == SOUTH
        # A later load holds what differs from what is there; one of all regions is a file of everything.
        rows = {
            name: each.filter(own)
            for name, each in frames.items()
            if each.height and not (is_later and each.equals(self._held[name]))
        }
        if rows:
            self.store.commit(request(f"{next(self._numbers):04x}", **rows))
            self._held, self._loads = frames, self._loads + 1
        return published(self.store) == self.published

    def page(self, account: str, at: Place) -> tuple[list[bytes], dict[str, bytes]]:
        """What somebody gets of a page."""
        look_as(self._monkeypatch, visitor(account))
        return received(at, self._found)

    def printed(self, account: str) -> dict[str, bytes]:
        """What somebody gets of the verbs that print data."""
        months = ("2026-01", CLOSED, OPEN)
        return obtained(self._path, account, self._path.parent, formats="", months=months)

    def as_it_was(self, account: str, at: Place) -> object:
        """What somebody gets of a page and of the verbs before anything is changed; asked for once."""
        asked: dict[str, Callable[[], object]] = {
            f"{account} {at}": lambda: self.page(account, at),
            f"{account} printed": lambda: self.printed(account),
        }
        for name, ask in asked.items():
            if name not in self._before:
                if self._loads:
                    self.renew()
                self._before[name] = ask()
        return [self._before[name] for name in asked]

    def as_it_is(self, account: str, at: Place) -> object:
        """The same with the data as they are."""
        return [self.page(account, at), self.printed(account)]


def _thrifty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows from the store's data alone is made once a load, for all who ask."""

    def once(made_of: Any, name: str, key: Callable[..., object], writes: Callable[..., int]) -> None:
        make, known = getattr(made_of, name), dict[object, tuple[object, Any]]()

        def made(*asked: Any) -> Any:
            at = (writes(*asked), key(*asked))
            if at not in known:
                if len(known) > _KEPT:
                    known.clear()
                # With what was asked: as long as that lives, nothing else has its identity.
                known[at] = asked, make(*asked)
            return known[at][1]

        monkeypatch.setattr(made_of, name, made)

    def of_store(store: Store, *_asked: Any) -> int:
        return store._connection.writes

    once(Store, "data_version", lambda store: id(store._connection), of_store)
    # Checkpoint days are those of the policy as stated, whoever asks.
    once(Store, "facts", lambda store, day: (id(store._connection), *map(day, MONTHS)), of_store)
    for module in (reader, reading):
        once(module, "evaluate", lambda facts, policies: (id(facts), policies.digest), lambda *_asked: 0)
    once(
        Reader,
        "evaluation",
        lambda seen, policies: (id(seen._store._connection), seen.scope, policies.digest),
        lambda seen, _policies: of_store(seen._store),
    )
    once(Store, "loads", lambda store: id(store._connection), of_store)
    once(
        evaluation,
        "_of_part",
        lambda seen, _published, policies, scope, version: (id(seen), policies.digest, scope, version),
        lambda *_asked: 0,
    )
    monkeypatch.setitem(attaching._CONFIG, "threads", 1)  # so few rows are no work for two

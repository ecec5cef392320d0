"""Whatever changes in another region and is not published, every byte of every page stays what it was.

Compared is all that reaches the browser: what is drawn (texts, tables, charts, choices, messages) and
every file that is offered, with every part and fold of the page open. Changes are those of
`tests/dashboard/test_noninterference.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import streamlit as st
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as strategy
from streamlit.testing.v1 import AppTest

from dashboard import i18n
from dashboard.cache.opened import current_store
from dashboard.navigation import ENTRIES
from dashboard.services.evaluation import snapshot
from dashboard.services.policies import policies
from dashboard.services.stores.stores import STORE_VARIABLE
from dashboard.visit import Visitor
from data.people.scope import scope_of
from data.store import Store
from tests.dashboard.seen import HEAD, MANAGER, NORTH, PEOPLE, SOUTH, Frames, company, stored
from tests.dashboard.test_noninterference import LOUD, QUIET, Change, _applied
from tests.pages.conftest import APP
from tests.pages.looking import look_as
from tests.pages.received import Received, recorded

MONTHS = tuple(date(2026, month, 1) for month in range(1, 6))
CLOSED, OPEN = "2026-04", "2026-05"
#: By night in so many parts, for the workers to share, each of so many examples: 5,000 together.
PARTS, EXAMPLES = 20, 250
Place = tuple[str, dict[str, str], str]


def places() -> list[Place]:
    """Every page in a month that is over and in one that is not, of all regions and of the own one.

    The last is what is sought for in the field of the menu.
    """
    found: list[Place] = []
    for entry in ENTRIES:
        if entry.key != "upload":
            for month in (CLOSED, OPEN):
                found += [
                    (entry.key, {"month": month}, ""),
                    (entry.key, {"month": month, "region": NORTH}, ""),
                ]
    found += [
        ("overview", {"month": CLOSED, "region": SOUTH}, ""),
        ("trace", {"month": CLOSED, "region": NORTH, "office": "北京", "figure": "sales"}, ""),
        ("trace", {"month": CLOSED, "region": SOUTH, "office": "广州", "figure": "sales"}, ""),
        ("settlement", {"month": CLOSED, "region": NORTH, "receipt": "capital_overrun"}, ""),
        ("settlement", {"month": CLOSED, "region": SOUTH, "receipt": "capital_overrun"}, ""),
        ("whatif", {"month": OPEN, "region": SOUTH}, ""),
        *(("overview", {"month": CLOSED}, sought) for sought in ("客户", "D", "广州", SOUTH, NORTH, "00")),
    ]
    return found


def visitor(account: str) -> Visitor:
    person = next(each for each in PEOPLE if each.account == account)
    return Visitor(account, person.name, scope_of(person, date(2026, 6, 1)))


def received(at: Place, found: Received) -> tuple[list[bytes], dict[str, bytes]]:
    """All that comes of a visit."""
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


class Company:
    """The company's store, made anew with other data at the same place."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = path
        self.found = recorded(monkeypatch)
        self.monkeypatch = monkeypatch
        self.before: dict[tuple[str, str], tuple[list[bytes], dict[str, bytes]]] = {}
        with self.holding([self.frames]) as store:
            self.published = published(store)

    @property
    def frames(self) -> Frames:
        return company(MONTHS, 14)

    @contextmanager
    def holding(self, loads: list[Frames]) -> Iterator[Store]:
        """The store with these loads, opened by nobody yet."""
        self.forget()
        with stored(self.path, loads) as store:
            yield store

    def visit(self, account: str, at: Place) -> tuple[list[bytes], dict[str, bytes]]:
        """What somebody gets of a page; the store must be closed."""
        look_as(self.monkeypatch, visitor(account))
        return received(at, self.found)

    def as_it_was(self, account: str, at: Place) -> tuple[list[bytes], dict[str, bytes]]:
        """What somebody gets before anything is changed; visited once."""
        key = (account, repr(at))
        if key not in self.before:
            with self.holding([self.frames]):
                pass
            self.before[key] = self.visit(account, at)
        return self.before[key]

    def forget(self) -> None:
        """Close the store, and forget it with all that was kept of it."""
        if self.path.exists():
            current_store().close()
            for file in self.path.parent.glob(f"{self.path.name}*"):
                if not file.is_dir():
                    file.unlink()
        st.cache_resource.clear()


def published(store: Store) -> str:
    """Names, scores, ranks and awards of the other region, by the words of the process and not by ours."""
    told = snapshot(store, policies()).evaluation.regions.filter(pl.col("region") == SOUTH)
    return told.select(
        *("month", "region", "manager", "vice_president", "score", "rank", "is_last", "last_place_streak"),
        *("checkpoint_award", "capital_award"),
    ).write_csv()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    monkeypatch.setattr(i18n, "_current", i18n._current)
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "store.duckdb"))
    made = Company(tmp_path / "store.duckdb", monkeypatch)
    yield made
    made.forget()


def stays_the_same(here: Company, account: str, at: Place, changes: list[Change], *, is_later: bool) -> None:
    """Holds what is got before and after; changes that change what is published do not count."""
    frames = _applied(here.frames, changes)
    loads = [frames]
    if is_later:
        loads = [here.frames, {name: rows.filter(pl.col("region") == SOUTH) for name, rows in frames.items()}]
    before = here.as_it_was(account, at)
    with here.holding(loads) as store:
        is_same = published(store) == here.published
    if is_same:
        assert here.visit(account, at) == before, (account, at)


def _property(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    made = settings(
        max_examples=examples,
        deadline=None,
        derandomize=False,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    drawn = given(
        account=strategy.sampled_from((MANAGER, HEAD)),
        at=strategy.sampled_from(places()),
        quiet=strategy.lists(QUIET, min_size=1, max_size=3),
        loud=strategy.lists(LOUD, max_size=1),
        is_later=strategy.booleans(),
    )
    return lambda test: made(drawn(test))


def test_a_change_elsewhere_changes_no_byte_of_a_page(here: Company) -> None:
    @seed(16)
    @_property(2)
    def holds(account: str, at: Place, quiet: list[Change], loud: list[Change], is_later: bool) -> None:
        stays_the_same(here, account, at, [*quiet, *loud], is_later=is_later)

    holds()


def test_people_who_look_in_turn_get_what_each_gets_alone(here: Company) -> None:
    """Nothing that is kept between runs for one is shown to another who sees something else."""
    seen = [("appraisal", {"month": CLOSED}, ""), ("capital", {"month": CLOSED}, "")]
    accounts = (MANAGER, "gm", HEAD)
    with here.holding([here.frames]):
        pass
    alone = {}
    for account in accounts:
        for at in seen:
            here.visit(account, at)
            # The second visit: whoever is first in a process pays for what all share.
            alone[account, at[0]] = here.visit(account, at)
        current_store().close()
        st.cache_resource.clear()
    for at in seen:
        assert len({repr(alone[account, at[0]]) for account in accounts}) == len(accounts)
        for account in (*accounts, *reversed(accounts)):
            got, wanted = here.visit(account, at), alone[account, at[0]]
            assert set(got[0]) == set(wanted[0]), (account, at)
            assert got[1] == wanted[1], (account, at)


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(PARTS))
def test_five_thousand_changes_elsewhere_change_no_byte_of_a_page(here: Company, part: int) -> None:
    @seed(part)
    @_property(EXAMPLES)
    def holds(account: str, at: Place, quiet: list[Change], loud: list[Change], is_later: bool) -> None:
        stays_the_same(here, account, at, [*quiet, *loud], is_later=is_later)

    holds()

"""Which state of a shared store a reader is shown: the latest that is ready, and no step back."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from typing import cast

import pytest

from dashboard.services.stores.heads import BEHIND, UNSEEN, Heads
from data.store import StateGone, Store, StoreUnavailable


@dataclass
class Company:
    """A store that others write into, a clock, and what is ready of it."""

    version: str = "1"
    time: float = 0.0
    written: int = 1
    made: list[str] = field(default_factory=list)
    during: list[Heads] = field(default_factory=list)
    seen_meanwhile: list[str | None] = field(default_factory=list)

    def position(self) -> Company:
        return self

    def now(self) -> int:
        if self.written < 0:
            raise StoreUnavailable("lost", "store", reason="gone")
        return self.written

    def data_version(self) -> str:
        return self.version

    def load(self, version: str) -> None:
        self.version, self.written = version, self.written + 1

    def warm(self, store: object) -> str:
        assert store is self
        self.seen_meanwhile += [heads.shown_to("1") for heads in self.during]
        self.made.append(self.version)
        return self.version


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def heads(company: Company) -> Heads:
    made = Heads(cast(Store, company), company.warm, lambda: company.time)
    made.look()
    return made


def test_who_comes_is_shown_what_is_ready(company: Company, heads: Heads) -> None:
    assert heads.shown_to(None) == "1"
    assert company.made == ["1"]


def test_until_a_load_is_ready_readers_stay_with_the_state_before(company: Company, heads: Heads) -> None:
    company.during.append(heads)
    company.load("2")
    heads.look()
    assert company.seen_meanwhile == ["1"]
    assert [heads.shown_to(before) for before in (None, "1", "2")] == ["2", "2", "2"]


def test_what_changes_no_figure_makes_nothing_anew(company: Company, heads: Heads) -> None:
    company.load("1")
    heads.look()
    assert company.made == ["1"]
    assert heads.shown_to("1") == "1"


def test_nobody_is_shown_less_than_they_have_seen(company: Company, heads: Heads) -> None:
    company.load("2")  # its loader has seen it, the follower has not
    assert heads.shown_to("2") is None


@pytest.mark.parametrize(("after", "shown"), [(BEHIND, "1"), (BEHIND + 0.1, None)])
def test_readers_are_behind_for_seconds_at_most(
    company: Company, heads: Heads, after: float, shown: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(store: object) -> str:
        company.time += after
        company.seen_meanwhile.append(heads.shown_to("1"))
        return "2"

    monkeypatch.setattr(heads, "_warm", slow)
    company.load("2")
    heads.look()
    assert company.seen_meanwhile == [shown]
    assert heads.shown_to("1") == "2"


def test_a_follower_that_hangs_or_fails_is_not_believed(company: Company, heads: Heads) -> None:
    company.time += UNSEEN + 0.1
    assert heads.shown_to("1") is None
    heads.look()
    assert heads.shown_to("1") == "1"
    company.written = -1
    with pytest.raises(StoreUnavailable):
        heads.look()
    company.time += UNSEEN + 0.1
    assert heads.shown_to("1") is None


def test_what_was_written_while_it_was_made_ready_is_looked_at_again(company: Company, heads: Heads) -> None:
    def gone(store: object) -> str:
        raise StateGone("changed")

    warm, heads._warm = heads._warm, gone
    company.load("2")
    with pytest.raises(StateGone):
        heads.look()
    heads._warm = warm
    heads.look()
    assert heads.shown_to("1") == "2"


def test_who_follows_stands_back_behind_readers_once_the_first_state_is_ready(company: Company) -> None:
    own, nicenesses, ended = os.getpriority(os.PRIO_PROCESS, 0), list[int](), threading.Event()

    def warm(store: object) -> str:
        nicenesses.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        if len(nicenesses) == 2:
            ended.set()
        made = company.version
        company.load(str(company.written + 1))
        return made

    Heads(cast(Store, company), warm).follow(lambda: not ended.is_set())
    assert ended.wait(20)
    assert nicenesses[0] == own < nicenesses[1]
    assert os.getpriority(os.PRIO_PROCESS, 0) == own

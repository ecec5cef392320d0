"""One state of the data is read for a while, whatever others load meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Thread

import duckdb
import pytest

from data.people.doer import Doer
from data.people.scope import EVERYTHING
from data.store import Store, StoreChanged
from data.store.reader import Reader
from tests.data.store.building import BEIJING, FEB, JAN, NORTH, frame, load, request

PLACE = {"region": NORTH, "office": BEIJING}


def elsewhere(do: Callable[[], object]) -> None:
    """Do something as somebody else does, in another thread."""
    other = Thread(target=do)
    other.start()
    other.join()


def sell(store: Store, fen: int, month: date = JAN) -> None:
    load(store, sales=frame("sales", {**PLACE, "date": month, "amount": fen}))


def sold(store: Store) -> list[int]:
    return store.facts(lambda _month: 28).office_months["sales"].to_list()


def by_rows(store: Store) -> int:
    return int(store.current("sales")["amount"].sum())


def by_days(store: Store) -> int:
    return int(store.daily_totals().totals["sales"].sum())


def draft(store: Store, text: str) -> None:
    store.acting(Doer("somebody"), lambda: JAN).process.draft("form", {"text": text})


@pytest.mark.both_kinds
def test_a_hold_reads_one_state_however_often_others_load(store: Store) -> None:
    sell(store, 100)
    with store.held() as hold:
        seen = store.as_of(hold.version)
        for more in (200, 300):
            elsewhere(lambda fen=more: sell(store, fen))
            elsewhere(lambda fen=more: sell(store, fen, FEB))
            assert (sold(seen), by_rows(seen), by_days(seen), len(seen.loads())) == ([100], 100, 100, 1)
            assert seen.data_version() == hold.version
            # What is kept of months belongs to whoever looks, not to whoever looked last.
            assert (sold(store), by_rows(store), by_days(store)) == ([more, more], 2 * more, 2 * more)
    assert sold(store.as_of(store.data_version())) == [300, 300]


def test_a_hold_keeps_nobody_from_writing_and_sees_what_its_own_thread_wrote(store: Store) -> None:
    sell(store, 100)
    with store.held() as hold:
        seen = store.as_of(hold.version)
        assert by_rows(seen) == 100
        sell(store, 200)
        assert hold.is_over
        with pytest.raises(StoreChanged):
            by_rows(seen)
        with store.held() as again:
            assert by_rows(store.as_of(again.version)) == 200


def test_what_was_read_once_is_read_again_only_while_it_is_still_there(store: Store) -> None:
    """A file that is asked for after its page was drawn."""
    sell(store, 100)
    with store.held() as hold:
        reader = Reader(store.as_of(hold.version), EVERYTHING)
    assert reader.current("sales")["amount"].sum() == 100
    sell(store, 200)
    with pytest.raises(StoreChanged):
        reader.current("sales")
    assert reader.live.current("sales")["amount"].sum() == 200


def test_another_thread_reads_a_held_state_by_itself(store: Store) -> None:
    sell(store, 100)
    found: list[object] = []

    def read(seen: Store) -> None:
        try:
            found.append(by_rows(seen))
        except StoreChanged:
            found.append("changed")

    with store.held() as hold:
        elsewhere(lambda: read(store.as_of(hold.version)))
        elsewhere(lambda: sell(store, 200))
        elsewhere(lambda: read(store.as_of(hold.version)))
    assert found == [100, "changed"]


def test_a_hold_knows_of_the_months_what_it_saw_even_if_others_have_learned_more(store: Store) -> None:
    draft(store, "before")
    with store.held() as hold:
        seen = store.as_of(hold.version)
        elsewhere(lambda: draft(store, "after"))
        texts = [
            [content["text"] for content in each.process.book().drafts.values()] for each in (store, seen)
        ]
    assert texts == [["after"], ["before"]]


@pytest.mark.both_kinds
def test_an_error_of_the_database_ends_a_hold_and_not_what_comes_after(store: Store) -> None:
    sell(store, 100)
    with store.held() as hold:
        seen = store.as_of(hold.version)
        with pytest.raises(duckdb.Error), seen._connection.cursor() as cursor:
            cursor.execute("SELECT error('broken')")
        assert hold.is_over
        assert by_rows(seen) == 100


def test_the_history_is_read_once_for_all_who_look_at_a_version(store: Store) -> None:
    sell(store, 100)
    first = store.as_of(store.data_version()).loads()
    assert store.as_of(store.data_version()).loads() is first
    assert store.loads() is first
    sell(store, 200)
    assert len(store.as_of(store.data_version()).loads()) == 2


def test_a_state_that_was_is_not_written_to(store: Store) -> None:
    with pytest.raises(TypeError):
        sell(store.as_of(store.data_version()), 100)
    assert store.loads() == ()


def test_a_preview_of_somebody_who_holds_a_state_is_of_what_is_there(store: Store) -> None:
    sell(store, 100)
    wanted = request(sales=frame("sales", {**PLACE, "date": JAN, "amount": 500}))
    with store.held() as hold:
        seen = store.as_of(hold.version)
        preview = seen.preview(wanted, lambda _month: 28)
        assert preview.facts.office_months["sales"].to_list() == [500]
        assert (sold(seen), hold.is_over) == ([100], False)
        elsewhere(lambda: sell(store, 200))
        assert seen.preview(wanted, lambda _month: 28).data_version == store.data_version() != hold.version

"""Policies in the log of a store: each taking in is an entry; only whoever saw the last one follows it."""

from __future__ import annotations

import pytest

from data.store import Store, StoreChanged

FIRST, SECOND = {"2025-01.yaml": "a: 1\n"}, {"2025-01.yaml": "a: 2\n", "2026-01.yaml": "a: 3\n"}


@pytest.mark.all_kinds
def test_what_was_put_in_force_stays_readable_when_others_follow(url: str) -> None:
    with Store.open(url) as store:
        assert store.given_policies() == ()
        before = store.data_version()
        assert store.take_policies("d1", FIRST, "li", None)
        between = store.data_version()
        assert store.take_policies("d2", SECOND, "wang", "d1")
        given = store.given_policies()
        assert [(each.digest, each.texts, each.actor) for each in given] == [
            ("d2", SECOND, "wang"),
            ("d1", FIRST, "li"),
        ]
        # Figures rest on them: what is kept by the version of the data is asked for anew.
        assert len({before, between, store.data_version()}) == 3
        assert store.audit().is_sound
    with Store.open(url) as again:
        assert again.given_policies() == given


def test_the_same_again_is_no_entry(url: str) -> None:
    with Store.open(url) as store:
        store.take_policies("d1", FIRST, "li", None)
        head = store.audit_head()
        assert not store.take_policies("d1", FIRST, "wang", "d1")
        assert store.audit_head() == head


@pytest.mark.both_kinds
def test_whoever_did_not_see_the_last_ones_puts_nothing_in_their_place(url: str) -> None:
    with Store.open(url) as store:
        store.take_policies("d1", FIRST, "li", None)
        for seen in (None, "d0"):
            with pytest.raises(StoreChanged):
                store.take_policies("d2", SECOND, "wang", seen)
        assert [each.digest for each in store.given_policies()] == ["d1"]

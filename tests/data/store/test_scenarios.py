"""Saved scenarios: told by an id, listed newest first, never lost from the log."""

from __future__ import annotations

import pytest

from data.store import Store

LEVER = {"kind": "collect_retail", "amount": 41_000_000}
BODY = {"name": "多收 41 万", "month": "2026-03", "levers": [LEVER]}


def test_a_saved_scenario_comes_back_as_it_was(store: Store) -> None:
    scenario_id = store.save_scenario(BODY, "甲")
    saved = store.saved_scenarios()[scenario_id]
    assert (dict(saved.body), saved.actor) == (BODY, "甲")


def test_the_newest_version_of_an_id_counts_and_stands_first(store: Store) -> None:
    first, second = store.save_scenario(BODY, "甲"), store.save_scenario(BODY | {"name": "二"}, "乙")
    assert list(store.saved_scenarios()) == [second, first]
    assert store.save_scenario(BODY | {"name": "改"}, "丙", first) == first
    assert list(store.saved_scenarios()) == [first, second]
    assert store.saved_scenarios()[first].body["name"] == "改"


def test_a_removed_scenario_is_gone_from_the_list_and_stays_in_the_log(store: Store) -> None:
    scenario_id = store.save_scenario(BODY, "甲")
    head = store.audit_head()
    store.remove_scenario(scenario_id, "乙")
    assert store.saved_scenarios() == {}
    assert store.audit_head() != head
    assert store.audit().is_sound
    with pytest.raises(KeyError):
        store.remove_scenario(scenario_id, "乙")


def test_saving_a_scenario_is_not_a_change_of_the_data(store: Store) -> None:
    version = store.data_version()
    store.save_scenario(BODY, "甲")
    assert store.data_version() == version


def test_ids_do_not_repeat(store: Store) -> None:
    ids = {store.save_scenario(BODY, "甲") for _ in range(20)}
    assert len(ids) == 20

"""Policies where several servers share a store: one set for all, and a folder that differs is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.commands.cli import main
from dashboard.memory import one_run
from dashboard.services import policies as module
from dashboard.services.policies import POLICY_VARIABLE, PoliciesDiffer, follow, policies
from dashboard.services.stores import in_force
from dashboard.services.stores.in_force import AUTOMATIC, adopt, follow_store, note, settle
from dashboard.services.stores.stores import open_seen_store, open_store
from data.store import Store
from engine.policy.parameters import DEFAULT_FOLDER, PolicyError, load_policies
from tests.dashboard.seen import company, stored

OURS = load_policies().digest


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """Whatever a test follows, the next one does not."""
    yield
    follow(None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A company's own policies: ours, with another number."""
    place = tmp_path / "own"
    place.mkdir()
    text = (DEFAULT_FOLDER / "2025-01.yaml").read_text("utf-8")
    (place / "2025-01.yaml").write_text(text.replace("version: ", "# ours\nversion: ", 1), "utf-8")
    assert load_policies(place).digest != OURS
    return place


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store that says it is shared: what is asked of its address is tested where PostgreSQL is."""
    monkeypatch.setattr(Store, "is_shared", property(lambda _store: True))
    return str(tmp_path / "store.duckdb")


def run(*arguments: str) -> int:
    try:
        main([*arguments, "--lang", "en"])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_a_shared_store_takes_in_the_first_and_shows_them_ever_after(
    shared: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(POLICY_VARIABLE, str(folder))
    own = load_policies(folder).digest
    with open_store(shared) as store:
        assert [(each.digest, each.actor) for each in store.given_policies()] == [(own, AUTOMATIC)]
    # Another machine, on which nobody named a folder.
    monkeypatch.delenv(POLICY_VARIABLE)
    with open_store(shared):
        assert policies().digest == own
        assert policies().items[0].stamp == load_policies(folder).items[0].stamp


def test_a_folder_that_differs_is_refused_with_both_digests_until_it_is_adopted(
    shared: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(shared):
        pass
    monkeypatch.setenv(POLICY_VARIABLE, str(folder))
    own = load_policies(folder).digest
    with pytest.raises(PoliciesDiffer):
        open_store(shared)
    assert run("evaluate", "--month", "2026-02", "--store", shared) == 1
    said = capsys.readouterr().err
    assert own in said
    assert OURS in said
    assert f"policies adopt {folder}" in said
    assert run("policies", "adopt", "--store", shared) == 0
    assert own in capsys.readouterr().out
    with open_store(shared) as store:
        assert policies().digest == own
        assert [each.digest for each in store.given_policies()] == [own, OURS]
    assert run("policies", "adopt", str(folder), "--store", shared) == 0
    assert "already" in capsys.readouterr().out
    assert run("policies", "list", "--store", shared) == 0
    assert [line.split()[2] for line in capsys.readouterr().out.splitlines()] == [own, OURS]


def test_policies_that_may_not_be_used_are_not_put_in_force(
    shared: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(shared):
        pass
    (folder / "2026-01.yaml").write_text("version: x\n", "utf-8")
    assert run("policies", "adopt", str(folder), "--store", shared) == 1
    assert "2026-01.yaml" in capsys.readouterr().err
    with open_store(shared) as store:
        assert [each.digest for each in store.given_policies()] == [OURS]


def test_a_server_that_is_up_shows_what_was_adopted_elsewhere_and_one_run_shows_one_of_them(
    shared: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_force, "_FRESH", 0.0)
    own = load_policies(folder).digest
    with open_seen_store(shared) as server, Store.open(shared) as elsewhere:
        follow_store(server)
        assert policies().digest == OURS
        with one_run():
            assert policies().digest == OURS
            adopt(elsewhere, folder, "li")
            assert policies().digest == OURS
        assert policies().digest == own
        # A folder that is being edited on this machine stops nobody.
        monkeypatch.setenv(POLICY_VARIABLE, str(folder))
        (folder / "2025-01.yaml").write_text("half", "utf-8")
        with open_seen_store(shared):
            assert policies().digest == own


def test_texts_that_do_not_make_the_digest_they_were_taken_in_with_are_not_used(shared: str) -> None:
    with Store.open(shared) as store:
        store.take_policies(
            "0" * 64, {"2025-01.yaml": (DEFAULT_FOLDER / "2025-01.yaml").read_text()}, "", None
        )
        with pytest.raises(PolicyError, match="audit"):
            settle(store, may_differ=False)


def test_on_one_machine_the_folder_counts_at_once_and_is_noted(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "plain.duckdb")
    monkeypatch.setenv(POLICY_VARIABLE, str(folder))
    with open_store(path) as store:
        assert not module.is_following()
        note(store)
        first = policies()
        text = (folder / "2025-01.yaml").read_text("utf-8")
        (folder / "2025-01.yaml").write_text(text + "# changed\n", "utf-8")
        assert policies().digest != first.digest
        note(store)
        note(store)
        assert [each.digest for each in store.given_policies()] == [policies().digest, first.digest]
    assert run("policies", "adopt", str(folder), "--store", path) == 1
    assert str(folder) in capsys.readouterr().err


def test_an_evaluation_names_the_policy_it_used(
    shared: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with stored(Path(shared), [company()]):
        pass
    assert run("policies", "adopt", str(folder), "--store", shared) == 0
    capsys.readouterr()
    assert run("evaluate", "--month", "2026-02", "--store", shared, "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert load_policies(folder).items[0].stamp in json.dumps(found)

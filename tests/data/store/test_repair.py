"""A torn or missing write-ahead log is noticed, said in words, and mended with a copy of how it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from data.store import EntriesLost, HeadDamaged, Store, StoreTorn, StoreUnreadable, StoreVanished
from data.store.address import Address, address
from tests.data.store.building import FEB, JAN, MAR, frame, load

MONTHS = (JAN, FEB, MAR)
Change = Callable[[Address], None]


@pytest.fixture(scope="module", params=["duckdb", "ducklake"])
def left(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Address, Path]:
    """Where a store was that had three loads, and what was there when it was killed: all in the log."""
    folder = tmp_path_factory.mktemp("killed")
    place = address(f"{request.param}://{folder}/s/store")
    with Store.open(place.url) as store:
        for number, month in enumerate(MONTHS):
            sha256 = store.receive(b"%d" % number)
            load(store, sha256, summary=frame("summary", {"sales": number, "month": month}))
        shutil.copytree(folder / "s", folder / "left")
    return place, folder


@pytest.fixture
def killed(left: tuple[Address, Path]) -> Address:
    """The store as the kill left it."""
    place, folder = left
    shutil.rmtree(folder / "s")
    shutil.copytree(folder / "left", folder / "s")
    return place


def change(path: Path, edit: Callable[[bytearray], None]) -> None:
    content = bytearray(path.read_bytes())
    edit(content)
    path.write_bytes(content)


def garble_the_end(place: Address) -> None:
    """Zeros where the last bytes were to be: what a power cut leaves."""
    change(place.log, lambda content: content.__setitem__(slice(-1_000, None), bytes(1_000)))


def garble_the_middle(place: Address) -> None:
    change(
        place.log, lambda content: content.__setitem__(len(content) // 2, content[len(content) // 2] ^ 255)
    )


def append_zeros(place: Address) -> None:
    change(place.log, lambda content: content.extend(bytes(300)))


def cut_short(place: Address) -> None:
    change(place.log, lambda content: content.__delitem__(slice(-100, None)))


def garble_the_beginning(place: Address) -> None:
    change(place.log, lambda content: content.__setitem__(slice(0, 64), b"\xff" * 64))


def take_away(place: Address) -> None:
    place.log.unlink()


@pytest.mark.parametrize(
    ("harm", "left_over"),
    [
        (append_zeros, 3),
        (cut_short, 2),
        (garble_the_middle, None),
        *(
            pytest.param(*each, marks=pytest.mark.nightly)
            for each in ((garble_the_end, 2), (garble_the_beginning, 0), (take_away, 0))
        ),
    ],
)
def test_a_damaged_log_is_said_kept_and_mended_up_to_its_last_whole_load(
    killed: Address, harm: Change, left_over: int | None
) -> None:
    harm(killed)
    found = killed.log.read_bytes() if killed.log.exists() else None
    for _ in range(2):  # looking makes nothing worse
        with pytest.raises((StoreTorn, EntriesLost)):
            Store.open(killed.url)
    assert (killed.log.read_bytes() if killed.log.exists() else None) == found
    done = Store.repair(killed.url, "管理员")
    assert done.copy is not None
    assert done.report.is_sound
    copied = done.copy / killed.log.name
    assert (copied.read_bytes() if copied.exists() else None) == found
    loads = done.report.loads
    if left_over is not None:
        assert loads == left_over
    assert done.lost_entries == 3 - loads + (loads == 0)  # with the whole log the opening entry goes too
    lost = [entry for entry in done.lost if entry.act == "load"]
    assert [entry.files for entry in lost] == [("pack.xlsx",)] * (3 - loads)
    with Store.open(killed.url) as store:
        assert store.current("summary")["sales"].to_list() == list(range(loads))
        assert store.original(store.receive(b"2")) == b"2"
        load(store, "99", summary=frame("summary", {"sales": 99, "month": MAR}))
        assert store.audit().is_sound
    nothing = Store.repair(killed.url, "管理员")
    assert (nothing.copy, nothing.lost, nothing.lost_bytes) == (None, (), 0)


def test_a_head_that_is_lost_for_good_is_named_by_the_repair(killed: Address) -> None:
    kept = json.loads(killed.belonging("head").read_text())
    take_away(killed)
    done = Store.repair(killed.url, "管理员", kept["hash"])
    assert [finding.code for finding in done.report.findings] == ["head_unknown"]


def test_an_earlier_copy_put_in_its_place_is_noticed(killed: Address, tmp_path: Path) -> None:
    with Store.open(killed.url):
        pass  # the log is taken in
    shutil.copy(killed.database, tmp_path / "earlier")
    with Store.open(killed.url) as store:
        load(store, "04", summary=frame("summary", {"sales": 4, "month": MAR}))
    shutil.copy(tmp_path / "earlier", killed.database)
    with pytest.raises(EntriesLost, match="5 entries") as lost:
        Store.open(killed.url)
    assert (lost.value.kept, lost.value.found) == (5, 4)


def test_a_head_that_cannot_be_read_is_said_and_made_anew(killed: Address) -> None:
    head = killed.belonging("head")
    assert head is not None
    assert head.stat().st_mode & 0o777 == 0o600
    head.write_bytes(b"{")
    with pytest.raises(HeadDamaged):
        Store.open(killed.url)
    done = Store.repair(killed.url, "管理员")
    assert (done.lost, done.copy is not None) == ((), True)
    with Store.open(killed.url) as store:
        assert json.loads(head.read_text())["hash"] == store.audit_head()


def test_a_database_that_is_damaged_itself_is_left_alone(killed: Address) -> None:
    with Store.open(killed.url):
        pass
    change(killed.database, lambda content: content.__setitem__(slice(4_096, 12_288), b"\xff" * 8_192))
    found = killed.database.read_bytes()
    with pytest.raises(StoreUnreadable):
        Store.repair(killed.url, "管理员")
    assert killed.database.read_bytes() == found


def test_where_no_store_is_none_is_repaired_or_made(tmp_path: Path) -> None:
    with pytest.raises(StoreVanished):
        Store.repair(tmp_path / "none.duckdb", "管理员")
    assert list(tmp_path.iterdir()) == []

"""The files of a bulletin: the same from the page and from the command line."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from dashboard.bulletins.making import BulletinOutdated, bulletin_files
from dashboard.bulletins.stamps import stamps
from dashboard.commands import cli
from dashboard.services.policies import policies
from data.store import Store
from tests.dashboard.bulletins.building import SEPTEMBER
from tests.dashboard.demo import demo_snapshot, store_with_demo


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_with_demo(tmp_path_factory.mktemp("bulletin"))


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


def test_files_are_named_by_month_and_progress_is_told(store: Store) -> None:
    told: list[tuple[float, str]] = []
    files = bulletin_files(
        store, demo_snapshot(), SEPTEMBER, progress=lambda share, step: told.append((share, step))
    )
    assert list(files) == ["bulletin-2026-09.xlsx", "bulletin-2026-09.pdf"]
    assert files["bulletin-2026-09.pdf"].startswith(b"%PDF-")
    shares = [share for share, _step in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert len({step for _share, step in told}) == len(told)


def test_stamps_come_from_the_store_and_not_from_the_clock(store: Store) -> None:
    current = demo_snapshot()
    first = stamps(store, current, SEPTEMBER)
    assert first == stamps(store, current, SEPTEMBER)
    assert first.data_changed_at == store.loads()[0].created_at.replace(
        microsecond=0, tzinfo=first.data_changed_at.tzinfo
    )


def test_a_month_is_under_way_until_its_checkpoint_is_loaded(store: Store) -> None:
    current = demo_snapshot()
    running = current.loaded_through
    assert running is not None
    now = stamps(store, current, running)
    assert now.is_under_way
    assert now.through_day is not None
    assert now.through_day < policies().at(running).checkpoint.day.value
    assert not stamps(store, current, SEPTEMBER).is_under_way


def test_a_bulletin_is_not_made_of_two_states_of_the_data(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = demo_snapshot()
    monkeypatch.setattr(Store, "data_version", lambda _self: "2.0-later")
    with pytest.raises(BulletinOutdated):
        bulletin_files(store, current, SEPTEMBER, ["xlsx"])


def test_the_command_writes_the_very_files_of_the_page(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["bulletin", "--month", "2026-09", "--store", str(path), "--out", str(tmp_path / "new")])
    with Store.open(path) as store:
        files = bulletin_files(store, demo_snapshot(), SEPTEMBER)
    assert {file.name: file.read_bytes() for file in (tmp_path / "new").iterdir()} == files
    captured = capsys.readouterr()
    assert "bulletin-2026-09.pdf" in captured.out
    assert "100% 通报已生成。" in captured.err


def test_the_command_writes_only_the_formats_asked_for_in_the_language_asked_for(
    path: Path, tmp_path: Path
) -> None:
    common = ["--store", str(path), "--out", str(tmp_path), "--format", "xlsx", "--lang", "en"]
    cli.main(["bulletin", "--month", "2026-09", *common])
    assert [file.name for file in tmp_path.iterdir()] == ["bulletin-2026-09.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "bulletin-2026-09.xlsx").read_bytes()))
    assert book.sheetnames[0] == "Bulletin"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--month", "2031-01"], "2031-01 没有任何数据"),
        (["--month", "2026-09", "--format", "docx"], "docx"),
        (["--month", "september"], "september"),
    ],
)
def test_the_command_says_what_is_wrong_in_a_sentence(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["bulletin", *arguments, "--store", str(path), "--out", str(tmp_path)])
    assert stopped.value.code == 1
    assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())

"""A backup holds everything, is verified throughout, and goes into either kind of store or not at all."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.fields import EXTRACTS
from data.mappings import HeaderMapping
from data.store import Backup, BackupRefused, Store, StoreTooNew
from data.store.backup.manifest import BACKED_UP, NAME
from tests.data.store.building import NORTH, SOUTH, frame, load
from tests.postgres import url_of

KINDS = ["duckdb", "ducklake", "postgresql"]


@dataclass(frozen=True)
class Made:
    """A store and a backup of it."""

    store: Store
    path: Path
    backup: Backup
    sha256: str


def _made(kind: str, folder: Path) -> Iterator[Made]:
    """Rows in every table, a rollback, a mapping and an original."""
    with Store.open(url_of(kind, folder)) as store:
        sha256 = store.receive(b"a,b\n" * 1_000)
        rows = {e.name: frame(e.name, {"region": NORTH}, {"region": SOUTH}) for e in EXTRACTS}
        rows["sales"] = frame("sales", *({"amount": 10**12 - n, "quantity": n} for n in range(3_000)))
        load(store, sha256, **rows)
        store.rollback(load(store, summary=frame("summary", {"sales": 9})), "财务", "误传")
        store.remember_mapping(HeaderMapping("abc", "summary", {"卖了": "sales"}), "统计员")
        store.receive(b"never loaded")
        path = folder / "备份 1.zip"
        yield Made(store, path, store.back_up(path, "管理员"), sha256)


@pytest.fixture(scope="module", params=KINDS)
def made_of_either(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Made]:
    """A backup of a store of either kind; tests change nothing of it."""
    yield from _made(request.param, tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """A backup of a DuckDB store, for what does not depend on the kind; tests change nothing of it."""
    yield from _made("duckdb", tmp_path_factory.mktemp("made"))


@pytest.mark.both_kinds
@pytest.mark.parametrize(
    ("made_of_either", "kind"),
    [
        ("duckdb", "ducklake"),
        ("postgresql", "duckdb"),
        *(
            pytest.param(*kinds, marks=pytest.mark.nightly)
            for kinds in (("ducklake", "duckdb"), ("duckdb", "postgresql"))
        ),
        *(pytest.param(kind, kind, marks=pytest.mark.nightly) for kind in KINDS),
    ],
    indirect=["made_of_either"],
)
def test_what_is_restored_is_equal_and_goes_on(made_of_either: Made, kind: str, tmp_path: Path) -> None:
    made, url = made_of_either, url_of(kind, tmp_path / "restored")
    assert Store.restore(url, made.path, "管理员", made.backup.head) == made.backup
    with Store.open(url) as restored:
        for extract in EXTRACTS:
            assert restored.current(extract.name).equals(made.store.current(extract.name))
        assert restored.loads() == made.store.loads()
        assert restored.data_version() == made.store.data_version()
        assert restored.header_mappings() == made.store.header_mappings()
        assert restored.original(made.sha256) == b"a,b\n" * 1_000
        assert restored.audit(made.backup.head).is_sound
        load(restored, summary=frame("summary", {"sales": 10}))
        assert restored.audit(made.backup.head).is_sound


def test_a_backup_is_recorded_and_readable_by_its_owner_only(made: Made) -> None:
    assert made.path.stat().st_mode & 0o777 == 0o600
    report = made.store.audit(made.backup.head)
    assert report.is_sound
    assert made.store.audit_head() != made.backup.head
    assert [path.name for path in made.path.parent.iterdir() if "zip" in path.name] == [made.path.name]


def test_the_manifest_names_every_table_and_only_files_of_loads(made: Made) -> None:
    with zipfile.ZipFile(made.path) as archive:
        manifest = json.loads(archive.read(NAME))
        names = set(archive.namelist())
    assert names == {NAME, *manifest["members"]}
    assert {f"tables/{table}.parquet" for table in BACKED_UP} | {f"originals/{made.sha256}"} == names - {NAME}
    assert manifest["audit_head"] == made.backup.head


def test_no_table_of_the_store_is_forgotten(made_of_either: Made) -> None:
    with made_of_either.store._connection.cursor() as cursor:
        tables = cursor.execute(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_catalog = 'store' AND table_schema = 'main' AND table_type = 'BASE TABLE'"
        ).fetchall()
    assert {name for (name,) in tables} == {"schema_version", *BACKED_UP}


def rewritten(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A copy of a backup with its members changed."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target


def _flip(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        content = bytearray(members[name])
        content[len(content) // 2] ^= 1
        members[name] = bytes(content)

    return change


def _swap_tables(members: dict[str, bytes]) -> None:
    one, other = "tables/measure_totals.parquet", "tables/sales.parquet"
    members[one], members[other] = members[other], members[one]


def _drop(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        del members[name]

    return change


def _add(members: dict[str, bytes]) -> None:
    members["../../evil"] = b"x"


def _remanifest(name: str, of: str) -> Callable[[dict[str, bytes]], None]:
    """Give one member the content of another and the manifest the hash to it."""

    def change(members: dict[str, bytes]) -> None:
        members[name] = members[of]
        manifest = json.loads(members[NAME])
        manifest["members"][name] = {
            "size": len(members[of]),
            "sha256": hashlib.sha256(members[of]).hexdigest(),
        }
        members[NAME] = json.dumps(manifest).encode()

    return change


def manifest_with(**values: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members[NAME] = json.dumps(json.loads(members[NAME]) | values).encode()

    return change


SALES = "tables/sales.parquet"
BLANK = "tables/load_issues.parquet"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(_flip(SALES), "altered", id="a bit of a table"),
        pytest.param(_swap_tables, "altered", id="two tables swapped"),
        pytest.param(_drop(SALES), "incomplete", id="a table missing"),
        pytest.param(_drop(NAME), "no_backup", id="no manifest"),
        pytest.param(_add, "altered", id="a part too many"),
        pytest.param(_remanifest("tables/load_rollbacks.parquet", BLANK), "altered", id="a table of another"),
        pytest.param(manifest_with(program="other"), "no_backup", id="of another program"),
        pytest.param(manifest_with(members=[]), "no_backup", id="a manifest of another form"),
        pytest.param(manifest_with(members={}), "altered", id="an empty manifest"),
        pytest.param(manifest_with(audit_head="0" * 64), "altered", id="another head"),
    ],
)
def test_a_tampered_backup_is_refused_and_leaves_no_store(
    made: Made, change: Callable[[dict[str, bytes]], None], code: str, tmp_path: Path
) -> None:
    file = rewritten(made.path, tmp_path / "b.zip", change)
    with pytest.raises(BackupRefused) as refused:
        Store.restore(tmp_path / "new" / "store.duckdb", file, "管理员")
    assert refused.value.code == code
    assert "{" not in str(refused.value)
    assert list((tmp_path / "new").glob("*")) == []


def test_an_original_exchanged_together_with_its_manifest_is_refused(made: Made, tmp_path: Path) -> None:
    change = _remanifest(f"originals/{made.sha256}", NAME)
    file = rewritten(made.path, tmp_path / "b.zip", change)
    with pytest.raises(BackupRefused, match="originals/"):
        Store.restore(f"ducklake://{tmp_path}/new", file, "管理员")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_rows_altered_together_with_the_manifest_are_found_by_the_audit(
    made: Made, kind: str, tmp_path: Path
) -> None:
    """The forger makes a proper backup of altered rows; only the log in it gives him away."""
    import io

    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    def change(members: dict[str, bytes]) -> None:
        rows = pq.read_table(io.BytesIO(members[SALES]))
        at = rows.column_names.index("customer")
        upper = pc.replace_substring(rows.column(at), "甲", "乙")
        out = io.BytesIO()
        pq.write_table(rows.set_column(at, "customer", upper), out)
        members[SALES] = out.getvalue()
        _remanifest(SALES, SALES)(members)

    file = rewritten(made.path, tmp_path / "b.zip", change)
    with pytest.raises(BackupRefused, match="销售明细") as refused:
        Store.restore(url_of(kind, tmp_path / "new"), file, "管理员")
    assert refused.value.code == "unsound"
    assert list((tmp_path / "new").glob("*")) == []


def test_an_older_backup_is_refused_when_a_later_head_is_asked_for(made: Made, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused) as refused:
        Store.restore(tmp_path / "new.duckdb", made.path, "管理员", made.store.audit_head())
    assert refused.value.code == "unsound"


@pytest.mark.parametrize("cut", [0, 1, 1_000, -1_000, -30])
def test_a_backup_that_was_cut_short_is_refused(made: Made, cut: int, tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    file.write_bytes(made.path.read_bytes()[:cut])
    with pytest.raises(BackupRefused):
        Store.restore(tmp_path / "new.duckdb", file, "管理员")
    assert not (tmp_path / "new.duckdb").exists()


def test_a_backup_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused) as refused:
        Store.restore(tmp_path / "new.duckdb", tmp_path / "none.zip", "管理员")
    assert refused.value.code == "unreadable"


def test_a_backup_of_a_later_version_is_refused(made: Made, tmp_path: Path) -> None:
    file = rewritten(made.path, tmp_path / "b.zip", manifest_with(schema=99))
    with pytest.raises(StoreTooNew):
        Store.restore(tmp_path / "new.duckdb", file, "管理员")


def test_a_store_with_loads_is_not_overwritten(made: Made, store: Store, url: str) -> None:
    load(store, summary=frame("summary", {"sales": 7}))
    head = store.audit_head()
    with pytest.raises(BackupRefused) as refused:
        Store.restore(url, made.path, "管理员")
    assert refused.value.code == "not_blank"
    assert store.audit_head() == head
    assert store.current("summary")["sales"].to_list() == [7]
    assert store.original(made.sha256) is None


def test_a_blank_store_may_be_filled_and_stays_blank_if_that_fails(
    made: Made, url: str, tmp_path: Path
) -> None:
    with Store.open(url) as store:
        head = store.audit_head()
    broken = rewritten(made.path, tmp_path / "b.zip", _flip("tables/summary.parquet"))
    with pytest.raises(BackupRefused):
        Store.restore(url, broken, "管理员")
    with Store.open(url) as store:
        assert store.audit_head() == head
        assert store.original(made.sha256) is None
    Store.restore(url, made.path, "管理员")
    with Store.open(url) as store:
        assert len(store.loads()) == 2


def test_a_backup_overwrites_nothing_and_needs_its_folder(store: Store, tmp_path: Path) -> None:
    (tmp_path / "there.zip").write_bytes(b"precious")
    with pytest.raises(BackupRefused) as refused:
        store.back_up(tmp_path / "there.zip", "管理员")
    assert (refused.value.code, (tmp_path / "there.zip").read_bytes()) == ("exists", b"precious")
    with pytest.raises(BackupRefused) as refused:
        store.back_up(tmp_path / "nowhere" / "b.zip", "管理员")
    assert refused.value.code == "no_folder"


def test_a_store_that_does_not_stand_up_to_its_audit_is_not_backed_up(store: Store, tmp_path: Path) -> None:
    sha256 = store.receive(b"content")
    load(store, sha256, summary=frame("summary", {}))
    store._connection.originals.discard(sha256)
    with pytest.raises(BackupRefused, match="is gone") as refused:
        store.back_up(tmp_path / "b.zip", "管理员")
    assert refused.value.code == "store_unsound"
    assert ".zip" not in [path.suffix for path in tmp_path.iterdir()]


def test_loads_go_on_during_a_backup_and_it_holds_one_moment(store: Store, url: str, tmp_path: Path) -> None:
    load(store, summary=frame("summary", {"sales": 1}))
    loaded = []

    def interrupt(share: float, step: str) -> None:
        del share
        if step == "Writing the tables" and not loaded:
            with ThreadPoolExecutor(1) as other:
                loaded.append(other.submit(load, store, summary=frame("summary", {"sales": 2})).result())

    written = store.back_up(tmp_path / "b.zip", "管理员", interrupt)
    assert (written.loads, len(store.loads())) == (1, 2)
    kind = url.partition(":")[0]
    url = url_of(kind, tmp_path / "restored")
    Store.restore(url, tmp_path / "b.zip", "管理员")
    with Store.open(url) as restored:
        assert restored.current("summary")["sales"].to_list() == [1]
    assert store.audit().is_sound

"""Violations that compliance records: rows like any file's, files like any original, nothing half done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboard.services.policies import policies
from data.people.doer import Doer
from data.people.person import Grant, Person
from data.people.roles import Role
from data.store import ActRefused, OriginalDamaged, ProcessRefused, Store
from data.store.process.conduct import Misconduct, Ruling, is_in_force, sanctions
from data.store.writer import Writer
from tests.built import store_copy
from tests.data.store.building import BEIJING, GUANGZHOU, NORTH, SOUTH, frame, load

DAY = date(2026, 2, 20)
POLICY = policies().at(date(2026, 1, 1))
SEEN = Misconduct(NORTH, BEIJING, "周某", date(2026, 1, 15), "销售假冒产品", "现场查获", "市监 2026-7")
PDF = b"%PDF-1.7 photographs"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two regions with an office each, people, and a sanction that a file brought."""
    with Store.open(store_copy("conduct", _with_sanction, tmp_path)) as opened:
        yield opened


def _with_sanction(path: Path) -> None:
    with Store.open(path) as opened:
        offices = ({"region": NORTH, "office": BEIJING}, {"region": SOUTH, "office": GUANGZHOU})
        load(
            opened,
            org=frame("org", *offices),
            conduct=frame("conduct", {"date": date(2026, 1, 3), "region": NORTH, "sanction": "记过"}),
        )
        people = [
            person("compliance", "compliance"),
            person("south", "compliance", SOUTH),
            person("manager", "region_manager", NORTH),
            person("other", "region_manager", SOUTH),
        ]
        opened.people.load(people, "op", datetime(2026, 1, 1, tzinfo=UTC))


def person(account: str, role: Role, *regions: str) -> Person:
    return Person(account, account, "", (Grant(role, frozenset(regions) or None),))


def acting(store: Store, account: str, day: date = DAY) -> Writer:
    return store.acting(Doer(account, account), lambda: day)


def recorded(store: Store) -> list[tuple[object, ...]]:
    rows = store.current("conduct").sort("date", "source_file")
    return rows.select("date", "office", "sanction", "source_file").rows()


def test_a_case_is_a_row_only_once_a_sanction_is_recorded_and_stands_beside_the_files_rows(
    store: Store,
) -> None:
    writer = acting(store, "compliance")
    case_id = writer.process.open_case(SEEN)
    assert recorded(store) == [(date(2026, 1, 3), None, "记过", "pack.xlsx")]
    version = store.data_version()
    writer.process.rule(case_id, Ruling("警告", "合规部王某"), POLICY)
    assert recorded(store) == [
        (date(2026, 1, 3), None, "记过", "pack.xlsx"),
        (date(2026, 1, 15), BEIJING, "警告", "form"),
    ]
    assert store.data_version() != version
    (case,) = store.process.book().cases.values()
    assert (case.details["sanction"], case.details["decided_by"]) == ("警告", "合规部王某")
    assert is_in_force(case, store.current("conduct"))
    assert not store.audit().findings


def test_a_file_loaded_later_takes_the_place_of_the_form_and_rolled_back_gives_it_back(store: Store) -> None:
    writer = acting(store, "compliance")
    case_id = writer.process.open_case(SEEN)
    writer.process.rule(case_id, Ruling("警告", "王某"), POLICY)
    later = load(store, "11", conduct=frame("conduct", {"date": date(2026, 1, 9), "region": NORTH}))
    (case,) = store.process.book().cases.values()
    assert not is_in_force(case, store.current("conduct"))
    store.rollback(later, "op", "wrong file")
    assert is_in_force(case, store.current("conduct"))


def test_what_the_person_says_and_more_evidence_are_added_and_stay_with_the_rest(store: Store) -> None:
    writer = acting(store, "compliance")
    first = writer.process.attach("a.pdf", PDF, NORTH, "record_conduct", POLICY)
    case_id = writer.process.open_case(SEEN, [first])
    second = writer.process.attach("b.pdf", PDF + b"2", NORTH, "record_conduct", POLICY)
    writer.process.add_to_case(case_id, statement="不知情", files=[second, first])
    details = store.process.book().cases[case_id].details
    assert [file["name"] for file in details["files"]] == ["a.pdf", "b.pdf"]
    assert (details["statement"], details["agency_number"]) == ("不知情", "市监 2026-7")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (Misconduct(NORTH, None, " ", date(2026, 1, 15), "行为"), "conduct_blank"),
        (Misconduct(NORTH, None, "周某", date(2026, 1, 15), ""), "conduct_blank"),
        (Misconduct(NORTH, None, "周某", date(2026, 2, 21), "行为"), "conduct_future"),
        (Misconduct("别处", None, "周某", date(2026, 1, 15), "行为"), "conduct_region"),
        (Misconduct(NORTH, GUANGZHOU, "周某", date(2026, 1, 15), "行为"), "conduct_office"),
    ],
)
def test_what_cannot_be_recorded_is_refused_and_nothing_is_written(
    store: Store, told: Misconduct, code: str
) -> None:
    head = store.audit_head()
    with pytest.raises(ProcessRefused) as refused:
        acting(store, "compliance").process.open_case(told)
    assert (refused.value.code, store.audit_head()) == (code, head)


def test_a_sanction_is_recorded_once_of_the_policys_list_and_not_by_the_person_concerned(
    store: Store,
) -> None:
    writer = acting(store, "compliance")
    case_id = writer.process.open_case(SEEN)
    for ruling, code in [
        (Ruling("开除", "王某"), "sanction_unknown"),
        (Ruling("警告", " "), "decider_blank"),
        (Ruling("警告", "周某"), "own_case"),
    ]:
        with pytest.raises(ProcessRefused) as refused:
            writer.process.rule(case_id, ruling, POLICY)
        assert refused.value.code == code
    writer.process.rule(case_id, Ruling("警告", "王某"), POLICY)
    with pytest.raises(ProcessRefused) as refused:
        writer.process.rule(case_id, Ruling("记过", "王某"), POLICY)
    assert refused.value.code == "case_ruled"
    assert {"警告", "记过", "记大过", "调岗"} <= set(sanctions(POLICY))


@pytest.mark.parametrize(
    ("account", "code"), [("manager", "record_conduct"), ("south", "record_conduct_elsewhere")]
)
def test_only_compliance_of_the_region_records(store: Store, account: str, code: str) -> None:
    case_id = acting(store, "compliance").process.open_case(SEEN)
    writer = acting(store, account)
    for act in (
        lambda: writer.process.open_case(SEEN),
        lambda: writer.process.add_to_case(case_id, statement="x"),
        lambda: writer.process.rule(case_id, Ruling("警告", "王某"), POLICY),
        lambda: writer.process.attach("a.pdf", PDF, NORTH, "record_conduct", POLICY),
    ):
        with pytest.raises(ActRefused) as refused:
            act()
        assert refused.value.code == code


def test_evidence_is_read_by_who_sees_the_region_and_checked(store: Store, tmp_path: Path) -> None:
    writer = acting(store, "compliance")
    file = writer.process.attach("a.pdf", PDF, NORTH, "record_conduct", POLICY)
    assert writer.reader().attachment(file.sha256) is None  # of no case yet
    writer.process.open_case(SEEN, [file])
    assert acting(store, "manager").reader().attachment(file.sha256) == PDF
    assert acting(store, "other").reader().attachment(file.sha256) is None
    assert not acting(store, "other").reader().process().cases
    (kept,) = tmp_path.rglob(file.sha256)
    kept.chmod(0o600)
    kept.write_bytes(b"something else")
    with pytest.raises(OriginalDamaged):
        acting(store, "manager").reader().attachment(file.sha256)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "file_empty"),
        ("a.pdf", b"no such thing", "file_kind"),
        ("a.exe", b"MZ", "file_kind"),
        ("a.txt", b"a\x00b", "file_kind"),
        ("a", b"text", "file_kind"),
        ("a.pdf", PDF + b"\x00" * (20_000_000 - len(PDF) + 1), "file_large"),
    ],
)
def test_files_beyond_the_limits_are_refused_in_words_and_not_kept(
    store: Store, name: str, content: bytes, code: str
) -> None:
    head = store.audit_head()
    with pytest.raises(ProcessRefused) as refused:
        acting(store, "compliance").process.attach_all(
            [("good.pdf", PDF), (name, content)], NORTH, "record_conduct", POLICY
        )
    assert (refused.value.code, store.audit_head()) == (code, head)
    assert name in str(refused.value)

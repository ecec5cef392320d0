"""The verbs of the command line, their exit codes, and that nothing wrong gets in through them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from dashboard.commands.cli import main
from data.fields import BY_NAME, EXTRACTS
from data.store import Store
from tests.built import built, copied
from tests.nightly import by_night
from tests.reference.acceptance import assert_equal_to_published, published

FIXTURES = Path(__file__).parents[1] / "fixtures"
PACK = FIXTURES / "acceptance" / "pack.xlsx"


#: The months with which the pack begins and ends.


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs the command line in this process."""

    def run(*arguments: object) -> Result:
        code = 0
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        out, err = capfdbinary.readouterr()
        return Result(code, out.decode(), err.decode())

    return run


def _load_pack(folder: Path) -> None:
    """The acceptance pack loaded by a process of its own."""
    command = [sys.executable, "-m", "dashboard", "load", str(PACK), "--store", str(folder / "pack.duckdb")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=FIXTURES.parents[1], check=False)
    assert done.returncode == 0, done.stderr
    assert "错误" not in done.stderr
    assert "警告" not in done.stderr


@pytest.fixture(scope="module")
def pack_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store into which the acceptance pack was loaded; tests leave its data as it is."""
    return copied(built("pack", _load_pack) / "pack.duckdb", tmp_path_factory.mktemp("cli") / "store.duckdb")


@pytest.mark.parametrize(
    "month",
    # Every month of it, without the command line: `tests/engine/test_acceptance.py`.
    by_night(sorted(published()), but=[max(published())]),
)
def test_the_acceptance_pack_comes_to_every_published_figure_of(
    month: str, pack_store: Path, run: Run
) -> None:
    result = run("evaluate", "--month", month, "--format", "json", "--store", pack_store)
    answer = json.loads(result.out)
    assert answer["month"] == month
    first = date.fromisoformat(f"{month}-01")
    assert_equal_to_published(month, [{"month": first, **region} for region in answer["regions"]])
    assert {(line["region"], line["clause"], line["item"]) for line in answer["settlement"]} == {
        (region["region"], clause, item)
        for region in answer["regions"]
        for clause, item in (("一.3", "checkpoint"), ("二", "capital_overrun"))
    }
    assert all(line["receipt"]["operands"] for line in answer["settlement"])


def test_evaluate_prints_both_tables_as_csv(pack_store: Path, run: Run) -> None:
    regions, settlement = run(
        "evaluate", "--month", "2026-09", "--format", "csv", "--store", pack_store
    ).out.split("\n\n")
    assert len(list(csv.DictReader(io.StringIO(regions)))) == 6
    assert len(list(csv.DictReader(io.StringIO(settlement)))) == 12


def test_show_prints_the_rows_as_they_were_uploaded_in_yuan(pack_store: Path, run: Run) -> None:
    sheet = openpyxl.load_workbook(PACK, data_only=True)["库存占用"]
    uploaded = [tuple(row) for row in sheet.iter_rows(min_row=2, values_only=True) if row[0] == "2026-09"]
    result = run("show", "inventory", "--month", "2026-09", "--format", "json", "--store", pack_store)
    rows = [tuple(row.values()) for row in json.loads(result.out)]
    assert sorted(rows) == [
        (month, region, office, category, pytest.approx(amount, abs=1e-9))
        for month, region, office, category, amount in sorted(uploaded)
    ]


def test_a_month_without_anything_is_said_so(pack_store: Path, run: Run) -> None:
    result = run("evaluate", "--month", "2031-01", "--store", pack_store)
    assert result.code == 1
    assert "2031-01" in result.err


def test_loading_the_same_file_twice_changes_nothing_and_says_so(pack_store: Path, run: Run) -> None:
    with Store.open(pack_store) as store:
        (load,) = store.loads()
    result = run("load", PACK, "--store", pack_store)
    assert result.code == 1
    assert load.load_id in result.err
    with Store.open(pack_store) as store:
        assert [again.load_id for again in store.loads()] == [load.load_id]


def test_a_template_reads_back_as_a_pack_with_every_sheet_and_header(tmp_path: Path, run: Run) -> None:
    assert run("template", "--out", tmp_path, "--store", tmp_path / "s.duckdb").code == 0
    book = openpyxl.load_workbook(tmp_path / "月度数据包模板.xlsx")
    for extract in EXTRACTS:
        headers = [cell.value for cell in book[extract.sheet][1]]
        assert headers == [field.zh for field in extract.fields]


def test_a_wrong_word_on_the_command_line_is_not_taken_for_a_warning(run: Run) -> None:
    assert run("load").code == 1
    assert run("load", "x.xlsx", "--stor", "y").code == 1


def test_a_faulty_policy_folder_is_said_in_a_sentence(
    pack_store: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGION_COCKPIT_POLICY", str(tmp_path))
    result = run("evaluate", "--month", "2026-09", "--store", pack_store)
    assert result.code == 1
    assert "制度参数" in result.err
    assert "Traceback" not in result.err


def _workbook(
    path: Path, extract: str, *rows: tuple[object, ...], headers: tuple[str, ...] | None = None
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = BY_NAME[extract].sheet
    sheet.append(headers or tuple(field.zh for field in BY_NAME[extract].fields))
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


SALE = ("2026-09-03", "N1", "华东", "上海", "客户甲", "零售", "锁具", 1, 100, 10)


def _sales(path: Path, **changes: object) -> Path:
    names = [field.name for field in BY_NAME["sales"].fields if not field.is_optional]
    return _workbook(
        path, "sales", tuple(changes.get(name, value) for name, value in zip(names, SALE, strict=True))
    )


def _no_workbook(path: Path) -> Path:
    path.write_bytes(b"PK\x03\x04 this is no workbook")
    return path


def _encrypted(path: Path) -> Path:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
    return path


def _empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def _unknown_sheet(path: Path) -> Path:
    return _workbook(path, "sales", ("a", "b"), headers=("甲", "乙"))


def _missing_column(path: Path) -> Path:
    headers = tuple(field.zh for field in BY_NAME["sales"].fields[:10] if field.name != "amount")
    return _workbook(path, "sales", (*SALE[:8], 10), headers=headers)


def _duplicate(path: Path) -> Path:
    return _workbook(path, "sales", SALE, (*SALE[:4], "客户乙", *SALE[5:]))


@pytest.mark.parametrize(
    ("make", "named"),
    [
        pytest.param(_no_workbook, ("bad.xlsx",), id="not a workbook"),
        pytest.param(_encrypted, ("bad.xlsx",), id="an encrypted workbook"),
        pytest.param(_empty, ("bad.xlsx",), id="an empty file"),
        pytest.param(_unknown_sheet, ("销售明细",), id="no known sheet"),
        pytest.param(_missing_column, ("销售额",), id="a missing column"),
        pytest.param(lambda p: _sales(p, office="火星"), ("销售明细!D2", "火星"), id="an unknown office"),
        pytest.param(_duplicate, ("销售明细!", "3", "N1"), id="a document of two customers"),
        pytest.param(lambda p: _sales(p, amount="约一百"), ("销售明细!I2", "约一百"), id="text for a number"),
        pytest.param(
            lambda p: _sales(p, date="2026-13-03"), ("销售明细!A2", "2026-13-03"), id="an impossible month"
        ),
    ],
)
def test_bad_input_is_refused_by_name_and_the_store_stays_as_it_was(
    make: Callable[[Path], Path], named: tuple[str, ...], pack_store: Path, tmp_path: Path, run: Run
) -> None:
    with Store.open(pack_store) as store:
        before = store.data_version()
    result = run("load", make(tmp_path / "bad.xlsx"), "--store", pack_store)
    assert result.code == 1
    for part in named:
        assert part in result.err
    assert "Traceback" not in result.err
    with Store.open(pack_store) as store:
        assert store.data_version() == before


def test_warnings_need_a_reason_and_the_reason_is_kept(pack_store: Path, tmp_path: Path, run: Run) -> None:
    """The sales ledger of one month again, without one of its offices."""
    copy = tmp_path / "store.duckdb"
    copy.write_bytes(pack_store.read_bytes())
    sheet = openpyxl.load_workbook(PACK, data_only=True)["销售明细"]
    rows = [
        row
        for row in sheet.iter_rows(min_row=2, values_only=True)
        if f"{row[0]:%Y-%m}" == "2026-09" and row[2] == "华东" and row[3] != "苏州"
    ]
    file = _workbook(tmp_path / "again.xlsx", "sales", *rows)
    refused = run("load", file, "--store", copy)
    assert refused.code == 2
    assert "苏州" in refused.err
    assert run("load", file, "--store", copy, "--accept-warnings", "  ").code == 2
    assert run("load", file, "--store", copy, "--accept-warnings", "苏州九月停业").code == 0
    with Store.open(copy) as store:
        assert store.loads()[0].accepted_reason == "苏州九月停业"


def test_what_is_printed_names_the_unit_of_its_amounts(pack_store: Path, run: Run) -> None:
    for command in (["show", "sales"], ["evaluate"]):
        asked = [*command, "--month", "2026-09", "--store", pack_store]
        shown = run(*asked, "--format", "table").out
        assert " (yuan)" in shown
        parts = run(*asked, "--format", "csv").out.split("\n\n")
        for part in parts:
            rows = list(csv.DictReader(io.StringIO(part)))
            assert {row["amounts_in"] for row in rows} == {"yuan"}
    people = run("show", "org", "--store", pack_store, "--format", "csv").out
    assert "amounts_in" not in people


@pytest.mark.parametrize(("form", "coding"), [("json", "utf-8"), ("csv", "utf-8"), ("table", "gbk")])
def test_output_into_gbk_is_utf_8_for_programs_and_what_gbk_can_show_for_people(
    form: str, coding: str, pack_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Receipts in JSON hold a minus sign that GBK does not know."""
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="gbk", write_through=True))
    main(["evaluate", "--month", "2026-03", "--format", form, "--store", str(pack_store)])
    said = written.getvalue().decode(coding)
    assert "东北" in said
    assert ("\N{MINUS SIGN}" in said) is (form == "json")

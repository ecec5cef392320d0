"""What the command line writes is as inert as what the page offers, and a damaged store is said in words."""

from __future__ import annotations

import ast
import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.fields import BY_NAME
from data.inert import defused
from data.store import LoadFile, LoadRequest, Store
from data.templates import PACK
from tests.dashboard import test_cli
from tests.dashboard.test_cli import Run
from tests.data.store.building import frame

run = test_cli.run
ROOT = Path(__file__).parents[2]
#: Excel's, LibreOffice's and DDE's ways to run something; those that hide behind blanks or a separator.
FORMULAS = (
    "=HYPERLINK(\"http://ev.il\",\"x\")", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1,1)",
    "  =1+1", "\t=1+1", "\u3000=1", "\ufeff=1", "＝1＋1", "＋1", "－1", "＠x", "甲;=1+1", "甲\t=1+1",
    "甲\n=1+1", 'x"\n"=1', "甲;  @x", "|=1",
)  # fmt: skip
_SIGNS = set("=+-@＝＋－＠")


@pytest.fixture(scope="module")
def formula_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose every free text is a formula, committed past the checks."""
    frames = {}
    for name in ("org", "sales", "expenses", "conduct", "declarations", "inventory", "summary"):
        texts = [field.name for field in BY_NAME[name].fields if field.kind in {"name", "text"}]
        free = [column for column in texts if not column.endswith("_alias")]
        frames[name] = frame(name, *(dict.fromkeys(free, formula) for formula in FORMULAS))
    path = tmp_path_factory.mktemp("formulas") / "store.duckdb"
    with Store.open(path) as store:
        store.commit(LoadRequest(frames, [LoadFile("=1.xlsx", "0" * 64, 1)], "=1"))
    return path


def cells(text: str) -> Iterator[str]:
    """Every cell that any spreadsheet may find: split as we write them, and by what others split by."""
    for row in csv.reader(io.StringIO(text, newline="")):
        yield from row
    for line in text.splitlines():
        yield from re.split("[;\t|]", line)


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def live(text: str) -> set[str]:
    return {
        cell
        for cell in cells(text)
        if cell.lstrip(' \u3000\ufeff\t\r\n"')[:1] in _SIGNS and not is_number(cell)
    }


@pytest.mark.parametrize(
    "extract", ["org", "sales", "expenses", "conduct", "declarations", "inventory", "summary"]
)
def test_no_cell_of_a_csv_of_the_command_line_is_a_formula(
    formula_store: Path, run: Run, extract: str
) -> None:
    shown = run("show", extract, "--format", "csv", "--store", formula_store)
    assert shown.code == 0
    assert len(list(csv.reader(io.StringIO(shown.out, newline="")))) == len(FORMULAS) + 1
    assert live(shown.out) == set()
    # A machine that asks for JSON gets the texts as they are: no spreadsheet computes those.
    told = run("show", extract, "--format", "json", "--store", formula_store).out
    names = {text for row in json.loads(told)
             for text in row.values() if isinstance(text, str)}  # fmt: skip
    assert FORMULAS[0] in names


def test_nor_of_the_evaluation_or_the_template(formula_store: Path, run: Run, tmp_path: Path) -> None:
    evaluated = run("evaluate", "--month", "2026-01", "--format", "csv", "--store", formula_store)
    assert evaluated.code == 0
    assert "'=HYPERLINK" in evaluated.out
    assert all(live(part) == set() for part in evaluated.out.split("\n\n"))
    assert run("template", "--out", tmp_path, "--store", formula_store).code == 0
    with zipfile.ZipFile(tmp_path / PACK) as pack:
        sheets = [pack.read(name) for name in pack.namelist() if "worksheets/" in name]
    assert sheets
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


def test_amounts_stay_numbers_and_plain_text_stays_as_it_is() -> None:
    for text in ("甲-乙", "a = b", "3 + 4", "", "mail@example", "注：-", "甲, -乙"):
        assert defused(text) == text


def test_csv_is_written_behind_one_door() -> None:
    found = set()
    for path in [p for folder in ("dashboard", "data", "pages") for p in (ROOT / folder).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and (
                node.attr in {"write_csv", "sink_csv", "to_csv", "DictWriter"}
                or (node.attr == "writer" and isinstance(node.value, ast.Name) and node.value.id == "csv")
            ):
                found.add(str(path.relative_to(ROOT)))
    # The file of new offices and the form of a person are read again by ourselves, names and all; nobody is
    # handed them as tables.
    assert found == {"data/inert.py", "data/newcomers.py", "dashboard/services/stores/entered.py"}


def test_a_damaged_store_is_said_in_a_sentence(formula_store: Path, run: Run, tmp_path: Path) -> None:
    whole, chance, told = formula_store.read_bytes(), random.Random(5), 0
    commands = (["show", "sales"], ["evaluate", "--month", "2026-01"])
    for number in range(9):
        torn = bytearray(whole)
        at = chance.randrange(3 * 4096, len(torn) - 4096)
        torn[at : at + 4096] = chance.randbytes(4096)
        path = tmp_path / f"{number}.duckdb"
        path.write_bytes(bytes(torn[: at if number % 3 == 0 else None]))
        for command in commands:
            result = run(*command, "--store", path)
            assert result.code in {0, 1}
            assert "Traceback" not in result.err
            if result.code == 1:
                told += 1
                assert any(word in result.err for word in ("无法读取，可能已损坏", "无法作为数据库打开"))
    assert told >= 4

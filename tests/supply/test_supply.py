"""What the product is made of is listed in full, and nothing is called clean that nobody looked up."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import Any

import pytest

from tests.supply import audit
from tests.supply.bill import bill
from tests.supply.licences import PAGE, page

ROOT = Path(__file__).parents[2]
FOLDERS = ("engine", "data", "dashboard", "pages")
#: Loaded by its path inside the package, which no import names.
LOADED_BY_PATH = {f"duckdb-extension-{name}" for name in ("ducklake", "httpfs", "postgres-scanner")}


def pinned() -> dict[str, str]:
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    return dict(line.split(" ")[0].split("==") for line in lines if re.match(r"[a-z0-9]", line))


def test_the_page_of_licences_is_not_stale() -> None:
    assert PAGE.read_text("utf-8") == page(), "run make licences"
    listed = re.findall(r"^\| ([a-z0-9.-]+) \| ([^|]+) \| ([^|]+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    names = {name: said for name, _version, said in listed if name != "package"}
    assert set(pinned()) <= set(names)
    # Of what is installed to run the product each says its licence, and none that would bind our own code.
    own = {name: names[name] for name in pinned()}
    assert "not said" not in own.values()
    assert not [name for name, said in own.items() if re.search(r"\b(A?GPL|SSPL|Commons Clause)\b", said)]


def test_the_bill_lists_every_package_with_its_hashes_and_does_not_change_by_itself() -> None:
    made = bill()
    assert made == bill()
    told = json.loads(made)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert {part["name"]: part["version"] for part in told["components"]} == pinned()
    assert all(part["hashes"] and part["licenses"] for part in told["components"])
    assert told["dependencies"][0]["dependsOn"] == [part["bom-ref"] for part in told["components"]]
    assert version("streamlit") in {part["version"] for part in told["components"]}


def test_what_is_declared_is_used_and_what_is_used_is_declared() -> None:
    used = set()
    for path in (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            used |= {name.partition(".")[0] for name in names}
    known = packages_distributions()
    outside = used - set(sys.stdlib_module_names) - set(FOLDERS) - {"_typeshed"}
    distributions = {name.lower().replace("_", "-") for module in outside for name in known[module]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {re.split(r"[\[=]", line)[0] for line in project["dependencies"]}
    assert distributions == declared - LOADED_BY_PATH


def package(name: str, *, found: bool = False, skipped: bool = False) -> dict[str, Any]:
    if skipped:
        return {"name": name, "skip_reason": "not found"}
    vulns = [{"id": "PYSEC-1", "fix_versions": ["2.0"]}] if found else []
    return {"name": name, "version": "1.0", "vulns": vulns}


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([package("a"), package("b")], 0, "0 with known vulnerabilities"),
        ([package("a"), package("b", found=True)], 1, "b 1.0: PYSEC-1, mended in 2.0"),
        ([package("a", skipped=True)], 0, "Not audited"),
        ([package("a"), package("b", skipped=True)], 0, "Not looked up: b"),
    ],
)
def test_the_audit_says_what_it_knows_and_what_not(
    packages: list[dict[str, Any]], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.told({"dependencies": packages}, "osv") == code
    assert words in capsys.readouterr().out


def test_an_audit_without_a_network_says_so_and_does_not_fail(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "_tool", lambda: None)
    assert audit.audit() == 0
    assert "Not audited" in capsys.readouterr().out
    monkeypatch.setattr(audit, "_tool", lambda: Path("/bin/false"))
    assert audit.audit() == 0
    assert "no database of vulnerabilities can be reached" in capsys.readouterr().out


def test_the_verbs_are_told() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.supply"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (done.returncode, "licences | bill | audit" in done.stdout) == (2, True)

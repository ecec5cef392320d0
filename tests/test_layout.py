"""A module of the engine is tested under its own name, so that a line's tests are found without looking."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
#: Modules of these are parts of one answer, tested together: `test_ahead*.py`, `test_forecast*.py`, …
TOGETHER = {"ahead", "forecasting", "goalseek", "lastplace", "plans", "year"}


def test_every_module_of_the_engine_has_tests_of_its_name() -> None:
    modules = [path for path in (ROOT / "engine").rglob("*.py") if path.stem != "__init__"]
    alone = {path.stem for path in modules if not TOGETHER & set(path.relative_to(ROOT).parts)}
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "engine").glob("test_*.py")}
    assert alone - tested == set()

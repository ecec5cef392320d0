"""Where things stand: tests under the name of what they test, rooms that can be overlooked, thin pages."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
#: Modules of these are parts of one answer, tested together: `test_ahead*.py`, `test_forecast*.py`, …
TOGETHER = {"ahead", "forecasting", "goalseek", "lastplace", "plans", "year"}


def test_every_module_of_the_engine_has_tests_of_its_name() -> None:
    modules = [path for path in (ROOT / "engine").rglob("*.py") if path.stem != "__init__"]
    alone = {path.stem for path in modules if not TOGETHER & set(path.relative_to(ROOT).parts)}
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "engine").glob("test_*.py")}
    assert alone - tested == set()


@pytest.mark.parametrize("place", ["components", "views"])
def test_no_room_of_views_or_components_has_over_a_dozen_modules(place: str) -> None:
    modules = (path for path in (ROOT / "dashboard" / place).rglob("*.py") if path.stem != "__init__")
    assert {str(room): n for room, n in Counter(path.parent for path in modules).items() if n > 12} == {}


def test_a_page_fits_on_one_screen_of_code() -> None:
    pages = {path.name: len(path.read_text("utf-8").splitlines()) for path in (ROOT / "pages").glob("*.py")}
    assert {name: lines for name, lines in pages.items() if lines > 40} == {}

"""Whatever changes in another region and is not published, every byte of what verbs print stays the same.

By night `tests/pages/test_unseen.py` asks the same of 5,000 changes, of pages and verbs.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.dashboard.changes import CHANGES, Change, applied, renamed, scaled, swapped
from tests.dashboard.seen import HEAD, MANAGER, SOUTH, company, obtained, published, stored


@pytest.fixture(scope="module")
def before() -> dict[str, tuple[dict[str, bytes], str]]:
    """What each gets before anything is changed, and what is published of the other region."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.duckdb"
        with stored(path, [company()]) as store:
            return {
                account: (obtained(path, account, Path(folder), formats=""), published(store))
                for account in (MANAGER, HEAD)
            }


@pytest.mark.nightly
@seed(16)
@settings(
    max_examples=2,
    derandomize=False,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
@given(account=st.sampled_from((MANAGER, HEAD)), changes=CHANGES, is_later=st.booleans())
def test_a_change_elsewhere_changes_no_byte(
    before: dict[str, tuple[dict[str, bytes], str]], account: str, changes: list[Change], is_later: bool
) -> None:
    frames = applied(company(), changes)
    south = {name: rows.filter(pl.col("region") == SOUTH) for name, rows in frames.items()}
    was, known = before[account]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.duckdb"
        # The change comes with what all have, or as a load of its own over what was there.
        with stored(path, [company(), south] if is_later else [frames]) as store:
            if published(store) == known:
                assert obtained(path, account, Path(folder), formats="") == was


@pytest.mark.nightly
def test_no_byte_of_a_bulletin_changes_either_and_the_general_manager_sees_the_change(tmp_path: Path) -> None:
    before, after = tmp_path / "before.duckdb", tmp_path / "after.duckdb"
    changes = [partial(renamed, "乙"), partial(scaled, 3), partial(swapped, "sales")]

    def got(account: str, formats: str) -> list[dict[str, bytes]]:
        """All that somebody gets before and after; the folder that a verb names is not of the company."""
        made = []
        for path in (before, after):
            folder = tmp_path / account / path.stem
            folder.mkdir(parents=True)
            found = obtained(path, account, folder, formats=formats)
            made.append({name: value for name, value in found.items() if not name.startswith("bulletin 2")})
        return made

    with stored(before, [company()]), stored(after, [company(), applied(company(), changes)]):
        first, second = got(MANAGER, "xlsx,pdf")
        assert set(first) >= {"bulletin-2026-02.xlsx", "bulletin-2026-02.pdf", "show sales", "evaluate table"}
        assert first == second
        first, second = got("gm", "")
        assert {name for name in first if first[name] != second[name]} >= {"show sales", "evaluate 2026-02"}

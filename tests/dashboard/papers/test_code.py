"""The code on a paper: what it holds, and that only what was frozen moves its digest."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from dashboard.services.papers.code import Code, code_in
from data.store.process.papers import publication_digest

MONTH = date(2026, 1, 1)
DIGEST = hashlib.sha256(b"figures").hexdigest()
CONTENT = {
    "month": "2026-01",
    "regions": [{"region": "North", "score": "98.5"}],
    "files": [],
    "audit_head": "a",
}


@pytest.mark.parametrize("code", [Code(MONTH, 1, DIGEST), Code(MONTH, 12, DIGEST), Code(MONTH)])
def test_a_code_is_read_as_it_was_written(code: Code) -> None:
    assert code_in(f"before {code.text} behind") == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RC:2026-13:1:" + "A" * 64,
        "RC:2026-01:1",  # published, but nothing says what
        "RC:2026-01:0:" + "A" * 64,
        "RC:2026-01:1:" + "A" * 65,
        "rc:2026-01:1:" + "a" * 64,
    ],
)
def test_what_is_no_code_is_not_taken_for_one(text: str) -> None:
    assert code_in(text) is None


def test_the_digest_is_of_figures_and_not_of_files_nor_of_the_log() -> None:
    digest = publication_digest(CONTENT)
    assert publication_digest(CONTENT | {"files": [{"name": "x"}], "audit_head": "b"}) == digest
    changed = CONTENT | {"regions": [{"region": "North", "score": "98.6"}]}
    assert publication_digest(changed) != digest


def test_the_eye_is_given_the_digest_in_groups() -> None:
    assert Code(MONTH, 1, "0123456789abcdef" + "0" * 48).short == "0123 4567 89AB CDEF"

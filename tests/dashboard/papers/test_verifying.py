"""Whether a file is the published one: every kind of answer, on the papers of the demo company."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import date
from functools import cache

import openpyxl
import pytest

from dashboard.bulletins.document import pdf_bytes
from dashboard.bulletins.workbook import workbook_bytes
from dashboard.i18n import speaking, translator
from dashboard.services.papers.code import Code
from dashboard.services.papers.telling import said_of_difference, said_of_paper
from dashboard.services.papers.verifying import Verdict, verify_paper
from data.store.process.deeds import KeptFile
from data.store.process.papers import Issued
from tests.dashboard.bulletins.building import SEPTEMBER, demo_bulletin

DIGEST = hashlib.sha256(b"figures").hexdigest()
FIRST, SECOND = Code(SEPTEMBER, 1, DIGEST), Code(SEPTEMBER, 2, hashlib.sha256(b"others").hexdigest())


@cache
def papers(code: Code) -> dict[str, bytes]:
    with speaking("zh"):
        made = replace(demo_bulletin(), code=code)
        return {"bulletin.xlsx": workbook_bytes(made), "bulletin.pdf": pdf_bytes(made)}


def issued(code: Code) -> Issued:
    files = (
        KeptFile(name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        for name, content in papers(code).items()
    )
    return Issued(code.month, code.version, code.digest, tuple(files))


def bare(code: Code) -> Issued:
    return Issued(code.month, code.version, code.digest, ())


def verify(content: bytes, *known: Issued, tells: bool = True, lost: bool = False) -> Verdict:
    kept = {hashlib.sha256(c).hexdigest(): c for c in papers(FIRST).values()}
    return verify_paper(
        "paper", content, known, lambda sha256: None if lost else kept.get(sha256), tells_differences=tells
    )


def saved_again(*, score: float | None = None) -> bytes:
    """The workbook as a spreadsheet program saves it, perhaps with another score for the first region.

    openpyxl writes formulas without the results that such a program computes, so those are written.
    """
    content = papers(FIRST)["bulletin.xlsx"]
    book, values = (openpyxl.load_workbook(io.BytesIO(content), data_only=only) for only in (False, True))
    for cell in (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row):
        if cell.data_type == "f":
            cell.value = values[cell.parent.title][cell.coordinate].value
    if score is not None:
        book.worksheets[1]["D3"] = score
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["bulletin.xlsx", "bulletin.pdf"])
def test_the_very_bytes_are_the_published_ones(name: str) -> None:
    verdict = verify(papers(FIRST)[name], issued(FIRST))
    assert (verdict.kind, verdict.code, verdict.file) == ("published", FIRST, name)
    assert not verdict.is_superseded


def test_a_published_paper_says_when_a_later_version_counts() -> None:
    verdict = verify(papers(FIRST)["bulletin.pdf"], issued(FIRST), bare(SECOND))
    assert (verdict.kind, verdict.is_superseded) == ("published", True)
    assert "第 2 版" in said_of_paper(verdict, translator("zh"))[-1]


def test_a_changed_cell_is_named_with_what_was_published_there() -> None:
    verdict = verify(saved_again(score=1.0), issued(FIRST))
    assert verdict.kind == "changed"
    assert verdict.differences is not None
    (only,) = verdict.differences
    assert (only.place.partition("!")[2], only.found) == ("D3", "1")
    assert float(only.published) == pytest.approx(104.49, abs=0.005)
    assert "D3" in said_of_difference(only, translator("zh"))


def test_a_changed_page_is_named() -> None:
    other = replace(demo_bulletin(), code=FIRST, notes=("Added by hand",))
    with speaking("zh"):
        verdict = verify(pdf_bytes(other), issued(FIRST))
    assert verdict.kind == "changed"
    assert verdict.differences
    assert any("Added by hand" in each.found for each in verdict.differences)
    assert all(each.place.isdecimal() for each in verdict.differences)


@pytest.mark.nightly
def test_a_workbook_that_was_only_saved_again_is_not_the_published_file_yet_says_the_same() -> None:
    assert verify(saved_again(), issued(FIRST)).kind == "same_texts"


def test_differences_are_not_told_to_who_does_not_see_everything_nor_without_the_original() -> None:
    for verdict in (
        verify(saved_again(score=1.0), issued(FIRST), tells=False),
        verify(saved_again(score=1.0), issued(FIRST), lost=True),
    ):
        assert (verdict.kind, verdict.differences) == ("changed", None)


@pytest.mark.parametrize(
    ("code", "known", "kind"),
    [
        (Code(SEPTEMBER, 1, "ab" * 32), FIRST, "other_figures"),
        (SECOND, FIRST, "unknown_publication"),
        (Code(date(2026, 9, 1)), FIRST, "unpublished"),
    ],
)
def test_what_a_code_says_is_held_against_the_publications(code: Code, known: Code, kind: str) -> None:
    assert verify(papers(code)["bulletin.xlsx"], bare(known)).kind == kind


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"PK\x03\x04 no archive", b"\xff" * 100])
def test_whatever_else_it_is_bears_no_code(content: bytes) -> None:
    assert verify(content, issued(FIRST)).kind == "no_code"


@pytest.mark.nightly
def test_a_pdf_that_cannot_be_read_is_changed_and_nothing_is_told_of_it() -> None:
    verdict = verify(b"%PDF-1.7 " + FIRST.text.encode(), issued(FIRST))
    assert (verdict.kind, verdict.differences) == ("changed", None)

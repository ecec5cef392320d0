"""The PDF: A4, Chinese embedded and extractable, the same bytes for the same bulletin, nothing runs."""

from __future__ import annotations

import io
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from dashboard.bulletins import document
from dashboard.bulletins.document import PdfUnavailable, pdf_bytes
from tests.dashboard.bulletins.building import CHANGED, demo_bulletin, renamed_bulletin
from tests.dashboard.demo import demo_snapshot

A4 = (595, 842)


@cache
def content() -> bytes:
    return pdf_bytes(demo_bulletin())


@pytest.fixture
def pages() -> PdfReader:
    return PdfReader(io.BytesIO(content()))


def text_of(pages: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in pages.pages)


def test_every_page_is_a4_upright_or_across(pages: PdfReader) -> None:
    sizes = [tuple(sorted((round(p.mediabox.width), round(p.mediabox.height)))) for p in pages.pages]
    assert sizes
    assert set(sizes) == {A4}
    assert any(page.mediabox.width > page.mediabox.height for page in pages.pages)


def test_chinese_is_embedded_so_that_no_machine_needs_a_font(pages: PdfReader) -> None:
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()
        for page in pages.pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert {str(font["/BaseFont"]).rpartition("+")[2].split("-")[0] for font in fonts} == {
        "NotoSansSC",
        "NotoSerifSC",
    }
    for font in fonts:
        assert {"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"].get_object())


def test_its_text_can_be_searched(pages: PdfReader) -> None:
    text = text_of(pages)
    bulletin = demo_bulletin()
    for region in bulletin.scope.regions["region"]:
        assert region in text
    for word in (
        "销售大区月度通报（2026-09）",
        "需要关注",
        "69.97 %",
        "财务奖惩清单",
        "分管副总",
        "审计链",
        "0f1e" * 16,
    ):
        assert word in text
    for derivation in bulletin.derivations:
        assert derivation.outcome in text


def test_every_page_has_its_number_and_its_versions(pages: PdfReader) -> None:
    count = len(pages.pages)
    for number, page in enumerate(pages.pages, start=1):
        text = page.extract_text()
        assert f"第 {number} 页 / 共 {count} 页" in text
        assert f"数据版本 {demo_bulletin().stamps.data_version}" in text


def test_it_is_made_for_the_archive_and_dated_by_its_data(pages: PdfReader) -> None:
    assert pages.metadata is not None
    assert pages.metadata.creation_date == CHANGED
    assert pages.metadata.title == "销售大区月度通报（2026-09）"
    assert b"<pdfaid:part>2</pdfaid:part>" in content()


def test_the_same_bulletin_gives_the_same_bytes() -> None:
    assert pdf_bytes(demo_bulletin()) == content()


def test_a_month_without_figures_prints_no_data_and_no_money() -> None:
    text = text_of(PdfReader(io.BytesIO(pdf_bytes(demo_bulletin(date(2026, 12, 1))))))
    assert "? 无数据" in text
    assert not re.search("[奖罚] [1-9]", text)
    assert "缺少：截至节点日销售额、截至节点日回款额" in text


def test_every_page_of_a_month_under_way_says_that_it_settles_nothing() -> None:
    running = demo_snapshot().loaded_through
    assert running is not None
    for page in PdfReader(io.BytesIO(pdf_bytes(demo_bulletin(running)))).pages:
        assert "不作结算" in page.extract_text()


def test_a_name_is_printed_as_it_stands_and_never_obeyed() -> None:
    name = '#eval("1")$x$*'
    text = text_of(PdfReader(io.BytesIO(pdf_bytes(renamed_bulletin({"华东": name})))))
    assert name in text


def test_a_sign_without_a_glyph_does_not_stop_the_bulletin() -> None:
    pages = PdfReader(io.BytesIO(pdf_bytes(renamed_bulletin({"华东": "\U0001f642区"}))))
    assert "华南" in text_of(pages)


def test_a_rare_character_of_a_name_is_printed() -> None:
    content = pdf_bytes(renamed_bulletin({"华东": "䶮㛃"}))
    assert "䶮㛃" in text_of(PdfReader(io.BytesIO(content)))
    assert b"<pdfaid:part>2</pdfaid:part>" in content


def test_a_page_that_cannot_be_set_is_a_foreseen_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.typ"
    broken.write_text("#let", encoding="utf-8")
    monkeypatch.setattr(document, "_TEMPLATE", broken)
    with pytest.raises(PdfUnavailable):
        pdf_bytes(demo_bulletin())

"""The bulletin on the settlement page: made on demand, kept, made anew in another language."""

from __future__ import annotations

import pytest

from dashboard.bulletins import making
from dashboard.bulletins.document import PdfUnavailable
from dashboard.formats import WAN
from tests.pages.conftest import Opened

FILES = ["XLSX", "PDF"]


def labels(app: object) -> list[str]:
    """The bulletin's download buttons."""
    return [b.proto.label for b in app.get("download_button") if "bulletin" in b.proto.id]  # type: ignore[attr-defined]


def test_the_bulletin_is_made_when_asked_for_and_kept(opened: Opened) -> None:
    app = opened("settlement", part="通报")
    assert labels(app) == []
    app.button(key="make_bulletin").click().run()
    assert not app.error
    assert labels(app) == FILES
    app.run()
    assert labels(app) == FILES


def test_another_month_wants_another_bulletin(opened: Opened) -> None:
    app = opened("settlement", part="通报")
    app.button(key="make_bulletin").click().run()
    app.selectbox[0].select("2026-08").run()
    assert labels(app) == []


def test_a_machine_that_cannot_set_pages_says_so_and_makes_the_workbook(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_bulletin: object) -> bytes:
        raise PdfUnavailable("typst")

    monkeypatch.setitem(making._MAKERS, "pdf", ("", refuse, WAN))
    app = opened("settlement", part="通报")
    app.button(key="make_bulletin").click().run()
    assert not app.exception
    assert labels(app) == ["XLSX"]
    assert "本机无法生成 PDF（typst）" in app.get("status")[0].label

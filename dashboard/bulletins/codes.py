"""The code of a publication on paper: a QR code and the same in words."""

from __future__ import annotations

import io

import segno

from dashboard.formats import month_text
from dashboard.i18n import _
from dashboard.services.papers.code import Code

#: Modules of white around the code: the standard asks for four, of which the paper gives two.
_QUIET = 2
#: A workbook's picture: so many pixels a module, so dense that it is printed 13 mm wide.
_SCALE, _DPI = 4, 290


def code_words(code: Code) -> str:
    """What stands beside the code, or in its place."""
    if not code.is_published:
        return _("Not published")
    return _(
        "Publication {month}, version {version} · {digest}",
        month=month_text(code.month),
        version=code.version,
        digest=code.short,
    )


def code_svg(code: Code) -> str:
    """The code as a drawing; empty for what is not published."""
    return _drawn(code, "svg").decode() if code.is_published else ""


def code_png(code: Code) -> bytes:
    """The code as a picture, one that is published."""
    return _drawn(code, "png")


def _drawn(code: Code, kind: str) -> bytes:
    made = segno.make(code.text, error="m", micro=False, boost_error=False)
    drawn = io.BytesIO()
    if kind == "svg":
        made.save(drawn, kind=kind, border=_QUIET, xmldecl=False, nl=False)
    else:
        made.save(drawn, kind=kind, border=_QUIET, scale=_SCALE, dpi=_DPI)
    return drawn.getvalue()

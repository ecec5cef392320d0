"""Amounts as somebody types them, in fen."""

from __future__ import annotations

import re

from data.store import ProcessRefused

_YUAN = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,2}))?", re.ASCII)


def fen_of(text: str, *, is_signed: bool = False) -> int:
    """The fen of yuan such as 1,234.50. ProcessRefused (`amount_wrong`) for anything else.

    is_signed: whether it may be negative.
    """
    found = _YUAN.fullmatch(text.strip().replace(",", ""))
    if found is None or (found[1] and not is_signed):
        raise ProcessRefused("amount_wrong", amount=text.strip())
    fen = int(found[2]) * 100 + int((found[3] or "").ljust(2, "0"))
    return -fen if found[1] else fen

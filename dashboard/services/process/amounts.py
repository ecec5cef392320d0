"""Amounts as somebody types them into a command, in fen."""

from __future__ import annotations

from dashboard.typed import NotANumber, fen
from data.store import ProcessRefused


def fen_of(text: str, *, is_signed: bool = False) -> int:
    """The fen of a typed amount of yuan: `typed.fen`. ProcessRefused (`amount_wrong`) for anything else."""
    try:
        return fen(text, is_signed=is_signed)
    except NotANumber:
        raise ProcessRefused("amount_wrong", amount=text.strip()) from None

"""Tokens of invitations and sessions: random, told once, kept as their hash."""

from __future__ import annotations

import hashlib
import re
import secrets

#: 256 bits: a hash without salt suffices, since none can be guessed.
_BYTES = 32
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """A token nobody has had before, fit for an address and a cookie."""
    return secrets.token_urlsafe(_BYTES)


def token_hash(token: str) -> str:
    """SHA-256 (hex): what is kept and looked up. Text that is no token has one too, and finds nothing."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def is_token(text: str) -> bool:
    """Whether a text has the shape of a token."""
    return _SHAPE.fullmatch(text) is not None

"""Passwords: what is refused, how they are kept (argon2id), and how they are compared."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: A password has so many characters at least; more than that many bytes are not hashed.
SHORTEST, LONGEST = 10, 1_000
Fault = Literal["short", "long", "common", "own_name"]

#: What most guessed passwords begin with or consist of, besides digits and marks around it.
_COMMON_WORDS = (
    *("password", "passw0rd", "p@ssw0rd", "p@ssword", "admin", "administrator", "root", "welcome", "letmein"),
    *(
        "qwerty",
        "qwertyuiop",
        "asdfgh",
        "asdfghjkl",
        "zxcvbn",
        "zxcvbnm",
        "qazwsx",
        "qazwsxedc",
        "abc",
        "abcd",
    ),
    *("iloveyou", "woaini", "wodemima", "mima", "zhongguo", "beijing", "shanghai", "guest", "test", "user"),
    *("monkey", "dragon", "football", "baseball", "superman", "sunshine", "princess", "master", "login"),
    *(
        "changeme",
        "secret",
        "default",
        "company",
        "huawei",
        "alibaba",
        "tencent",
        "taobao",
        "aini",
        "woaiwojia",
    ),
    *("trustno", "starwars", "computer", "internet", "michael", "jordan", "charlie", "shadow", "killer"),
)
_RUNS = (
    *("01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz"),
    *(
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
        "1q2w3e4r5t6y7u8i9o0p",
        "q1w2e3r4t5y6u7i8o9p0",
        "qazwsxedcrfvtgbyhnujm",
    ),
    *("!@#$%^&*()", "147258369", "159357", "1a2b3c4d5e6f7g8h9i0j", "a1b2c3d4e5f6g7h8i9j0", "aa11bb22cc33"),
)
_AROUND = re.compile(r"^[\d\W_]+|[\d\W_]+$")


def password_fault(password: str, account: str = "", name: str = "") -> Fault | None:
    """Why a password is refused; None if it is not."""
    if len(password) < SHORTEST:
        return "short"
    if len(password.encode()) > LONGEST:
        return "long"
    lower = password.casefold()
    if any(own and lower.strip("0123456789!@#$%^&*._- ") == own.casefold() for own in (account, name)):
        return "own_name"
    return "common" if _is_common(lower) else None


def _is_common(lower: str) -> bool:
    """Whether it is among the first that anybody would guess: few characters, a run, a word with digits."""
    if len(set(lower)) <= 3 or _is_repeated(lower):
        return True
    if any(lower in run or lower[::-1] in run for run in _RUNS):
        return True
    bare = _AROUND.sub("", lower)
    if bare in _COMMON_WORDS or not bare:
        # Digits alone are a birthday, a telephone number or a run.
        return bool(bare) or lower.isdigit()
    return len(bare) < len(lower) and any(bare in run and len(bare) > 3 for run in _RUNS)


def _is_repeated(text: str) -> bool:
    """Whether it is a shorter text several times over."""
    return text in (text + text)[1:-1]


def hashed(password: str) -> str:
    """The hash to be kept, with its own salt and parameters."""
    return _hasher().hash(password)


def is_password(kept: str | None, password: str) -> bool:
    """Whether a password is the one that was kept.

    None stands for an account that is unknown or has none: that takes as long as a wrong password.
    """
    if len(password.encode()) > LONGEST:
        return False
    try:
        _hasher().verify(kept if kept is not None else _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _hasher() -> PasswordHasher:
    """The library's own parameters (RFC 9106, low memory), which each hash names."""
    return PasswordHasher()


@cache
def _nobodys() -> str:
    """A hash that stands in for that of an unknown account."""
    return hashed("nobody's password")

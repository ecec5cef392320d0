"""Passwords are refused, kept and compared as they should be; tokens and limits likewise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from data.people import passwords
from data.people.limits import RateLimit
from data.people.passwords import hashed, is_password, password_fault
from data.people.tokens import is_token, new_token, token_hash

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes that passwords were held against, by a hasher that is quick."""
    quick, seen = PasswordHasher(1, 8, 1), list[str]()

    class Told:
        hash = staticmethod(quick.hash)

        @staticmethod
        def verify(kept: str, password: str) -> bool:
            seen.append(kept)
            return quick.verify(kept, password)

    monkeypatch.setattr(passwords, "_hasher", Told)
    passwords._nobodys.cache_clear()
    yield seen
    passwords._nobodys.cache_clear()


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("短短短", "short"),
        ("abcdefghi", "short"),
        ("x" * 1_001, "long"),
        ("password2026!", "common"),
        ("Password123", "common"),
        ("1234567890", "common"),
        ("0987654321", "common"),
        ("20261001123", "common"),
        ("qwertyuiop", "common"),
        ("1qaz2wsx3edc", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("abcabcabcabc", "common"),
        ("woaini1314520", "common"),
        ("qwertyui2026", "common"),
        ("zhang.san88", "own_name"),
        ("correct horse battery", None),
        ("梅花三弄在江南的春天里", None),
        ("t7!kQz-9pWm", None),
    ],
)
def test_short_common_and_own_names_are_refused(password: str, fault: str | None) -> None:
    assert password_fault(password, "zhang.san", "张三") == fault


def test_a_password_is_kept_as_argon2id_and_recognised(verified: list[str]) -> None:
    kept = hashed("correct horse battery")
    assert kept.startswith("$argon2id$")
    assert "correct" not in kept
    assert is_password(kept, "correct horse battery")
    assert not is_password(kept, "correct horse batterx")
    assert not is_password("no hash at all", "correct horse battery")


def test_an_unknown_account_costs_the_same_work_as_a_wrong_password(verified: list[str]) -> None:
    kept = hashed("correct horse battery")
    assert not is_password(None, "correct horse battery")
    assert not is_password(None, "nobody's password")
    assert not is_password(kept, "wrong wrong wrong")
    assert len(verified) == 3
    assert {text.rsplit("$", 2)[0] for text in verified} == {kept.rsplit("$", 2)[0]}


def test_tokens_differ_are_told_by_their_shape_and_kept_as_hashes() -> None:
    tokens = {new_token() for _ in range(50)}
    assert len(tokens) == 50
    assert all(is_token(token) for token in tokens)
    assert not is_token("../../etc/passwd")
    assert not tokens & {token_hash(token) for token in tokens}
    assert len(token_hash("\udc80")) == 64


def test_a_rate_limit_counts_by_key_and_forgets() -> None:
    limit = RateLimit(2, timedelta(minutes=1))
    assert [limit.allows("a", NOON) for _ in range(3)] == [True, True, False]
    assert limit.allows("b", NOON)
    assert not limit.allows("a", NOON + timedelta(seconds=59))
    assert limit.allows("a", NOON + timedelta(seconds=60))
    assert set(limit._times) == {"a"}

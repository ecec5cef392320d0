"""Policies in the store: what a shared one says is in force, and what is noted in one of one machine."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from dashboard.services.policies import PoliciesDiffer, folder_policies, follow, is_following, named_folder
from data.store import Store, StoreChanged
from data.store.policies import GivenPolicies
from engine.policy.parameters import Policies, PolicyError, policies_from_texts, policy_texts

#: Who takes in the first policies of a shared store, and notes those of a folder, in the audit log.
AUTOMATIC = "policies"
#: So long (seconds) may pass until a server shows policies that were put in force elsewhere.
_FRESH = 1.0


def settle(store: Store, *, may_differ: bool) -> None:
    """Let `policies` mean what counts for a store that was opened.

    A shared store without any takes in those of the folder. PoliciesDiffer if this machine names a folder
    that holds others than the store; PolicyError. may_differ: of a server that is up.
    """
    if not store.is_shared:
        follow(None)
        return
    if may_differ and is_following():
        return
    given = _first_taken(store)
    folder = named_folder()
    if folder is not None and not may_differ:
        here = folder_policies().digest
        if here != given.digest:
            raise PoliciesDiffer(folder, here, given.digest)
    known = _parsed(given)
    follow(lambda: known)


def follow_store(store: Store) -> None:
    """Let `policies` mean what a store says whenever it is asked, for a server that stays."""
    if store.is_shared:
        follow(_Following(store).now)


def note(store: Store) -> None:
    """Write down which policies a store of one machine is read with; nothing rests on it there."""
    if not store.is_shared:
        adopt(store, named_folder(), AUTOMATIC)


def adopt(store: Store, folder: Path | None, actor: str) -> tuple[Policies, bool]:
    """Put the policies of a folder (None: the shipped one) in force; them, and whether they were not already.

    PolicyError if they may not be used; StoreChanged if somebody else did so at the same moment.
    """
    texts = policy_texts(folder)
    found = policies_from_texts(texts)
    given = store.given_policies()
    return found, store.take_policies(found.digest, texts, actor, given[0].digest if given else None)


def _first_taken(store: Store) -> GivenPolicies:
    """What is in force; if nothing is yet, what the folder holds."""
    given = store.given_policies()
    if not given:
        with suppress(StoreChanged):  # another program was first
            adopt(store, named_folder(), AUTOMATIC)
        given = store.given_policies()
    return given[0]


class _Following:
    """The policies of a store, looked up at most once a second."""

    def __init__(self, store: Store) -> None:
        self._of = store
        self._lock = threading.Lock()
        self._looked, self._known = float("-inf"), _first_taken(store)

    def now(self) -> Policies:
        """Those in force."""
        with self._lock:
            if time.monotonic() - self._looked >= _FRESH:
                self._known, self._looked = self._of.given_policies()[0], time.monotonic()
            known = self._known
        return _parsed(known)


def _parsed(given: GivenPolicies) -> Policies:
    found = _of_texts(tuple(sorted(given.texts.items())))
    if found.digest != given.digest:
        raise PolicyError(f"The store's policies {given.digest} are not what their texts say; run the audit.")
    return found


@lru_cache(maxsize=8)
def _of_texts(texts: tuple[tuple[str, str], ...]) -> Policies:
    return policies_from_texts(dict(texts))

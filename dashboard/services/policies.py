"""Which regulation: a company's own folder of policy files, or the one that is shipped.

A store that several programs share has its policies in itself, so that all of them show the same; then the
folder is only what `policies adopt` takes in. On one machine the folder is the one place there is, and what
is changed there is seen at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from dashboard.memory import once_a_run
from engine.policy.parameters import DEFAULT_FOLDER, Policies, PolicyError, load_policies

POLICY_VARIABLE = "REGION_COCKPIT_POLICY"


class PoliciesDiffer(PolicyError):
    """The folder that this machine names holds other policies than the store that it shares."""

    def __init__(self, folder: Path, here: str, stored: str) -> None:
        self.folder, self.here, self.stored = folder, here, stored
        super().__init__(
            f"{folder} holds the policies {here}, the store has {stored}. Adopt them, or name no folder."
        )


#: Says which policies the shared store of this process has; None where the folder counts.
_of_store: Callable[[], Policies] | None = None


def follow(source: Callable[[], Policies] | None) -> None:
    """Let `policies` be what a store says from now on; None: what the folder says."""
    global _of_store  # noqa: PLW0603 - a process shows one store
    _of_store = source


def is_following() -> bool:
    """Whether a store says it."""
    return _of_store is not None


@once_a_run
def policies() -> Policies:
    """The policies in force: the shared store's, else the folder's; PolicyError says what is wrong.

    A page that runs looks once.
    """
    return folder_policies() if _of_store is None else _of_store()


def named_folder() -> Path | None:
    """The folder that the environment names; None if ours counts. PolicyError if it is none."""
    folder = os.environ.get(POLICY_VARIABLE)
    if folder and not Path(folder).is_dir():
        raise PolicyError(f"{POLICY_VARIABLE}: {folder} is not a folder")
    return Path(folder) if folder else None


def folder_policies() -> Policies:
    """The policies in the folder the environment names, else ours; PolicyError says what is wrong."""
    place = named_folder() or DEFAULT_FOLDER
    files = ((file.name, file.stat()) for file in sorted(place.glob("*.yaml")))
    return _as_they_stand(place, tuple((name, state.st_mtime_ns, state.st_size) for name, state in files))


@lru_cache(maxsize=8)
def _as_they_stand(folder: Path, files: tuple[tuple[str, int, int], ...]) -> Policies:
    """Read again only once a file has changed: parsing takes longer than a page's figures."""
    del files  # part of the key only
    return load_policies(folder)

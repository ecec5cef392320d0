"""Which regulation: a company's own folder of policy files, or the one that is shipped."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from dashboard.memory import once_a_run
from engine.policy.parameters import DEFAULT_FOLDER, Policies, PolicyError, load_policies

POLICY_VARIABLE = "REGION_COCKPIT_POLICY"


@once_a_run
def policies() -> Policies:
    """The policies in the folder the environment names, else ours; PolicyError says what is wrong.

    A page that runs looks once.
    """
    folder = os.environ.get(POLICY_VARIABLE)
    if folder and not Path(folder).is_dir():
        raise PolicyError(f"{POLICY_VARIABLE}: {folder} is not a folder")
    place = Path(folder) if folder else DEFAULT_FOLDER
    files = ((file.name, file.stat()) for file in sorted(place.glob("*.yaml")))
    return _as_they_stand(place, tuple((name, state.st_mtime_ns, state.st_size) for name, state in files))


@lru_cache(maxsize=8)
def _as_they_stand(folder: Path, files: tuple[tuple[str, int, int], ...]) -> Policies:
    """Read again only once a file has changed: parsing takes longer than a page's figures."""
    del files  # part of the key only
    return load_policies(folder)

"""Which regulation: a company's own folder of policy files, or the one that is shipped."""

from __future__ import annotations

import os
from pathlib import Path

from engine.parameters import Policies, PolicyError, load_policies

POLICY_VARIABLE = "REGION_COCKPIT_POLICY"


def policies() -> Policies:
    """The policies in the folder the environment names, else ours; PolicyError says what is wrong."""
    folder = os.environ.get(POLICY_VARIABLE)
    if folder and not Path(folder).is_dir():
        raise PolicyError(f"{POLICY_VARIABLE}: {folder} is not a folder")
    return load_policies(Path(folder) if folder else None)

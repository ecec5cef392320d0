"""All files of a deployment, and how they come into a folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from dashboard.services.deploying.containers import compose, containerfile
from dashboard.services.deploying.haproxy import in_containers, on_this_machine
from dashboard.services.deploying.plan import Deployment, filled
from dashboard.services.deploying.units import units

#: What holds the secret that the replicas share.
ENVIRONMENT = "cockpit.env"


def files(plan: Deployment, folder: Path) -> dict[str, str]:
    """Name → content of all files, for a folder in which they will stand."""
    environment = filled(
        "cockpit.env", store=plan.store, secret=plan.secret, public_url=plan.public_url, zone=plan.zone
    )
    return {
        "haproxy.cfg": on_this_machine(plan),
        **units(plan),
        ENVIRONMENT: environment,
        "Containerfile": containerfile(plan, folder),
        "compose.yaml": compose(plan, folder),
        "haproxy-compose.cfg": in_containers(plan),
    }


def write(folder: Path, contents: Mapping[str, str], *, may_replace: bool) -> list[Path]:
    """Write the files into a folder, which is made; where they are.

    FileExistsError, with the first of them as its file, if one is there and may not be replaced: then
    nothing was written. OSError.
    """
    places = {folder / name: content for name, content in contents.items()}
    there = next((place for place in places if os.path.lexists(place)), None)
    if there is not None and not may_replace:
        raise FileExistsError(17, "exists", str(there))
    folder.mkdir(parents=True, exist_ok=True)
    for place, content in places.items():
        place.unlink(missing_ok=True)
        mode = 0o600 if place.name == ENVIRONMENT else 0o644
        with os.fdopen(
            os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8"
        ) as file:
            file.write(content)
    return list(places)

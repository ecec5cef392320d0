"""Small files read in the tests' own process."""

from __future__ import annotations

import json
from pathlib import Path

from data.reading import child
from data.reading.confinement import run_child
from data.reading.container import Limits

#: Anything larger may be meant to be too large.
_SMALL = 100_000


def read_here(module: str, folder: Path, limits: Limits) -> bool:
    """Like `run_child`: whether `folder` was read in time."""
    if (folder / "input").stat().st_size > _SMALL:
        return run_child(module, folder, limits)
    request = json.loads((folder / "request.json").read_text("utf-8"))
    result = child.described(folder, request)
    (folder / "result.json").write_text(json.dumps(result, ensure_ascii=False), "utf-8")
    return True

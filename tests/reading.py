"""Small files read in the tests' own process."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import orjson

from data.annotated import workbook
from data.reading import child
from data.reading.confinement import run_child
from data.reading.container import Limits

#: Anything larger may be meant to be too large.
_SMALL = 100_000


def read_here(module: str, folder: Path, limits: Limits) -> bool:
    """Like `run_child`: whether `folder` was read in time."""
    if (folder / "input").stat().st_size > _SMALL:
        return run_child(module, folder, limits)
    if module == workbook.__name__:
        with suppress(Exception):  # it leaves no output then, as the child does
            workbook.annotate(folder, workbook.request_in(folder))
        return True
    request = orjson.loads((folder / "request.json").read_bytes())
    child.leave(folder, child.described(folder, request["name"], limits))
    return True

"""Read one uploaded file in a child process: the server survives whatever the file does."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import polars as pl

from data.reading.confinement import run_child
from data.reading.container import Limits, attempts_for
from data.reading.sheets import Reading, refused
from data.scratch import scratch

if TYPE_CHECKING:
    from pydantic import TypeAdapter

#: What comes of a child that died before it had told anything or meanwhile, or that tells nonsense.
_NOTHING_TOLD = (OSError, ValueError, TypeError, KeyError, pl.exceptions.PolarsError)
#: How much address space the libraries take differs from run to run: worth a second try.
_FOR_LACK_OF_SPACE = {"reader_died", "too_much_memory"}


@cache
def _readings() -> TypeAdapter[Reading]:
    # The child imports this package too; starting it must not take a library that only its parent needs.
    from pydantic import TypeAdapter  # noqa: PLC0415

    return TypeAdapter(Reading)


def _answer(folder: Path, name: str, limits: Limits) -> Reading:
    """What a child says of `folder`/input under these limits."""
    request = {"name": name.encode(errors="replace").decode(), "limits": limits}
    (folder / "request.json").write_bytes(orjson.dumps(request))
    if not run_child("data.reading.child", folder, limits):
        return refused("too_slow", seconds=int(limits.seconds))
    result = folder / "result.json"
    try:
        told = orjson.loads(result.read_bytes())
        result.unlink()
        for number, sheet in enumerate(told["sheets"]):
            frame = pl.read_ipc(folder / f"{number}.arrow")
            sheet |= {"cells": frame.drop("__row"), "rows": frame["__row"]}
        return _readings().validate_python(told)
    except _NOTHING_TOLD:
        return refused("reader_died")


def read(name: str, content: bytes, limits: Limits | None = None) -> Reading:
    """The raw cells of `content`, or the reason why it cannot be read (one error).

    name: as uploaded; only its ending is looked at. Never raises for what the file holds.
    """
    with scratch("reading", len(content)) as folder:
        (folder / "input").write_bytes(content)
        for attempt in (limits,) if limits else attempts_for(len(content)):
            reading = _answer(folder, name, attempt)
            if _FOR_LACK_OF_SPACE.isdisjoint(issue.code for issue in reading.issues):
                break
        return reading

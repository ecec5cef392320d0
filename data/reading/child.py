"""The process that opens one uploaded file, and dies in the server's stead if that goes wrong.

`python -m data.reading.child FOLDER` reads `FOLDER/input` and `FOLDER/request.json` (name and
limits) and leaves `FOLDER/result.json`, the reading without its cells, and one Arrow file a sheet.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import orjson
import polars as pl

from data.reading.confinement import confine
from data.reading.container import Limits, Refusal, kind_of
from data.reading.sheets import Flag, Reading, refused

#: So much of a flagged cell is told.
_TOLD = 200


def described(folder: Path, name: str, limits: Limits) -> Reading:
    """What `folder/input`, uploaded as `name`, holds, or why it cannot be read."""
    content = (folder / "input").read_bytes()
    # Each kind needs libraries of its own, imported under the limits.
    try:
        kind = kind_of(content, name)
        if kind == "text":
            from data.reading.csv_text import read_text  # noqa: PLC0415

            return read_text(content)
        if kind == "xls":
            from data.reading.old_workbook import read_xls  # noqa: PLC0415

            return read_xls(content)
        from data.reading.workbook import read_xlsx  # noqa: PLC0415

        return read_xlsx(content, limits)
    except Refusal as refusal:
        return refused(refusal.code, **refusal.parameters)


def leave(folder: Path, reading: Reading) -> None:
    """Write `reading` down for the parent."""
    for number, sheet in enumerate(reading.sheets):
        sheet.cells.with_columns(__row=sheet.rows).write_ipc(
            folder / f"{number}.arrow", compression="uncompressed"
        )
    sheets = tuple(replace(sheet, flags=tuple(map(_shortened, sheet.flags))) for sheet in reading.sheets)
    told = orjson.dumps(replace(reading, sheets=sheets), default=_plain)
    (folder / "result.json").write_bytes(told)


def _shortened(flag: Flag) -> Flag:
    if len(flag.value) <= _TOLD and len(flag.detail) <= _TOLD:
        return flag
    return replace(flag, value=flag.value[:_TOLD], detail=flag.detail[:_TOLD])


def _plain(value: object) -> object:
    # Frames travel in files of their own.
    return None if isinstance(value, pl.DataFrame | pl.Series) else sorted(value)  # type: ignore[call-overload]


def main(folder: Path) -> None:
    """Read the file in `folder` and leave the result there."""
    request = orjson.loads((folder / "request.json").read_bytes())
    limits = Limits(**request["limits"])
    confine(limits.memory, limits.seconds)
    try:
        reading = described(folder, request["name"], limits)
        leave(folder, reading)
    except MemoryError:
        leave(folder, refused("too_much_memory"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

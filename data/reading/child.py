"""The process that opens one uploaded file, and dies in the server's stead if that goes wrong.

`python -m data.reading.child FOLDER` reads `FOLDER/input` and `FOLDER/request.json`
(name, memory, seconds, unpacked) and leaves `FOLDER/result.json` and one Arrow file a sheet.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from data.reading.confinement import confine


def described(folder: Path, request: dict[str, Any]) -> dict[str, Any]:
    """Read `folder/input` as `request` asks; what there is to tell beside the Arrow files, or why not."""
    # Imported under the limits, so that the libraries' own appetite counts too.
    from data.reading.container import Limits, Refusal, kind_of  # noqa: PLC0415

    limits = Limits(request["memory"], request["seconds"], request["unpacked"])
    content = (folder / "input").read_bytes()
    try:
        kind = kind_of(content, request["name"])
        if kind == "text":
            from data.reading.csv_text import read_text  # noqa: PLC0415

            reading = read_text(content)
        elif kind == "xls":
            from data.reading.old_workbook import read_xls  # noqa: PLC0415

            reading = read_xls(content)
        else:
            from data.reading.workbook import read_xlsx  # noqa: PLC0415

            reading = read_xlsx(content, limits)
    except Refusal as refusal:
        return {"refusal": refusal.code, "parameters": refusal.parameters}
    sheets = []
    for number, sheet in enumerate(reading.sheets):
        sheet.cells.with_columns(__row=sheet.rows).write_ipc(
            folder / f"{number}.arrow", compression="uncompressed"
        )
        sheets.append(
            {
                "name": sheet.name,
                "state": sheet.state,
                "merges": [list(asdict(merge).values()) for merge in sheet.merges],
                "hidden_rows": sorted(sheet.hidden_rows),
                "hidden_columns": sorted(sheet.hidden_columns),
                "flags": [[f.row, f.column, f.code, f.value[:200], f.detail[:200]] for f in sheet.flags],
                "formula_count": sheet.formula_count,
                "is_filtered": sheet.is_filtered,
                "is_layout_known": sheet.is_layout_known,
                "remarks": [list(asdict(remark).values()) for remark in sheet.remarks],
            }
        )
    issues = [
        {
            "severity": i.severity,
            "code": i.code,
            "row": i.row,
            "count": i.count,
            "parameters": dict(i.parameters),
        }
        for i in reading.issues
    ]
    return {"sheets": sheets, "issues": issues}


def main(folder: Path) -> None:
    """Read the file in `folder` and leave the result there."""
    request = json.loads((folder / "request.json").read_text("utf-8"))
    confine(request["memory"], request["seconds"])
    try:
        result = described(folder, request)
    except MemoryError:
        result = {"refusal": "too_much_memory", "parameters": {}}
    (folder / "result.json").write_text(json.dumps(result, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Read one uploaded file in a child process: the server survives whatever the file does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from data.issues import Issue
from data.reading.confinement import run_child
from data.reading.container import Limits, attempts_for
from data.reading.sheets import Flag, Merge, RawSheet, Reading, Remark
from data.scratch import scratch


def _refused(code: str, **parameters: object) -> Reading:
    line = parameters.get("line")
    row = line if isinstance(line, int) else None
    return Reading(issues=(Issue("error", code, row=row, parameters=parameters),))


def _sheet(folder: Path, number: int, description: dict[str, Any]) -> RawSheet:
    frame = pl.read_ipc(folder / f"{number}.arrow")
    return RawSheet(
        name=description["name"],
        cells=frame.drop("__row"),
        rows=frame["__row"],
        state=description["state"],
        merges=tuple(Merge(*merge) for merge in description["merges"]),
        hidden_rows=frozenset(description["hidden_rows"]),
        hidden_columns=frozenset(description["hidden_columns"]),
        flags=tuple(Flag(*flag) for flag in description["flags"]),
        formula_count=description["formula_count"],
        is_filtered=description["is_filtered"],
        is_layout_known=description["is_layout_known"],
        remarks=tuple(Remark(*remark) for remark in description["remarks"]),
    )


def _answer(folder: Path, name: str, limits: Limits) -> dict[str, Any]:
    """What a child says of `folder`/input under these limits."""
    request = {"name": name, "memory": limits.memory, "seconds": limits.seconds, "unpacked": limits.unpacked}
    (folder / "request.json").write_text(json.dumps(request), "utf-8")
    if not run_child("data.reading.child", folder, limits):
        return {"refusal": "too_slow", "parameters": {"seconds": int(limits.seconds)}}
    result = folder / "result.json"
    if not result.exists():
        return {"refusal": "reader_died", "parameters": {}}
    answer: dict[str, Any] = json.loads(result.read_text("utf-8"))
    result.unlink()
    return answer


def read(name: str, content: bytes, limits: Limits | None = None) -> Reading:
    """The raw cells of `content`, or the reason why it cannot be read (one error).

    name: as uploaded; only its ending is looked at. Never raises for what the file holds.
    """
    with scratch("reading", len(content)) as folder:
        (folder / "input").write_bytes(content)
        for attempt in (limits,) if limits else attempts_for(len(content)):
            answer = _answer(folder, name, attempt)
            # How much address space the libraries take differs from run to run.
            if answer.get("refusal") not in {"reader_died", "too_much_memory"}:
                break
        if "refusal" in answer:
            return _refused(answer["refusal"], **answer["parameters"])
        issues = tuple(
            Issue(i["severity"], i["code"], row=i["row"], count=i["count"], parameters=i["parameters"])
            for i in answer["issues"]
        )
        return Reading(tuple(_sheet(folder, n, s) for n, s in enumerate(answer["sheets"])), issues)

"""A copy of an uploaded file in which every issue stands at its cell, for whoever has to mend it."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from data.annotated.marks import HEADINGS, Request, counts, headings, lines_of, marks_of
from data.annotated.plain import MOST_CELLS, plain_copy
from data.ingestion import Upload
from data.issue_catalogue import LIST_SHEETS, LISTING
from data.issues import Issue, Translate, visible
from data.reading import Reading, read
from data.reading.confinement import run_child
from data.reading.container import Limits, limits_for
from data.scratch import scratch

__all__ = ["annotated_copy"]


def annotated_copy(upload: Upload, issues: Sequence[Issue], translate: Translate) -> bytes:
    """`upload` as .xlsx: cells coloured by severity and commented, a list of all issues in front.

    issues: as `ingest` gave them; those of other files are left out. An .xlsx keeps its look; of text
    files, old workbooks and whatever cannot be opened the cells stand as they were read; of a file
    the reader refused there is the list alone. Text stays text whatever it begins with.
    """
    own = [issue for issue in issues if issue.file in {"", visible(upload.name, 200)}]
    reading = read(upload.name, upload.content)
    remarks = [visible(upload.name, 200), counts(own, translate)]
    if upload.content.startswith(b"PK") and _is_small(reading):
        copy = _styled_copy(upload, own, translate, remarks)
        if copy is not None:
            return copy
        remarks.append(translate(LISTING["unstyled"]))
    if not reading.sheets:
        remarks.append(translate(LISTING["refused"]))
    words = {name: translate(LISTING[name]) for name in ("sheet", "data", "excerpt", *HEADINGS)}
    return plain_copy(reading.sheets, marks_of(own, translate), lines_of(own, translate), words, remarks)


def _is_small(reading: Reading) -> bool:
    """Whether the reader took the file and its cells are few enough for openpyxl."""
    cells = sum(sheet.cells.height * sheet.cells.width for sheet in reading.sheets)
    return bool(reading.sheets) and cells <= MOST_CELLS


def _styled_copy(
    upload: Upload, issues: Sequence[Issue], translate: Translate, remarks: Sequence[str]
) -> bytes | None:
    """The workbook itself, marked; None where openpyxl cannot open it within the limits of reading."""
    limits = limits_for(len(upload.content))
    limits = Limits(limits.memory, max(limits.seconds, 30.0), limits.unpacked)
    with scratch("annotating", len(upload.content)) as folder:
        (folder / "input").write_bytes(upload.content)
        request = Request(
            limits=limits,
            title=translate(LISTING["sheet"]),
            list_sheets=tuple(LIST_SHEETS),
            headings=tuple(headings(translate)),
            remarks=tuple(remarks),
            marks=tuple(marks_of(issues, translate)),
            lines=tuple(lines_of(issues, translate)),
        )
        (folder / "request.json").write_bytes(orjson.dumps(request))
        run_child("data.annotated.workbook", folder, limits)
        output = folder / "output"
        return output.read_bytes() if output.exists() else None

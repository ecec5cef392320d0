"""The texts of a PDF's pages, read in a child process: the server survives whatever the file does.

`python -m data.reading.pdf_text FOLDER` reads `FOLDER/input` and leaves `FOLDER/result.json`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import orjson

from data.reading.confinement import confine, run_child
from data.reading.container import Limits
from data.scratch import scratch

#: What reading a bulletin of a few hundred pages may cost, several times over.
LIMITS = Limits(memory=1_500 * 2**20, seconds=20.0, unpacked=0)


def pdf_pages(content: bytes) -> list[list[str]] | None:
    """The lines of each page, blank ones left out; None where the file cannot be read."""
    with scratch("pdf", len(content)) as folder:
        (folder / "input").write_bytes(content)
        if not run_child(__name__, folder, LIMITS):
            return None
        try:
            told = orjson.loads((folder / "result.json").read_bytes())
        except (OSError, ValueError):
            return None
    is_pages = isinstance(told, list) and all(
        isinstance(page, list) and all(isinstance(line, str) for line in page) for page in told
    )
    return told if is_pages else None


def main(folder: Path) -> None:
    """Read the file in `folder` and leave its texts there; nothing is left of one that cannot be read."""
    confine(LIMITS.memory, LIMITS.seconds)
    # Under the limits, like everything that touches the file.
    from pypdf import PdfReader  # noqa: PLC0415

    with (folder / "input").open("rb") as file:
        texts = [page.extract_text() for page in PdfReader(file).pages]
    lines = [[line.strip() for line in text.splitlines() if line.strip()] for text in texts]
    (folder / "result.json").write_bytes(orjson.dumps(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

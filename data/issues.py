"""What is wrong with an upload, where, and how to mend it.

An issue is a code with parameters; its words stand in `data.issue_catalogue` as English
msgids with named placeholders. Whoever shows an issue passes the translation function.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from data.issue_catalogue import CATALOGUE, WHERE

Severity = Literal["error", "warning", "note"]
Translate = Callable[[str], str]

#: So many issues are listed; the rest is counted.
LISTED = 200
#: So many cells of one column with one and the same fault are named one by one.
DETAILED = 50
VALUE_WIDTH = 80
_ORDER: dict[str, int] = {"error": 0, "warning": 1, "note": 2}
#: Format characters that reverse or hide text on a screen: bidi controls and isolates.
_INVISIBLE = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200e", "\u200f"}


def _same(text: str) -> str:
    return text


def visible(text: str, width: int = VALUE_WIDTH) -> str:
    """`text` with control and bidi characters spelled out and cut to `width` characters."""
    shown = "".join(
        f"\\u{ord(c):04x}" if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or c in _INVISIBLE else c
        for c in text[: width + 1]
    )
    return shown if len(shown) <= width else shown[: width - 1] + "…"


def column_letters(index: int) -> str:
    """Excel's name of the column at 0-based `index`: 0 → A, 26 → AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong (error), doubtful (warning) or worth knowing (note).

    `row` is the Excel row or the physical line of a text file; `sheet` is None for text
    files. `column` is the header as written, `column_index` its 0-based position, `value`
    the cell as written. `count` is how many cells the issue stands for.
    """

    severity: Severity
    code: str
    file: str = ""
    extract: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    column_index: int | None = None
    value: str | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    count: int = 1

    def _values(self) -> dict[str, object]:
        values: dict[str, object] = {
            "file": visible(self.file),
            "sheet": visible(self.sheet or ""),
            "row": self.row if self.row is not None else "",
            "column": visible(self.column or ""),
            "value": visible(self.value or ""),
            "count": self.count,
        }
        for name, value in self.parameters.items():
            values[name] = visible(value, 400) if isinstance(value, str) else value
        return values

    def text(self, translate: Translate = _same) -> str:
        """What is wrong, in words."""
        return translate(CATALOGUE[self.code][0]).format_map(self._values())

    def remedy(self, translate: Translate = _same) -> str:
        """How to mend it, in words."""
        return translate(CATALOGUE[self.code][1]).format_map(self._values())

    def where(self, translate: Translate = _same) -> str:
        """The place: `月度事实!D2`, `月度事实!row 4`, `line 3, 销售额`, or the whole file."""
        values = self._values()
        if self.row is None:
            kind = "file" if not self.sheet else "sheet" if self.column is None else "sheet_column"
            if not self.sheet and self.column is not None:
                kind = "column"
        elif not self.sheet:
            kind = "line" if self.column is None else "line_column"
        elif self.column_index is None:
            kind = "row"
        else:
            kind = "cell"
            values["cell"] = f"{column_letters(self.column_index)}{self.row}"
        return translate(WHERE[kind]).format_map(values)


def ordered(issues: Iterable[Issue]) -> list[Issue]:
    """Errors first, then warnings, then notes; otherwise as found."""
    return sorted(issues, key=lambda issue: _ORDER[issue.severity])


def listed(issues: Iterable[Issue], limit: int = LISTED) -> tuple[list[Issue], int]:
    """The first `limit` issues, errors first, and how many more there are."""
    everything = ordered(issues)
    return everything[:limit], sum(issue.count for issue in everything[limit:])


def counted(issues: Iterable[Issue]) -> dict[tuple[Severity, str], int]:
    """How many cells, rows or files each (severity, code) concerns; errors first, then by number."""
    counts: Counter[tuple[Severity, str]] = Counter()
    for issue in issues:
        counts[issue.severity, issue.code] += issue.count
    return dict(sorted(counts.items(), key=lambda item: (_ORDER[item[0][0]], -item[1], item[0][1])))

"""A delimited text file as raw text cells, with the physical line of every record."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import polars as pl

from data.issues import DETAILED, Issue
from data.reading.container import Refusal
from data.reading.sheets import MAX_COLUMNS, RawSheet, Reading

_SEPARATORS = (",", "\t", ";", "|")
_SAMPLE = 50
_MAX_RECORD_LINES = 1_000
#: What a cell of a workbook holds at most.
MAX_FIELD = 32_767
#: What no table holds: splitting by it leaves whole lines.
_RARE = tuple(map(chr, (1, 2, 3, 4, 5, 6)))


def decoded(content: bytes) -> str:
    """The text: UTF-16 with mark, strict UTF-8, else strict GB18030; Refusal otherwise."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        if b"\x00" in content:
            share = content[:4000].count(0) / len(content[:4000])
            raise Refusal("utf16_without_mark" if share > 0.15 else "nul_bytes")
        # GB18030 and never GBK: the latter knows no four-byte characters, common in names.
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\ufffd" in text:
            raise Refusal("lost_characters")
        if "\x00" in text:
            raise Refusal("nul_bytes")
        return text.removeprefix("\ufeff")
    raise Refusal("unknown_encoding")


def completed(text: str) -> str:
    """The text without a DOS end-of-file mark, lines ending in LF; Refusal if it ends in mid-line."""
    text = text.rstrip("\x1a")
    if not text or text.isspace():
        raise Refusal("empty_file")
    # Programs that end lines twice over write \r\r\n: that is one line, not two.
    text = text.replace("\r\r\n", "\r\n")
    if "\n" not in text and "\r" in text:
        text = text.replace("\r", "\n")
    if not text.endswith("\n"):
        # Excel and every ledger system end the last line: without it the file may be cut off.
        raise Refusal("no_final_newline", line=text.count("\n") + 1)
    # Formatted rows below the data are saved as lines of separators, up to a million of them.
    end = len(text.rstrip(" \t\r\n" + "".join(_SEPARATORS)))
    return text[: text.find("\n", end) + 1]


#: A quoted cell on one line: amounts in it may group their thousands by commas.
_QUOTED = re.compile(r'"[^"]*"')


def separator_of(text: str) -> str:
    """The separator that splits the first lines most evenly; what stands between quotes splits nothing."""
    lines = [line for line in text[:200_000].split("\n")[:_SAMPLE] if line.strip()]
    return _evenest([_QUOTED.sub("", line) for line in lines]) or _evenest(lines) or ","


def _evenest(lines: list[str]) -> str | None:
    scores = []
    for separator in _SEPARATORS:
        counts = Counter(line.count(separator) for line in lines)
        counts.pop(0, None)
        if counts:
            width, times = counts.most_common(1)[0]
            scores.append((times, width, -_SEPARATORS.index(separator), separator))
    return max(scores)[3] if scores else None


def _width_of(widths: list[int]) -> int:
    """Fields of a proper record: as many as most records have."""
    counts = Counter(width for width in widths if width > 1)
    return counts.most_common(1)[0][0] if counts else max(widths, default=1)


def _padded_header(widths: list[int], filled: list[int], width: int) -> int | None:
    """The position of a header that is one field short because every record ends with one separator more.

    widths: fields of each line; filled: up to the last one that is not blank.
    """
    at = next((i for i, found in enumerate(widths) if found > 1), None)
    if at is None or widths[at] != width - 1:
        return None
    return (
        at
        if all(used < width for found, used in zip(widths, filled, strict=True) if found == width)
        else None
    )


def _ragged(lines: list[int], widths: list[int], width: int) -> list[Issue]:
    issues = [
        Issue("error", "ragged_line", row=line, parameters={"fields": found, "expected": width})
        for line, found in list(zip(lines, widths, strict=True))[:DETAILED]
    ]
    if len(lines) > DETAILED:
        rest = len(lines) - DETAILED
        issues.append(Issue("error", "more_of_the_same", count=rest, parameters={"of": "ragged_line"}))
    return issues


def _frame(columns: dict[str, list[str | None]]) -> pl.DataFrame:
    # Named types: a column that is blank throughout would be none of text.
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return frame.with_columns(pl.when(pl.all() != "").then(pl.all()))


def _filled(record: list[str]) -> int:
    """How many fields there are up to the last one that is not blank."""
    return next((at for at in range(len(record), 0, -1) if record[at - 1].strip()), 0)


def _check_length(lines: pl.Series, numbers: pl.Series, separator: str) -> None:
    """Refusal where a field is longer than any cell of a workbook: that is no table."""
    long = lines.str.len_bytes() > MAX_FIELD
    for line, text in zip(numbers.filter(long), lines.filter(long), strict=True):
        if max(map(len, text.split(separator))) > MAX_FIELD:
            raise Refusal("field_too_long", line=line, most=MAX_FIELD)


def _unquoted(text: str, separator: str) -> tuple[pl.DataFrame, pl.Series, list[Issue]]:
    encoded = text.encode()
    lines = pl.read_csv(
        io.BytesIO(encoded),
        has_header=False,
        separator=next((sign for sign in _RARE if sign not in text), _RARE[0]),
        quote_char=None,
        schema={"line": pl.String},
    )["line"]
    numbers = pl.int_range(1, lines.len() + 1, dtype=pl.Int32, eager=True)
    _check_length(lines, numbers, separator)
    fields = lines.str.count_matches(separator, literal=True).fill_null(0) + 1
    sample = fields.head(_SAMPLE).to_list()
    width = _width_of(sample)
    if width > MAX_COLUMNS:
        raise Refusal("too_many_columns", columns=width, most=MAX_COLUMNS)
    ends = lines.head(_SAMPLE).str.strip_chars_end("\r").str.strip_chars_end(f"{separator} ")
    filled = (ends.str.count_matches(separator, literal=True).fill_null(0) + 1).to_list()
    header = _padded_header(sample, filled, width)
    # Title and note lines stand alone on their line; only a line that splits differently is torn.
    torn = (fields != width) & (fields != 1)
    if header is not None:
        torn &= numbers != header + 1
    odd = pl.DataFrame({"number": numbers, "fields": fields, "line": lines}).filter(torn)
    odd = odd.filter(pl.col("line").str.strip_chars_end("\r").str.strip_chars(f" {separator}") != "")
    issues = _ragged(odd["number"].to_list(), odd["fields"].to_list(), width)
    frame = pl.read_csv(
        io.BytesIO(encoded),
        has_header=False,
        separator=separator,
        quote_char=None,
        schema={f"c{i}": pl.String for i in range(max(width, 2))},
        missing_columns="insert",
        extra_columns="ignore",
        truncate_ragged_lines=True,
    )
    return frame, numbers, issues


def _records(text: str, separator: str, *, is_spaced: bool) -> tuple[list[list[str]], list[int]]:
    """(fields of each record, line on which it starts). is_spaced: a blank may follow the separator."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=is_spaced
    )
    records, starts, line = [], [], 1
    try:
        for record in reader:
            if reader.line_num - line > _MAX_RECORD_LINES:
                raise Refusal("open_quote", line=line)
            records.append(record)
            starts.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        is_open = "unexpected end" in str(error) or "field larger" in str(error)
        raise Refusal("open_quote" if is_open else "broken_quotes", line=line) from error
    return records, starts


def _unwrapped(records: list[list[str]], separator: str) -> str | None:
    """The text inside, where whole lines stand in quotation marks as if they were one field."""
    lines = [record[0] if record else "" for record in records]
    is_wrapped = all(len(record) <= 1 for record in records) and not any("\n" in line for line in lines)
    if not is_wrapped or not any(separator in line for line in lines):
        return None
    return "\n".join(lines) + "\n"


def _quoted(text: str, separator: str) -> tuple[pl.DataFrame, pl.Series, list[Issue]]:
    # `, "a"` is no field that begins with a blank.
    is_spaced = f'{separator} "' in text
    records, starts = _records(text, separator, is_spaced=is_spaced)
    inside = _unwrapped(records, separator)
    if inside is not None:
        return (_quoted if '"' in inside else _unquoted)(inside, separator)
    widths = [len(record) for record in records]
    filled = [_filled(record) for record in records]
    width = _width_of(widths[:_SAMPLE])
    header = _padded_header(widths[:_SAMPLE], filled[:_SAMPLE], width)
    if width > MAX_COLUMNS:
        raise Refusal("too_many_columns", columns=width, most=MAX_COLUMNS)
    torn = [
        (start, found)
        for at, (start, found, used) in enumerate(zip(starts, widths, filled, strict=True))
        if found not in {width, 0, 1} and used and at != header
    ]
    issues = _ragged([start for start, _ in torn], [found for _, found in torn], width)
    columns: dict[str, list[str | None]] = {
        f"c{i}": [record[i] if i < len(record) else None for record in records] for i in range(max(width, 2))
    }
    return _frame(columns), pl.Series(starts, dtype=pl.Int32), issues


def read_text(content: bytes) -> Reading:
    """One sheet without a name; Refusal if the text is cut off, mangled or not a table."""
    text = completed(decoded(content))
    if re.search(r"[^\r\n]", text) is None:
        raise Refusal("empty_file")
    declared = re.match(r"sep=([,;|\t])\r?\n", text, re.IGNORECASE)
    if declared:
        # Excel's own way to name the separator. The line stays, emptied, so that line numbers hold.
        text = "\n" + text[declared.end() :]
    separator = declared.group(1) if declared else separator_of(text)
    cells, rows, issues = (_quoted if '"' in text else _unquoted)(text, separator)
    return Reading((RawSheet("", cells, rows),), tuple(issues))

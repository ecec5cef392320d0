"""Headers of several lines as a person reads them: each column's texts from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence

from data.reading.sheets import Merge

Grid = list[list[str | None]]
#: (row of the grid, text) of one line of a column's header.
Part = tuple[int, str]
#: A merged range reaches no further down than this.
_DEEPEST = 30


def filled(grid: Grid, merges: tuple[Merge, ...], rows: list[int]) -> Grid:
    """The grid with the text of a merged range in each of its cells."""
    result = [list(row) for row in grid]
    place = {row: index for index, row in enumerate(rows)}
    for merge in merges:
        top = place.get(merge.first_row)
        if top is None or merge.first_column >= len(result[top]):
            continue
        text = result[top][merge.first_column]
        for row in range(merge.first_row, min(merge.last_row, merge.first_row + _DEEPEST) + 1):
            for column in range(merge.first_column, merge.last_column + 1):
                if row in place and column < len(result[place[row]]):
                    result[place[row]][column] = text
    return result


def _text(row: Sequence[str | None], column: int) -> str:
    return (row[column] or "").strip() if column < len(row) else ""


def _spread(upper: list[str], lower: list[str]) -> list[str]:
    """`upper` with each text over all the columns below it that it heads, merged or not.

    A text heads the columns of its share where a run of lower texts divides evenly among the texts above
    (centred by hand or by format), else those to its right up to the next text.
    """
    result = list(upper)
    column = 0
    while column < len(lower):
        if not lower[column]:
            column += 1
            continue
        end = column
        while end < len(lower) and lower[end]:
            end += 1
        heads = [at for at in range(column, end) if upper[at]]
        if heads:
            starts = [column] if len(heads) == 1 else _shares(column, end, heads) or heads
            bounds = [*starts[1:], end]
            for head, start, stop in zip(heads, starts, bounds, strict=True):
                for at in range(start, stop):
                    result[at] = upper[head]
        column = end
    return result


def _shares(first: int, end: int, heads: list[int]) -> list[int] | None:
    """Where equal shares of the columns up to `end` begin, their heads all at the left or all in the middle.

    Columns of keys may stand left of the first share: it begins anywhere from `first` on.
    """
    for start in range(heads[0], first - 1, -1):
        share, rest = divmod(end - start, len(heads))
        starts = list(range(start, end, share)) if share and not rest else []
        offsets = {head - at for at, head in zip(starts, heads, strict=False)}
        if len(starts) == len(heads) and len(offsets) == 1 and offsets <= {0, (share - 1) // 2, share // 2}:
            return starts
    return None


def chains(grid: Grid, lines: Sequence[int]) -> list[list[Part]]:
    """Per column its texts in the rows `lines` of the grid, top to bottom, without blanks and repeats."""
    width = max((len(grid[line]) for line in lines), default=0)
    texts = [[_text(grid[line], column) for column in range(width)] for line in lines]
    for at in range(len(lines) - 2, -1, -1):
        below = [
            "".join(texts[line][column] for line in range(at + 1, len(lines))) for column in range(width)
        ]
        # A text that a merge repeats has its extent already.
        is_merged = any(a and a == b for a, b in zip(texts[at], texts[at][1:], strict=False))
        if not is_merged:
            texts[at] = _spread(texts[at], below)
    result: list[list[Part]] = []
    for column in range(width):
        chain: list[Part] = []
        for line, row in zip(lines, texts, strict=True):
            if row[column] and (not chain or chain[-1][1] != row[column]):
                chain.append((line, row[column]))
        result.append(chain)
    return result


def full_name(chain: Sequence[Part]) -> str:
    """The texts of a column's header in one: `期末余额 / 借方`."""
    return " / ".join(text for _, text in chain)

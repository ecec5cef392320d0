"""How many cells of a column are read with care, once it is clear that the column is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Value = TypeVar("Value")
#: After so many different cells of a column that cannot be read, the rest is only counted.
ENOUGH = 1_000
NOT_LOOKED_AT = "not_looked_at"


def converted(
    texts: Iterable[str | None], convert: Callable[[str], tuple[Value | None, str | None]]
) -> list[tuple[Value | None, str | None]]:
    """`convert` of each text, (None, None) of None; NOT_LOOKED_AT is the code of all after `ENOUGH` failures.

    The file is refused anyway: a million wrong cells must not cost more than the first thousand.
    """
    answers: list[tuple[Value | None, str | None]] = []
    failures = 0
    for text in texts:
        if text is None:
            answers.append((None, None))
            continue
        answer = (None, NOT_LOOKED_AT) if failures >= ENOUGH else convert(text)
        failures += answer[0] is None and answer[1] is not None
        answers.append(answer)
    return answers

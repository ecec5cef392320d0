"""Views and charts remembered: the same question about the same evaluation is computed once.

A rerun asks for everything on the page again. Answers are keyed by the identity of what
they were made from (an evaluation, a remembered frame), by plain values and by the
reader's language; nothing is ever compared or hashed by its contents.

Within one run of a page, what the page rests on (store, evaluation, days) is asked for once:
the whole page shows one state of the data, whatever is loaded meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

import polars as pl

from dashboard.i18n import current

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
#: Answers kept per view or chart; a reader flips between a few scopes.
KEPT = 64


class _Same:
    """A frame as part of a key: equal to itself only, and alive as long as the answer is."""

    __slots__ = ("frame",)

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame

    def __hash__(self) -> int:
        return id(self.frame)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.frame is other.frame


def remembered(question: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """`question` with its last answers kept.

    Its arguments are frames or hashable; nobody may change an answer.
    """

    @lru_cache(maxsize=KEPT)
    def answer(language: str, names: tuple[str, ...], *keys: Hashable) -> Answer:
        del language  # part of the key only
        values = [key.frame if isinstance(key, _Same) else key for key in keys]
        plain = len(values) - len(names)
        named = dict(zip(names, values[plain:], strict=True))
        return question(*values[:plain], **named)  # type: ignore[arg-type]

    @wraps(question)
    def remembering(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        values = (*args, *kwargs.values())
        keys = (_Same(value) if isinstance(value, pl.DataFrame) else value for value in values)
        return answer(current(), tuple(kwargs), *keys)

    return remembering


#: What the page that runs in this thread has asked for; None outside a run: a fragment alone, a callback.
_run: ContextVar[dict[Callable[[], Any], Any] | None] = ContextVar("run", default=None)


@contextmanager
def one_run() -> Iterator[None]:
    """Let what is asked `once_a_run` within the block be asked once."""
    before = _run.set({})
    try:
        yield
    finally:
        _run.reset(before)


def once_a_run(question: Callable[[], Answer]) -> Callable[[], Answer]:
    """`question`, asked at most once within `one_run`, and each time outside of it."""

    @wraps(question)
    def asked() -> Answer:
        known = _run.get()
        if known is None:
            return question()
        if question not in known:
            known[question] = question()
        return cast(Answer, known[question])

    return asked

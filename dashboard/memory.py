"""Views and charts remembered: the same question about the same evaluation is computed once.

A rerun asks for everything on the page again. Answers are keyed by the identity of what
they were made from (an evaluation, a remembered frame), by plain values and by the
reader's language; nothing is ever compared or hashed by its contents.

Within one run of a page, what the page rests on (store, evaluation, days) is asked for once:
the whole page shows one state of the data, whatever is loaded meanwhile. A part of a page that runs alone
is a run by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

import polars as pl

from dashboard.i18n import current
from dashboard.keeping import Answers

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
#: Answers kept per view or chart; a reader flips between a few scopes.
KEPT = 64
#: Of what is large, and made into smaller answers at once.
FEW = 4
_remembered: list[Answers] = []


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
    return _remembering(question, KEPT)


def remembered_lately(question: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """As `remembered`, the last few answers alone: a thousand regions make some ten megabytes of each."""
    return _remembering(question, FEW)


def _remembering(question: Callable[Asked, Answer], most: int) -> Callable[Asked, Answer]:
    answers = Answers(most)
    _remembered.append(answers)

    @wraps(question)
    def remembering(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        values = (*args, *kwargs.values())
        keys = (_Same(value) if isinstance(value, pl.DataFrame) else value for value in values)
        known = answers.get((current(), tuple(kwargs), *keys), lambda: question(*args, **kwargs))
        return cast(Answer, known)

    return remembering


def state_is_over() -> None:
    """A state of the data is asked about no longer: let go of answers that nobody asked for since the last
    one was over."""
    for answers in _remembered:
        answers.turn()


class Run:
    """What a page asked for while it runs.

    is_part: whether a part of the page runs alone. is_outdated: whether what was asked holds no longer, since
    the run itself wrote something; then it is asked anew.
    """

    def __init__(self, ending: ExitStack, *, is_part: bool) -> None:
        self._ending = ending
        self._known: dict[Callable[[], Any], Any] = {}
        self.is_part = is_part
        self.is_outdated: Callable[[], bool] = lambda: False

    def enter(self, block: AbstractContextManager[Answer]) -> Answer:
        """Enter a block that ends with the run."""
        return self._ending.enter_context(block)

    def asked(self, question: Callable[[], Answer]) -> Answer:
        """The answer to a question, asked at most once."""
        if self._known and self.is_outdated():
            self._known.clear()
        if question not in self._known:
            self._known[question] = question()
        return cast(Answer, self._known[question])


#: The run of a page, or of a part of one, in this thread; None outside of any, as in a callback.
_run: ContextVar[Run | None] = ContextVar("run", default=None)


@contextmanager
def one_run(*, is_part: bool = False) -> Iterator[None]:
    """Let what is asked `once_a_run` within the block be asked once."""
    with ExitStack() as ending:
        before = _run.set(Run(ending, is_part=is_part))
        try:
            yield
        finally:
            _run.reset(before)


def current_run() -> Run | None:
    """The run that is going on in this thread."""
    return _run.get()


def once_a_run(question: Callable[[], Answer]) -> Callable[[], Answer]:
    """`question`, asked at most once within `one_run`, and each time outside of it."""

    @wraps(question)
    def asked() -> Answer:
        run = _run.get()
        return question() if run is None else run.asked(question)

    return asked

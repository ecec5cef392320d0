"""Answers kept between runs, and let go of when the state of the data that they are about is over."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from threading import Lock, RLock
from typing import Any

#: So many states of the data answers are kept for: the present one, and those that a page drawn a moment ago,
#: or one that is behind (`services.stores.heads`), still asks about.
STATES = 3


#: What this reader is shown while an answer is made; nothing where they do not wait, or are shown it already.
_shown: ContextVar[Callable[[], AbstractContextManager[object]] | None] = ContextVar("shown", default=None)


@contextmanager
def shown_while_made(show: Callable[[], AbstractContextManager[object]]) -> Iterator[None]:
    """Within the block be within what `show` makes while an answer is made, or waited for."""
    before = _shown.set(show)
    try:
        yield
    finally:
        _shown.reset(before)


@contextmanager
def _showing() -> Iterator[None]:
    show = _shown.get()
    if show is None:
        yield
        return
    before = _shown.set(None)  # what an answer is made of is not shown once more
    try:
        with show():
            yield
    finally:
        _shown.reset(before)


class _Answer:
    """One answer: `used` is the turn in which it was asked for last."""

    __slots__ = ("is_made", "lock", "used", "value")

    def __init__(self) -> None:
        self.lock, self.is_made, self.value, self.used = RLock(), False, None, 0


class Answers:
    """The last `most` answers to one question. Threads that ask the same at once wait for one of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, _Answer] = OrderedDict()
        self._lock = Lock()
        self._turn = 0

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The answer that is known by a key, or else made."""
        with self._lock:
            answer = self._known.get(key)
            if answer is None:
                answer = self._known[key] = _Answer()
                if len(self._known) > self._most:
                    self._known.popitem(last=False)
            else:
                self._known.move_to_end(key)
            answer.used = self._turn
        if not answer.is_made:
            with _showing(), answer.lock:
                if not answer.is_made:
                    answer.value, answer.is_made = make(), True
        return answer.value

    def turn(self) -> None:
        """Let go of what nobody asked for since the last turn."""
        with self._lock:
            for key in [key for key, answer in self._known.items() if answer.used < self._turn]:
                del self._known[key]
            self._turn += 1


class States:
    """Answers by the state that they are about: those about the last `STATES` that were asked about.

    Evaluations of many regions take a hundred megabytes each, and every load makes another one.
    """

    def __init__(self, when_over: Callable[[], None]) -> None:
        self._when_over = when_over
        self._known: OrderedDict[Hashable, dict[Hashable, Answers]] = OrderedDict()
        self._lock = Lock()

    def answers(self, state: Hashable, question: Hashable, most: int) -> Answers:
        """The answers to a question about a state. One state too many, and the one that was asked about
        longest ago is over: what is known of it is let go of, and `when_over` called."""
        with self._lock:
            is_over = state not in self._known and len(self._known) >= STATES
            if is_over:
                self._known.popitem(last=False)
            known = self._known.setdefault(state, {})
            self._known.move_to_end(state)
            answers = known.get(question)
            if answers is None:
                answers = known[question] = Answers(most)
        if is_over:
            self._when_over()
        return answers

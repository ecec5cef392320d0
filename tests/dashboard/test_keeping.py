"""What is kept between runs: made once, the last so many, and nothing of a state that is over."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import polars as pl
import pytest

from dashboard.keeping import STATES, Answers, States, shown_while_made
from dashboard.memory import remembered, state_is_over


class Thing:
    """Something that can be seen to be gone."""


def test_an_answer_is_made_once_and_kept_until_others_push_it_out() -> None:
    answers, made = Answers(2), list[str]()

    def ask(key: str) -> str:
        return str(answers.get(key, lambda: made.append(key) or key.upper()))

    assert [ask(key) for key in "abab"] == ["A", "B", "A", "B"]
    assert made == ["a", "b"]
    ask("c")  # pushes out a, which was asked for longest ago
    assert [ask(key) for key in "bca"] == ["B", "C", "A"]
    assert made == ["a", "b", "c", "a"]
    assert len(answers) == 2


def test_a_reader_is_shown_that_something_is_made_once_and_only_while_it_is() -> None:
    answers, seen = Answers(4), list[str]()

    @contextmanager
    def shown() -> Iterator[None]:
        seen.append("begun")
        try:
            yield
        finally:
            seen.append("over")

    def make() -> str:
        seen.append(str(answers.get("part", lambda: "part")))
        return "whole"

    with shown_while_made(shown):
        assert answers.get("whole", make) == "whole"
        assert seen == ["begun", "part", "over"]
        answers.get("whole", make)
        answers.get("part", make)
        assert seen == ["begun", "part", "over"], "what is known is not waited for"
        with pytest.raises(ZeroDivisionError):
            answers.get("wrong", lambda: 1 / 0)
        assert seen[3:] == ["begun", "over"]
    answers.get("other", lambda: 1)
    assert len(seen) == 5, "shown after the block"


def test_an_answer_that_is_none_is_an_answer() -> None:
    answers, made = Answers(2), list[int]()
    for _ in range(3):
        assert answers.get("a", lambda: made.append(1)) is None
    assert made == [1]


def test_threads_that_ask_the_same_at_once_wait_for_one_of_them() -> None:
    answers, made, meeting = Answers(8), list[int](), threading.Barrier(4)

    def make() -> object:
        made.append(1)
        threading.Event().wait(0.05)
        return Thing()

    def ask() -> object:
        meeting.wait(10)
        return answers.get("a", make)

    with ThreadPoolExecutor(4) as pool:
        found = [job.result() for job in [pool.submit(ask) for _ in range(4)]]
    assert len({id(each) for each in found}) == 1
    assert made == [1]


def test_an_answer_that_could_not_be_made_is_asked_for_anew() -> None:
    answers = Answers(2)
    with pytest.raises(ZeroDivisionError):
        answers.get("a", lambda: 1 // 0)
    assert answers.get("a", lambda: 1) == 1


def test_an_answer_may_ask_for_another() -> None:
    answers = Answers(1)
    assert answers.get("a", lambda: answers.get("b", lambda: 1) + 1) == 2


def test_a_turn_lets_go_of_what_was_not_asked_for_since_the_last_one() -> None:
    answers = Answers(8)
    for key in "ab":
        answers.get(key, Thing)
    answers.turn()  # both were asked for before it: kept once more
    answers.get("a", Thing)
    assert len(answers) == 2
    answers.turn()
    assert len(answers) == 1
    answers.turn()
    assert len(answers) == 0


def kept(states: States, state: int) -> Thing:
    return states.answers(state, "question", 4).get("key", Thing)


def test_of_more_states_than_are_shown_nothing_is_kept() -> None:
    over = list[int]()
    states = States(lambda: over.append(1))
    things = [weakref.ref(kept(states, number)) for number in range(STATES + 2)]
    gc.collect()
    assert [each() is None for each in things] == [True] * 2 + [False] * STATES
    assert len(over) == 2


def test_a_state_that_is_still_asked_about_stays() -> None:
    states = States(lambda: None)
    first = weakref.ref(kept(states, 0))
    for number in range(1, STATES + 3):
        kept(states, number)
        assert kept(states, 0) is first()


def test_what_is_remembered_of_frames_goes_with_their_state() -> None:
    @remembered
    def total(frame: pl.DataFrame) -> int:
        return int(frame["amount"].sum())

    old, new = pl.DataFrame({"amount": [1, 2]}), pl.DataFrame({"amount": [3]})
    assert total(old) == 3
    is_there = weakref.ref(old)
    del old
    state_is_over()
    assert total(new) == 3
    assert is_there() is not None  # a page that is behind may still ask
    state_is_over()
    gc.collect()
    assert is_there() is None

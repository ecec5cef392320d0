"""Turns at the checks: two at a time, in order, and whoever leaves makes room."""

from __future__ import annotations

import threading
import time

import pytest

from dashboard.services.uploads.line import Line


class Left(Exception):
    """The reader went to another page."""


def test_two_at_a_time_in_the_order_they_came_and_each_hears_its_place() -> None:
    line, running, most, order = Line(2), 0, 0, []
    heard: dict[int, list[int]] = {number: [] for number in range(6)}
    lock, go = threading.Lock(), threading.Event()

    def check(number: int) -> None:
        nonlocal running, most
        with line.turn(heard[number].append):
            with lock:
                running += 1
                most = max(most, running)
                order.append(number)
            go.wait(10)
            with lock:
                running -= 1

    threads = []
    for number in range(6):
        threads.append(threading.Thread(target=check, args=(number,)))
        threads[-1].start()
        deadline = time.monotonic() + 10
        while len(line._queue) <= number and time.monotonic() < deadline:
            time.sleep(0.001)
    while not all(heard[number] for number in range(2, 6)) and time.monotonic() < deadline:
        time.sleep(0.001)
    go.set()
    for thread in threads:
        thread.join()
    assert most == 2
    assert set(order[:2]) == {0, 1}
    assert [heard[number][:1] for number in range(6)] == [[], [], [1], [2], [3], [4]]
    assert sorted(heard[5], reverse=True) == heard[5]
    assert line._queue == []


def test_whoever_leaves_the_line_gives_up_its_place() -> None:
    line, inside, done = Line(1), threading.Event(), threading.Event()

    def long_check() -> None:
        with line.turn():
            inside.set()
            done.wait(10)

    first = threading.Thread(target=long_check)
    first.start()
    inside.wait(10)

    def leave(place: int) -> None:
        raise Left(place)

    with pytest.raises(Left), line.turn(leave):
        raise AssertionError("it was not its turn")
    assert len(line._queue) == 1
    done.set()
    first.join()
    with line.turn(leave):
        pass
    with pytest.raises(Left), line.turn():
        raise Left(0)  # a check that fails gives its turn back as well
    assert line._queue == []

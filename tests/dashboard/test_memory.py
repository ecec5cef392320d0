"""Remembered views: made once for the same question, anew for another language or another frame."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard import i18n
from dashboard.memory import FEW, once_a_run, one_run, remembered, remembered_lately

FRAME = pl.DataFrame({"a": [1, 2]})


@pytest.fixture
def made() -> list[str]:
    return []


def test_a_view_is_made_once_for_each_language(made: list[str]) -> None:
    @remembered
    def view(unit: str) -> str:
        made.append(i18n.current())
        return f"{i18n.current()} {unit}"

    for _again in range(2):
        for language in ("zh", "en"):
            with i18n.speaking(language):
                assert view("wan") == f"{language} wan"
    assert made == ["zh", "en"]


def test_a_frame_is_another_question_than_one_that_looks_the_same(made: list[str]) -> None:
    @remembered
    def height(frame: pl.DataFrame) -> int:
        made.append("")
        return frame.height

    assert (height(FRAME), height(FRAME), height(FRAME.clone()), len(made)) == (2, 2, 2, 2)


def test_named_arguments_are_told_apart_by_their_names(made: list[str]) -> None:
    @remembered
    def view(first: int = 0, second: int = 0, *, frame: pl.DataFrame = FRAME) -> tuple[int, int, int]:
        made.append("")
        return first, second, frame.height

    assert view(first=1) == (1, 0, 2)
    assert view(second=1) == (0, 1, 2)
    assert view(1, frame=FRAME.head(1)) == (1, 0, 1)
    assert view(first=1) == (1, 0, 2)
    assert len(made) == 3


def test_of_what_is_large_the_last_few_are_kept(made: list[str]) -> None:
    @remembered_lately
    def large(number: int) -> int:
        made.append(str(number))
        return number

    asked = [*range(FEW), 0, FEW, 1, 0]
    assert [large(number) for number in asked] == asked
    assert made == [*map(str, range(FEW)), str(FEW), "1"]


def test_a_run_asks_once_and_whatever_runs_outside_of_it_asks_anew(made: list[str]) -> None:
    """A fragment alone, or a callback, must see what was loaded since the page was drawn."""

    @once_a_run
    def state() -> int:
        made.append("")
        return len(made)

    with one_run():
        assert (state(), state()) == (1, 1)
    assert (state(), state()) == (2, 3)
    with one_run():
        assert state() == 4


def test_what_failed_in_a_run_is_asked_again(made: list[str]) -> None:
    @once_a_run
    def state() -> int:
        made.append("")
        raise OSError

    with one_run():
        for _again in range(2):
            with pytest.raises(OSError):  # noqa: PT011 - a stand-in
                state()
    assert len(made) == 2

"""Two languages: English msgids in the code, Chinese from the catalogues beside it.

Every `locale/<language>/*.po` is read at runtime and merged, so that the authors of data,
engine and screens each keep a catalogue of their own. Nothing is compiled beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("zh", "en")
DEFAULT = "zh"
#: What a browser wants to hear in `<html lang>`.
HTML_LANGUAGES = {"zh": "zh-CN", "en": "en"}
#: Each language's own name for the switch.
AUTONYMS = {"zh": "\u4e2d\u6587", "en": "English"}

_FOLDER = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Translator:
    """Callable: msgid and placeholder values → text in `language`."""

    language: str

    def __call__(self, message: str, /, **values: object) -> str:
        """`message` in this language, `{placeholders}` filled; the msgid itself if none is known."""
        text = catalogue(self.language).get(message, message)
        return text.format(**values) if values else text


@cache
def catalogue(language: str) -> dict[str, str]:
    """All translations of a language, every catalogue merged in the order of file names."""
    merged: dict[str, str] = {}
    for path in sorted((_FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string and isinstance(message.id, str):
                    merged[message.id] = str(message.string)
    return merged


@cache
def translator(language: str) -> Translator:
    """The translator of `language`; an unknown language falls back to the default."""
    return Translator(language if language in LANGUAGES else DEFAULT)


def _default_language() -> str:
    return DEFAULT


_current: Callable[[], str] = _default_language


def follow(language: Callable[[], str]) -> None:
    """Let `_` ask `language` from now on; the screen passes the one that reads its address bar."""
    global _current  # noqa: PLW0603 - one process, one way to ask for the reader's language
    _current = language


#: What is spoken for a while, whatever the reader's language; threads do not share it.
_override: ContextVar[str | None] = ContextVar("override", default=None)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let `_` speak `language` for a while: in a command, or in a file made after its page was drawn."""
    before = _override.set(language)
    try:
        yield
    finally:
        _override.reset(before)


def current() -> str:
    """The reader's language."""
    return _override.get() or _current()


def _(message: str, /, **values: object) -> str:
    """`message` in the reader's language, `{placeholders}` filled."""
    return translator(current())(message, **values)


def in_this_language(said: str, offered: Iterable[str]) -> str | None:
    """The one of `offered`, messages in the reader's language, that `said` is in any; None if none is."""
    meant = {said}
    for language in LANGUAGES:
        meant |= {message for message, text in catalogue(language).items() if text == said}
    here = {_(message) for message in meant}
    return next((message for message in offered if message in here), None)


def N_(message: str, /) -> str:  # noqa: N802 - the name gettext tools know
    """`message` as it stands: marks a constant for translation where it is shown."""
    return message

"""Days and times of day in other words, in figures: `下午2:30`, `2:30 pm`, `14时30分`, `5-Mar-2026`."""

from __future__ import annotations

import re

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MORNING, _NOON = {"上午", "早上", "早晨", "清晨", "凌晨", "am", "a.m."}, {"中午"}
_AFTERNOON, _NIGHT = {"下午", "傍晚", "pm", "p.m."}, {"晚上"}
_HALF = "|".join(sorted(map(re.escape, _MORNING | _NOON | _AFTERNOON | _NIGHT), key=len, reverse=True))
#: Words and signs without which a time is written as it is read anyway.
WORDS = re.compile(rf"{_HALF}|[时時点點]|[日号]\d", re.IGNORECASE)
_TIME = re.compile(
    rf"(?P<day>.*\d(?:[日号]|(?=[ t]|{_HALF})))[ t]*(?P<before>{_HALF})?[ ]*"
    r"(?P<hour>\d{1,2})(?:[:时時点點](?P<minute>\d{2})(?:[:分](?P<second>\d{2}(?:\.\d+)?)秒?|分)?)"
    rf"[ ]*(?P<behind>{_HALF})?"
)
_DAY_FIRST = re.compile(r"(\d{1,2})[- .]+([a-z]{3,9})[- .,]+(\d{4})(?=[ t]|$)")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})[ .]+(\d{1,2})(?:st|nd|rd|th)?,?[ ]+(\d{4})(?=[ t]|$)")
#: As a Chinese Oracle writes it.
_NUMBERED = re.compile(r"(\d{1,2})-(\d{1,2})月\s*-(\d{4})(?=[ t]|$)")


def _hour(hour: int, half: str | None) -> int | None:
    """The hour of 24, or None where half and hour do not go together or may mean two things."""
    if half is None:
        return hour if hour <= 23 else None
    if half in _MORNING:
        return hour % 12 if hour <= 12 else None
    if half in _AFTERNOON:
        return hour if 12 <= hour <= 23 else hour + 12 if hour else None
    if half in _NOON:
        return {11: 11, 12: 12, 1: 13, 13: 13}.get(hour)
    # Twelve at night and what follows may be the next day's.
    return hour if 18 <= hour <= 23 else hour + 12 if 6 <= hour < 12 else None


def _timed(text: str) -> str:
    found = _TIME.fullmatch(text) if WORDS.search(text) else None
    if found is None or (found["before"] and found["behind"]):
        return text
    hour = _hour(int(found["hour"]), found["before"] or found["behind"])
    if hour is None:
        return text
    return f"{found['day']} {hour:02d}:{found['minute']}" + (f":{found['second']}" if found["second"] else "")


def _month(word: str) -> int | None:
    return next((at for at, name in enumerate(_MONTHS, 1) if name.startswith(word) or word == "sept"), None)


def _dated(text: str) -> str:
    if found := _DAY_FIRST.match(text):
        day, month, year = int(found[1]), _month(found[2]), found[3]
    elif found := _MONTH_FIRST.match(text):
        day, month, year = int(found[2]), _month(found[1]), found[3]
    elif found := _NUMBERED.match(text):
        day, month, year = int(found[1]), int(found[2]), found[3]
    else:
        return text
    return text if month is None else f"{year}-{month:02d}-{day:02d}{text[found.end() :]}"


def clocked(text: str) -> str:
    """`text` (lower case, as typed) with its day and time in figures: `2026-3-5 14:30`; else as it was."""
    return _timed(_dated(text) if text[:1].isalnum() else text)

"""Months and days as people write them. What could mean two things is refused, never guessed."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

import polars as pl

from data.cleaning.clocks import WORDS, clocked
from data.cleaning.texts import has_odd_digits, typed_form

EARLIEST, LATEST = 2000, 2100
_ENGLISH = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
# Ledger systems number their accounting periods, which are the calendar's months by law: 2026年第3期.
_MONTH = re.compile(r"(\d{4})\s*(?:[-/.年]|年\s*第)\s*(\d{1,2})\s*(?:月份?|月度|期)?")
# `202603.0` is a number that went through a program for statistics.
_MONTH_COMPACT = re.compile(r"(\d{4})(\d{2})(?:\.0+|期)?")
_MONTH_WORDS = re.compile(r"(\d{4})\s*年\s*(十[一二]?|[一二三四五六七八九])月份?")
_NUMERALS = {word: at for at, word in enumerate("一二三四五六七八九十", start=1)} | {"十一": 11, "十二": 12}
#: Behind a date without a time: what stands behind a time must stay, lest a shifted clock go unseen.
_WEEKDAY = re.compile(r"([^:]+?)\s*\(?(?:星期|周|礼拜)([一二三四五六日])\)?")
_WHOLE_MONTH = re.compile(
    r"(\d{4})年(\d{1,2})月0?1日?(?:-|--|~|至|到|—)(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日?"
)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/](\d{4})")
_MONTH_ENGLISH = re.compile(r"([a-z]{3})[a-z]*[ .,-]*(\d{4})")
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?"
    r"(?:[ t]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:(z)|\s*\+08:?00(?: cst)?)?)?"
)
#: The last second of a day stands for the day, as ledger systems write it.
_END_OF_DAY = re.compile(r"23:59:59(?:\.\d+)?")
_DAY_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
#: One row proves nothing about all the others.
_ENOUGH = 2
_CHINA = timedelta(hours=8)
_SAMPLED = 100
_TIME = r"[ Tt]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)$"
_HAS_TIME = re.compile("[:：时時点點]")
#: From this hour of universal time on it is late in China, or the next day.
_LATE = 12
_SERIAL = re.compile(r"[234]\d{4}(?:\.\d+)?")


def _without_weekday(text: str) -> str:
    """`text` without the day of the week behind its date, if that is the right one."""
    found = _WEEKDAY.fullmatch(text)
    when = _day(found.group(1)) if found else None
    if found is None or when is None or when[0] is None:
        return text
    return found.group(1) if "一二三四五六日"[when[0].weekday()] == found.group(2) else text


def _folded(text: str) -> str:
    folded = typed_form(text).casefold()
    # Excel's own mark of text, as some exports spell it out.
    folded = folded[1:] if re.match(r"'[^']+$", folded) else folded
    return _without_weekday(clocked(folded))


def _day(text: str) -> tuple[date | None, bool] | None:
    """(day or None if impossible, bears a time that is neither its start nor its end); None if no day."""
    found = _DAY.fullmatch(text) or _DAY_COMPACT.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups()[:3])
    time = found.group(4) if found.re is _DAY else None
    if not EARLIEST <= year <= LATEST:
        return None, False
    has_time = bool(time and time.strip("0:.") and not _END_OF_DAY.fullmatch(time))
    try:
        return date(year, month, day), has_time
    except ValueError:
        return None, False


def _is_whole(found: re.Match[str]) -> bool:
    """Whether a span of days is exactly one month: `2026年3月1日-31日`."""
    year, month = int(found.group(1)), int(found.group(2))
    same = int(found.group(3) or year) == year and int(found.group(4) or month) == month
    return same and 1 <= month <= 12 and int(found.group(5)) == monthrange(year, month)[1]


def month_of(text: str) -> tuple[date | None, str | None]:
    """(first day of the month, None), or (None, code of what is wrong).

    A full date counts as its month on the first or the last day only: any other day may be
    a cut-off in mid-month.
    """
    folded = _folded(text)
    if not folded:
        return None, "blank_cell"
    if has_odd_digits(text):
        return None, "ambiguous_month"
    day = _day(folded)
    if day is not None:
        when, has_time = day
        if when is None:
            return None, "impossible_month"
        if has_time or when.day not in {1, monthrange(when.year, when.month)[1]}:
            return None, "mid_month"
        return when.replace(day=1), None
    if re.fullmatch(r"\d{4}\.1", folded):
        # A number cell drops the zero of 2026.10.
        return None, "ambiguous_month"
    year = month = None
    if found := (_MONTH.fullmatch(folded) or _MONTH_COMPACT.fullmatch(folded)):
        year, month = int(found.group(1)), int(found.group(2))
    elif found := _MONTH_WORDS.fullmatch(folded):
        year, month = int(found.group(1)), _NUMERALS[found.group(2)]
    elif (found := _WHOLE_MONTH.fullmatch(folded)) and _is_whole(found):
        year, month = int(found.group(1)), int(found.group(2))
    elif found := _MONTH_YEAR.fullmatch(folded):
        year, month = int(found.group(2)), int(found.group(1))
    elif (found := _MONTH_ENGLISH.fullmatch(folded)) and found.group(1) in _ENGLISH:
        year, month = int(found.group(2)), _ENGLISH[found.group(1)]
    elif _SERIAL.fullmatch(folded):
        return None, "serial"
    if year is None or month is None:
        return None, "ambiguous_month"
    if not (EARLIEST <= year <= LATEST and 1 <= month <= 12):
        return None, "impossible_month"
    return date(year, month, 1), None


def date_of(text: str) -> tuple[date | None, str | None]:
    """(day, None), or (None, code of what is wrong). A time of day is left out."""
    folded = _folded(text)
    if not folded:
        return None, "blank_cell"
    if has_odd_digits(text):
        return None, "ambiguous_date"
    universal = _DAY.fullmatch(folded) if folded.endswith("z") else None
    if universal is not None and int(universal.group(4).partition(":")[0]) >= _LATE:
        return None, "universal_time"
    day = _day(folded)
    if day is not None:
        return (day[0], None) if day[0] is not None else (None, "impossible_date")
    if _SERIAL.fullmatch(folded):
        return None, "serial"
    return None, "ambiguous_date" if re.search(r"\d", folded) else "not_a_date"


def year_of(text: str) -> tuple[int | None, str | None]:
    """(calendar year, None), or (None, code of what is wrong)."""
    found = re.fullmatch(r"(\d{4})(?:\.0+)?年?度?", _folded(text))
    if found is None:
        return None, "blank_cell" if not _folded(text) else "not_a_year"
    year = int(found.group(1))
    return (year, None) if EARLIEST <= year <= LATEST else (None, "not_a_year")


def advice(code: str, text: str) -> str:
    """`→` and what the cell may mean, written properly; blank where nothing can be said."""
    folded = _folded(text)
    found = _DAY.fullmatch(folded)
    if found is None:
        return ""
    year, month, day = (int(part) for part in found.groups()[:3])
    try:
        if code == "universal_time":
            moment = datetime.fromisoformat(f"{year:04d}-{month:02d}-{day:02d}T{found.group(4)}")
            return f"→ {(moment + _CHINA).date().isoformat()}"
        if code == "impossible_date" and month > 12:
            return f"→ {date(year, day, month).isoformat()}"
    except ValueError:
        return ""
    return ""


def _clocked(cells: pl.Series) -> pl.Series:
    texts = [clocked(typed_form(text).casefold()) for text in cells.unique()]
    return pl.Series(texts, dtype=pl.String)


def odd_time(cells: pl.Series) -> str | None:
    """The time that every cell of a column of days bears, if it hints at a day shifted by clock or rounding.

    After noon, midnight may have been meant: a time zone (16:00:00), a calendar of before 1901 (23:59:17)
    or a rounding (23:59:59.9999) puts a day's beginning into the day before. 23:59:59 itself is a day's end.
    """
    filled = cells.drop_nulls()
    if filled.len() < _ENOUGH or not _HAS_TIME.search(str(filled[0])):
        return None
    if WORDS.search(str(filled[0])):
        # As a rule the first rows bear different times, and the others need not be looked at.
        sample = _clocked(filled.head(_SAMPLED)).str.extract(_TIME)
        if sample.n_unique() > 1:
            return None
        filled = _clocked(filled)
    times = filled.str.extract(_TIME).unique()
    if times.len() != 1 or times[0] is None:
        return None
    time = str(times[0])
    is_end = re.fullmatch(r"23:59:59(?:\.(?!999)\d*)?|12:00(?::00(?:\.0+)?)?", time)
    return time if int(time.split(":", maxsplit=1)[0]) >= 12 and not is_end else None

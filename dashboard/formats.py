"""Numbers as people read them, never rounded across a threshold they did not reach."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NewType

from dashboard.i18n import DEFAULT, N_, _, current

#: Text that shows as itself where Markdown is rendered. `plain` makes it of text from outside; a rule of
#: the linter (`tests.lint.markdown_door`) sees to it that nothing else reaches a label, caption or tooltip.
Markdown = NewType("Markdown", str)
NONE = Markdown("")

#: The one of the keyboard, which tables write as well: a number copied from the screen stays a number.
MINUS = "-"
NOTHING = "\u2014"
#: Every ratio that decides about something; display must stay on the true side of each.
THRESHOLDS = (0.0, 0.05, 0.10, 0.20, 0.30, 0.70, 0.95, 1.0, 1.2)


@dataclass(frozen=True, slots=True)
class Unit:
    """How large amounts are shown: divided by `scale`, with `digits` decimals."""

    key: str
    scale: int
    digits: int
    name: Markdown

    @property
    def label(self) -> Markdown:
        """The unit's name in the reader's language."""
        return _(self.name)


YUAN = Unit("yuan", 1, 0, N_("yuan"))
WAN = Unit("wan", 10_000, 2, N_("wan yuan"))
UNITS = {unit.key: unit for unit in (WAN, YUAN)}


def rounded(value: float, digits: int) -> Decimal:
    """`value` to `digits` decimals, half away from zero, as written (no binary noise)."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def honest_percent(ratio: float, digits: int = 2, thresholds: Sequence[float] = THRESHOLDS) -> Decimal:
    """`ratio` in percent to `digits` decimals, on the same side of every threshold as the ratio itself.

    69.996 % to two digits is 69.99: rounding may not turn a miss into a hit.
    """
    exact = Decimal(repr(float(ratio))) * 100
    step = Decimal(1).scaleb(-digits)
    shown = exact.quantize(step, ROUND_HALF_UP)
    for edge in _edges(tuple(thresholds)):
        if exact < edge <= shown:
            return exact.quantize(step, ROUND_FLOOR)
        if exact > edge >= shown:
            return exact.quantize(step, ROUND_CEILING)
    return shown


@lru_cache(maxsize=64)
def _edges(thresholds: tuple[float, ...]) -> tuple[Decimal, ...]:
    """The thresholds in percent."""
    return tuple(Decimal(repr(threshold)) * 100 for threshold in thresholds)


def percent_digits(
    ratio: float, least: int = 1, most: int = 3, thresholds: Sequence[float] = THRESHOLDS
) -> int:
    """The fewest decimals, between `least` and `most`, at which plain rounding crosses no threshold."""
    return _fewest(ratio, least, most, thresholds)[0]


def _fewest(ratio: float, least: int, most: int, thresholds: Sequence[float]) -> tuple[int, Decimal]:
    """`percent_digits`, and the `honest_percent` with them."""
    exact = Decimal(repr(float(ratio))) * 100
    for digits in range(least, most):
        shown = honest_percent(ratio, digits, thresholds)
        if shown == exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):
            return digits, shown
    return most, honest_percent(ratio, most, thresholds)


def percent(
    ratio: float | None,
    digits: int = 1,
    thresholds: Sequence[float] = THRESHOLDS,
    *,
    plus: bool = False,
) -> str:
    """`ratio` as text: "70.0 %", but 0.6997 is "69.97 %" because "70.0 %" would be untrue."""
    if ratio is None or not math.isfinite(ratio):
        return NOTHING
    _digits, shown = _fewest(ratio, digits, digits + 2, thresholds)
    return f"{_signed(shown, plus=plus)} %"


def points_of_percent(difference: float | None, digits: int = 1) -> str:
    """The difference of two ratios, signed, in percentage points."""
    if difference is None or not math.isfinite(difference):
        return NOTHING
    return _("{points} pp", points=_signed(rounded(difference * 100, digits), plus=True))


def money(amount: float | None, unit: Unit = YUAN, *, plus: bool = False, digits: int | None = None) -> str:
    """An amount of yuan in `unit`, thousands separated, to `digits` decimals (default: the unit's)."""
    if amount is None or not math.isfinite(amount):
        return NOTHING
    return _signed(rounded(amount / unit.scale, unit.digits if digits is None else digits), plus=plus)


def money_with_unit(amount: float | None, unit: Unit = YUAN, *, plus: bool = False) -> str:
    """An amount with its unit's name."""
    text = money(amount, unit, plus=plus)
    return text if text == NOTHING else f"{text} {unit.label}"


def unit_of(amount: float, unit: Unit) -> Unit:
    """`unit`, or yuan where the amount would all but vanish in it."""
    return unit if abs(amount) >= 1000 else YUAN


def award(amount: float | None) -> str:
    """A reward or fine in words: "reward 1,000 yuan", "fine 1,000 yuan", "0", or a dash."""
    if amount is None or not math.isfinite(amount):
        return NOTHING
    if amount > 0:
        return _("reward {amount} yuan", amount=_signed(rounded(amount, 0)))
    if amount < 0:
        return _("fine {amount} yuan", amount=_signed(rounded(-amount, 0)))
    return _("0 yuan")


def score(value: float | None) -> str:
    """A published score: two decimals."""
    return NOTHING if value is None or not math.isfinite(value) else _signed(rounded(value, 2))


def month_text(month: date | None) -> str:
    """A month, the same in every language."""
    return NOTHING if month is None else f"{month:%Y-%m}"


#: From one to nine.
_CHINESE = "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d"
_NUMERALS = str.maketrans({sign: str(number) for number, sign in enumerate(_CHINESE, start=1)})


def clause_text(clause: str) -> str:
    """A clause as the reader's language counts: the third point of the first chapter is 1.3 in English."""
    return clause if current() == DEFAULT else clause.translate(_NUMERALS)


def _signed(number: Decimal, *, plus: bool = False) -> str:
    text = f"{abs(number):,f}"
    if number < 0:
        return MINUS + text
    return f"+{text}" if plus and number > 0 else text


_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$&^=@/])")
_JOINER = "\u2060"
#: What is turned into something else although it was escaped: bare addresses into links, names between
#: colons into icons, arrows and dashes that stand alone into their typographic forms.
_TURNED = re.compile(r"(?i)(://|\bwww(?=\.)|@|:(?=[\w+-]+:)|(?<!\S)[<>~-](?=-?[>=-](?!\S)))")


def plain(text: object) -> Markdown:
    """Text from outside, safe inside Markdown: no image, link, colour, icon or formula comes of it.

    A word joiner breaks what Streamlit would turn into something else even when escaped.
    """
    broken = _TURNED.sub(rf"\1{_JOINER}", " ".join(str(text).split()))
    return Markdown(_MARKDOWN.sub(r"\\\1", broken))  # type: ignore[markdown] # this is the door


#: A number's space before its unit, or whatever else is counted or measured.
_KEPT = re.compile(r"(\d\**) (?=%|[^\W\d_])")
NO_BREAK = "\u00a0"
#: Wan and yuan are read as one, and a browser parts them.
_WAN_YUAN = re.compile("(?<=\u4e07)(?=\u5143)")
NO_PARTING = "\u2060"


def kept(text: Markdown) -> Markdown:
    """A sentence whose lines break neither between a number and its unit nor within the unit."""
    return Markdown(unparted(text))  # type: ignore[markdown] # nothing that is seen is changed


def unparted(text: str) -> str:
    """`kept` for what is no Markdown."""
    return _WAN_YUAN.sub(NO_PARTING, _KEPT.sub(rf"\1{NO_BREAK}", text))


def run_on(*sentences: Markdown) -> Markdown:
    """Whole sentences one after another; Chinese leaves no space between them."""
    return Markdown("" if current() == DEFAULT else " ").join(each for each in sentences if each)


def listed(sentences: Iterable[Markdown]) -> Markdown:
    """Sentences as a list, numbers kept beside their units."""
    return kept(Markdown("\n".join(f"- {sentence}" for sentence in sentences)))


def label(text: object, limit: int = 24) -> str:
    """Text from a file, safe inside a chart (whose labels render a little HTML), cut to `limit`."""
    flat = " ".join(str(text).split())
    return html.escape(flat if len(flat) <= limit else f"{flat[: limit - 1]}…")

"""What a number format shows that the stored number is not: another unit, currency, sign or nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>G/通用格式|General)|(?P<place>[0#?])|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"[<>=]")
_DATE = re.compile(r"[ymdhsegb]", re.IGNORECASE)
#: A `[$…]` that names no currency, or ours.
_YUAN = re.compile(r"(?:人民币|本位币|rmb|cny|cnh|cn)?\s*[¥￥元圆]?", re.IGNORECASE)
_UNIT = re.compile(
    r"(十亿|千万|百万|十万|亿|万|千(?!克|米|瓦)|百(?!分)|角|分(?!之|钟|点))|(?<![A-Za-z])([KkWw]|MM?|mn|mi[ol]|bn|[Tt]housand|[Mm]illion|[Bb]illion)(?![A-Za-z])"
)
#: The traditional characters of units, and those of banks.
_TRADITIONAL = str.maketrans("萬億仟佰", "万亿千百")
_EXPONENTS = {
    "分": -2, "角": -1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "十亿": 9,
    "K": 3, "W": 4, "k": 3, "w": 4, "M": 6, "MM": 6, "mn": 6, "mio": 6, "mil": 6, "bn": 9,
    "thousand": 3, "million": 6, "billion": 9,
}  # fmt: skip
#: Currencies as their own countries write them in a literal: words that no rule of form tells from others.
_LOCAL = re.compile(r"(?<!\w)(?:kr|zł|Kč|Ft|лв|lei|руб|р|Rp|RM|Rs|SFr|Fr)\.?(?!\w)")
_CHINESE = re.compile(
    r"[^\W\d_]元|币|美金|镑|铢|盾|卢布|法郎|克朗|里拉|林吉特|比索|卢比|里亚尔|第纳尔|迪拉姆"
)
_OURS = re.compile(r"人民币|本位币|(?<![\u4e00-\u9fff])[十百千万亿]*[元圆]整?")
_MINUS = re.compile(r"[-\u2010-\u2013\u2212△▲负負贷貸]")


@dataclass(frozen=True, slots=True)
class Look:
    """How cells of a style look: a code of `Flag`, and what it is about.

    `unit_format`: `detail` is the exponent of ten; `padded_format`: the pattern, zeros for digits.
    """

    code: str
    detail: str = ""


@dataclass(slots=True)
class _Section:
    """One of the parts that `;` separates: literals before, among and behind the digits; the rest as is."""

    before: str = ""
    among: str = ""
    behind: str = ""
    digits: str = ""
    letters: str = ""
    is_general: bool = False
    has_condition: bool = False

    def literal(self, text: str) -> None:
        if self.digits or self.is_general:
            self.behind += text
        else:
            self.before += text

    def place(self, sign: str) -> None:
        self.among, self.behind = self.among + self.behind, ""
        self.digits += sign

    @property
    def text(self) -> str:
        return self.before + self.among + self.behind

    @property
    def is_number(self) -> bool:
        return (bool(self.digits.strip(".,")) or self.is_general) and not _DATE.search(self.letters)


def _sections(code: str) -> tuple[list[_Section], list[str]]:
    """The sections, and the currencies named in `[$…]`."""
    sections, currencies = [_Section()], []
    for match in _TOKEN.finditer(code):
        section = sections[-1]
        if match["quoted"] is not None:
            section.literal(match["quoted"])
        elif match["escaped"] is not None:
            section.literal(match["escaped"])
        elif match["bracket"] is not None:
            bracket = match["bracket"]
            if bracket.startswith("$"):
                name, _, place = bracket[1:].partition("-")
                is_yen = name in {"¥", "￥"} and place.lstrip("0") == "411"
                if is_yen or not (_YUAN.fullmatch(name) or _UNIT.search(name)):
                    currencies.append(name)
                section.literal(name)
            section.has_condition |= bool(_CONDITION.search(bracket))
        elif match["general"]:
            section.is_general = True
        elif match["place"]:
            section.place(match["place"])
        elif match["plain"] == ";":
            sections.append(_Section())
        elif match["plain"] is not None:
            sign = match["plain"]
            if sign in ".,":
                section.digits += sign
            elif sign.isascii() and sign.isalpha():
                section.letters += sign
            elif sign != "@":
                section.literal(sign)
            else:
                section.letters += sign
    return sections, currencies


@cache
def _currency_codes() -> re.Pattern[str]:
    # Imported where a literal holds such a word: most workbooks never need it.
    from babel.core import get_global  # noqa: PLC0415

    ours = {"CNY", "CNH"}
    return re.compile(
        rf"(?<![A-Za-z])(?:{'|'.join(sorted(set(get_global('all_currencies')) - ours))})(?![A-Za-z])"
    )


def is_foreign(text: str) -> bool:
    """Whether words or signs beside a number name another currency than yuan."""
    text = text.translate(_TRADITIONAL)
    if any(unicodedata.category(sign) == "Sc" and sign not in "¥￥" for sign in text):
        return True
    if _LOCAL.search(text) or _CHINESE.search(_OURS.sub("", text)):
        return True
    return bool(re.search(r"[A-Z]{3}", text) and _currency_codes().search(text))


def _unit(section: _Section) -> int:
    text = unicodedata.normalize("NFKC", section.behind or section.before).translate(_TRADITIONAL)
    found = _UNIT.search(text)
    if found is None:
        return 0
    word = found.group(1) or found.group(2)
    return _EXPONENTS[word] if word in _EXPONENTS else _EXPONENTS[word.lower()]


def _is_scaled(section: _Section) -> bool:
    """Whether the digits are shifted: by commas, or by a point that is only written among them."""
    has_commas = re.search(r"[0#?],+(?![0#?,])", section.digits) is not None
    return has_commas or "." in section.among or _UNIT.search(section.among) is not None


def _shows_minus(section: _Section) -> bool:
    before, behind = section.before.strip(), section.behind.strip()
    if before[-1:] in {"(", "（"} and behind[:1] in {")", "）"}:
        return True
    return bool(_MINUS.search(before) or _MINUS.fullmatch(behind))


def _pattern(section: _Section) -> str | None:
    """How a whole number is written out where the format adds digits or letters to it: `XS0000`."""
    is_plain = section.digits == "0" * len(section.digits) and len(section.digits) > 1
    if not is_plain or section.among or section.behind or not re.fullmatch("[A-Za-z]*", section.before):
        return None
    return section.before + section.digits


def is_signless(code: str) -> bool:
    """Whether a number format shows negative numbers without sign, brackets or a colour of their own."""
    _positive, *others = code.split(";")
    if not others or others[0].strip() == "@" or re.search(r"\[[<>=]", code):
        return False
    return not re.search(r"[-−(（△▲负負]|\[(?!\$|DBNum)", others[0])


@cache
def looks_of(code: str) -> tuple[Look, ...]:
    """How the number format `code` shows a number, where that is not as it is stored."""
    sections, currencies = _sections(code)
    first = sections[0]
    numbers = [section for section in sections if section.is_number]
    if any("%" in s.text or "‰" in s.text for s in numbers):
        return (Look("percent_format"),)
    if currencies or any(is_foreign(s.text) for s in numbers):
        return (Look("foreign_format"),)
    shown = [section for section in sections if section.digits or section.letters or section.is_general]
    if code.strip() and (not shown if first.has_condition else first not in shown):
        return (Look("hidden_format"),)
    if not numbers:
        return ()
    looks = []
    if any(_is_scaled(section) for section in numbers):
        looks.append(Look("scaled_format"))
    elif exponent := next((unit for section in numbers if (unit := _unit(section))), 0):
        looks.append(Look("unit_format", str(exponent)))
    elif first.is_number and (pattern := _pattern(first)):
        looks.append(Look("padded_format", pattern))
    if first.is_number and not first.has_condition and _shows_minus(first):
        looks.append(Look("literal_minus"))
    if any(re.search(r"[0-9]", section.text) for section in numbers):
        looks.append(Look("literal_digits"))
    if is_signless(code):
        looks.append(Look("signless_format"))
    return tuple(looks)

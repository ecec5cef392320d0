"""Text as people type it, brought to one form."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

#: Characters that take no room: zero-width spaces and joiners, byte-order mark, soft hyphen.
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
#: Hyphens, en dashes and minus signs that a word processor puts where `-` was typed.
_MINUS = re.compile("[\u2010-\u2013\u2212\ufe63]")
#: Whitespace to strip at both ends of a cell, beyond what polars strips by itself.
_EDGES = " \t\r\n\v\f\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
STRIP = _EDGES + ZERO_WIDTH
#: Control characters, and the bidi marks that make a name read as another one.
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]")
_SPACE = re.compile(r"\s+")
#: Blanks between Chinese characters; separators of lines and paragraphs are no blanks anybody typed.
_INSIDE_CHINESE = re.compile(r"(?<=[\u3400-\u9fff])[^\S\u2028\u2029]+(?=[\u3400-\u9fff])")

#: Traditional characters of the headers' vocabulary, and those of banks for its units. Names of regions and
#: offices are not converted: their other spellings stand in the organisation, where somebody decided them.
_TRADITIONAL = str.maketrans(
    "區辦處銷額應庫佔費貨單據號類別經產數標劃計預補報審狀態說際稱備註總開負責領導帳賬間會餘幣萬億業務記錄實現績詳細結點時對憑證準給與規進損轉単圓種差減衝紅藍貸雙退貨還計劃仟佰",
    "区办处销额应库占费货单据号类别经产数标划计预补报审状态说际称备注总开负责领导账账间会余币万亿业务记录实现绩详细结点时对凭证准给与规进损转单圆种差减冲红蓝贷双退货还计划千百",
)


#: Digits that NFKC would turn into plain ones although they mean something else: circled numbers and
#: superscripts are footnote marks (`5810000²` is not 58,100,002), other scripts' digits are slips.
_ODD_DIGIT = re.compile(r"[^\W0-9０-９_A-Za-z]")


def has_odd_digits(text: str) -> bool:
    """Whether `text` has a digit that is neither 0-9 nor its full-width form."""
    return any(c.isdigit() or unicodedata.category(c) in {"Nl", "No"} for c in _ODD_DIGIT.findall(text))


def typed_form(text: str) -> str:
    """`text` as the keys of a keyboard would give it: NFKC, plain minus, no zero-width characters."""
    return _MINUS.sub("-", _ZERO_WIDTH.sub("", unicodedata.normalize("NFKC", text))).strip()


def simplified(text: str) -> str:
    """`text` with the traditional characters of the headers' vocabulary in their simplified form."""
    return text.translate(_TRADITIONAL)


def plain(text: str | None) -> str:
    """`text` for comparing: NFKC, no spaces, no zero-width characters, lower case, simplified."""
    if not text:
        return ""
    folded = unicodedata.normalize("NFKC", text)
    return _SPACE.sub("", _ZERO_WIDTH.sub("", folded)).translate(_TRADITIONAL).casefold()


def tidy(text: str) -> str:
    """`text` as a name is kept: NFKC, no zero-width characters, no blanks at the ends or inside Chinese."""
    return _INSIDE_CHINESE.sub("", _ZERO_WIDTH.sub("", unicodedata.normalize("NFKC", text)).strip())


def stripped(cells: pl.DataFrame) -> pl.DataFrame:
    """Every cell without whitespace at its ends; blank cells null."""
    return cells.with_columns(pl.all().str.strip_chars(STRIP)).with_columns(
        pl.when(pl.all() != "").then(pl.all())
    )

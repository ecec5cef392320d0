"""Which money a text speaks of: yuan in all its spellings, or another currency, whatever its name.

Columns, titles and cells that are about a currency accept yuan and nothing else: there is no list of
foreign ones to be completed. The lists below only tell where a text without such a context speaks of one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from babel import Locale
from babel.numbers import list_currencies

from data.cleaning.texts import plain

#: Yuan, renminbi and "the currency of our books"; PRE001 is renminbi in a common ledger system.
_YUAN = r"(?:人民币|rmb|cny|cnh|renminbi|(?:chinese)?yuan|本位币|记账本位币|本币|中国元|元|圆|¥|pre001)"
#: A code of the company's own may stand before: `01-人民币`.
_IS_YUAN = re.compile(rf"(?:\d{{1,3}}[-_.])?(?:[\s\-_/:,.;()\[\]【】]*{_YUAN})+[\s\-_/:,.;()\[\]【】]*")
#: What the Chinese names of currencies end with, beside 元.
_COINS = (
    "美金|镑|铢|盾|卢比|卢布|法郎|比索|克朗|林吉特|令吉|兰特|里拉|第纳尔|里亚尔|雷亚尔|谢克尔|福林|"
    "兹罗提|格里夫纳|坚戈|图格里克|瑞尔|基普|缅元|迪拉姆|先令|奈拉|泰达币|比特币"
)
_COIN_NAME = re.compile(
    rf"[\u4e00-\u9fff]{{0,6}}(?:{_COINS})|[\u4e00-\u9fff]{{1,6}}[元圆币]|[\u4e00-\u9fff]{{0,6}}円"
)
#: Codes that stand for themselves in running text; rarer ones (ALL, TOP, TRY) are words as well.
_COMMON = (
    "usd|eur|hkd|jpy|gbp|twd|ntd|krw|sgd|aud|cad|chf|rub|thb|vnd|myr|inr|nzd|brl|mop|idr|php|usdt|"
    "sek|nok|dkk|zar|aed|sar|mxn"
)
_COMMON_CODE = re.compile(rf"(?<![a-z])(?:{_COMMON}|us\$|hk\$|nt\$|a\$|c\$|s\$)(?![a-z])")
_COMMON_NAME = re.compile(
    "美元|美金|港元|港币|欧元|日元|日圆|英镑|台币|韩元|韩币|新加坡元|新元|澳元|加元|澳门元|澳门币|"
    "泰铢|越南盾|卢布|卢比|瑞士法郎|林吉特|马币|外币"
)


@cache
def codes() -> frozenset[str]:
    """Currency codes of ISO 4217 in lower case, yuan left out."""
    return frozenset(code.casefold() for code in list_currencies()) - {"cny", "cnh"}


@cache
def _names() -> frozenset[str]:
    names = Locale("zh").currencies
    return frozenset(
        plain(re.sub(r"\s*[(（].*", "", name))
        for code, name in names.items()
        if code not in {"CNY", "CNH", "CNX"}
    )


def is_yuan(text: str) -> bool:
    """Whether the whole text names yuan: `RMB`, `人民币元`, `CNY-人民币`, `本位币`."""
    return bool(_IS_YUAN.fullmatch(plain(text)))


def is_currency(text: str) -> bool:
    """Whether the text is the code, sign or common name of another currency, and nothing else."""
    name = plain(text)
    is_sign = bool(name) and all(has_foreign_sign(sign) for sign in name)
    return is_sign or name in codes() or name in _names() or bool(_COMMON_NAME.fullmatch(name))


def has_foreign_sign(text: str) -> bool:
    """Whether `text` bears the sign of another currency than yuan: `$`, `₽`, `฿`."""
    return any(unicodedata.category(c) == "Sc" and c not in "¥￥" for c in text)


def is_foreign(text: str) -> bool:
    """Whether the whole text names a currency that is not yuan: `澳元`, `CAD`, `$`; `万元` does not."""
    name = plain(text).strip("()[]【】:：-_/ ")
    name = re.sub(r"^[十百千万亿]+", "", name)
    if not name or is_yuan(name):
        return False
    return (
        has_foreign_sign(name)
        or name in codes()
        or name in _names()
        or bool(_COMMON_CODE.fullmatch(name))
        or bool(_COIN_NAME.fullmatch(re.sub(r"[十百千万亿]+(?=[元圆]$)", "", name)))
    )


def speaks_of_foreign(text: str) -> bool:
    """Whether a longer text mentions another currency: `2026年3月销售(USD)`, `以美元列示`."""
    line = plain(text)
    return has_foreign_sign(line) or bool(_COMMON_CODE.search(line) or _COMMON_NAME.search(line))

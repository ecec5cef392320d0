"""Who is who in the demo company: regions, offices, their managers and customers.

All people, customers and products are invented; offices bear the names of cities.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from data.sample.calendar import MONTHS, dice

Temperament = Literal["prompt", "steady", "slow", "erratic"]


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of one office: who pays how.

    `size` is its share of the office's business, `term` the months it may take to pay,
    `slowness` how much of the office's overdue it is good for.
    """

    name: str
    kind: str
    size: float
    term: int
    temperament: Temperament

    @property
    def slowness(self) -> float:
        """The weight with which overdue falls on this customer."""
        return {"prompt": 0.05, "steady": 0.35, "slow": 3.0, "erratic": 1.2}[self.temperament]


@dataclass(frozen=True, slots=True)
class Office:
    """An office, its weight within the region, and the months it exists in."""

    name: str
    weight: float
    opened: date = MONTHS[0]
    closed: date | None = None
    alias: str | None = None

    def is_open(self, month: date) -> bool:
        """Whether the office works in that month; the closing month is its last."""
        return self.opened <= month and (self.closed is None or month <= self.closed)


@dataclass(frozen=True, slots=True)
class Region:
    """A sales region: `annual_sales` are the targets of 2025 and 2026 in ten thousand yuan."""

    name: str
    manager: str
    vice_president: str
    annual_sales: tuple[int, int]
    offices: tuple[Office, ...]
    successor: tuple[date, str] | None = None
    alias: str | None = None

    def manager_in(self, month: date) -> str:
        """The manager in force in that month."""
        if self.successor is not None and month >= self.successor[0]:
            return self.successor[1]
        return self.manager

    def offices_in(self, month: date) -> tuple[Office, ...]:
        """The offices that work in that month."""
        return tuple(office for office in self.offices if office.is_open(month))


REGIONS: tuple[Region, ...] = (
    Region(
        "华东", "陆经理", "副总甲", (9600, 10200),
        (
            Office("上海", 1.35), Office("杭州", 1.1), Office("南京", 0.95),
            Office("苏州", 1.0), Office("合肥", 0.7),
        ),
        alias="华东大区;华东区",
    ),
    Region(
        "华北", "沈经理", "副总乙", (6200, 6500),
        (Office("北京", 1.3), Office("天津", 0.9), Office("石家庄", 0.85), Office("济南", 1.0)),
        alias="华北大区",
    ),
    Region(
        "华南", "顾经理", "副总甲", (6800, 7200),
        (Office("广州", 1.2), Office("深圳", 1.25), Office("南宁", 0.75), Office("海口", 0.6)),
    ),
    Region(
        "华中", "韩经理", "副总丙", (4200, 4900),
        (
            Office("武汉", 1.2), Office("长沙", 1.0), Office("郑州", 0.95),
            Office("宜昌", 0.5, opened=date(2026, 1, 1)),
        ),
    ),
    Region(
        "西南", "贺经理", "副总丙", (5000, 5200),
        (
            Office("成都", 1.3), Office("重庆", 1.1), Office("昆明", 0.8),
            Office("贵阳", 0.5, closed=date(2026, 3, 1)),
        ),
    ),
    Region(
        "西北", "邵经理", "副总乙", (3000, 3100),
        (Office("西安", 1.25), Office("兰州", 0.85), Office("乌鲁木齐", 0.8, alias="乌市")),
        successor=(date(2026, 3, 1), "岳经理"),
    ),
    Region(
        "东北", "程经理", "副总乙", (3400, 3500),
        (Office("沈阳", 1.15), Office("大连", 1.0), Office("哈尔滨", 0.85)),
    ),
    Region(
        "闽赣", "温经理", "副总甲", (3600, 3900),
        (Office("福州", 1.05), Office("厦门", 1.1), Office("南昌", 0.9)),
    ),
)  # fmt: skip

PRODUCTS: tuple[tuple[str, int], ...] = (
    ("K1 智能锁", 86_000),
    ("K3 门锁", 32_000),
    ("M2 闭门器", 18_500),
    ("M5 地弹簧", 41_000),
    ("J4 阻尼铰链", 2_600),
    ("H6 滑轨", 5_400),
)
"""Name and list price in fen."""

_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_TRADES = {
    "零售": ("五金店", "建材行", "门窗店", "商行"),
    "合同": ("装饰", "工程", "置业"),
    "备案": ("项目部", "物业"),
}
_TYPES = ("零售", "合同", "零售", "备案", "零售", "合同", "零售", "零售", "合同", "备案", "零售")
_TEMPERAMENTS: tuple[Temperament, ...] = ("prompt", "steady", "slow", "erratic")
_SIZES = {"零售": 1.0, "合同": 1.15, "备案": 0.8}


@cache
def customers(seed: int, office: str) -> tuple[Customer, ...]:
    """The office's eight to ten customers: a type and a temperament for life."""
    chance = dice(seed, "customers", office)
    start = chance.randrange(60)
    found: list[Customer] = []
    for index in range(chance.choice((8, 8, 9, 9, 10))):
        kind = _TYPES[index]
        number = start + index * 7
        word = _STEMS[number % 10] + _BRANCHES[number % 12]
        temperament: Temperament = chance.choices(_TEMPERAMENTS, (35, 35, 15, 15))[0]
        if index == 1:  # one contract customer of every office is a laggard
            temperament = "slow"
        term = 1 if kind == "零售" else 2
        size = _SIZES[kind] * chance.uniform(0.55, 1.6)
        found.append(Customer(f"{office}{word}{chance.choice(_TRADES[kind])}", kind, size, term, temperament))
    return tuple(found)

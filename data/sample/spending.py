"""What the regions hold and spend beside their ledgers: stock, expenses, conduct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from data.fields import APPROVED
from data.sample.calendar import LAST_MONTH, MONTHS, RUNNING_MONTH, dice, month_length, part, split
from data.sample.organisation import REGIONS, Office, Region
from data.sample.story import course
from engine.regulation.what_counts import PENDING, REJECTED, SALARIES, TRAVEL


@dataclass(frozen=True, slots=True)
class Stock:
    """An office's month-end stock of one category."""

    month: date
    region: str
    office: str
    category: str
    amount: int


@dataclass(frozen=True, slots=True)
class Expense:
    """One claim."""

    day: date
    region: str
    office: str
    category: str
    claimant: str
    amount: int
    status: str


@dataclass(frozen=True, slots=True)
class Sanction:
    """One sanction on a region's manager."""

    day: date
    region: str
    office: str | None
    behaviour: str
    sanction: str
    note: str


_CATEGORIES = {"成品": 0.62, "配件": 0.27, "样品": 0.11}
_COSTS = {"业务招待": 1.3, "市场推广": 1.6, "物流": 1.2, TRAVEL: 1.0, "办公": 0.6, "会议": 0.8, "培训": 0.5}
_LEAST_STOCK = 1_400  # per ten thousand of the quota


def stocks(
    seed: int,
    quotas: Mapping[tuple[int, str], int],
    retail: Mapping[tuple[date, str], int],
    months: Sequence[date] = MONTHS,
) -> list[Stock]:
    """Stock that, with the retail receivables, occupies what the story says."""
    found: list[Stock] = []
    for month in months:
        for region in REGIONS:
            chance = dice(seed, "stock", region.name, month)
            quota = quotas[(month.year, region.name)]
            wanted = (
                part(quota, course(seed, region.name, month).occupied, 10_000) - retail[(month, region.name)]
            )
            total = max(wanted, part(quota, _LEAST_STOCK, 10_000))
            offices = region.offices_in(month)
            weights = [
                office.weight * (0.3 if office.closed == month else 1.0) * chance.uniform(0.85, 1.15)
                for office in offices
            ]
            for office, amount in zip(offices, split(total, weights), strict=True):
                shares = [share * chance.uniform(0.85, 1.15) for share in _CATEGORIES.values()]
                for category, value in zip(_CATEGORIES, split(amount, shares), strict=True):
                    found.append(Stock(month, region.name, office.name, category, value))
    return found


def expenses(
    seed: int, collected: Mapping[tuple[date, str], int], months: Sequence[date] = MONTHS
) -> list[Expense]:
    """Claims: what counts is the story's share of the collections; salaries and travel come on top."""
    found: list[Expense] = []
    for month in months:
        for region in REGIONS:
            chance = dice(seed, "expenses", region.name, month)
            total = part(
                collected[(month, region.name)], course(seed, region.name, month).expenses, 1_000_000
            )
            offices = region.offices_in(month)
            amounts = split(total, [office.weight * chance.uniform(0.8, 1.2) for office in offices])
            for office, amount in zip(offices, amounts, strict=True):
                found += _office_claims(chance, region, office, month, amount)
            for _ in range(chance.choice((1, 1, 2))):
                travel = chance.randint(90_000, 320_000)
                day, status = _day(chance, month), _status(chance, month)
                place = offices[0].name
                found.append(
                    Expense(day, region.name, place, TRAVEL, region.manager_in(month), travel, status)
                )
    return found


def _office_claims(
    chance: Random, region: Region, office: Office, month: date, counted: int
) -> list[Expense]:
    """An office's claims of the month; those that count sum to `counted`."""
    head, clerk = f"{office.name}主任", f"{office.name}内勤"
    kinds = chance.sample(tuple(_COSTS), chance.choice((3, 3, 4)))
    parts = split(counted, [_COSTS[kind] * chance.uniform(0.6, 1.4) for kind in kinds])
    found = [
        Expense(
            _day(chance, month), region.name, office.name, kind,
            chance.choice((head, clerk)), amount, _status(chance, month),
        )
        for kind, amount in zip(kinds, parts, strict=True)
    ]  # fmt: skip
    pay = int(office.weight * chance.uniform(0.98, 1.02) * 2_600_000)
    payday = month.replace(day=15)
    found.append(Expense(payday, region.name, office.name, SALARIES, clerk, pay, APPROVED))
    if chance.random() < 0.12:
        refused = chance.randint(40_000, 260_000)
        found.append(
            Expense(_day(chance, month), region.name, office.name, "业务招待", head, refused, REJECTED)
        )
    return found


def _day(chance: Random, month: date) -> date:
    return month.replace(day=chance.randint(2, month_length(month)))


def _status(chance: Random, month: date) -> str:
    """Claims of the latest months partly still await approval."""
    waiting = {RUNNING_MONTH: 0.6, LAST_MONTH: 0.4, MONTHS[-2]: 0.15}.get(month, 0.01)
    return PENDING if chance.random() < waiting else APPROVED


SANCTIONS: tuple[Sanction, ...] = (
    Sanction(date(2025, 6, 18), "闽赣", "南昌", "销售其他品牌产品", "警告", "门店抽查，照片与出库单留存"),
    Sanction(date(2025, 11, 6), "西北", "兰州", "销售无标识产品", "记过", "稽查报告，样品已封存"),
    Sanction(date(2026, 2, 11), "西北", "乌鲁木齐", "阻碍第三方打假调查", "记大过", "第三方书面反映"),
    Sanction(date(2026, 5, 20), "华中", "郑州", "销售其他品牌产品", "警告", "客户投诉核实"),
    Sanction(date(2026, 7, 9), "东北", "大连", "销售其他品牌产品", "警告", "门店抽查，照片留存"),
    Sanction(date(2026, 8, 25), "西南", "重庆", "销售无标识产品", "警告", "稽查报告"),
    Sanction(date(2026, 9, 16), "东北", None, "阻碍第三方打假调查", "记过", "第三方书面反映，访谈记录留存"),
)
